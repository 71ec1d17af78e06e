import { MISSING, type PackedRows } from '../../kernels/packed-rows.js';
import { selectRows, unpackRow } from '../../kernels/packing.js';
import { logit } from '../../math/logistic.js';
import { normalQuantile } from '../../math/normal.js';
import { markThresholds } from '../families/graded.js';
import type { Design, ItemDesign, ItemSpecification } from './design.js';

const GROUPS = 30;

/** Rows that are looked at for starting values; about as many as tell parameters to a tenth. */
const ROWS = 4000;

/**
 * Parameters to start from, one item: slope 1 and the intercepts that give the marginal shares of the categories `n`.
 * Everything the M-step on {@link pseudoCounts} needs is a place from which it climbs.
 */
export function roughStart(item: ItemDesign, given: ItemSpecification, n: ArrayLike<number>): Float64Array {
  const { size, family } = item.curve;
  const out = new Float64Array(size);
  const steps = family.categories - 1;
  const total = Array.from(n).reduce((sum, x) => sum + x, 0) + family.categories / 2;
  const share = (k: number): number => (n[k] + 0.5) / total;
  const above = (v: number): number => {
    let sum = 0;
    for (let k = v; k <= steps; k++) sum += share(k);
    return sum;
  };
  // Spread of θ flattens the marginal curve by about this.
  const widen = 1.18;
  switch (item.family) {
    case 'NRM':
      for (let k = 1; k <= steps; k++) {
        out[k - 1] = k / steps;
        out[steps + k - 1] = Math.log(share(k) / share(0));
      }
      return out;
    case 'GPCM':
    case 'PCM':
    case 'RSM':
      out[0] = item.family === 'GPCM' ? 1 / Math.max(1, steps - 1) : 1;
      for (let k = 1; k <= steps; k++) out[k] = Math.log(share(k) / share(k - 1));
      if (item.family === 'RSM') for (let k = 2; k <= steps; k++) out[k] -= out[1];
      return out;
    case 'GRM':
      out[0] = 1;
      for (let v = 1; v <= steps; v++) out[v] = widen * logit(above(v));
      return out;
    case 'CRM': {
      const t = markThresholds(given.cuts, given.fullMarks);
      let mean = 0;
      let square = 0;
      let weight = 0;
      for (let v = 0; v < steps; v++) {
        const w = above(v + 1) * (1 - above(v + 1));
        weight += w;
        mean += w * t[v];
        square += w * t[v] * t[v];
      }
      mean /= weight;
      const slope = 1 / Math.max(0.2, Math.sqrt(square / weight - mean * mean));
      out[0] = 1;
      out[1] = slope * mean;
      out[2] = Math.log(slope);
      return out;
    }
    default: {
      out[0] = 1;
      const lower = item.family === '3PL' || item.family === '4PL' ? 0.15 : 0;
      const right = Math.min(0.99, Math.max(0.01, (share(1) - lower) / (1 - lower)));
      out[1] = widen * logit(right);
      if (size > 2) out[2] = logit(lower);
      if (size > 3) out[3] = logit(0.95);
      return out;
    }
  }
}

/**
 * Pseudo expected counts from the data, `[rows of tables × nodes]`: learners are ranked by their mean standardised item score,
 * the ranks made normal, and each of 30 rank groups spread over the nodes with the variance that the reliability of the total
 * score (KR-20, α) leaves. Of many rows an even part is taken.
 */
export function pseudoCounts(all: PackedRows, design: Design, nodes: Float64Array): Float64Array {
  const every = Math.max(1, Math.floor(all.rows / ROWS));
  const part = Int32Array.from({ length: Math.floor(all.rows / every) }, (_, i) => i * every);
  const data = every === 1 ? all : selectRows(all, part);
  const { rows, weight } = data;
  const items = design.items.length;
  const answers = new Uint8Array(items + 1);
  const n = new Float64Array(items);
  const s = new Float64Array(items);
  const t = new Float64Array(items);
  for (let row = 0; row < rows; row++) {
    unpackRow(data, row, answers);
    for (let j = 0; j < items; j++) {
      const k = answers[j + 1];
      if (k === MISSING) continue;
      n[j] += weight[row];
      s[j] += weight[row] * k;
      t[j] += weight[row] * k * k;
    }
  }
  const mean = s.map((x, j) => (n[j] > 0 ? x / n[j] : 0));
  const deviation = t.map((x, j) => (n[j] > 0 ? Math.sqrt(Math.max(0, x / n[j] - mean[j] ** 2)) : 0));
  // The order of nominal categories means nothing.
  design.items.forEach((item, j) => {
    if (item.family === 'NRM' && items > 1) deviation[j] *= design.items.every((i) => i.family === 'NRM') ? 1 : 0;
  });

  const score = new Float64Array(rows);
  let answered = 0;
  let learners = 0;
  let variance = 0;
  for (let row = 0; row < rows; row++) {
    unpackRow(data, row, answers);
    let sum = 0;
    let own = 0;
    for (let j = 0; j < items; j++) {
      const k = answers[j + 1];
      if (k === MISSING || deviation[j] === 0) continue;
      sum += (k - mean[j]) / deviation[j];
      own++;
    }
    score[row] = own > 0 ? sum / own : 0;
    answered += weight[row] * own;
    learners += weight[row];
    variance += weight[row] * score[row] ** 2;
  }
  // Of standardised items α = J / (J − 1) · (1 − J / variance of the sum), J the mean number answered.
  const length = answered / learners;
  variance /= learners;
  const alpha = length > 1 && variance > 0 ? (length / (length - 1)) * (1 - 1 / (length * variance)) : 0;
  return spreadRanks(data, design, nodes, score, learners, Math.min(0.97, Math.max(0.3, alpha)));
}

/** Each rank group's answers spread over the nodes by a normal density. */
function spreadRanks(
  data: PackedRows,
  design: Design,
  nodes: Float64Array,
  score: Float64Array,
  learners: number,
  reliability: number,
): Float64Array {
  const { rows, weight } = data;
  const items = design.items.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((x, y) => score[x] - score[y] || x - y);
  const total = design.categoryAt[items];
  const perGroup = new Float64Array(GROUPS * total);
  const answers = new Uint8Array(items + 1);
  let before = 0;
  for (let i = 0; i < rows; i++) {
    const row = order[i];
    const rank = (before + weight[row] / 2) / learners;
    before += weight[row];
    const group = Math.min(GROUPS - 1, Math.floor(rank * GROUPS));
    unpackRow(data, row, answers);
    for (let j = 0; j < items; j++) {
      const k = answers[j + 1];
      if (k !== MISSING) perGroup[group * total + design.categoryAt[j] + k] += weight[row];
    }
  }
  const width = nodes.length;
  const counts = new Float64Array(total * width);
  const density = new Float64Array(width);
  for (let group = 0; group < GROUPS; group++) {
    const centre = Math.sqrt(reliability) * normalQuantile((group + 0.5) / GROUPS);
    let sum = 0;
    for (let q = 0; q < width; q++) {
      density[q] = Math.exp((-0.5 * (nodes[q] - centre) ** 2) / (1 - reliability));
      sum += density[q];
    }
    // A coarse grid may miss a narrow density altogether.
    if (sum < 1e-200) continue;
    for (let r = design.groups; r < total; r++) {
      const n = perGroup[group * total + r] / sum;
      if (n > 0) for (let q = 0; q < width; q++) counts[r * width + q] += n * density[q];
    }
  }
  return counts;
}
