import type { ResponseMatrix } from '../../data/response-matrix.js';
import { type Adjustment, adjust } from './adjust.js';
import { type Test, testOf } from './contingency.js';
import { fitLogistic } from './logistic-model.js';
import type { DifReport } from './mantel-haenszel.js';
import { type MatchRule, matcher, purify } from './matching.js';
import { checkDifOptions } from './options.js';
import { type DifSample, difSample, groupSizes } from './sample.js';

/** Which difference is looked for: of level (`uniform`), of slope (`nonuniform`), or either. */
export type LogisticTest = 'both' | 'uniform' | 'nonuniform';

/** Options of {@link difLogistic}; what is absent is taken from {@link logisticDefaults}. */
export interface LogisticOptions {
  /** Group the others are compared with; default that of the first row. */
  readonly reference?: string;
  /** The test that flags items. */
  readonly test?: LogisticTest;
  readonly alpha?: number;
  readonly purify?: boolean;
  readonly rounds?: number;
  readonly adjust?: Adjustment;
  readonly match?: MatchRule;
  /** Most categories of an item. */
  readonly maxCategories?: number;
}

/** Defaults of {@link difLogistic}. */
export const logisticDefaults: Required<Omit<LogisticOptions, 'reference'>> = {
  test: 'both',
  alpha: 0.05,
  purify: true,
  rounds: 10,
  adjust: 'none',
  match: 'total',
  maxCategories: 10,
};

/** How large a difference is. */
export type EffectClass = 'negligible' | 'moderate' | 'large';

/** DIF of one item by logistic regression. */
export interface LogisticItem {
  readonly item: string;
  /** Likelihood-ratio tests: of level, of slope, of both. */
  readonly uniform: Test;
  readonly nonuniform: Test;
  readonly both: Test;
  /** p of the chosen test adjusted for the number of items. */
  readonly adjustedP: number;
  readonly flagged: boolean;
  readonly matching: boolean;
  /** Rise of Nagelkerke's R² by the chosen difference, 0…1. */
  readonly r2: number;
  /** By Jodoin & Gierl: below 0.035 negligible, above 0.07 large; negligible where not significant. */
  readonly jodoinGierl: EffectClass;
  /** By Zumbo & Thomas: 0.13 and 0.26. */
  readonly zumboThomas: EffectClass;
  /** Log odds of each focal group above the reference at equal totals, by the uniform model; below 0 the item is against it. */
  readonly level: readonly number[];
  /** False where the data are separated or the fit did not end. */
  readonly converged: boolean;
}

/**
 * Searches items for differential item functioning by logistic regression on matching score X, group G and their product:
 * logit P = b₀ + b₁ X + b₂ G + b₃ X G; items of several categories by cumulative logits. Uniform DIF is b₂, non-uniform b₃,
 * by likelihood-ratio tests; groups may be more than two. Counts of rows are respected, missing cells left out.
 *
 * @throws YincaiError as {@link difMantelHaenszel} does.
 * @cost learners × items a round, and a few Newton steps over different totals × groups an item
 * @source Swaminathan & Rogers (1990), Journal of Educational Measurement 27(4); effect: Jodoin & Gierl (2001), Applied
 *   Measurement in Education 14(4), Zumbo & Thomas (1997); several categories: Zumbo (1999), A Handbook on the Theory and
 *   Methods of DIF; more groups: Magis, Raîche, Béland & Gérard (2011), International Journal of Testing 11(4).
 * @example
 * const { items } = difLogistic(matrix, genders);
 * items.filter(({ flagged, jodoinGierl }) => flagged && jodoinGierl !== 'negligible');
 */
export function difLogistic(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: LogisticOptions = {},
): DifReport<LogisticItem> {
  const settled = { ...logisticDefaults, ...options };
  checkDifOptions(settled);
  const sample = difSample(matrix, groups, options.reference, settled.maxCategories);
  const width = matrix.items.length;
  const study = (matching: Uint8Array): Studied[] => {
    const scores = matcher(sample, matching, settled.match);
    return matrix.items.map((_, j) => studyItem(sample, j, scores(j), settled.test));
  };
  const pure = settled.purify
    ? purify(width, (matching) => study(matching).map((own) => own[settled.test].p < settled.alpha), settled.rounds)
    : { matching: new Uint8Array(width).fill(1), rounds: 0, settled: true };
  const found = study(pure.matching);
  const adjusted = adjust(
    found.map((own) => own[settled.test].p),
    settled.adjust,
  );
  const warnings: string[] = [];
  if (!pure.settled) warnings.push(`purification did not settle in ${pure.rounds} rounds`);
  found.forEach(({ converged }, j) => {
    if (!converged)
      warnings.push(`item "${matrix.items[j]}": the regression has no finite solution; its figures are bounds`);
  });
  return {
    groups: groupSizes(sample).map((learners, g) => ({ group: sample.groups[g], learners })),
    reference: sample.groups[0],
    items: found.map((own, j) => ({
      item: matrix.items[j],
      ...own,
      adjustedP: adjusted[j],
      flagged: adjusted[j] < settled.alpha,
      matching: pure.matching[j] === 1,
      jodoinGierl: classOf(own.r2, adjusted[j] < settled.alpha, 0.035, 0.07),
      zumboThomas: classOf(own.r2, adjusted[j] < settled.alpha, 0.13, 0.26),
    })),
    rounds: pure.rounds,
    warnings,
  };
}

