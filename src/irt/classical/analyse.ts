import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { normalDensity, normalQuantile } from '../../math/normal.js';
import { checkMatrix } from '../check.js';
import { alphaOf, type ClassicalReliability, itemCovariance, reliabilityOf } from './reliability.js';
import { scoreGroups } from './score-groups.js';
import { type MissingRule, pairMoments, restOf, type Totals, totalsOf } from './totals.js';
import { judgeDifficulty, judgeDiscrimination, judgeReliability, type Verdict } from './verdict.js';

/** Options of {@link analyseItems}; what is absent is taken from {@link classicalDefaults}. */
export interface ClassicalOptions {
  readonly missing?: MissingRule;
  /** Share of the learners in the upper and in the lower group, up to ½. */
  readonly groupShare?: number;
  /** Confidence of α's interval. */
  readonly confidence?: number;
}

/** Defaults of {@link analyseItems}. */
export const classicalDefaults: Required<ClassicalOptions> = { missing: 'prorate', groupShare: 0.27, confidence: 0.95 };

/** An item as classical test theory sees it. NaN where the answers do not tell. */
export interface ItemStatistics {
  readonly item: string;
  readonly fullMarks: number;
  /** Learners who have the item, and who lack it. */
  readonly answered: number;
  readonly missing: number;
  /** Mean points. */
  readonly mean: number;
  readonly deviation: number;
  /** 难度: mean points / full marks, 0…1; the higher the easier. */
  readonly difficulty: number;
  /** 区分度: mean share of the marks in the upper group less that in the lower, −1…1. */
  readonly discrimination: number;
  /** Correlation with the total; of a right-or-wrong item the point-biserial. */
  readonly itemTotal: number;
  /** Correlation with the total of the other items (corrected). */
  readonly itemRest: number;
  /** Correlation of the total with the normal variable that the item's points cut in steps; of a right-or-wrong item the biserial. It can pass 1. */
  readonly polyserial: number;
  /** α of the other items. */
  readonly alphaIfDeleted: number;
  readonly verdicts: { readonly difficulty: Verdict; readonly discrimination: Verdict };
}

/** Distribution of totals in points. */
export interface TotalStatistics {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
  /** Least total that 25, 50 and 75 % of the learners do not pass. */
  readonly quartiles: readonly [number, number, number];
  readonly skewness: number;
  /** Excess over that of a normal distribution. */
  readonly kurtosis: number;
}

/** Classical analysis of a test. */
export interface ClassicalAnalysis {
  readonly learners: number;
  readonly fullMarks: number;
  /** Mean total / full marks. */
  readonly difficulty: number;
  readonly total: TotalStatistics;
  readonly reliability: ClassicalReliability & { readonly verdict: Verdict };
  readonly items: readonly ItemStatistics[];
  readonly warnings: readonly string[];
}

/**
 * Classical item analysis: difficulty, discrimination (upper less lower 27 %), item–total correlations, reliability.
 * Counts of rows are respected; an item's own statistics are of the learners who have it.
 *
 * @throws YincaiError for cells that are no points, for fewer than two learners (`not-enough-data`), for options without meaning.
 * @cost learners × items² / 2, for the covariances
 * @source 27 %: Kelley (1939), Journal of Educational Psychology 30(1); polyserial: Olsson, Drasgow & Dorans (1982),
 *   Psychometrika 47(3), eq. 22; corrected: Henrysson (1963), Psychometrika 28(2).
 * @example
 * const { items, reliability } = analyseItems(matrix);
 * items[0].difficulty; // 0.62: six tenths of the marks were won
 * reliability.alpha; // 0.83
 */
export function analyseItems(matrix: ResponseMatrix, options: ClassicalOptions = {}): ClassicalAnalysis {
  const { missing, groupShare, confidence } = { ...classicalDefaults, ...options };
  within('groupShare', groupShare, 0.01, 0.5);
  within('confidence', confidence, 0.5, 0.9999);
  if (!['prorate', 'zero', 'complete'].includes(missing)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'missing',
      value: String(missing),
      expected: 'prorate, zero or complete',
    });
  }
  checkMatrix(matrix);
  const k = matrix.items.length;
  if (k === 0)
    throw new YincaiError({ code: 'not-enough-data', expected: 'at least one item', expectedZh: '至少一道题' });
  const totals = totalsOf(matrix, missing);
  const covariance = itemCovariance(totals.points, totals.weight, k, totals.missing);
  const reliability = reliabilityOf(covariance, k, totals.learners, confidence);
  const [lower, , upper] = scoreGroups(totals.total, totals.weight, [groupShare, 1 - 2 * groupShare, groupShare]);
  const all = matrixTotals(matrix);
  const items = matrix.items.map((item, j): ItemStatistics => {
    const x = (i: number): number => totals.points[i * k + j];
    const withTotal = pairMoments(x, totals.total, totals.weight);
    const withRest = pairMoments(x, restOf(totals, matrix.fullMarks, j), totals.weight);
    const full = matrix.fullMarks[j];
    const difficulty = withTotal.meanX / full;
    const discrimination = (groupMean(x, totals.weight, upper) - groupMean(x, totals.weight, lower)) / full;
    return {
      item,
      fullMarks: full,
      answered: withTotal.weight,
      missing: all - answeredBy(matrix, j),
      mean: withTotal.meanX,
      deviation: Math.sqrt(withTotal.varianceX),
      difficulty,
      discrimination,
      itemTotal: withTotal.correlation,
      itemRest: withRest.correlation,
      polyserial: polyserial(x, totals.weight, withTotal.correlation, Math.sqrt(withTotal.varianceX)),
      alphaIfDeleted: alphaWithout(covariance, k, j),
      verdicts: { difficulty: judgeDifficulty(difficulty), discrimination: judgeDiscrimination(discrimination) },
    };
  });
  const total = describeTotals(totals);
  return {
    learners: totals.learners,
    fullMarks: totals.fullMarks,
    difficulty: total.mean / totals.fullMarks,
    total,
    reliability: { ...reliability, verdict: judgeReliability(reliability.alpha) },
    items,
    warnings: warningsOf(items, totals, all, k),
  };
}

