import type { ResponseMatrix } from '../../data/response-matrix.js';
import { normalCdf } from '../../math/normal.js';
import { type Adjustment, adjust } from './adjust.js';
import type { DifReport } from './mantel-haenszel.js';
import { matcher, purify } from './matching.js';
import { checkDifOptions } from './options.js';
import { type DifSample, difSample, groupSizes } from './sample.js';

/** Options of {@link difSibtest}; what is absent is taken from {@link sibtestDefaults}. */
export interface SibtestOptions {
  /** The reference group; default that of the first row. There must be one focal group beside it. */
  readonly reference?: string;
  readonly alpha?: number;
  readonly purify?: boolean;
  readonly rounds?: number;
  readonly adjust?: Adjustment;
  /** Fewest learners of either group at a score that counts. */
  readonly leastLearners?: number;
}

/** Defaults of {@link difSibtest}. */
export const sibtestDefaults: Required<Omit<SibtestOptions, 'reference'>> = {
  alpha: 0.05,
  purify: true,
  rounds: 10,
  adjust: 'none',
  leastLearners: 2,
};

/** DIF of one item by SIBTEST. */
export interface SibtestItem {
  readonly item: string;
  /** β: mean points of the reference less those of the focal group at equal true scores of the other items; above 0 the item is against the focal group. */
  readonly beta: number;
  readonly se: number;
  /** Two-sided. */
  readonly p: number;
  readonly adjustedP: number;
  readonly flagged: boolean;
  readonly matching: boolean;
  /** β as a share of the full marks. */
  readonly effect: number;
  /** By |effect|: below 0.059 A, below 0.088 B, else C; A where not significant. */
  readonly effectClass: 'A' | 'B' | 'C';
}

/**
 * Searches items for uniform DIF by SIBTEST: learners of two groups are matched by their totals on the other items, the totals
 * corrected for unlike abilities by regression on true scores, and mean points compared: β = Σ_k share_k (Ȳ_reference − Ȳ_focal).
 *
 * Items of any worth; a learner who lacks an item counts with what was given.
 *
 * @throws YincaiError as {@link difMantelHaenszel} does, and `bad-option` for more than two groups.
 * @cost learners × items a round, and items² × learners for the reliabilities
 * @source Shealy & Stout (1993), Psychometrika 58(2), eqs. 19–25; several categories: Chang, Mazzeo & Roussos (1996), Journal of
 *   Educational Measurement 33(3); classes: Roussos & Stout (1996), same 33(2).
 * @example
 * difSibtest(matrix, genders).items[3]; // { item: 'q4', beta: 0.12, se: 0.03, p: 0.00006, effectClass: 'C', … }
 */
export function difSibtest(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: SibtestOptions = {},
): DifReport<SibtestItem> {
  const settled = { ...sibtestDefaults, ...options };
  checkDifOptions({ ...settled, maxCategories: 50, mostGroups: new Set(groups).size });
  const sample = difSample(matrix, groups, options.reference, 50);
  const width = matrix.items.length;
  const study = (matching: Uint8Array): Beta[] => {
    const scores = matcher(sample, matching, 'rest');
    return matrix.items.map((_, j) => betaOf(sample, matching, j, scores(j), settled.leastLearners));
  };
  const pure = settled.purify
    ? purify(width, (matching) => study(matching).map(({ p }) => p < settled.alpha), settled.rounds)
    : { matching: new Uint8Array(width).fill(1), rounds: 0, settled: true };
  const found = study(pure.matching);
  const adjusted = adjust(
    found.map(({ p }) => p),
    settled.adjust,
  );
  const warnings = found.flatMap(({ p }, j) =>
    Number.isNaN(p) ? [`item "${matrix.items[j]}": no matched learners differ on it; nothing can be said`] : [],
  );
  if (!pure.settled) warnings.unshift(`purification did not settle in ${pure.rounds} rounds`);
  return {
    groups: groupSizes(sample).map((learners, g) => ({ group: sample.groups[g], learners })),
    reference: sample.groups[0],
    items: found.map((own, j) => {
      const effect = own.beta / matrix.fullMarks[j];
      const flagged = adjusted[j] < settled.alpha;
      return {
        item: matrix.items[j],
        ...own,
        adjustedP: adjusted[j],
        flagged,
        matching: pure.matching[j] === 1,
        effect,
        effectClass: !flagged || Math.abs(effect) < 0.059 ? 'A' : Math.abs(effect) < 0.088 ? 'B' : 'C',
      };
    }),
    rounds: pure.rounds,
    warnings,
  };
}

