import { MISSING } from '../kernels/coded-rows.js';
import { completeInformation, expectedStatistics, ROWS_AT_ONCE, type Solution } from './information-matrix.js';
import type { Layout } from './parameters.js';
import type { Patterns } from './patterns.js';

/** Posterior weights below this share are left out; they are below the last digit of the sums. */
const NEGLIGIBLE = 1e-13;

/**
 * Observed information of all parameters, `[parameters × parameters]`, by Louis' identity: the information of the complete
 * data less the covariance of the complete-data score that not knowing θ leaves, summed over learners.
 *
 * The score of item j is k θ e_a − f_j(θ), k the category given and f_j the expected statistics. So all that learners
 * contribute is Σ k_j k_l Var θ, D_j(q) = Σ k_j (θ_q − E θ) posterior_q, and M = Σ (diag posterior − posterior posteriorᵀ),
 * for each set of learners who lack the same cells; no learner needs a matrix of its own.
 *
 * @source Louis (1982), JRSS B 44(2), eq. 3.2.
 * @cost rows × (nodes² + items² + items × nodes) / 2 for complete answers, and parameters² × nodes a set of missing cells.
 */
export function louisInformation(solution: Solution): Float64Array {
  const { patterns, layout, nodes, curves } = solution;
  const information = completeInformation(solution);
  const expected = expectedStatistics(layout, nodes, curves.probability);
  const posterior = new Float64Array(ROWS_AT_ONCE * nodes.length);
  for (let g = 0; g + 1 < patterns.groups.length; g++) {
    subtractGroup(solution, patterns.groups[g], patterns.groups[g + 1], expected, posterior, information);
  }
  return information;
}

/** Operations of {@link louisInformation}, to know beforehand whether it is worth it. */
export function louisCost(patterns: Patterns, layout: Layout, nodes: number): number {
  const items = layout.categories.length;
  const perRow = nodes * nodes + items * items + items * nodes;
  let cost = 0.5 * patterns.rows * perRow;
  for (let g = 0; g + 1 < patterns.groups.length; g++) {
    const row = patterns.groups[g];
    let size = 0;
    for (let j = 0; j < items; j++) {
      if (patterns.answers[row * items + j] !== MISSING) size += layout.categories[j];
    }
    // A set of one learner touches about a third of the nodes.
    const active = patterns.groups[g + 1] - row > 8 ? nodes : nodes / 3;
    cost += size * active * (active + size / 2);
  }
  return cost;
}

function subtractGroup(
  solution: Solution,
  start: number,
  stop: number,
  expected: Float64Array,
  posterior: Float64Array,
  information: Float64Array,
): void {
  const { patterns, layout, nodes, curves, eStep } = solution;
  const { answers, weight } = patterns;
  const width = nodes.length;
  const items = layout.categories.length;
  const size = layout.parameterAt[items];
  const present: number[] = [];
  for (let j = 0; j < items; j++) if (answers[start * items + j] !== MISSING) present.push(j);
  const count = present.length;

  const matrix = new Float64Array(width * width);
  const shifted = new Float64Array(count * width);
  const squares = new Float64Array(count * count);
  const centred = new Float64Array(width);
  // Items of the present row with points above 0; the others add nothing to products of points.
  const scoredItem = new Int32Array(count);
  const scoredPoints = new Float64Array(count);
  let low = width;
  let high = 0;
  for (let from = start; from < stop; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, stop);
    eStep.posteriors(curves, from, to, posterior);
    for (let row = from; row < to; row++) {
      const p = posterior.subarray((row - from) * width, (row - from + 1) * width);
      const w = weight[row];
      let lo = 0;
      while (p[lo] < NEGLIGIBLE) lo++;
      let hi = width;
      while (p[hi - 1] < NEGLIGIBLE) hi--;
      low = Math.min(low, lo);
      high = Math.max(high, hi);
      let mean = 0;
      let square = 0;
      for (let q = lo; q < hi; q++) {
        mean += p[q] * nodes[q];
        square += p[q] * nodes[q] * nodes[q];
      }
      const variance = w * (square - mean * mean);
      for (let q = lo; q < hi; q++) {
        const f = w * p[q];
        matrix[q * width + q] += f;
        for (let s = lo; s <= q; s++) matrix[q * width + s] -= f * p[s];
      }
      for (let q = lo; q < hi; q++) centred[q] = w * (nodes[q] - mean) * p[q];
      let scored = 0;
      for (let i = 0; i < count; i++) {
        const k = answers[row * items + present[i]];
        if (k === 0) continue;
        scoredItem[scored] = i;
        scoredPoints[scored] = k;
        for (let q = lo; q < hi; q++) shifted[i * width + q] += k * centred[q];
        const g = k * variance;
        scored++;
        for (let l = 0; l < scored; l++) squares[i * count + scoredItem[l]] += g * scoredPoints[l];
      }
    }
  }
  for (let q = low; q < high; q++) for (let s = low; s < q; s++) matrix[s * width + q] = matrix[q * width + s];

  const half = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    const j = present[i];
    for (let own = 0; own < layout.categories[j]; own++) {
      const row = layout.parameterAt[j] + own;
      // half = M f_row, less D_j for a slope: then every entry but slope × slope is half · f_column.
      half.fill(0);
      for (let q = low; q < high; q++) {
        const f = expected[row * width + q];
        for (let s = low; s < high; s++) half[s] += f * matrix[q * width + s];
      }
      if (own === 0) for (let q = low; q < high; q++) half[q] -= shifted[i * width + q];
      for (let l = 0; l <= i; l++) {
        const k = present[l];
        for (let other = 0; other < layout.categories[k]; other++) {
          const column = layout.parameterAt[k] + other;
          if (column > row) break;
          let sum = 0;
          for (let q = low; q < high; q++) sum += half[q] * expected[column * width + q];
          if (other === 0) {
            for (let q = low; q < high; q++) sum -= shifted[l * width + q] * expected[row * width + q];
            if (own === 0) sum += squares[i * count + l];
          }
          information[row * size + column] -= sum;
          if (row !== column) information[column * size + row] -= sum;
        }
      }
    }
  }
}
