import type { ResponseMatrix } from '../../data/response-matrix.js';
import { chiSquareQuantile } from '../../math/chi-square.js';
import { type Adjustment, adjust } from './adjust.js';
import { cochranMantelHaenszel, mantelHaenszel, meanDifference, type Test } from './contingency.js';
import { type MatchRule, matcher, purify, type Stratum, strataOf } from './matching.js';
import { checkDifOptions } from './options.js';
import { type DifSample, difSample, groupSizes } from './sample.js';

/** ETS classes: A negligible, B moderate, C large; of items of several categories AA, BB, CC. */
export type EtsClass = 'A' | 'B' | 'C' | 'AA' | 'BB' | 'CC';

/** Options of {@link difMantelHaenszel}; what is absent is taken from {@link mantelHaenszelDefaults}. */
export interface MantelHaenszelOptions {
  /** Group the others are compared with; default that of the first row. */
  readonly reference?: string;
  /** Level below which p flags an item. */
  readonly alpha?: number;
  /** Leave flagged items out of the matching score, again and again. */
  readonly purify?: boolean;
  /** Most rounds of that. */
  readonly rounds?: number;
  readonly adjust?: Adjustment;
  /** Continuity correction of the 2 × 2 tests. */
  readonly correction?: boolean;
  /** Match by the total with the studied item, or without. */
  readonly match?: MatchRule;
  /** Most strata; more different scores are joined. */
  readonly strata?: number;
  /** Most categories of an item. */
  readonly maxCategories?: number;
}

/** Defaults of {@link difMantelHaenszel}. */
export const mantelHaenszelDefaults: Required<Omit<MantelHaenszelOptions, 'reference'>> = {
  alpha: 0.05,
  purify: true,
  rounds: 10,
  adjust: 'none',
  correction: true,
  match: 'total',
  strata: 60,
  maxCategories: 10,
};

/** DIF of one item between the reference and one focal group. */
export interface MantelHaenszelPair {
  readonly focal: string;
  readonly test: Test;
  /** Common odds ratio of the reference to the focal group, of a right-or-wrong item; else NaN. */
  readonly oddsRatio: number;
  /** −2.35 log of it: ETS' MH D-DIF; below 0 the item is against the focal group. */
  readonly delta: number;
  readonly deltaSe: number;
  /** Standardised mean difference, focal less reference, as a share of the full marks. */
  readonly meanDifference: number;
  /** The same in deviations of the item's points. */
  readonly effect: number;
  readonly etsClass: EtsClass;
}

/** DIF of one item by Mantel–Haenszel statistics. */
export interface MantelHaenszelItem {
  readonly item: string;
  /** Over all groups: Mantel–Haenszel for two, for more and for several categories Cochran–Mantel–Haenszel of mean scores. */
  readonly test: Test;
  /** That the categories' shares differ in any way, of items of several categories; else equal to `test`. */
  readonly general: Test;
  /** p of `test` adjusted for the number of items. */
  readonly adjustedP: number;
  readonly flagged: boolean;
  /** Whether it counted for matching. */
  readonly matching: boolean;
  /** Reference against each focal group. */
  readonly pairs: readonly MantelHaenszelPair[];
}

/** What a search for DIF found. */
export interface DifReport<Item> {
  readonly groups: readonly { readonly group: string; readonly learners: number }[];
  readonly reference: string;
  readonly items: readonly Item[];
  /** Rounds of purification; 0 without. */
  readonly rounds: number;
  readonly warnings: readonly string[];
}

/**
 * Searches items for differential item functioning by Mantel–Haenszel statistics: learners of the groups are matched by their
 * totals, and those with like totals should do alike on each item.
 *
 * Right-or-wrong items: the common odds ratio, ETS' delta and classes A, B, C. Items of several categories: Mantel's test of mean
 * scores, the general test of any difference, the standardised mean difference and classes AA, BB, CC. More than two groups: the
 * tests over all together, and each focal group against the reference. Counts of rows are respected, missing cells left out.
 *
 * - A: not significant at 5 %, or |delta| < 1; C: |delta| ≥ 1.5 and significantly above 1 (one-sided 5 %); else B.
 * - AA: not significant at 5 %, or |effect| ≤ 0.17; BB: up to 0.25; CC above.
 *
 * @throws YincaiError for groups that do not fit (`bad-format`), fewer than two, or one of fewer than two learners (`not-enough-data`).
 * @cost learners × items a round
 * @source Holland & Thayer (1988) in Wainer & Braun, Test Validity, ch. 9; classes: Zwick (2012), ETS RR-12-08; several
 *   categories: Zwick, Donoghue & Grima (1993), Journal of Educational Measurement 30(3); more groups: Penfield (2001), Applied
 *   Measurement in Education 14(3).
 * @example
 * const { items } = difMantelHaenszel(matrix, schools, { reference: '一中' });
 * items.filter(({ pairs }) => pairs.some(({ etsClass }) => etsClass === 'C')); // items to look at
 */
