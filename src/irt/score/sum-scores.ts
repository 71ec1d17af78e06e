import { YincaiError } from '../../data/fault.js';
import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { curveTable, indexOfItem, type PreparedIrt, pointsOf, prepare } from '../curves.js';
import type { IrtModel } from '../model.js';
import type { Cases } from './cases.js';
import { posteriorMoments } from './expected.js';
import type { CaseScores } from './modes.js';
import { priorWeights, scoringNodes } from './nodes.js';
import { badOption, type ScoreOptions } from './options.js';
import type { AbilityPrior } from './priors.js';

/** Points of categories are multiples of no less than this. */
const FINEST = 1e-4;

/** Different sums that a table may have. */
const MOST_SUMS = 20_000;

/** What each category of each item adds to a sum, in whole units. */
export interface CategoryUnits {
  /** Points of a unit. */
  readonly unit: number;
  /** `[items][categories]`, 0 or more. */
  readonly of: readonly (readonly number[])[];
}

/**
 * What the categories add to a sum. `categories`: 0, 1, 2 … `points`: the points that stand for them (those of the calibration
 * sample's mean where points were grouped), to the nearest of the grid that cuts and full marks lie on, such as ½ point.
 */
export function categoryUnits(model: IrtModel, sumOf: NonNullable<ScoreOptions['sumOf']>): CategoryUnits {
  if (sumOf === 'categories') return { unit: 1, of: model.cuts.map((cuts) => [0, ...cuts.map((_, v) => v + 1)]) };
  let common = 0;
  const take = (points: number): void => {
    common = divisor(common, Math.round(points / FINEST));
  };
  model.cuts.forEach((cuts, j) => {
    // A single cut, such as a pass mark, tells nothing of the grid.
    if (cuts.length > 1) cuts.forEach(take);
    take(model.fullMarks[j]);
  });
  const unit = Math.max(1, common) * FINEST;
  return {
    unit: Number(unit.toPrecision(12)),
    of: model.items.map((_, j) => pointsOf(model, j).map((points) => Math.round(points / unit))),
  };
}

function divisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

/**
 * P(sum = s | θ) at the nodes, `[sums × nodes]`, s = 0 … Σ of the items' most units, item by item:
 * P_{n+1}(s | θ) = Σ_k P_n(s − units_k | θ) P(k | θ).
 *
 * @param items indices of the items that are summed
 * @param table probabilities of the categories, {@link curveTable} at the nodes
 * @cost items × sums × categories × nodes
 * @source Lord & Wingersky (1984), Applied Psychological Measurement 8(4); several categories: Thissen, Pommerich, Billeaud &
 *   Williams (1995), Applied Psychological Measurement 19(1)
 */
export function sumScoreCurves(
  irt: PreparedIrt,
  items: readonly number[],
  units: readonly (readonly number[])[],
  table: Float64Array,
  width: number,
): Float64Array {
  let most = 0;
  let curves = new Float64Array(width).fill(1);
  for (const j of items) {
    const own = Math.max(...units[j]);
    const next = new Float64Array((most + own + 1) * width);
    units[j].forEach((unit, k) => {
      const p = (irt.categoryAt[j] + k) * width;
      for (let s = 0; s <= most; s++) {
        const from = s * width;
        const to = (s + unit) * width;
        for (let q = 0; q < width; q++) next[to + q] += curves[from + q] * table[p + q];
      }
    });
    curves = next;
    most += own;
  }
  return curves;
}

/** Options of {@link sumScoreTable}. */
export interface SumScoreOptions {
  /** `points` (default): what categories pay; `categories`: their numbers 0, 1, 2 … */
  readonly sumOf?: 'points' | 'categories';
  /** Group whose latent distribution is the prior; default the model's first. */
  readonly group?: string;
  /** Ids of the items that are summed; default all. */
  readonly items?: readonly string[];
  readonly quadraturePoints?: number;
}

/** Conversion of sum scores; columns are parallel, sums ascend. */
export interface SumScoreTable {
  /** Every sum that some answers reach. */
  readonly sums: readonly number[];
  /** Posterior means of θ given the sum. */
  readonly theta: readonly number[];
  /** Posterior standard deviations. */
  readonly se: readonly number[];
  /** P(sum) in the group; they add up to 1. */
  readonly probability: readonly number[];
}

/**
 * Conversion table of sum scores: for every sum of points E(θ | sum), SD(θ | sum) and P(sum).
 *
 * Items of any family and worth may be mixed. Where an item's points were grouped into categories, each category counts as its
 * mean points, rounded to the grid of the marks, so a total of raw points lies between two sums: use the nearest.
 *
 * @throws YincaiError `unknown-id` for items or a group the model does not have; `too-large` past 20,000 different sums
 * @cost items × sums × categories × nodes: 2 ms for 50 binary items
 * @source Thissen, Pommerich, Billeaud & Williams (1995), Applied Psychological Measurement 19(1), eqs. 5–8
 * @example
 * const { sums, theta } = sumScoreTable(model);
 * theta[sums.indexOf(87)]; // the ability to expect of 87 points, such as 0.31
 */