interface Beta {
  readonly beta: number;
  readonly se: number;
  readonly p: number;
}

/** What one group won on the item at one score. */
interface Cell {
  n: number;
  sum: number;
  square: number;
}

function betaOf(sample: DifSample, matching: Uint8Array, j: number, scores: Float64Array, least: number): Beta {
  const width = sample.matrix.items.length;
  const cells = new Map<number, [Cell, Cell]>();
  for (let row = 0; row < scores.length; row++) {
    const x = sample.matrix.points[row * width + j];
    const w = sample.weight[row];
    if (w === 0 || Number.isNaN(x) || Number.isNaN(scores[row])) continue;
    let own = cells.get(scores[row]);
    if (own === undefined) {
      own = [
        { n: 0, sum: 0, square: 0 },
        { n: 0, sum: 0, square: 0 },
      ];
      cells.set(scores[row], own);
    }
    const cell = own[sample.groupOf[row]];
    cell.n += w;
    cell.sum += w * x;
    cell.square += w * x * x;
  }
  const kept = [...cells].filter(([, [r, f]]) => r.n >= least && f.n >= least).sort(([a], [b]) => a - b);
  const none = { beta: Number.NaN, se: Number.NaN, p: Number.NaN };
  if (kept.length < 3) return none;
  // True scores of each group at each observed score: Kelley's regression towards the group's mean.
  const kelley = [0, 1].map((g) => groupRegression(sample, matching, j, g, scores));
  const trueScore = (g: number, k: number): number =>
    kelley[g].mean + kelley[g].reliability * (kept[k][0] - kelley[g].mean);
  const mean = (g: number, k: number): number => kept[k][1][g].sum / kept[k][1][g].n;
  const corrected = (g: number, k: number): number => {
    // At the ends the slope is that of the inner neighbour.
    const at = Math.min(Math.max(k, 1), kept.length - 2);
    const slope = (mean(g, at + 1) - mean(g, at - 1)) / (trueScore(g, at + 1) - trueScore(g, at - 1));
    const target = 0.5 * (trueScore(0, k) + trueScore(1, k));
    return mean(g, k) + slope * (target - trueScore(g, k));
  };
  const total = kept.reduce((sum, [, [r, f]]) => sum + r.n + f.n, 0);
  let beta = 0;
  let variance = 0;
  for (let k = 0; k < kept.length; k++) {
    const [r, f] = kept[k][1];
    const share = (r.n + f.n) / total;
    beta += share * (corrected(0, k) - corrected(1, k));
    for (const { n, sum, square } of [r, f]) {
      if (n > 1) variance += (share * share * Math.max(0, (square - (sum * sum) / n) / (n - 1))) / n;
    }
  }
  const se = Math.sqrt(variance);
  if (!(se > 0) || !Number.isFinite(beta)) return none;
  return { beta, se, p: 2 * normalCdf(-Math.abs(beta) / se) };
}

/** Mean of a group's matching scores and their reliability, Cronbach's α of the matching items but j. */
function groupRegression(
  sample: DifSample,
  matching: Uint8Array,
  j: number,
  g: number,
  scores: Float64Array,
): { mean: number; reliability: number } {
  const { matrix, weight, groupOf } = sample;
  const width = matrix.items.length;
  const moments = (value: (row: number) => number): { mean: number; variance: number } => {
    let [n, first, second] = [0, 0, 0];
    for (let row = 0; row < scores.length; row++) {
      const x = value(row);
      if (groupOf[row] !== g || weight[row] === 0 || Number.isNaN(x)) continue;
      n += weight[row];
      first += weight[row] * x;
      second += weight[row] * x * x;
    }
    return { mean: first / n, variance: second / n - (first / n) ** 2 };
  };
  let items = 0;
  let trace = 0;
  for (let i = 0; i < width; i++) {
    if (i === j || matching[i] === 0) continue;
    items++;
    trace += moments((row) => matrix.points[row * width + i]).variance;
  }
  const { mean, variance } = moments((row) => scores[row]);
  const alpha = items > 1 && variance > 0 ? (items / (items - 1)) * (1 - trace / variance) : 0;
  // A regression that turns round, or one to a point, matches nobody.
  return { mean, reliability: Math.min(1, Math.max(0.1, alpha)) };
}