export function difMantelHaenszel(
  matrix: ResponseMatrix,
  groups: readonly string[],
  options: MantelHaenszelOptions = {},
): DifReport<MantelHaenszelItem> {
  const settled = { ...mantelHaenszelDefaults, ...options };
  checkDifOptions(settled);
  const sample = difSample(matrix, groups, options.reference, settled.maxCategories);
  const width = matrix.items.length;
  const strataBy = (matching: Uint8Array): ((j: number) => Stratum[]) => {
    const scores = matcher(sample, matching, settled.match);
    return (j) => strataOf(sample, j, scores(j), settled.strata);
  };
  const flag = (matching: Uint8Array): boolean[] => {
    const strata = strataBy(matching);
    return matrix.items.map((_, j) => overall(sample, j, strata(j), settled.correction).p < settled.alpha);
  };
  const pure = settled.purify
    ? purify(width, flag, settled.rounds)
    : { matching: new Uint8Array(width).fill(1), rounds: 0, settled: true };
  const strataFor = strataBy(pure.matching);
  const found = matrix.items.map((item, j) => {
    const strata = strataFor(j);
    const categories = sample.cuts[j].length + 1;
    const test = overall(sample, j, strata, settled.correction);
    return {
      item,
      test,
      general: categories === 2 ? test : cochranMantelHaenszel(strata, sample.groups.length, categories),
      matching: pure.matching[j] === 1,
      pairs: sample.groups.slice(1).map((focal, g) => pairOf(sample, j, strata, g + 1, focal, settled.correction)),
    };
  });
  const adjusted = adjust(
    found.map(({ test }) => test.p),
    settled.adjust,
  );
  return {
    groups: groupSizes(sample).map((learners, g) => ({ group: sample.groups[g], learners })),
    reference: sample.groups[0],
    items: found.map((own, j) => ({ ...own, adjustedP: adjusted[j], flagged: adjusted[j] < settled.alpha })),
    rounds: pure.rounds,
    warnings: warningsFor(sample, pure, found),
  };
}

function warningsFor(
  sample: DifSample,
  pure: { readonly rounds: number; readonly settled: boolean },
  found: readonly { readonly item: string; readonly test: Test }[],
): string[] {
  const warnings: string[] = [];
  if (!pure.settled) warnings.push(`purification did not settle in ${pure.rounds} rounds`);
  groupSizes(sample).forEach((learners, g) => {
    if (learners < 100)
      warnings.push(`group "${sample.groups[g]}" has only ${learners} learners: little DIF can be seen`);
  });
  for (const { item, test } of found) {
    if (Number.isNaN(test.p)) warnings.push(`item "${item}": no matched learners differ on it; nothing can be said`);
  }
  return warnings;
}

/** Points that a category stands for: its least. */
function valuesOf(sample: DifSample, j: number): number[] {
  return [0, ...sample.cuts[j]];
}

function overall(sample: DifSample, j: number, strata: readonly Stratum[], correction: boolean): Test {
  const categories = sample.cuts[j].length + 1;
  if (categories === 2 && sample.groups.length === 2) return mantelHaenszel(strata, correction).test;
  return cochranMantelHaenszel(strata, sample.groups.length, categories, valuesOf(sample, j));
}

function pairOf(
  sample: DifSample,
  j: number,
  strata: readonly Stratum[],
  g: number,
  focal: string,
  correction: boolean,
): MantelHaenszelPair {
  const categories = sample.cuts[j].length + 1;
  const two = strata.map(
    ({ score, counts }): Stratum => ({
      score,
      counts: Float64Array.from([
        ...counts.subarray(0, categories),
        ...counts.subarray(g * categories, (g + 1) * categories),
      ]),
    }),
  );
  const values = valuesOf(sample, j);
  const { difference, deviation } = meanDifference(two, categories, values);
  const effect = difference / deviation;
  const shared = { focal, meanDifference: difference / sample.matrix.fullMarks[j], effect };
  if (categories > 2) {
    const test = cochranMantelHaenszel(two, 2, categories, values);
    const none = { oddsRatio: Number.NaN, delta: Number.NaN, deltaSe: Number.NaN };
    return { ...shared, ...none, test, etsClass: classOfEffect(test.p, effect) };
  }
  const { oddsRatio, logOddsRatio, se, test } = mantelHaenszel(two, correction);
  const delta = -2.35 * logOddsRatio;
  const deltaSe = 2.35 * se;
  return { ...shared, test, oddsRatio, delta, deltaSe, etsClass: classOfDelta(test.p, delta, deltaSe) };
}

/** One-sided 5 %. */
const ONE_SIDED: number = Math.sqrt(chiSquareQuantile(0.9, 1));

/** ETS' class of a right-or-wrong item. */
export function classOfDelta(p: number, delta: number, se: number): EtsClass {
  const size = Math.abs(delta);
  if (!(p < 0.05) || size < 1) return 'A';
  return size >= 1.5 && (size - 1) / se > ONE_SIDED ? 'C' : 'B';
}

/** ETS' class of an item of several categories. */
export function classOfEffect(p: number, effect: number): EtsClass {
  const size = Math.abs(effect);
  if (!(p < 0.05) || size <= 0.17) return 'AA';
  return size > 0.25 ? 'CC' : 'BB';
}
