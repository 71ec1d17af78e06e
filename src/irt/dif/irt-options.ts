import { YincaiError } from '../../data/fault.js';
import type { ItemFamily } from '../model.js';
import type { Adjustment } from './adjust.js';
import { checkDifOptions } from './options.js';
import type { DifSample } from './sample.js';
import type { EngineOptions } from './split.js';

/** Options that likelihood-ratio and Wald tests share; what is absent is taken from {@link irtDifDefaults}. */
export interface IrtDifOptions {
  /** Family of the items; those of two categories take the binary one that it comes down to. */
  readonly family?: ItemFamily;
  /** Group whose abilities are N(0, 1); default that of the first row. */
  readonly reference?: string;
  /** Items known to be free of DIF: they alone join the groups, all others are tested. Default: for each item all others. */
  readonly anchors?: readonly string[];
  readonly alpha?: number;
  readonly adjust?: Adjustment;
  /** Without anchors: free the flagged items in all groups and test again. */
  readonly purify?: boolean;
  readonly rounds?: number;
  /** Most categories of an item. */
  readonly maxCategories?: number;
  /** What the calibrations take besides, such as `priors` or `quadraturePoints`. */
  readonly engine?: Omit<EngineOptions, 'family'>;
}

/** Defaults of {@link difLikelihoodRatio} and {@link difWald}. */
export const irtDifDefaults: Required<Omit<IrtDifOptions, 'reference' | 'anchors' | 'engine'>> = {
  family: 'GPCM',
  alpha: 0.05,
  adjust: 'none',
  purify: true,
  rounds: 5,
  maxCategories: 5,
};

/**
 * Indices of the anchors, checked; undefined where none are given.
 *
 * @throws YincaiError `not-enough-data` for a single item, `unknown-id` and `bad-option` for anchors that leave nothing to test.
 */
export function anchorIndices(sample: DifSample, anchors: readonly string[] | undefined): Set<number> | undefined {
  if (sample.matrix.items.length < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      value: `${sample.matrix.items.length} items`,
      expected: 'at least two items: the groups are compared on one by the others',
      expectedZh: '至少两道题：要用其余的题来比较各组',
    });
  }
  if (anchors === undefined) return undefined;
  const place = new Map(sample.matrix.items.map((item, j) => [item, j] as const));
  const faults = anchors.filter((item) => !place.has(item));
  if (faults.length > 0) {
    throw new YincaiError(
      faults.map((value) => ({
        code: 'unknown-id',
        column: 'anchors',
        value,
        expected: 'an item of the table',
        expectedZh: '表中的题目',
      })),
    );
  }
  const found = new Set(anchors.map((item) => place.get(item) as number));
  if (found.size === 0 || found.size === sample.matrix.items.length) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'anchors',
      value: `${found.size} items`,
      expected: 'at least one item, and at least one left to test',
      expectedZh: '至少一道锚题，且至少留一道待检验的题',
    });
  }
  return found;
}

/** Refuses options without meaning. */
export function checkIrtDif(options: Required<Omit<IrtDifOptions, 'reference' | 'anchors' | 'engine'>>): void {
  checkDifOptions(options);
}
