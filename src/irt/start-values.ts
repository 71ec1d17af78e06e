import { MISSING } from '../kernels/coded-rows.js';
import { maximise } from './m-step.js';
import type { Layout } from './parameters.js';
import type { Patterns } from './patterns.js';

const GROUPS = 30;

/**
 * Starting values from the data: learners are ranked by their mean standardised item score, the ranks made normal, and
 * each of 30 rank groups spread over the nodes with the variance that the reliability of the total score (KR-20, α) leaves.
 * One M-step on these pseudo-counts gives slopes and intercepts.
 */
export function startValues(patterns: Patterns, layout: Layout, nodes: Float64Array, prior: Uint8Array): Float64Array {
  const { rows, answers, weight, categories } = patterns;
  const items = categories.length;
  const mean = new Float64Array(items);
  const deviation = new Float64Array(items);
  for (let j = 0; j < items; j++) {
    let n = 0;
    let s = 0;
    let t = 0;
    for (let row = 0; row < rows; row++) {
      const k = answers[row * items + j];
      if (k === MISSING) continue;
      n += weight[row];
      s += weight[row] * k;
      t += weight[row] * k * k;
    }
    mean[j] = n > 0 ? s / n : 0;
    deviation[j] = n > 0 ? Math.sqrt(Math.max(0, t / n - mean[j] ** 2)) : 0;
  }

  const score = new Float64Array(rows);
  let answered = 0;
  let learners = 0;
  let variance = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let n = 0;
    for (let j = 0; j < items; j++) {
      const k = answers[row * items + j];
      if (k === MISSING || deviation[j] === 0) continue;
      sum += (k - mean[j]) / deviation[j];
      n++;
    }
    score[row] = n > 0 ? sum / n : 0;
    answered += weight[row] * n;
    learners += weight[row];
    variance += weight[row] * score[row] ** 2;
  }
  // Of standardised items α = J / (J − 1) · (1 − J / variance of the sum), J the mean number answered.
  const length = answered / learners;
  variance /= learners;
  const alpha = length > 1 && variance > 0 ? (length / (length - 1)) * (1 - 1 / (length * variance)) : 0;
  const reliability = Math.min(0.97, Math.max(0.3, alpha));

  const counts = spreadRanks(patterns, layout, nodes, score, reliability);
  const parameters = new Float64Array(layout.parameterAt[items]);
  for (let j = 0; j < items; j++) parameters[layout.parameterAt[j]] = 1;
  return maximise(layout, parameters, counts, nodes, prior);
}

/** Pseudo expected counts: each rank group's answers spread over the nodes by a normal density. */
function spreadRanks(
  patterns: Patterns,
  layout: Layout,
  nodes: Float64Array,
  score: Float64Array,
  reliability: number,
): Float64Array {
  const { rows, answers, weight, categories } = patterns;
  const items = categories.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((x, y) => score[x] - score[y]);
  const total = layout.categoryAt[items];
  const perGroup = new Float64Array(GROUPS * total);
  const groupWeight = new Float64Array(GROUPS);
  let before = 0;
  for (let i = 0; i < rows; i++) {
    const row = order[i];
    const rank = (before + weight[row] / 2) / patterns.learners;
    before += weight[row];
    const group = Math.min(GROUPS - 1, Math.floor(rank * GROUPS));
    groupWeight[group] += weight[row];
    for (let j = 0; j < items; j++) {
      const k = answers[row * items + j];
      if (k !== MISSING) perGroup[group * total + layout.categoryAt[j] + k] += weight[row];
    }
  }
  const width = nodes.length;
  const counts = new Float64Array(total * width);
  const density = new Float64Array(width);
  for (let group = 0; group < GROUPS; group++) {
    if (groupWeight[group] === 0) continue;
    // The middle of a rank group on the normal scale, by the logistic curve that runs close to it.
    const rank = (group + 0.5) / GROUPS;
    const centre = (Math.sqrt(reliability) * Math.log(rank / (1 - rank))) / 1.702;
    let sum = 0;
    for (let q = 0; q < width; q++) {
      density[q] = Math.exp((-0.5 * (nodes[q] - centre) ** 2) / (1 - reliability));
      sum += density[q];
    }
    // A coarse grid may miss a narrow density altogether.
    if (sum < 1e-200) continue;
    for (let r = 0; r < total; r++) {
      const n = perGroup[group * total + r] / sum;
      if (n > 0) for (let q = 0; q < width; q++) counts[r * width + q] += n * density[q];
    }
  }
  return counts;
}
