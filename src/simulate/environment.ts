import type { Item, ItemBank } from '../data/item-bank.js';
import type { KnowledgeGraph } from '../data/knowledge-graph.js';
import { DAY } from '../data/time.js';
import type { Random } from '../math/random.js';

/** A world in which simulated learners practise: a bank, a graph and a law of answering, learning and forgetting. */
export interface Environment {
  readonly name: string;
  readonly subject: string;
  readonly bank: ItemBank;
  readonly graph: KnowledgeGraph;
  /** How a learner's practice is laid out: `sessions` sittings a day apart of `answers` answers each. */
  readonly practice: { readonly sessions: number; readonly answers: number };
  /** A learner drawn from a stream, which the learner keeps for what happens to it. */
  readonly draw: (random: Random) => EnvironmentLearner;
}

/**
 * A learner who changes while it practises; it belongs to one walk. What is here is the truth, which only an oracle may see;
 * others see the scores that `answer` returns.
 */
export interface EnvironmentLearner {
  /** Points that are asked for at the end. */
  readonly targets: readonly string[];
  /** Answers an item at a time in milliseconds and learns from it; the score, 0…1. */
  readonly answer: (item: Item, time: number) => number;
  /** True P(right) of an item at a time, 0…1. */
  readonly success: (item: Item, time: number) => number;
  /** What an exam of the targets would give at a time, 0…1. Nothing is learnt from it. */
  readonly achievement: (time: number) => number;
  /** What an omniscient teacher would have it do next. */
  readonly oracle: (time: number, left: number) => Item;
}

/** Something that chooses items for one learner. */
export interface Chooser {
  /** The next item; `left` answers remain, this one among them. */
  readonly next: (time: number, left: number) => Item;
  /** Told of every answer. */
  readonly took: (item: Item, score: number, time: number) => void;
}

/** What became of one learner. */
export interface PracticeWalk {
  readonly before: number;
  readonly after: number;
  /** (after − before) / (1 − before); 0 where there was nothing to gain. */
  readonly gain: number;
  /** Share of the items given whose true P(right) was below {@link FRUSTRATING}. */
  readonly frustrating: number;
  /** Share of right answers. */
  readonly right: number;
  /** Answers until achievement first reached {@link MASTERED}; infinite where it never did. */
  readonly toMastery: number;
}

/** An item that is answered right less often than this frustrates. */
export const FRUSTRATING = 0.4;

/** An achievement that counts as mastery of the targets. */
export const MASTERED = 0.8;

/** Milliseconds between two answers of a sitting. */
const PAUSE = 120_000;

/**
 * Lets learners practise in an environment as something chooses for them. Learner `l` is the same, and has the same luck,
 * whatever chooses: comparisons between choosers are paired.
 *
 * @param choose makes the chooser of a learner; it is given the truth for oracles, and warm-up answers are reported to it first
 * @param options `warmUp` answers to random items before the practice, from which the learner learns as from any
 * @returns one walk a learner
 * @example
 * walkPractice(kss, (learner) => ({ next: learner.oracle, took: () => {} }), { learners: 10, random: createRandom('walk') });
 */
export function walkPractice(
  environment: Environment,
  choose: (learner: EnvironmentLearner, name: string, random: Random) => Chooser,
  options: { readonly learners: number; readonly random: Random; readonly warmUp?: number },
): PracticeWalk[] {
  const { bank, practice } = environment;
  const walks: PracticeWalk[] = [];
  for (let l = 0; l < options.learners; l++) {
    const stream = options.random.split(l);
    const learner = environment.draw(stream.split('learner'));
    const chooser = choose(learner, `l${l}`, stream.split('chooser'));
    const warm = stream.split('warm-up');
    let time = 0;
    for (let k = 0; k < (options.warmUp ?? 0); k++) {
      const item = bank.items[warm.integer(0, bank.items.length - 1)];
      chooser.took(item, learner.answer(item, time), time);
      time += PAUSE;
    }
    const before = learner.achievement(time);
    let frustrating = 0;
    let right = 0;
    let given = 0;
    let toMastery = Number.POSITIVE_INFINITY;
    const total = practice.sessions * practice.answers;
    for (let session = 0; session < practice.sessions; session++) {
      time = Math.max(time, session * DAY);
      for (let k = 0; k < practice.answers; k++) {
        const item = chooser.next(time, total - given);
        if (learner.success(item, time) < FRUSTRATING) frustrating++;
        const score = learner.answer(item, time);
        right += score;
        given++;
        chooser.took(item, score, time);
        time += PAUSE;
        if (given < toMastery && learner.achievement(time) >= MASTERED) toMastery = given;
      }
    }
    const after = learner.achievement(time);
    walks.push({
      before,
      after,
      gain: before < 1 ? (after - before) / (1 - before) : 0,
      frustrating: frustrating / total,
      right: right / total,
      toMastery,
    });
  }
  return walks;
}
