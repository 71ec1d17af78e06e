import { type CalibrateProgress, type EStepAnswer, type EStepRequest, expect } from './expectation.js';
import { freeGradient, type Solution, tableOf } from './solution.js';

/** Step of the forward differences: their error is of its size, that of rounding some 1e-16 / STEP. */
const STEP = 1e-5;

/**
 * Observed information of the free parameters, `[free × free]`: minus the derivative of the gradient of the marginal
 * log-likelihood, which by Fisher's identity is the expected complete-data score at the parameters of the expectation. So one
 * E-step a parameter gives a column, for any family, groups and distribution: Oakes' identity with both of its terms at once.
 *
 * @source Oakes (1999), JRSS B 61(2), eqs. 1–2.
 * @cost free parameters × the cost of an E-step.
 */
export function* observedInformation(
  solution: Solution,
  objective: number,
): Generator<EStepRequest, Float64Array, EStepAnswer> {
  const { design, latent, nodes, x, freeOf, free } = solution;
  const table = tableOf(solution);
  const information = new Float64Array(free * free);
  const gradientAt = function* (at: Float64Array, iterations: number) {
    const progress: CalibrateProgress = { stage: 'errors', iterations, of: free + 1, objective };
    const { counts, evidence } = yield* expect(design, latent, at, nodes, table, progress);
    return freeGradient(solution, at, counts, evidence);
  };
  const here = yield* gradientAt(x, 0);
  for (let f = 0; f < free; f++) {
    const moved = x.slice();
    for (let i = 0; i < x.length; i++) if (freeOf[i] === f) moved[i] += STEP;
    const there = yield* gradientAt(moved, f + 1);
    for (let k = 0; k < free; k++) information[f * free + k] = (here[k] - there[k]) / STEP;
  }
  for (let i = 0; i < free; i++) {
    for (let k = 0; k < i; k++) {
      const mean = 0.5 * (information[i * free + k] + information[k * free + i]);
      information[i * free + k] = information[k * free + i] = mean;
    }
  }
  return information;
}
