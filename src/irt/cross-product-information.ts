import { MISSING } from '../kernels/coded-rows.js';
import { expectedStatistics, ROWS_AT_ONCE, type Solution } from './information-matrix.js';
import { itemInformation } from './m-step.js';

/**
 * Cross-product information Σ weight · score scoreᵀ plus the prior's, `[parameters × parameters]`: equal to the observed one
 * in expectation where the model is true.
 *
 * @cost rows × (parameters × nodes + parameters² / 2).
 */
export function crossProductInformation(solution: Solution): Float64Array {
  const { patterns, layout, parameters, nodes, curves, prior, eStep } = solution;
  const { answers, weight, rows } = patterns;
  const items = layout.categories.length;
  const size = layout.parameterAt[items];
  const width = nodes.length;
  const information = new Float64Array(size * size);
  const expected = expectedStatistics(layout, nodes, curves.probability);
  const posterior = new Float64Array(ROWS_AT_ONCE * width);
  const score = new Float64Array(size);
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, rows);
    eStep.posteriors(curves, from, to, posterior);
    for (let row = from; row < to; row++) {
      const p = posterior.subarray((row - from) * width, (row - from + 1) * width);
      let mean = 0;
      for (let q = 0; q < width; q++) mean += p[q] * nodes[q];
      score.fill(0);
      for (let j = 0; j < items; j++) {
        const k = answers[row * items + j];
        if (k === MISSING) continue;
        for (let i = layout.parameterAt[j]; i < layout.parameterAt[j + 1]; i++) {
          const v = i - layout.parameterAt[j];
          let sum = 0;
          for (let q = 0; q < width; q++) sum += p[q] * expected[i * width + q];
          score[i] = (v === 0 ? k * mean : k >= v ? 1 : 0) - sum;
        }
      }
      for (let i = 0; i < size; i++) {
        const f = weight[row] * score[i];
        if (f !== 0) for (let k = 0; k <= i; k++) information[i * size + k] += f * score[k];
      }
    }
  }
  const none = new Float64Array(Math.max(...layout.categories) * width);
  for (let j = 0; j < items; j++) {
    if (prior[j] === 0) continue;
    const at = layout.parameterAt[j];
    const own = layout.categories[j];
    const block = itemInformation(parameters.subarray(at, at + own), none, nodes, true);
    for (let i = 0; i < own; i++) information[(at + i) * size + at + i] += block[i * own + i];
  }
  for (let i = 0; i < size; i++) for (let k = 0; k < i; k++) information[k * size + i] = information[i * size + k];
  return information;
}