function classOf(r2: number, significant: boolean, moderate: number, large: number): EffectClass {
  if (!significant || !(r2 >= moderate)) return 'negligible';
  return r2 > large ? 'large' : 'moderate';
}

type Studied = Pick<LogisticItem, 'uniform' | 'nonuniform' | 'both' | 'r2' | 'level' | 'converged'>;

function studyItem(sample: DifSample, j: number, scores: Float64Array, chosen: LogisticTest): Studied {
  const width = sample.matrix.items.length;
  const categories = sample.cuts[j].length + 1;
  const focal = sample.groups.length - 1;
  const cells = new Map<number, Float64Array>();
  let [n, first, second] = [0, 0, 0];
  for (let row = 0; row < scores.length; row++) {
    const k = sample.category[row * width + j];
    const w = sample.weight[row];
    if (k < 0 || w === 0 || Number.isNaN(scores[row])) continue;
    let own = cells.get(scores[row]);
    if (own === undefined) {
      own = new Float64Array((focal + 1) * categories);
      cells.set(scores[row], own);
    }
    own[sample.groupOf[row] * categories + k] += w;
    n += w;
    first += w * scores[row];
    second += w * scores[row] ** 2;
  }
  const mean = first / n;
  const deviation = Math.sqrt(Math.max(0, second / n - mean ** 2)) || 1;
  const columns = [...cells].sort(([a], [b]) => a - b);
  const size = columns.length * (focal + 1);
  const x = new Float64Array(size);
  const level = Array.from({ length: focal }, () => new Float64Array(size));
  const product = Array.from({ length: focal }, () => new Float64Array(size));
  const counts = new Float64Array(categories * size);
  columns.forEach(([score, own], c) => {
    for (let g = 0; g <= focal; g++) {
      const at = c * (focal + 1) + g;
      x[at] = (score - mean) / deviation;
      if (g > 0) {
        level[g - 1][at] = 1;
        product[g - 1][at] = x[at];
      }
      for (let k = 0; k < categories; k++) counts[k * size + at] = own[g * categories + k];
    }
  });
  const used = Array.from({ length: categories }, (_, k) =>
    counts.subarray(k * size, (k + 1) * size).some((v) => v > 0),
  );
  if (!used.every(Boolean)) {
    const none = testOf(Number.NaN, focal);
    return {
      uniform: none,
      nonuniform: none,
      both: testOf(Number.NaN, 2 * focal),
      r2: Number.NaN,
      level: level.map(() => Number.NaN),
      converged: false,
    };
  }
  const regress = (covariates: readonly Float64Array[]): ReturnType<typeof fitLogistic> =>
    fitLogistic(covariates, counts, categories, size);
  const null0 = regress([]);
  const plain = regress([x]);
  const uniform = regress([x, ...level]);
  const full = regress([x, ...level, ...product]);
  const r2 = (own: { logLikelihood: number }): number =>
    (1 - Math.exp((2 * (null0.logLikelihood - own.logLikelihood)) / n)) / (1 - Math.exp((2 * null0.logLikelihood) / n));
  const twice = (more: { logLikelihood: number }, less: { logLikelihood: number }): number =>
    2 * (more.logLikelihood - less.logLikelihood);
  const gain = {
    both: r2(full) - r2(plain),
    uniform: r2(uniform) - r2(plain),
    nonuniform: r2(full) - r2(uniform),
  };
  return {
    uniform: testOf(twice(uniform, plain), focal),
    nonuniform: testOf(twice(full, uniform), focal),
    both: testOf(twice(full, plain), 2 * focal),
    r2: gain[chosen],
    level: Array.from(uniform.slopes.subarray(1)),
    converged: plain.converged && uniform.converged && full.converged,
  };
}
