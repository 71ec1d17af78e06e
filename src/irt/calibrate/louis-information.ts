import { createEStep } from '../../kernels/e-step.js';
import { MISSING, type PackedRows } from '../../kernels/packed-rows.js';
import { selectRows, unpackRow } from '../../kernels/packing.js';
import { createItemExpansion } from '../item-curve.js';
import type { ItemFamily } from '../model.js';
import type { Design } from './design.js';
import { itemObjective } from './m-step.js';
import { type Solution, tableOf } from './solution.js';

/** Rows whose posteriors are asked for at once. */
const ROWS_AT_ONCE = 1024;

/** Posterior weights below this share are left out; they are below the last digit of the sums. */
const NEGLIGIBLE = 1e-13;

/** Families whose complete-data score is that of partial credit: k θ for the slope and [k ≥ v] for step v, less their expectations. */
const PARTIAL_CREDIT: ReadonlySet<ItemFamily> = new Set(['Rasch', '1PL', '2PL', 'PCM', 'GPCM']);

/** Whether {@link louisInformation} serves: partial-credit items, and nothing of the abilities estimated. */
export function louisServes({ design, latent }: Solution): boolean {
  return (
    design.items.every(({ family }) => PARTIAL_CREDIT.has(family)) &&
    latent.rows === undefined &&
    latent.free.every((free) => free === 0)
  );
}

/** Packed rows in an order in which those that lack the same cells stand together, and where each such set begins. */
interface Sets {
  readonly packed: PackedRows;
  readonly starts: Int32Array;
}

/** @param items all packed items, the group included */
function byMissing(packed: PackedRows, items: number): Sets {
  if (packed.blocks.every(({ radix, from }) => radix.every((own, i) => own === packed.categories[from + i]))) {
    return { packed, starts: Int32Array.of(0, packed.rows) };
  }
  const sets = new Map<string, number[]>();
  const answers = new Uint8Array(items);
  for (let row = 0; row < packed.rows; row++) {
    unpackRow(packed, row, answers);
    let key = '';
    for (let j = 0; j < items; j += 16) {
      let bits = 0;
      for (let k = j; k < Math.min(items, j + 16); k++) bits = 2 * bits + (answers[k] === MISSING ? 1 : 0);
      key += String.fromCharCode(bits);
    }
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [row]);
    else set.push(row);
  }
  const starts = [0];
  const order: number[] = [];
  for (const set of sets.values()) {
    for (const row of set) order.push(row);
    starts.push(order.length);
  }
  return { packed: selectRows(packed, order), starts: Int32Array.from(starts) };
}

/** Information of the complete data in all parameters of the items, block by block on the diagonal; the priors' included. */
function completeInformation(solution: Solution, counts: Float64Array): Float64Array {
  const { design, nodes, x } = solution;
  const size = x.length;
  const width = nodes.length;
  const information = new Float64Array(size * size);
  design.items.forEach(({ curve, priors, at }, j) => {
    const block = createItemExpansion(curve.size);
    const rows = counts.subarray(design.categoryAt[j] * width, design.categoryAt[j + 1] * width);
    itemObjective(curve, priors, [nodes])(x.subarray(at, at + curve.size), rows, block);
    for (let i = 0; i < curve.size; i++) {
      for (let k = 0; k < curve.size; k++) {
        information[(at + i) * size + at + k] = block.information[i * curve.size + k];
      }
    }
  });
  return information;
}

/** f_j(θ) at the nodes, parameter by parameter: θ E k for a, P(k ≥ v) for step v; `[parameters × nodes]`. */
function expectedStatistics(design: Design, nodes: Float64Array, table: Float64Array): Float64Array {
  const width = nodes.length;
  const out = new Float64Array(design.size * width);
  design.items.forEach(({ at, curve }, j) => {
    const from = design.categoryAt[j] * width;
    for (let q = 0; q < width; q++) {
      let above = 0;
      let mean = 0;
      for (let v = curve.size - 1; v >= 1; v--) {
        above += table[from + v * width + q];
        out[(at + v) * width + q] = above;
        mean += above;
      }
      out[at * width + q] = nodes[q] * mean;
    }
  });
  return out;
}

