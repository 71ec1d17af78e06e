import { type Fault, YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { MISSING } from '../kernels/packed-rows.js';
import { checkMatrix } from './check.js';
import { coder } from './coding.js';
import { type PreparedIrt, prepare } from './curves.js';
import type { IrtModel } from './model.js';
import { type Cases, gatherCases, posteriorByLogs, visitLikelihoods } from './score/cases.js';
import { type Moments, posteriorMoments, priorMoments } from './score/expected.js';
import { type CaseScores, findModes } from './score/modes.js';
import { grid, priorWeights, scoringNodes } from './score/nodes.js';
import { type IrtScores, type ScoreOptions, type SettledOptions, settleScore } from './score/options.js';
import { type AbilityPrior, rowPriors } from './score/priors.js';
import { scoreSums } from './score/sum-scores.js';

export { type IrtScores, type ScoreMethod, type ScoreOptions, scoreDefaults } from './score/options.js';

/** No `WLE` is looked for beyond this, unless the options say so. */
const FARTHEST = 20;

/**
 * Abilities of learners on calibrated items, with standard errors, under each one's own prior: the latent distribution of the
 * learner's group, or the latent regression. Items are matched by id; a model's item that the matrix lacks counts as missing.
 *
 * | method | estimate | error | all right, all wrong |
 * |---|---|---|---|
 * | `EAP` | E(θ \| answers) | SD(θ \| answers) | finite |
 * | `MAP` | mode of likelihood · N(mean, deviation²) | 1 / √(−d² log / dθ²) there | finite |
 * | `MLE` | mode of the likelihood | the same | at ±`bound`, and `bounded` is 1 |
 * | `WLE` | mode of likelihood · √information | the same | finite |
 * | `EAPsum` | E(θ \| sum of points) | SD(θ \| sum of points) | finite |
 *
 * Where the latent distribution is a histogram or Davidian curve, `EAP` and `EAPsum` use it; `MAP` uses the normal one of its mean
 * and deviation.
 *
 * @throws YincaiError for cells that are no points, for items the model does not know (`unknown-id`) or whose full marks differ
 *   (`bad-value`), for groups it does not know (`unknown-id`) and options without meaning (`bad-option`)
 * @cost EAP: different rows × items / 8 × nodes; modes: some two Newton steps a different row on top; EAPsum: a table of
 *   items × sums × nodes for each set of items that someone answered
 * @source EAP, MAP, MLE: Bock & Mislevy (1982), Applied Psychological Measurement 6(4); WLE: Warm (1989), Psychometrika 54(3);
 *   EAPsum: Thissen, Pommerich, Billeaud & Williams (1995), Applied Psychological Measurement 19(1)
 * @example
 * const { theta, se } = score(model, matrix, { method: 'WLE' });
 */
export function score(model: IrtModel, matrix: ResponseMatrix, options: ScoreOptions = {}): IrtScores {
  const settled = settleScore(options);
  const { method } = settled;
  const irt = prepare(model);
  const rows = matrix.learners.length;
  const answers = encodeFor(model, matrix);
  const likelihoodOnly = method === 'MLE' || method === 'WLE';
  const { priors, of } = likelihoodOnly ? { priors: [ANY], of: new Int32Array(rows) } : rowPriors(model, rows, settled);
  const bound = settled.bound ?? (method === 'MLE' ? model.quadrature.bound : FARTHEST);
  const nodes =
    method === 'MLE'
      ? grid(-bound, bound, settled.quadraturePoints ?? 2 * Math.ceil(5 * bound) + 1)
      : scoringNodes(irt, priors, settled.quadraturePoints);
  const cases = gatherCases(irt, answers, { priors, of }, nodes.length);
  const found = scoreCases(irt, cases, priors, nodes, bound, settled);
  const empty: Moments[] = likelihoodOnly
    ? [{ mean: Number.NaN, deviation: Number.NaN }]
    : priors.map((prior) => (method === 'MAP' ? prior : priorMoments(prior, nodes)));
  const theta = new Float64Array(rows);
  const se = new Float64Array(rows);
  const bounded = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const index = cases.of[row];
    theta[row] = index < 0 ? empty[of[row]].mean : found.theta[index];
    se[row] = index < 0 ? empty[of[row]].deviation : found.se[index];
    bounded[row] = index < 0 ? 0 : found.bounded[index];
  }
  return { method, learners: matrix.learners, theta, se, bounded };
}

