import type { Range } from '../calibrate/climb.js';
import { type ItemSpecification, rangeOf } from '../calibrate/design.js';
import { type ItemObjective, itemObjective } from '../calibrate/m-step.js';
import { type ParameterPrior, type PriorTerm, priorTerms, WEAK_PRIORS } from '../calibrate/priors.js';
import { type ItemCurve, itemCurve } from '../item-curve.js';
import { ITEM_FAMILIES, type ItemFamily } from '../model.js';
import { type LatentCovariance, latentCovariance } from './covariance.js';
import type { Layout } from './structure.js';

/** One item of a multidimensional estimation. */
export interface MirtItem {
  readonly id: string;
  readonly family: ItemFamily;
  readonly curve: ItemCurve;
  /** Where its parameters begin in the flat column of all. */
  readonly at: number;
  readonly range: Range;
  readonly priors: readonly PriorTerm[];
  /** The dimensions each of its slopes weighs. */
  readonly slots: readonly (readonly number[])[];
}

/** What is estimated: parameters of the items, then free entries of the covariance, in one flat column. */
export interface MirtDesign {
  readonly layout: Layout;
  readonly items: readonly MirtItem[];
  /** Parameters of all items. */
  readonly size: number;
  readonly latent: LatentCovariance;
}

/** Lays out the parameters. */
export function createDesign(specifications: readonly ItemSpecification[], layout: Layout): MirtDesign {
  let at = 0;
  const unit = new Set<number>();
  const items = specifications.map((given, j): MirtItem => {
    const slots = layout.slots[j];
    const curve = itemCurve(given.family, given.cuts, given.fullMarks, slots.length);
    if (ITEM_FAMILIES[given.family].unitSlope) for (const own of slots) for (const d of own) unit.add(d);
    const item = {
      id: given.id,
      family: given.family,
      curve,
      at,
      range: rangeOf(given.family, curve, false),
      priors: given.priors.flatMap((prior) => termsOf(prior, given.family, curve)),
      slots,
    };
    at += curve.size;
    return item;
  });
  return { layout, items, size: at, latent: latentCovariance(layout, unit) };
}

/** The weak prior of slopes holds the first near 1 and the others near 0. */
function termsOf(prior: ParameterPrior, family: ItemFamily, curve: ItemCurve): PriorTerm[] {
  const terms = priorTerms(prior, family, curve.size, curve.slopes);
  const { density } = prior;
  if (!WEAK_PRIORS.includes(prior) || prior.parameter !== 'a' || !('normal' in density)) return terms;
  const others: ParameterPrior = { parameter: 'a', density: { normal: [0, density.normal[1]] } };
  return [...terms.slice(0, 1), ...priorTerms(others, family, curve.size, curve.slopes).slice(1)];
}

/** An item's own part of the flat column. */
export function ownOf({ at, curve }: MirtItem, x: Float64Array): Float64Array {
  return x.subarray(at, at + curve.size);
}

/** Brings extrapolated parameters back into their domain, in place. */
export function mend(design: MirtDesign, x: Float64Array): void {
  for (const item of design.items) {
    const { free, low, high } = item.range;
    const own = ownOf(item, x);
    for (let i = 0; i < own.length; i++) if (free[i] === 1) own[i] = Math.min(high[i], Math.max(low[i], own[i]));
    if (item.family === 'GRM') separate(own.subarray(item.curve.slopes));
  }
  design.latent.mend(x.subarray(design.size));
}

/** Least distance of neighbouring thresholds that an extrapolation may leave. */
const LEAST_GAP = 1e-3;

/** Thresholds descend. */
function separate(intercepts: Float64Array): void {
  for (let v = 1; v < intercepts.length; v++) intercepts[v] = Math.min(intercepts[v], intercepts[v - 1] - LEAST_GAP);
}

/** The objective of an item whose slots have these values at the nodes, one column a slot. */
export function objectiveOf(item: MirtItem, axes: readonly Float64Array[]): ItemObjective {
  return itemObjective(item.curve, item.priors, axes);
}

/** Number of the free parameter of each entry of x, −1 for fixed ones and those at a bound; and the names of the latter. */
export function freeParameters(
  design: MirtDesign,
  x: Float64Array,
): { readonly freeOf: Int32Array; readonly free: number; readonly bounded: readonly string[] } {
  const freeOf = new Int32Array(x.length).fill(-1);
  const bounded: string[] = [];
  let free = 0;
  for (const item of design.items) {
    const own = ownOf(item, x);
    for (let i = 0; i < own.length; i++) {
      if (item.range.free[i] === 0) continue;
      if (own[i] > item.range.low[i] && own[i] < item.range.high[i]) freeOf[item.at + i] = free++;
      else bounded.push(`item "${item.id}": ${nameOf(design, item, i)}`);
    }
  }
  const values = x.subarray(design.size);
  const atBound = design.latent.bounded(values);
  bounded.push(...atBound);
  if (atBound.length === 0) for (let i = 0; i < values.length; i++) freeOf[design.size + i] = free++;
  return { freeOf, free, bounded };
}

function nameOf({ layout }: MirtDesign, { slots, curve, family }: MirtItem, i: number): string {
  if (i < curve.slopes) return `slope on ${slots[i].map((d) => layout.dimensions[d]).join(' and ')}`;
  const shape = i - curve.slopes;
  if (family === '3PL' || family === '4PL') return ['intercept', 'lower asymptote', 'upper asymptote'][shape];
  if (family === 'CRM') return shape === 0 ? 'intercept' : 'spread of the marks';
  return curve.family.shapes === 1 ? 'intercept' : `intercept ${shape + 1}`;
}

/** Parameters that are estimated. */
export function countFree(design: MirtDesign): number {
  return design.items.reduce((sum, { range }) => sum + range.free.reduce((n, f) => n + f, 0), design.latent.size);
}

/** Turns dimensions so that their slopes sum to more than 0; the likelihood does not see it. */
export function orient(design: MirtDesign, x: Float64Array): Float64Array {
  const { layout, items, latent } = design;
  const out = x.slice();
  const sums = new Float64Array(layout.dimensions.length);
  for (const { slots, at } of items) {
    slots.forEach((slot, s) => {
      for (const d of slot) sums[d] += x[at + s];
    });
  }
  const fixed = new Set<number>();
  for (const { slots, family } of items) {
    for (const slot of slots) {
      if (slot.length > 1 || ITEM_FAMILIES[family].unitSlope) for (const d of slot) fixed.add(d);
    }
  }
  // The general dimension of testlets and these turn together.
  const turned = sums.map((sum, d) => (sum < 0 && !fixed.has(d) ? -1 : 1));
  if (layout.kind === 'testlet' && sums[0] < 0) turned.fill(-1);
  for (const { slots, at } of items) {
    slots.forEach((slot, s) => {
      out[at + s] *= turned[slot[0]];
    });
  }
  latent.entries.forEach(([d, e], i) => {
    out[design.size + i] *= turned[d] * turned[e];
  });
  return out;
}
