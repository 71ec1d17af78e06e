import { completeInformation, expectedStatistics, type Solution } from './information-matrix.js';
import { fillItem } from './parameters.js';

/** Step of the forward differences: their error is of its size, that of rounding some 1e-16 / STEP. */
const STEP = 1e-6;

/**
 * Observed information of all parameters, `[parameters × parameters]`, by Oakes' identity: the information of the complete
 * data less the derivative of its expected score by the parameters that the expectation is taken with. That derivative is
 * a forward difference, one E-step a parameter; the expected score is linear in the expected counts.
 * `curves` and `counts` of the solution are left as they were.
 *
 * @source Oakes (1999), JRSS B 61(2), eq. 2.
 * @cost parameters × the cost of an E-step.
 */
export function oakesInformation(solution: Solution): Float64Array {
  const { layout, parameters, nodes, curves, counts, eStep } = solution;
  const { categories, parameterAt, categoryAt } = layout;
  const width = nodes.length;
  const size = parameters.length;
  const information = completeInformation(solution);
  const expected = expectedStatistics(layout, nodes, curves.probability);
  const probability = curves.probability.slice();
  const moved = new Float64Array(counts.length);
  const derivative = new Float64Array(size * size);
  for (let j = 0; j < categories.length; j++) {
    const rows = probability.subarray(categoryAt[j] * width, categoryAt[j + 1] * width);
    for (let i = parameterAt[j]; i < parameterAt[j + 1]; i++) {
      const item = parameters.slice(parameterAt[j], parameterAt[j + 1]);
      item[i - parameterAt[j]] += STEP;
      fillItem(item, nodes, rows);
      eStep.run({ probability, prior: curves.prior }, moved);
      for (let r = 0; r < moved.length; r++) moved[r] = (moved[r] - counts[r]) / STEP;
      for (let l = 0; l < categories.length; l++) {
        for (let k = parameterAt[l]; k < parameterAt[l + 1]; k++) {
          derivative[i * size + k] = expectedScore(l, k - parameterAt[l], k);
        }
      }
    }
    rows.set(curves.probability.subarray(categoryAt[j] * width, categoryAt[j + 1] * width));
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      information[i * size + k] -= 0.5 * (derivative[i * size + k] + derivative[k * size + i]);
    }
  }
  return information;

  /** Score of parameter `v` of item `l`, `k` among all, under the counts in `moved`: observed less expected statistic. */
  function expectedScore(l: number, v: number, k: number): number {
    let score = 0;
    for (let q = 0; q < width; q++) {
      let n = 0;
      let observed = 0;
      for (let c = 0; c < categories[l]; c++) {
        const count = moved[(categoryAt[l] + c) * width + q];
        n += count;
        if (v === 0) observed += c * nodes[q] * count;
        else if (c >= v) observed += count;
      }
      score += observed - n * expected[k * width + q];
    }
    return score;
  }
}
