// Claim: an answer of one skill is taken into a learner's state in at most a microsecond by the standard model, whatever the
// number of skills known; a prediction costs less. pyBKT 1.4.2: update_state 68 µs, predict of one event 11 ms.
import { createRandom } from '../../src/math/random.js';
import { simulateBkt } from '../../src/simulate/bkt.js';
import * as bkt from '../../src/tracing/bkt.js';

const RUNS = 9;
const ANSWERS = 100_000;

for (const count of [10, 100, 1000]) {
  const skills = Array.from({ length: count }, (_, s) => ({
    skill: `skill ${s}`,
    prior: 0.4,
    learn: 0.15,
    guess: 0.2,
    slip: 0.1,
  }));
  const { log } = simulateBkt(skills, { seed: 'advance', learners: 30, answers: 5, itemsPerSkill: 3 });
  const random = createRandom('answers');
  const answers = Array.from({ length: ANSWERS }, () => {
    const s = random.integer(0, count - 1);
    return { skills: [`skill ${s}`], item: `skill ${s}/1`, score: random.integer(0, 1), time: 0 };
  });
  for (const [name, options] of [
    ['standard', { covariance: false }],
    ['standard with covariance', {}],
    ['five levels, items', { levels: 5, items: 'each', iterations: 5 }],
  ] as const) {
    const model = bkt.fit(log, options);
    const times: Record<string, number[]> = { advance: [], predict: [], replay: [] };
    for (let run = 0; run < RUNS; run++) {
      let state = bkt.start(model);
      times.advance.push(
        clock(() => {
          for (const answer of answers) state = bkt.advance(model, state, answer);
        }),
      );
      let sum = 0;
      times.predict.push(
        clock(() => {
          for (const answer of answers) sum += bkt.predict(model, state, answer);
        }),
      );
      times.replay.push(clock(() => bkt.replay(model, bkt.start(model), answers)));
      if (!Number.isFinite(sum)) throw new Error('a prediction is no number');
    }
    const told = Object.entries(times).map(([what, values]) => `${what} ${median(values).toFixed(2)} µs`);
    console.log(`${count} skills, ${name}: ${told.join(', ')}`);
  }
}

/** Microseconds an answer. */
function clock(work: () => void): number {
  const from = performance.now();
  work();
  return ((performance.now() - from) * 1000) / ANSWERS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
