import type { ResponseMatrix } from '../../data/response-matrix.js';
import { createRandom, type Seed } from '../../math/random.js';
import { prepare } from '../curves.js';
import type { IrtModel } from '../model.js';
import { encodeFor } from '../score.js';
import { gatherCases, posteriorByLogs, visitLikelihoods } from './cases.js';
import { priorWeights, scoringNodes } from './nodes.js';
import { badOption, checkPriorOptions, type PriorOptions } from './options.js';
import { rowPriors } from './priors.js';

/** Options of {@link plausibleValues}. */
export interface PlausibleOptions extends PriorOptions {
  readonly seed: Seed;
  /** Values a learner, default 5. */
  readonly count?: number;
}

/** What {@link plausibleValues} does by default. */
export const plausibleDefaults: { readonly count: number } = { count: 5 };

/** Plausible values of learners, in the order of the matrix's rows. */
export interface PlausibleValues {
  readonly learners: readonly string[];
  /** One column a draw, each `[learners]`; an analysis is done on each column and the results are pooled. */
  readonly values: readonly Float64Array[];
}

/** Parts that the distance of two nodes is cut into, within which the density is taken as a line. */
const PARTS = 16;

/** Nodes are spaced by this part of what means and deviations need. */
const FINER = 2;

/** Weights below this share of the highest are not drawn. */
const NEGLIGIBLE = 1e-15;

/**
 * Plausible values: independent draws from each learner's posterior of θ, under the group's latent distribution or the latent
 * regression. Means and variances over learners are then those of the population, which those of `EAP` or `MLE` are not.
 *
 * The posterior is computed at nodes and its logarithm interpolated by cubics, so that draws are continuous; their law differs from
 * the posterior by less than 2 · 10⁻⁴ of its variance. Where the latent distribution is given by shares at nodes, the density runs
 * between these. A learner's draws depend on the seed, the learner's id and answers alone. A learner who answered nothing gets
 * draws from the prior; a row that stands for several learners gets one set of draws.
 *
 * @throws YincaiError as {@link score}
 * @source Mislevy (1991), Psychometrika 56(2)
 * @example
 * const { values } = plausibleValues(model, matrix, { seed: 'study', count: 10 });
 * values.length; // 10
 */
export function plausibleValues(model: IrtModel, matrix: ResponseMatrix, options: PlausibleOptions): PlausibleValues {
  const { count, kernel = 'auto', seed } = { ...plausibleDefaults, ...options };
  if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) {
    badOption('count', count, 'a whole number from 1 to 1000', '1 到 1000 的整数');
  }
  checkPriorOptions(options);
  const irt = prepare(model);
  const rows = matrix.learners.length;
  const answers = encodeFor(model, matrix);
  const { priors, of } = rowPriors(model, rows, options);
  const nodes = scoringNodes(irt, priors, options.quadraturePoints, FINER);
  const cases = gatherCases(irt, answers, { priors, of }, nodes.length);
  const weights = priors.map((prior) => priorWeights(prior, nodes));
  const values = Array.from({ length: count }, () => new Float64Array(rows));
  const random = createRandom(seed).split('plausible');
  const draw = (row: number, sampler: (u: number) => number): void => {
    const { uniform } = random.split(matrix.learners[row]);
    for (const column of values) column[row] = sampler(uniform());
  };

  const rowsOf = byCase(cases.of, cases.size);
  const width = nodes.length;
  const posterior = new Float64Array(width);
  visitLikelihoods(irt, cases, nodes, kernel, (index, likelihood, at) => {
    const prior = weights[cases.prior[index]];
    let some = false;
    for (let q = 0; q < width; q++) {
      posterior[q] = prior[q] * likelihood[at + q];
      if (posterior[q] > 0) some = true;
    }
    const own = some ? posterior : posteriorByLogs(irt, cases, index, priors[cases.prior[index]], nodes);
    const sampler = samplerOf(nodes, own);
    for (const row of rowsOf[index]) draw(row, sampler);
  });
  const ofPrior = new Map<number, (u: number) => number>();
  for (let row = 0; row < rows; row++) {
    if (cases.of[row] >= 0) continue;
    let sampler = ofPrior.get(of[row]);
    if (sampler === undefined) {
      sampler = samplerOf(nodes, weights[of[row]]);
      ofPrior.set(of[row], sampler);
    }
    draw(row, sampler);
  }
  return { learners: matrix.learners, values };
}

function byCase(of: Int32Array, size: number): number[][] {
  const rows: number[][] = Array.from({ length: size }, () => []);
  of.forEach((index, row) => {
    if (index >= 0) rows[index].push(row);
  });
  return rows;
}

/** The quantile function of a density known at equally spaced nodes, up to a constant. */
export function samplerOf(nodes: Float64Array, density: Float64Array): (u: number) => number {
  const width = nodes.length;
  let most = 0;
  for (const d of density) if (d > most) most = d;
  let first = 0;
  let last = width - 1;
  while (first < last && density[first] < most * NEGLIGIBLE) first++;
  while (last > first && density[last] < most * NEGLIGIBLE) last--;
  // One more node on each side, so that a spike on a node has somewhere to run out.
  first = Math.max(0, first - 1);
  last = Math.min(width - 1, last + 1);
  const logs = density.map((d) => Math.log(d / most));
  const parts = (last - first) * PARTS;
  const fine = new Float64Array(parts + 1);
  for (let q = first; q < last; q++) {
    for (let i = 0; i < PARTS; i++) fine[(q - first) * PARTS + i] = between(density, logs, most, q, i / PARTS);
  }
  fine[parts] = density[last] / most;
  const sums = new Float64Array(parts + 1);
  for (let i = 1; i <= parts; i++) sums[i] = sums[i - 1] + 0.5 * (fine[i - 1] + fine[i]);
  const step = (nodes[last] - nodes[first]) / parts;
  return (u) => {
    const target = u * sums[parts];
    let low = 0;
    let high = parts;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sums[middle] <= target) low = middle;
      else high = middle;
    }
    // Within a part the density is the line from f to g: solve f t + (g − f) t² / 2 = rest for t in 0…1.
    const rest = target - sums[low];
    const f = fine[low];
    const bend = fine[low + 1] - f;
    const root = Math.sqrt(Math.max(0, f * f + 2 * bend * rest));
    const t = f + root > 0 ? (2 * rest) / (f + root) : 0;
    return nodes[first] + step * (low + Math.min(1, t));
  };
}

/** The density by the highest, a part t of the way from node q to the next: by cubic interpolation of its logarithm. */
function between(density: Float64Array, logs: Float64Array, most: number, q: number, t: number): number {
  const a = q > 0 ? logs[q - 1] : Number.NEGATIVE_INFINITY;
  const b = logs[q];
  const c = logs[q + 1];
  const d = q + 2 < logs.length ? logs[q + 2] : Number.NEGATIVE_INFINITY;
  if (a + b + c + d === Number.NEGATIVE_INFINITY) return ((1 - t) * density[q] + t * density[q + 1]) / most;
  const value =
    (-t * (t - 1) * (t - 2) * a) / 6 +
    ((t + 1) * (t - 1) * (t - 2) * b) / 2 -
    ((t + 1) * t * (t - 2) * c) / 2 +
    ((t + 1) * t * (t - 1) * d) / 6;
  return Math.exp(value);
}