export function sumScoreTable(model: IrtModel, options: SumScoreOptions = {}): SumScoreTable {
  const irt = prepare(model);
  const prior = model.latent.find(({ group }) => options.group === undefined || group === options.group);
  if (prior === undefined) {
    throw new YincaiError({
      code: 'unknown-id',
      column: 'group',
      value: String(options.group),
      expected: 'a group of the model',
    });
  }
  if (options.sumOf !== undefined && !['points', 'categories'].includes(options.sumOf)) {
    badOption('sumOf', options.sumOf, 'points or categories', 'points 或 categories');
  }
  const items = options.items?.map((item) => indexOfItem(model, item)) ?? irt.items.map((_, j) => j);
  const { unit, of } = categoryUnits(model, options.sumOf ?? 'points');
  const nodes = scoringNodes(irt, [prior], options.quadraturePoints);
  const scale = tableOf(irt, items, of, curveTable(irt, nodes), nodes, prior);
  const reached = [...scale.probability.keys()].filter((s) => scale.reached[s] === 1);
  return {
    sums: reached.map((s) => Number((s * unit).toPrecision(12))),
    theta: reached.map((s) => scale.theta[s]),
    se: reached.map((s) => scale.se[s]),
    probability: reached.map((s) => scale.probability[s]),
  };
}

interface SumScale {
  readonly theta: Float64Array;
  readonly se: Float64Array;
  readonly probability: Float64Array;
  readonly reached: Uint8Array;
}

function tableOf(
  irt: PreparedIrt,
  items: readonly number[],
  units: readonly (readonly number[])[],
  table: Float64Array,
  nodes: Float64Array,
  prior: AbilityPrior,
): SumScale {
  const width = nodes.length;
  const most = items.reduce((sum, j) => sum + Math.max(...units[j]), 0);
  if (most > MOST_SUMS) {
    throw new YincaiError({
      code: 'too-large',
      value: `${most} sums`,
      expected: `at most ${MOST_SUMS} different sums; add up categories instead of points`,
      expectedZh: `不同总分至多 ${MOST_SUMS} 个；可改为累加等级`,
    });
  }
  const curves = sumScoreCurves(irt, items, units, table, width);
  const weights = priorWeights(prior, nodes);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const scale: SumScale = {
    theta: new Float64Array(most + 1),
    se: new Float64Array(most + 1),
    probability: new Float64Array(most + 1),
    reached: reachable(items, units, most),
  };
  for (let s = 0; s <= most; s++) {
    const moments = posteriorMoments(nodes, weights, curves, s * width);
    scale.theta[s] = moments?.mean ?? Number.NaN;
    scale.se[s] = moments?.deviation ?? Number.NaN;
    for (let q = 0; q < width; q++) scale.probability[s] += (weights[q] * curves[s * width + q]) / total;
  }
  return scale;
}

/** 1 for the sums that some answers give. */
function reachable(items: readonly number[], units: readonly (readonly number[])[], most: number): Uint8Array {
  let reached = new Uint8Array(most + 1);
  reached[0] = 1;
  for (const j of items) {
    const next = new Uint8Array(most + 1);
    for (let s = 0; s <= most; s++) if (reached[s] === 1) for (const unit of units[j]) next[s + unit] = 1;
    reached = next;
  }
  return reached;
}

/** Posterior moments of the cases given the sum over the items they answered. */
export function scoreSums(
  irt: PreparedIrt,
  cases: Cases,
  priors: readonly AbilityPrior[],
  nodes: Float64Array,
  sumOf: NonNullable<ScoreOptions['sumOf']>,
): CaseScores {
  const { of } = categoryUnits(irt.model, sumOf);
  const table = curveTable(irt, nodes);
  const theta = new Float64Array(cases.size);
  const se = new Float64Array(cases.size);
  const answers = new Uint8Array(irt.items.length);
  // A table for each set of items that someone answered, under each prior.
  const tables = new Map<string, SumScale>();
  for (let index = 0; index < cases.size; index++) {
    unpackRow(cases.packed, cases.pattern[index], answers);
    const items: number[] = [];
    let sum = 0;
    answers.forEach((k, j) => {
      if (k === MISSING) return;
      items.push(j);
      sum += of[j][k];
    });
    const key = `${cases.prior[index]} ${items.length === answers.length ? 'all' : items.join()}`;
    let own = tables.get(key);
    if (own === undefined) {
      own = tableOf(irt, items, of, table, nodes, priors[cases.prior[index]]);
      if (tables.size < MOST_TABLES) tables.set(key, own);
    }
    theta[index] = own.theta[sum];
    se[index] = own.se[sum];
  }
  return { theta, se, bounded: new Uint8Array(cases.size) };
}

/** Tables kept at once; where nearly every learner lacks other items they would fill the memory. */
const MOST_TABLES = 1000;
