import { createItemExpansion, type ItemCurve, type ItemExpansion, itemExpander } from '../item-curve.js';
import { climb, type Range } from './climb.js';
import type { Design, ItemDesign } from './design.js';
import type { PriorTerm } from './priors.js';

/** Σ counts log P + log prior of one item with its gradient and expected information; see {@link itemExpander}. */
export type ItemObjective = (parameters: Float64Array, counts: Float64Array, into: ItemExpansion) => number;

/** The objective of an item over nodes with the given coordinates, priors included. */
export function itemObjective(
  curve: ItemCurve,
  priors: readonly PriorTerm[],
  axes: readonly Float64Array[],
): ItemObjective {
  const expand = itemExpander(curve, axes);
  return (parameters, counts, into) => {
    let value = expand(parameters, counts, into);
    for (const prior of priors) value += prior(parameters, into);
    return value;
  };
}

/** Maximises the objective of one item from `parameters`, in place. */
export function maximiseItem(
  range: Range,
  objective: ItemObjective,
  counts: Float64Array,
  parameters: Float64Array,
): void {
  if (!range.free.some((f) => f === 1)) return;
  const size = parameters.length;
  climb(parameters, range, (x, into) => objective(x, counts, into), [
    createItemExpansion(size),
    createItemExpansion(size),
  ]);
}

/** The M-step of the items of a design over one grid of nodes. */
export interface MStep {
  /** New parameters that maximise the expected complete-data log-likelihood plus log prior, from the given ones. */
  readonly maximise: (parameters: Float64Array, counts: Float64Array) => Float64Array;
  /** Gradient of the same by all parameters, shared ones apart, at the given parameters and counts `[size]`. */
  readonly gradient: (parameters: Float64Array, counts: Float64Array) => Float64Array;
}

/** Prepares the M-step; scratch space is kept between calls. */
export function createMStep(design: Design, nodes: Float64Array): MStep {
  const width = nodes.length;
  const { items, categoryAt } = design;
  const objectives = items.map(({ curve, priors }) => itemObjective(curve, priors, [nodes]));
  const own = (j: number, parameters: Float64Array): Float64Array =>
    parameters.subarray(items[j].at, items[j].at + items[j].curve.size);
  const rows = (j: number, counts: Float64Array): Float64Array =>
    counts.subarray(categoryAt[j] * width, categoryAt[j + 1] * width);
  const inSet = new Set(design.linked.flat());
  return {
    maximise: (parameters, counts) => {
      const next = parameters.slice();
      for (let j = 0; j < items.length; j++) {
        if (!inSet.has(j)) maximiseItem(items[j].range, objectives[j], rows(j, counts), own(j, next));
      }
      for (const set of design.linked) maximiseSet(design, set, objectives, (j) => rows(j, counts), next);
      return next;
    },
    gradient: (parameters, counts) => {
      const out = new Float64Array(design.size);
      for (let j = 0; j < items.length; j++) {
        const into = createItemExpansion(items[j].curve.size);
        objectives[j](own(j, parameters), rows(j, counts), into);
        out.set(into.gradient, items[j].at);
      }
      return out;
    },
  };
}

/** Log prior density of all items. */
export function logPrior(items: readonly ItemDesign[], parameters: Float64Array): number {
  let sum = 0;
  for (const { priors, at, curve } of items) {
    for (const prior of priors) sum += prior(parameters.subarray(at, at + curve.size));
  }
  return sum;
}

/** Items that share parameters climb together. Shared parameters come last, where they fill only the last rows of the factor. */
function maximiseSet(
  design: Design,
  set: readonly number[],
  objectives: readonly ItemObjective[],
  rows: (j: number) => Float64Array,
  parameters: Float64Array,
): void {
  const { items, freeOf } = design;
  const uses = new Map<number, number>();
  for (const j of set) {
    for (let i = items[j].at; i < items[j].at + items[j].curve.size; i++) {
      if (freeOf[i] >= 0) uses.set(freeOf[i], (uses.get(freeOf[i]) ?? 0) + 1);
    }
  }
  const free = [...uses.keys()].sort((f, g) => Math.sign((uses.get(f) ?? 0) - (uses.get(g) ?? 0)) || f - g);
  const place = new Map(free.map((f, at) => [f, at] as const));
  const size = free.length;
  const x = new Float64Array(size);
  const range: Range = {
    free: new Uint8Array(size).fill(1),
    low: new Float64Array(size),
    high: new Float64Array(size),
  };
  for (const j of set) {
    for (let i = 0; i < items[j].curve.size; i++) {
      const at = place.get(freeOf[items[j].at + i]);
      if (at === undefined) continue;
      x[at] = parameters[items[j].at + i];
      range.low[at] = items[j].range.low[i];
      range.high[at] = items[j].range.high[i];
    }
  }
  const blocks = set.map((j) => createItemExpansion(items[j].curve.size));
  const spread = (from: Float64Array): void => {
    for (const j of set) {
      for (let i = items[j].at; i < items[j].at + items[j].curve.size; i++) {
        const at = place.get(freeOf[i]);
        if (at !== undefined) parameters[i] = from[at];
      }
    }
  };
  const value = (from: Float64Array, into: ItemExpansion): number => {
    spread(from);
    into.gradient.fill(0);
    into.information.fill(0);
    let sum = 0;
    set.forEach((j, b) => {
      const { at, curve } = items[j];
      const block = blocks[b];
      sum += objectives[j](parameters.subarray(at, at + curve.size), rows(j), block);
      for (let i = 0; i < curve.size; i++) {
        const row = place.get(freeOf[at + i]);
        if (row === undefined) continue;
        into.gradient[row] += block.gradient[i];
        for (let k = 0; k < curve.size; k++) {
          const column = place.get(freeOf[at + k]);
          if (column !== undefined) into.information[row * size + column] += block.information[i * curve.size + k];
        }
      }
    });
    return sum;
  };
  climb(x, range, value, [createItemExpansion(size), createItemExpansion(size)]);
  spread(x);
}