function within(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new YincaiError({
    code: 'bad-option',
    column: name,
    value: String(value),
    expected: `a number from ${low} to ${high}`,
    expectedZh: `${low} 到 ${high} 的数`,
  });
}

/** Learners of the matrix, with or without answers. */
function matrixTotals(matrix: ResponseMatrix): number {
  return matrix.count === undefined ? matrix.learners.length : matrix.count.reduce((sum, n) => sum + n, 0);
}

function answeredBy(matrix: ResponseMatrix, j: number): number {
  const k = matrix.items.length;
  let sum = 0;
  for (let row = 0; row < matrix.learners.length; row++) {
    if (!Number.isNaN(matrix.points[row * k + j])) sum += matrix.count === undefined ? 1 : matrix.count[row];
  }
  return sum;
}

function groupMean(x: (i: number) => number, weight: Float64Array, share: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < weight.length; i++) {
    const value = x(i);
    if (Number.isNaN(value)) continue;
    n += weight[i] * share[i];
    sum += weight[i] * share[i] * value;
  }
  return sum / n;
}

/** r · deviation / Σ_v (x_{v+1} − x_v) φ(z_v), z_v the normal quantile of the share with x_v or less. */
function polyserial(x: (i: number) => number, weight: Float64Array, r: number, deviation: number): number {
  const shares = new Map<number, number>();
  let n = 0;
  for (let i = 0; i < weight.length; i++) {
    const value = x(i);
    if (Number.isNaN(value)) continue;
    shares.set(value, (shares.get(value) ?? 0) + weight[i]);
    n += weight[i];
  }
  const values = [...shares.keys()].sort((a, b) => a - b);
  let below = 0;
  let sum = 0;
  for (let v = 0; v + 1 < values.length; v++) {
    below += shares.get(values[v]) as number;
    sum += (values[v + 1] - values[v]) * normalDensity(normalQuantile(Math.min(1, below / n)));
  }
  // The quantiles are of the sample, so its own deviation, by n, goes with them.
  return sum > 0 ? (r * deviation * Math.sqrt((n - 1) / n)) / sum : Number.NaN;
}

function alphaWithout(covariance: Float64Array, k: number, j: number): number {
  let trace = 0;
  let total = 0;
  for (let i = 0; i < k; i++) {
    if (i === j) continue;
    trace += covariance[i * k + i];
    for (let l = 0; l < k; l++) if (l !== j) total += covariance[i * k + l];
  }
  return alphaOf(trace, total, k - 1);
}

function describeTotals({ total, weight, learners }: Totals): TotalStatistics {
  let mean = 0;
  for (let i = 0; i < total.length; i++) mean += weight[i] * total[i];
  mean /= learners;
  const moment = [0, 0, 0];
  for (let i = 0; i < total.length; i++) {
    const d = total[i] - mean;
    for (let power = 0; power < 3; power++) moment[power] += (weight[i] * d ** (power + 2)) / learners;
  }
  const order = Array.from(total.keys()).sort((a, b) => total[a] - total[b]);
  const quantile = (p: number): number => {
    let below = 0;
    for (const i of order) {
      below += weight[i];
      if (below >= p * learners * (1 - 1e-12)) return total[i];
    }
    return Number.NaN;
  };
  return {
    mean,
    deviation: Math.sqrt((moment[0] * learners) / (learners - 1)),
    least: total[order[0]],
    most: total[order[order.length - 1]],
    quartiles: [quantile(0.25), quantile(0.5), quantile(0.75)],
    skewness: moment[0] > 0 ? moment[1] / moment[0] ** 1.5 : Number.NaN,
    kurtosis: moment[0] > 0 ? moment[2] / moment[0] ** 2 - 3 : Number.NaN,
  };
}

function warningsOf(items: readonly ItemStatistics[], totals: Totals, all: number, k: number): string[] {
  const warnings: string[] = [];
  for (const { item, answered, deviation, difficulty, discrimination } of items) {
    if (!(answered > 0)) warnings.push(`item "${item}": nobody answered it`);
    else if (deviation === 0)
      warnings.push(`item "${item}": everybody won ${difficulty === 1 ? 'full' : 'the same'} marks`);
    else if (discrimination < 0)
      warnings.push(`item "${item}": the weaker learners do better on it; is its key right?`);
  }
  if (k === 1) warnings.push('one item: reliability is not defined');
  if (all > totals.learners) warnings.push(`${all - totals.learners} of ${all} learners left out for missing answers`);
  if (totals.learners < 30) warnings.push(`only ${totals.learners} learners: all figures are rough`);
  return warnings;
}