/** The bits of an infinite number of single precision; those of NaN are above. */
const INFINITE = 0x7f800000;

/** The prior of methods that use none; it only tells how fine nodes are to be. */
const ANY: AbilityPrior = { mean: 0, deviation: 1 };

function scoreCases(
  irt: PreparedIrt,
  cases: Cases,
  priors: readonly AbilityPrior[],
  nodes: Float64Array,
  bound: number,
  settled: SettledOptions,
): CaseScores {
  if (settled.method === 'EAPsum') return scoreSums(irt, cases, priors, nodes, settled.sumOf);
  if (settled.method !== 'EAP') return findModes(irt, cases, priors, nodes, bound, settled);
  const theta = new Float64Array(cases.size);
  const se = new Float64Array(cases.size);
  const weights = priors.map((prior) => priorWeights(prior, nodes));
  const one = nodes.map(() => 1);
  visitLikelihoods(irt, cases, nodes, settled.kernel, (index, likelihood, at) => {
    const prior = cases.prior[index];
    const moments =
      posteriorMoments(nodes, weights[prior], likelihood, at) ??
      posteriorMoments(nodes, one, posteriorByLogs(irt, cases, index, priors[prior], nodes), 0);
    theta[index] = moments?.mean ?? Number.NaN;
    se[index] = moments?.deviation ?? Number.NaN;
  });
  return { theta, se, bounded: new Uint8Array(cases.size) };
}

/**
 * The matrix column of each of the model's items, −1 where it has none.
 *
 * @throws YincaiError where items or full marks do not fit.
 */
export function columnsFor(model: IrtModel, matrix: ResponseMatrix): Int32Array {
  checkMatrix(matrix);
  const place = new Map(model.items.map((item, j) => [item, j] as const));
  const column = new Int32Array(model.items.length).fill(-1);
  const faults: Fault[] = [];
  matrix.items.forEach((item, from) => {
    const j = place.get(item);
    if (j === undefined) {
      faults.push({
        code: 'unknown-id',
        column: item,
        value: item,
        expected: 'an item of the calibrated model',
        expectedZh: '模型中已标定的题目',
        mend: 'calibrate it first, or leave its column out',
        mendZh: '请先标定该题，或去掉这一列',
      });
      return;
    }
    column[j] = from;
    if (Math.abs(matrix.fullMarks[from] - model.fullMarks[j]) > 1e-6) {
      faults.push({
        code: 'bad-value',
        column: item,
        value: String(matrix.fullMarks[from]),
        expected: `full marks ${model.fullMarks[j]}, as calibrated`,
        expectedZh: `满分 ${model.fullMarks[j]}，与标定时一致`,
      });
    }
  });
  if (faults.length > 0) throw new YincaiError(faults);
  return column;
}

/**
 * Categories of a matrix's cells in the order of the model's items, row-major `[learners × model items]`.
 *
 * @throws YincaiError where items or full marks do not fit.
 */
export function encodeFor(model: IrtModel, matrix: ResponseMatrix): Uint8Array {
  const column = columnsFor(model, matrix);
  const width = matrix.items.length;
  const items = model.items.length;
  const rows = matrix.learners.length;
  const answers = new Uint8Array(rows * items).fill(MISSING);
  const coders = model.cuts.map(coder);
  // Points are not below 0, so as bits they are ordered like whole numbers, and two categories take a subtraction instead of a
  // branch that cannot be foretold.
  const { points } = matrix;
  const bits = new Int32Array(points.buffer, points.byteOffset, points.length);
  const only = new Int32Array(Float32Array.from(model.cuts, (cuts) => (cuts.length === 1 ? cuts[0] : -1)).buffer);
  for (let row = 0; row < rows; row++) {
    const at = row * items;
    for (let j = 0; j < items; j++) {
      if (column[j] < 0) continue;
      const from = row * width + column[j];
      const x = bits[from] & 0x7fffffff;
      if (x > INFINITE) continue;
      answers[at + j] = only[j] < 0 ? coders[j](points[from]) : 1 - ((x - only[j]) >>> 31);
    }
  }
  return answers;
}