/**
 * Observed information of all parameters, `[parameters × parameters]`, by Louis' identity: the information of the complete
 * data less the covariance of the complete-data score that not knowing θ leaves, summed over learners.
 *
 * The score of item j is k θ e_a − f_j(θ), k the category given and f_j the expected statistics. So all that learners
 * contribute is Σ k_j k_l Var θ, D_j(q) = Σ k_j (θ_q − E θ) posterior_q, and M = Σ (diag posterior − posterior posteriorᵀ),
 * for each set of learners who lack the same cells; no learner needs a matrix of its own.
 *
 * @param counts expected counts at the solution
 * @source Louis (1982), JRSS B 44(2), eq. 3.2.
 * @cost rows × (nodes² + items² + items × nodes) / 2 for complete answers, and parameters² × nodes a set of missing cells.
 */
export function louisInformation(solution: Solution, counts: Float64Array): Float64Array {
  const { design, nodes } = solution;
  const table = tableOf(solution);
  const information = completeInformation(solution, counts);
  const expected = expectedStatistics(design, nodes, table);
  const sets = byMissing(solution.packed, design.items.length + 1);
  const eStep =
    sets.packed === solution.packed ? solution.eStep : createEStep(sets.packed, nodes.length, solution.eStep.kernel);
  const posterior = new Float64Array(ROWS_AT_ONCE * nodes.length);
  for (let g = 0; g + 1 < sets.starts.length; g++) {
    const posteriors = (from: number, to: number): void => {
      eStep.posteriors(table, from, to, posterior);
    };
    subtractSet(
      solution,
      sets.packed,
      sets.starts[g],
      sets.starts[g + 1],
      expected,
      posteriors,
      posterior,
      information,
    );
  }
  return information;
}

/** Operations of {@link louisInformation}, to know beforehand whether it is worth it. */
export function louisCost({ packed, design, nodes }: Solution): number {
  const items = design.items.length;
  const width = nodes.length;
  const complete = 0.5 * packed.rows * (width * width + items * items + items * width);
  const { starts } = byMissing(packed, items + 1);
  // Sets of one learner touch about a third of the nodes.
  const sets = starts.length - 1;
  const active = packed.rows > 8 * sets ? width : width / 3;
  return complete + sets * design.size * active * (active + design.size / 2);
}

function subtractSet(
  solution: Solution,
  packed: PackedRows,
  start: number,
  stop: number,
  expected: Float64Array,
  posteriors: (from: number, to: number) => void,
  posterior: Float64Array,
  information: Float64Array,
): void {
  const { design, nodes, x } = solution;
  const { weight } = packed;
  const width = nodes.length;
  const items = design.items.length;
  const size = x.length;
  const answers = new Uint8Array(items + 1);
  unpackRow(packed, start, answers);
  const present: number[] = [];
  for (let j = 0; j < items; j++) if (answers[j + 1] !== MISSING) present.push(j);
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
    posteriors(from, to);
    for (let row = from; row < to; row++) {
      unpackRow(packed, row, answers);
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
        const k = answers[present[i] + 1];
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
    for (let own = 0; own < design.items[j].curve.size; own++) {
      const row = design.items[j].at + own;
      // half = M f_row, less D_j for a slope: then every entry but slope × slope is half · f_column.
      half.fill(0);
      for (let q = low; q < high; q++) {
        const f = expected[row * width + q];
        for (let s = low; s < high; s++) half[s] += f * matrix[q * width + s];
      }
      if (own === 0) for (let q = low; q < high; q++) half[q] -= shifted[i * width + q];
      for (let l = 0; l <= i; l++) {
        const k = present[l];
        for (let other = 0; other < design.items[k].curve.size; other++) {
          const column = design.items[k].at + other;
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
