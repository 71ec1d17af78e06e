import { logit } from '../../math/logistic.js';
import { offsets } from '../curves.js';
import { type ItemCurve, itemCurve } from '../item-curve.js';
import { ITEM_FAMILIES, type ItemFamily } from '../model.js';
import type { Range } from './climb.js';
import { type ParameterPrior, type PriorTerm, priorTerms } from './priors.js';

/** Slopes are kept within ±this: steeper items cannot be told from perfect ones by a grid of nodes. */
export const STEEPEST = 10;

/** Intercepts are kept within ±this: P beyond is 0 or 1 to working precision at every node. */
const FARTHEST = 60;

/** Chance levels and upper asymptotes stay within these. */
const ASYMPTOTES = { lower: [1e-4, 0.5], upper: [0.5, 1 - 1e-4] } as const;

/** log κ of a continuous item, within which its marks neither all coincide nor lose their order. */
const LOG_KAPPA = [-4, 4] as const;

/** One item of an estimation. */
export interface ItemDesign {
  readonly id: string;
  readonly family: ItemFamily;
  readonly curve: ItemCurve;
  /** Where its parameters begin in the flat column of all. */
  readonly at: number;
  readonly range: Range;
  readonly priors: readonly PriorTerm[];
}

/** What is estimated of the items: where parameters lie, which are free, which are one and the same. */
export interface Design {
  readonly items: readonly ItemDesign[];
  /** Parameters of all items. */
  readonly size: number;
  /** Number of the free parameter that a parameter is, −1 where it is fixed; equal numbers are one parameter. `[size]` */
  readonly freeOf: Int32Array;
  /** Number of free parameters. */
  readonly free: number;
  /** Groups of learners: their prior weights are the first rows of tables. */
  readonly groups: number;
  /** Item j's category 0 is row `categoryAt[j]` of tables `[rows × nodes]`; the number of rows at the end. */
  readonly categoryAt: Int32Array;
  /** Sets of items that share a parameter, by index; items that share none are in no set. */
  readonly linked: readonly (readonly number[])[];
}

/** What {@link createDesign} needs to know of an item. */
export interface ItemSpecification {
  readonly id: string;
  readonly family: ItemFamily;
  readonly cuts: readonly number[];
  readonly fullMarks: number;
  /** True where the parameters are given and stay. */
  readonly fixed: boolean;
  readonly priors: readonly ParameterPrior[];
}

/** Lays out the parameters of an estimation. */
export function createDesign(specifications: readonly ItemSpecification[], groups: number): Design {
  let at = 0;
  const items = specifications.map((given): ItemDesign => {
    const curve = itemCurve(given.family, given.cuts, given.fullMarks);
    const design = {
      id: given.id,
      family: given.family,
      curve,
      at,
      range: rangeOf(given.family, curve, given.fixed),
      priors: given.fixed
        ? []
        : given.priors.flatMap((prior) => priorTerms(prior, given.family, curve.size, curve.slopes)),
    };
    at += curve.size;
    return design;
  });
  const { freeOf, free, linked } = shareParameters(items, at);
  const categories = items.map(({ curve }) => curve.family.categories);
  return {
    items,
    size: at,
    freeOf,
    free,
    groups,
    categoryAt: offsets(categories).map((row) => row + groups),
    linked,
  };
}

/** Which of an item's parameters are estimated, and within what bounds. */
export function rangeOf(family: ItemFamily, curve: ItemCurve, fixed: boolean): Range {
  const { size, slopes } = curve;
  const free = new Uint8Array(size).fill(fixed ? 0 : 1);
  const low = new Float64Array(size).fill(-FARTHEST);
  const high = new Float64Array(size).fill(FARTHEST);
  const steep = family === 'NRM' ? size / 2 : slopes;
  low.fill(-STEEPEST, 0, steep);
  high.fill(STEEPEST, 0, steep);
  if (ITEM_FAMILIES[family].unitSlope) free.fill(0, 0, slopes);
  const bound = (i: number, [from, to]: readonly [number, number]): void => {
    low[i] = from;
    high[i] = to;
  };
  if (family === '3PL' || family === '4PL') bound(slopes + 1, logits(ASYMPTOTES.lower));
  if (family === '4PL') bound(slopes + 2, logits(ASYMPTOTES.upper));
  if (family === 'CRM') bound(slopes + 1, LOG_KAPPA);
  return { free, low, high };
}

function logits([from, to]: readonly [number, number]): readonly [number, number] {
  return [logit(from), logit(to)];
}

/** One slope for all `1PL` items, one set of steps for `RSM` items of as many categories; everything else is each item's own. */
function shareParameters(items: readonly ItemDesign[], size: number): Pick<Design, 'freeOf' | 'free' | 'linked'> {
  const freeOf = new Int32Array(size).fill(-1);
  let free = 0;
  const shared = new Map<string, number>();
  const sets = new Map<string, number[]>();
  items.forEach(({ family, curve, at, range }, j) => {
    const key = family === '1PL' ? '1PL' : family === 'RSM' ? `RSM ${curve.family.categories}` : undefined;
    for (let i = 0; i < curve.size; i++) {
      if (range.free[i] === 0) continue;
      const common = family === '1PL' ? i === 0 : family === 'RSM' && i > 1;
      if (!common) {
        freeOf[at + i] = free++;
        continue;
      }
      const name = `${key} ${i}`;
      const known = shared.get(name);
      if (known === undefined) shared.set(name, free);
      freeOf[at + i] = known ?? free++;
    }
    if (key === undefined || !range.free.some((f) => f === 1)) return;
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [j]);
    else set.push(j);
  });
  return { freeOf, free, linked: [...sets.values()].filter((set) => set.length > 1) };
}
