import { createRandom, type Seed } from '../../src/math/random.js';

/** Simulated answers of learners who differ: rows, with two predictions, of which the second knows less. */
export function simulateRows(
  seed: Seed,
  learners: number,
  answers: number,
): { first: Float64Array; second: Float64Array; score: Float32Array; learner: Int32Array } {
  const { normal, uniform } = createRandom(seed);
  const n = learners * answers;
  const made = {
    first: new Float64Array(n),
    second: new Float64Array(n),
    score: new Float32Array(n),
    learner: new Int32Array(n),
  };
  for (let l = 0, r = 0; l < learners; l++) {
    const ability = normal();
    for (let k = 0; k < answers; k++, r++) {
      const difficulty = normal();
      const p = 1 / (1 + Math.exp(-(ability - difficulty)));
      made.learner[r] = l;
      made.score[r] = uniform() < p ? 1 : 0;
      made.first[r] = p;
      made.second[r] = 1 / (1 + Math.exp(-(0.5 * normal() - difficulty)));
    }
  }
  return made;
}
