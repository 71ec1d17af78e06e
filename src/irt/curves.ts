import { YincaiError } from '../data/fault.js';
import { type CurvePoint, createPoint } from './families/family.js';
import { deriveItem, fillItem, type ItemCurve } from './item-curve.js';
import type { IrtModel } from './model.js';
import { curveOf, parametersOf } from './parameters.js';

/** The items of a model made ready for work at many abilities: their curves, flat parameters, and where their rows lie. */
export interface PreparedIrt {
  readonly model: IrtModel;
  readonly items: readonly string[];
  /** Index of each item. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly curves: readonly ItemCurve[];
  readonly parameters: readonly Float64Array[];
  /** Categories of each item. */
  readonly categories: readonly number[];
  /** Item j's category 0 is row `categoryAt[j]` of tables `[Σ categories × nodes]`; `[items + 1]`. */
  readonly categoryAt: Int32Array;
}

const prepared = new WeakMap<IrtModel, PreparedIrt>();

/**
 * A model made ready for batch work; made once a model.
 *
 * @example
 * const { indexOf, categories } = prepare(model);
 */
export function prepare(model: IrtModel): PreparedIrt {
  const kept = prepared.get(model);
  if (kept !== undefined) return kept;
  const curves = model.items.map((_, j) => curveOf(model, j));
  const categories = curves.map(({ family }) => family.categories);
  const made: PreparedIrt = {
    model,
    items: model.items,
    indexOf: new Map(model.items.map((item, j) => [item, j] as const)),
    curves,
    parameters: model.items.map((_, j) => parametersOf(model, j)),
    categories,
    categoryAt: offsets(categories),
  };
  prepared.set(model, made);
  return made;
}

/** 0 and the running sums. */
export function offsets(sizes: readonly number[]): Int32Array {
  const at = new Int32Array(sizes.length + 1);
  sizes.forEach((size, j) => {
    at[j + 1] = at[j] + size;
  });
  return at;
}

/**
 * Probabilities of all categories of all items at the given abilities, `[Σ categories × nodes]`.
 *
 * @example
 * curveTable(prepare(model), Float64Array.of(-1, 0, 1));
 */
export function curveTable(irt: PreparedIrt, nodes: Float64Array): Float64Array {
  const width = nodes.length;
  const out = new Float64Array(irt.categoryAt[irt.items.length] * width);
  irt.curves.forEach((curve, j) => {
    const rows = out.subarray(irt.categoryAt[j] * width, irt.categoryAt[j + 1] * width);
    fillItem(curve, irt.parameters[j], [nodes], rows);
  });
  return out;
}

/** Index of an item given by id or index. @throws YincaiError `unknown-id`. */
export function indexOfItem(model: IrtModel, item: string | number): number {
  const j = typeof item === 'number' ? item : (prepare(model).indexOf.get(item) ?? -1);
  if (j >= 0 && j < model.items.length && Number.isInteger(j)) return j;
  throw new YincaiError({
    code: 'unknown-id',
    value: String(item),
    expected: 'an item of the calibrated model',
    expectedZh: '模型中已标定的题目',
  });
}

/** Probabilities of an item's categories at an ability, with their first and second derivatives by θ. */
export function curvePoint(model: IrtModel, item: string | number, theta: number): CurvePoint {
  const j = indexOfItem(model, item);
  const { curves, parameters } = prepare(model);
  const out = createPoint(curves[j].family.categories);
  deriveItem(curves[j], parameters[j], theta, out);
  return out;
}

/**
 * Probabilities of the item's categories at an ability, summing to 1; formulas at {@link IrtModel}.
 *
 * @throws YincaiError where the model has no such item.
 * @example
 * probability(model, 'q1', 0.5); // [P(wrong), P(right)]
 */
export function probability(model: IrtModel, item: string | number, theta: number): number[] {
  return Array.from(curvePoint(model, item, theta).p);
}

/**
 * Probabilities of the categories of a partial-credit item by its bare parameters: P(k) ∝ exp(Σ_{v ≤ k} a (θ − b_v)).
 *
 * @example
 * categoryProbabilities(1, [0], 0); // [0.5, 0.5]
 */
export function categoryProbabilities(a: number, b: readonly number[], theta: number): number[] {
  const eta = [0];
  let most = 0;
  for (let v = 0; v < b.length; v++) {
    eta.push(eta[v] + a * (theta - b[v]));
    most = Math.max(most, eta[v + 1]);
  }
  let sum = 0;
  for (let k = 0; k < eta.length; k++) {
    eta[k] = Math.exp(eta[k] - most);
    sum += eta[k];
  }
  for (let k = 0; k < eta.length; k++) eta[k] /= sum;
  return eta;
}

/** Points that stand for the categories of an item: the mean of the calibration sample, else the least. */
export function pointsOf(model: IrtModel, j: number): readonly number[] {
  return model.categoryPoints?.[j] ?? leastPoints(model.cuts[j], model.fullMarks[j]);
}

/** Points that stand for each category where nothing else is known: 0, the cuts, and full marks for the highest. */
export function leastPoints(cuts: readonly number[], fullMarks: number): number[] {
  return [0, ...cuts.slice(0, -1), fullMarks];
}

/**
 * Expected share of full marks, 0…1, at an ability: Σ P(k) · points of k / full marks.
 *
 * @throws YincaiError where the model has no such item.
 * @example
 * expectedScore(model, 'q1', 0.5); // 0.62: six tenths of the full marks
 */
export function expectedScore(model: IrtModel, item: string | number, theta: number): number {
  const j = indexOfItem(model, item);
  const { p } = curvePoint(model, j, theta);
  const points = pointsOf(model, j);
  let sum = 0;
  for (let k = 0; k < p.length; k++) sum += p[k] * points[k];
  return sum / model.fullMarks[j];
}

/**
 * Fisher information about θ, Σ_k P′(k)² / P(k), at an ability.
 *
 * @source Samejima (1969), Psychometrika Monograph 17, eq. 6-6.
 * @example
 * information(model, 'q1', 0.5);
 */
export function information(model: IrtModel, item: string | number, theta: number): number {
  const { p, first } = curvePoint(model, item, theta);
  let sum = 0;
  for (let k = 0; k < p.length; k++) if (p[k] > 0) sum += (first[k] * first[k]) / p[k];
  return sum;
}

/**
 * Information of a whole test: the sum over the items.
 *
 * @example
 * 1 / Math.sqrt(testInformation(model, 0)); // standard error of an average learner's ability
 */
export function testInformation(model: IrtModel, theta: number): number {
  let sum = 0;
  for (let j = 0; j < model.items.length; j++) sum += information(model, j, theta);
  return sum;
}

/**
 * Test characteristic curve: expected points of the whole test at an ability, 0 … full marks.
 *
 * @example
 * testScore(model, 0); // expected points of an average learner, such as 87.5
 */
export function testScore(model: IrtModel, theta: number): number {
  let sum = 0;
  for (let j = 0; j < model.items.length; j++) sum += expectedScore(model, j, theta) * model.fullMarks[j];
  return sum;
}
