import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { cholesky, choleskyForward } from '../../math/cholesky.js';
import { curveTable } from '../curves.js';
import { gatherCases, visitLikelihoods } from '../score/cases.js';
import { scoringNodes } from '../score/nodes.js';
import { logDerivatives } from './curve-derivatives.js';
import { type FitData, nodeWeights } from './data.js';
import { type FreeParameters, freeParameters } from './free-parameters.js';
import type { MeanSquares } from './mean-squares.js';

/** Least variance of an answer that a squared residual is divided by. */
const LEAST_VARIANCE = 1e-12;

/** Functions of an item's answer whose posterior means are summed: z², r² − variance, variance; scores of its parameters follow. */
const FIRST_SCORE = 3;

/** An item's functions at the nodes. */
interface ItemTables {
  readonly functions: number;
  /** `[categories × functions × nodes]`. */
  readonly values: Float64Array;
  /** Place of each score: a column of the row's scores that sum over items, or −1 for the item's own. */
  readonly shared: readonly number[];
}

/** Sums over the learners of one group. */
interface Sums {
  n: number;
  readonly mean: Float64Array;
  readonly square: Float64Array;
  /** Σ statistic · score `[2 × scores]`. */
  readonly cross: Float64Array;
}

/**
 * Outfit and infit of the items with each learner's posterior in the place of an estimated ability,
 *
 * outfit = Σ E(z² | answers) / n, infit = Σ E(r² | answers) / Σ E(variance | answers):
 *
 * under the model both have the mean 1 exactly, while estimates, which follow the answers, make them too small. z is
 * Σ (E(z² | answers) − 1), or Σ E(r² − variance | answers), over its deviation, from which goes what the estimation of the item's
 * parameters, of shared ones and of the ability distribution takes (its regression on their scores).
 *
 * @returns of each group and item `[groups][items]`
 * @cost different rows · items · (3 + parameters of an item) · nodes
 * @source the score test's projection: Pierce (1982), Annals of Statistics 10(2); posterior residuals as in Adams & Wu (2007), ch. 4 of
 *   von Davier & Carstensen, Multivariate and Mixture Distribution Rasch Models.
 */
export function posteriorMeanSquares(data: FitData): MeanSquares[][] {
  const { irt, answers, priors, weight, model } = data;
  const nodes = scoringNodes(irt, priors.priors, undefined);
  const width = nodes.length;
  const items = irt.items.length;
  const free = freeParameters(model);
  const shared = sharedParameters(free);
  const tables = itemTables(data, nodes, free, shared);
  const cases = gatherCases(irt, answers, priors, width);
  const caseWeight = new Float64Array(cases.size);
  cases.of.forEach((c, row) => {
    if (c >= 0) caseWeight[c] += weight[row];
  });
  const densities = priors.priors.map((prior) => nodeWeights(prior, nodes));
  const groupScores = model.latent.map((_, g) => latentScores(data, nodes, free, g));
  const scoreCount = tables.map(({ functions }) => functions - FIRST_SCORE + groupScores.length * 2);
  const sums = model.latent.map(() =>
    tables.map(
      (_, j): Sums => ({
        n: 0,
        mean: new Float64Array(3),
        square: new Float64Array(2),
        cross: new Float64Array(2 * scoreCount[j]),
      }),
    ),
  );
  const information = scoreCount.map((count) => new Float64Array(count * count));

  const own = new Uint8Array(items);
  const posterior = new Float64Array(width);
  const found = tables.map(({ functions }) => new Float64Array(functions));
  const scores = scoreCount.map((count) => new Float64Array(count));
  const totals = new Float64Array(shared.size);
  const moments = new Float64Array(2 * groupScores.length);
  visitLikelihoods(irt, cases, nodes, 'auto', (index, likelihood, at) => {
    const w = caseWeight[index];
    if (!(w > 0)) return;
    const density = densities[cases.prior[index]];
    let total = 0;
    for (let q = 0; q < width; q++) {
      posterior[q] = density[q] * likelihood[at + q];
      total += posterior[q];
    }
    if (!(total > 0)) return;
    for (let q = 0; q < width; q++) posterior[q] /= total;
    unpackRow(cases.packed, cases.pattern[index], own);
    const g = model.regression === undefined ? cases.prior[index] : 0;
    moments.fill(0);
    groupScores[g].forEach((score, i) => {
      for (let q = 0; q < width; q++) moments[2 * g + i] += posterior[q] * score[q];
    });
    totals.fill(0);
    for (let j = 0; j < items; j++) {
      if (own[j] === MISSING) continue;
      const { functions, values, shared: place } = tables[j];
      const from = own[j] * functions * width;
      for (let f = 0; f < functions; f++) {
        let sum = 0;
        const row = from + f * width;
        for (let q = 0; q < width; q++) sum += posterior[q] * values[row + q];
        found[j][f] = sum;
        if (f >= FIRST_SCORE && place[f - FIRST_SCORE] >= 0) totals[place[f - FIRST_SCORE]] += sum;
      }
    }
    for (let j = 0; j < items; j++) {
      if (own[j] === MISSING) continue;
      const { functions, shared: place } = tables[j];
      const score = scores[j];
      for (let f = FIRST_SCORE; f < functions; f++) {
        const s = f - FIRST_SCORE;
        score[s] = place[s] >= 0 ? totals[place[s]] : found[j][f];
      }
      for (let i = 0; i < moments.length; i++) score[functions - FIRST_SCORE + i] = moments[i];
      add(sums[g][j], information[j], found[j], score, w);
    }
  });
  return sums.map((ofGroup) => ofGroup.map((own, j) => finish(own, information[j])));
}

