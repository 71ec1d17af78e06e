import type { ResponseLog } from '../data/response-log.js';
import { createRandom, type Seed } from '../math/random.js';

/** Parameters of Bayesian knowledge tracing for one skill, each a probability. */
export interface BktTruth {
  readonly skill: string;
  /** Known before the first answer. */
  readonly prior: number;
  /** Learnt between two answers. */
  readonly learn: number;
  readonly guess: number;
  readonly slip: number;
  /** Forgotten between two answers. Default 0. */
  readonly forget?: number;
}

/** How sequences are drawn by {@link simulateBkt}. */
export interface SimulateBktOptions {
  readonly seed: Seed;
  /** How many learners. */
  readonly learners: number;
  /** Answers of each learner to each skill: a number, or the least and the most, between which it is uniform. */
  readonly answers: number | readonly [number, number];
  /** Different items of each skill, given at random. */
  readonly itemsPerSkill?: number;
}

/** One item a skill. */
export const simulateBktDefaults: { readonly itemsPerSkill: number } = { itemsPerSkill: 1 };

/** A log with the hidden truth behind it. */
export interface SimulatedBkt {
  /** Learner by learner; the skills of a learner are mixed at random, `time` counts a learner's answers from 0. */
  readonly log: ResponseLog;
  /** Whether the skill was known when the answer was given `[rows]`, 0 or 1. */
  readonly known: Uint8Array;
}

/**
 * Draws answer sequences from Bayesian knowledge tracing: known₁ ~ prior, P(right) = known ? 1 − slip : guess,
 * and after each answer unknown becomes known by `learn`, known unknown by `forget`.
 * The sequence of a learner on a skill depends on the seed, the learner's number and the skill alone.
 *
 * @throws RangeError where a probability is not in 0…1 or a count is out of range.
 * @source Corbett & Anderson (1995), Knowledge tracing, User Modeling and User-Adapted Interaction 4, p. 259 f.
 * @example
 * const { log } = simulateBkt([{ skill: 'add', prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1 }], { seed: 1, learners: 9, answers: 5 });
 * log.length; // 45
 */
export function simulateBkt(skills: readonly BktTruth[], options: SimulateBktOptions): SimulatedBkt {
  const { itemsPerSkill } = { ...simulateBktDefaults, ...options };
  const [least, most] = typeof options.answers === 'number' ? [options.answers, options.answers] : options.answers;
  demandCount('learners', options.learners);
  demandCount('answers', least);
  demandCount('answers', most);
  demandCount('itemsPerSkill', itemsPerSkill);
  if (least > most || itemsPerSkill < 1) throw new RangeError('simulate: expected answers [least, most], items ≥ 1');
  for (const { skill, prior, learn, guess, slip, forget = 0 } of skills) {
    for (const share of [prior, learn, guess, slip, forget]) {
      if (!(share >= 0 && share <= 1)) {
        throw new RangeError(`simulate: expected probabilities for ${skill}, got ${share}`);
      }
    }
  }
  const random = createRandom(options.seed).split('bkt');
  const learner: number[] = [];
  const item: number[] = [];
  const set: number[] = [];
  const score: number[] = [];
  const time: number[] = [];
  const known: number[] = [];
  for (let l = 0; l < options.learners; l++) {
    const ofLearner = random.split(l);
    const sequences = skills.map((truth) => {
      const stream = ofLearner.split('skill').split(truth.skill);
      const length = stream.integer(least, most);
      let state = stream.uniform() < truth.prior;
      return Array.from({ length }, () => {
        const row = {
          item: stream.integer(0, itemsPerSkill - 1),
          score: stream.uniform() < (state ? 1 - truth.slip : truth.guess) ? 1 : 0,
          known: state ? 1 : 0,
        };
        const turn = stream.uniform();
        state = state ? turn >= (truth.forget ?? 0) : turn < truth.learn;
        return row;
      });
    });
    const order = ofLearner.shuffle(sequences.flatMap((rows, s) => rows.map(() => s)));
    const next = new Array<number>(skills.length).fill(0);
    order.forEach((s, at) => {
      const row = sequences[s][next[s]++];
      learner.push(l);
      item.push(s * itemsPerSkill + row.item);
      set.push(s);
      score.push(row.score);
      time.push(at);
      known.push(row.known);
    });
  }
  const log: ResponseLog = {
    length: learner.length,
    learners: Array.from({ length: options.learners }, (_, l) => `s${l + 1}`),
    items: skills.flatMap(({ skill }) =>
      Array.from({ length: itemsPerSkill }, (_, i) => (itemsPerSkill === 1 ? skill : `${skill}/${i + 1}`)),
    ),
    skills: skills.map(({ skill }) => skill),
    skillSets: {
      start: Int32Array.from({ length: skills.length + 1 }, (_, s) => s),
      skill: Int32Array.from({ length: skills.length }, (_, s) => s),
    },
    learner: Int32Array.from(learner),
    item: Int32Array.from(item),
    skillSet: Int32Array.from(set),
    score: Float32Array.from(score),
    time: Float64Array.from(time),
  };
  return { log, known: Uint8Array.from(known) };
}

function demandCount(name: string, count: number): void {
  if (!(Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`simulate: expected a whole number of ${name}, got ${count}`);
  }
}