function add(sums: Sums, information: Float64Array, found: Float64Array, score: Float64Array, w: number): void {
  const count = score.length;
  sums.n += w;
  for (let i = 0; i < 3; i++) sums.mean[i] += w * found[i];
  for (let i = 0; i < 2; i++) {
    // Of z² what is above its mean of 1; r² − variance has the mean 0.
    const x = i === 0 ? found[0] - 1 : found[1];
    sums.square[i] += w * x * x;
    for (let s = 0; s < count; s++) sums.cross[i * count + s] += w * x * score[s];
  }
  for (let s = 0; s < count; s++) for (let t = 0; t <= s; t++) information[s * count + t] += w * score[s] * score[t];
}

function finish({ n, mean, square, cross }: Sums, information: Float64Array): MeanSquares {
  const count = Math.sqrt(information.length);
  const used = Array.from({ length: count }, (_, s) => s).filter((s) => information[s * count + s] > 0);
  const matrix = new Float64Array(used.length ** 2);
  used.forEach((s, i) => {
    used.forEach((t, k) => {
      if (k <= i) matrix[i * used.length + k] = information[s * count + t];
    });
  });
  const factor = cholesky(matrix, used.length);
  const z = (i: number): number => {
    let variance = square[i];
    if (factor !== undefined) {
      const c = Float64Array.from(used, (s) => cross[i * count + s]);
      choleskyForward(factor, used.length, c, 1);
      for (const x of c) variance -= x * x;
    }
    const sum = i === 0 ? mean[0] - n : mean[1];
    return variance > 1e-9 * square[i] ? sum / Math.sqrt(variance) : Number.NaN;
  };
  return { outfit: mean[0] / n, outfitZ: z(0), infit: 1 + mean[1] / mean[2], infitZ: z(1) };
}

/** Parameters that several items share, with a place for each. */
function sharedParameters(free: FreeParameters): ReadonlyMap<number, number> {
  const seen = new Set<number>();
  const shared = new Map<number, number>();
  for (const own of free.ofItem) {
    for (const p of new Set(own)) {
      if (p >= 0 && seen.has(p) && !shared.has(p)) shared.set(p, shared.size);
      seen.add(p);
    }
  }
  return shared;
}

function itemTables(
  { irt }: FitData,
  nodes: Float64Array,
  free: FreeParameters,
  shared: ReadonlyMap<number, number>,
): ItemTables[] {
  const width = nodes.length;
  const probability = curveTable(irt, nodes);
  return irt.items.map((_, j) => {
    const own = irt.categories[j];
    const p = probability.subarray(irt.categoryAt[j] * width, irt.categoryAt[j + 1] * width);
    const used = Array.from(free.ofItem[j].keys()).filter((s) => free.ofItem[j][s] >= 0);
    const functions = FIRST_SCORE + used.length;
    const values = new Float64Array(own * functions * width);
    const slopes = used.length > 0 ? logDerivatives(irt, j, nodes) : new Float64Array(0);
    for (let q = 0; q < width; q++) {
      let mean = 0;
      for (let k = 1; k < own; k++) mean += k * p[k * width + q];
      let variance = 0;
      for (let k = 0; k < own; k++) variance += (k - mean) ** 2 * p[k * width + q];
      for (let k = 0; k < own; k++) {
        const at = k * functions * width + q;
        const square = (k - mean) ** 2;
        values[at] = square / Math.max(LEAST_VARIANCE, variance);
        values[at + width] = square - variance;
        values[at + 2 * width] = variance;
        used.forEach((s, i) => {
          values[at + (FIRST_SCORE + i) * width] = slopes[(s * own + k) * width + q];
        });
      }
    }
    return { functions, values, shared: used.map((s) => shared.get(free.ofItem[j][s]) ?? -1) };
  });
}

/** Scores of a group's free mean and deviation at the nodes, mean first. */
function latentScores({ model }: FitData, nodes: Float64Array, free: FreeParameters, g: number): Float64Array[] {
  const { mean, deviation } = model.latent[g];
  const moves = free.ofGroup[g];
  return [
    nodes.map((x) => (moves.mean >= 0 ? (x - mean) / deviation ** 2 : 0)),
    nodes.map((x) => (moves.deviation >= 0 ? ((x - mean) ** 2 / deviation ** 2 - 1) / deviation : 0)),
  ];
}
