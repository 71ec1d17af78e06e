import type { Item } from '../../data/item-bank.js';
import { categoryProbabilities, pointsOf, prepare } from '../../irt/curves.js';
import { createPoint, type Family, type CurvePoint as FamilyPoint } from '../../irt/families/family.js';
import type { IrtModel } from '../../irt/model.js';
import { logistic } from '../../math/logistic.js';
import { normalGrid, type Quadrature } from '../../math/quadrature.js';
import type { Belief } from '../belief.js';

/**
 * How success on an item depends on the ability x: P(category k) ∝ exp(Σ_{v ≤ k} a (x − b_v)), k = 0 … b.length, unless the item is
 * of another `family`.
 */
export interface ItemCurve {
  readonly a: number;
  readonly b: readonly number[];
  /** A calibrated item that is no partial-credit item: chance levels, graded, nominal or continuous; a and b are then for reading only. */
  readonly family?: CurveFamily;
  /** Share of the full marks of each category, where they are not evenly spaced on 0 … 1 `[categories]`. */
  readonly shares?: readonly number[];
}

/** What is kept of a calibrated model: where its items are, and the curves that were asked for. */
interface Known {
  readonly index: ReadonlyMap<string, number>;
  readonly curves: (ItemCurve | undefined)[];
}

const models = new WeakMap<IrtModel, Known>();

function knownOf(model: IrtModel): Known {
  let kept = models.get(model);
  if (kept === undefined) {
    kept = { index: new Map(model.items.map((id, position) => [id, position])), curves: new Array(model.items.length) };
    models.set(model, kept);
  }
  return kept;
}

/**
 * Position of an item in a calibrated model, or undefined where it is not calibrated.
 *
 * @example
 * itemIndex(irt, 'item-1') // 0, or undefined
 */
export function itemIndex(model: IrtModel, item: string): number | undefined {
  return knownOf(model).index.get(item);
}

/** A response family with an item's parameters: P(category | z = slope · x). */
export interface CurveFamily {
  readonly family: Family;
  readonly slope: number;
  readonly shape: Float64Array;
}

/**
 * The curve of a calibrated item, of whatever family; made once.
 *
 * @param item index or id
 * @returns undefined for an id that is not calibrated
 * @example
 * const curve = calibratedCurve(irt, 0);
 */
export function calibratedCurve(model: IrtModel, item: number): ItemCurve;
export function calibratedCurve(model: IrtModel, item: string): ItemCurve | undefined;
export function calibratedCurve(model: IrtModel, item: number | string): ItemCurve | undefined {
  const { index, curves } = knownOf(model);
  const j = typeof item === 'number' ? item : index.get(item);
  if (j === undefined) return undefined;
  curves[j] ??= makeCurve(model, j);
  return curves[j];
}

function makeCurve(model: IrtModel, item: number): ItemCurve {
  const { curves: all, parameters } = prepare(model);
  const curve = all[item];
  const shape = parameters[item].subarray(curve.slopes);
  const { categories } = curve.family;
  const plain =
    categories === 2 ? curve.slopes === 1 && curve.size === 2 : PARTIAL_CREDIT.includes(model.families[item]);
  const shares = pointsOf(model, item).map((points) => points / model.fullMarks[item]);
  const even = categories === 2 || shares.every((share, k) => Math.abs(share - k / (categories - 1)) < 1e-6);
  return {
    a: model.a[item],
    b: model.b[item],
    ...(plain ? {} : { family: { family: curve.family, slope: curve.slopes === 1 ? model.a[item] : 1, shape } }),
    ...(even ? {} : { shares }),
  };
}

const PARTIAL_CREDIT: readonly string[] = ['PCM', 'GPCM', 'RSM'];

/**
 * Category of a share of the marks on a calibrated item: the number of its cuts that are reached.
 * A share may carry the rounding of 32-bit numbers.
 *
 * @example
 * categoryOf(irt, 0, 1) // the top category
 */
export function categoryOf(model: IrtModel, item: number, score: number): number {
  const points = score * model.fullMarks[item] * (1 + 1e-6);
  const cuts = model.cuts[item];
  let category = 0;
  while (category < cuts.length && points >= cuts[category]) category++;
  return category;
}

/** Difficulties nearer to 0 or 1 than this are taken as this: no table knows better. */
const LEAST_SHARE = 0.02;
const GRID = normalGrid(41);
const known = new Map<number, ItemCurve>();

/**
 * Curve of an item that is not calibrated, from its expected share of marks in the cohort: a = 1 and the b with
 * ∫ P(right | θ) φ(θ) dθ = difficulty. A score between 0 and 1 counts by the quasi-likelihood s ln P + (1 − s) ln(1 − P).
 *
 * @source McCullagh (1983), Quasi-likelihood functions, Ann. Statist. 11; Papke & Wooldridge (1996) for shares
 * @example
 * itemParameters({ difficulty: 0.5 }) // { a: 1, b: [0] }
 */
export function itemParameters(item: Pick<Item, 'difficulty'>): ItemCurve {
  const given = Number.isFinite(item.difficulty) ? item.difficulty : 0.5;
  const share = Math.min(Math.max(given, LEAST_SHARE), 1 - LEAST_SHARE);
  const kept = known.get(share);
  if (kept !== undefined) return kept;
  let b = share === 0.5 ? 0 : -1.16 * Math.log(share / (1 - share));
  for (let step = 0; step < 50; step++) {
    let mean = 0;
    let slope = 0;
    for (let q = 0; q < GRID.nodes.length; q++) {
      const p = logistic(GRID.nodes[q] - b);
      mean += GRID.weights[q] * p;
      slope += GRID.weights[q] * p * (1 - p);
    }
    const change = (mean - share) / slope;
    b += change;
    if (Math.abs(change) < 1e-12) break;
  }
  const curve: ItemCurve = { a: 1, b: [share === 0.5 ? 0 : b] };
  // Difficulties come from tables with two digits; the bound only guards against a hostile flood of others.
  if (known.size < 10_000) known.set(share, curve);
  return curve;
}

/** Log-likelihood, slope and information of a category at an ability. */
export interface CurvePoint {
  logLikelihood: number;
  slope: number;
  information: number;
}

/**
 * Log-likelihood of category k (or of the fractional category score · b.length) at x, with its first derivative
 * a (k − E k) and its information a² Var k, written into `out`. Of other families the derivative is P′(k) / P(k) and the
 * information Fisher's, Σ P′² / P, which is never below 0 as the observed one may be where there are chance levels.
 */
export function evaluateCurve(curve: ItemCurve, category: number, x: number, out: CurvePoint): void {
  const { a, b } = curve;
  if (curve.family !== undefined) {
    evaluateFamily(curve.family, category, x, out);
    return;
  }
  if (b.length === 1) {
    const z = a * (x - b[0]);
    const e = Math.exp(-Math.abs(z));
    const p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
    out.logLikelihood = category * z - Math.max(z, 0) - Math.log1p(e);
    out.slope = a * (category - p);
    out.information = (a * a * e) / ((1 + e) * (1 + e));
    return;
  }
  let most = 0;
  let at = 0;
  for (let v = 0; v < b.length; v++) {
    at += a * (x - b[v]);
    if (at > most) most = at;
  }
  let sum = Math.exp(-most);
  let first = 0;
  let second = 0;
  let own = 0;
  at = 0;
  const whole = Math.floor(category);
  for (let v = 0; v < b.length; v++) {
    const before = at;
    at += a * (x - b[v]);
    const weight = Math.exp(at - most);
    sum += weight;
    first += (v + 1) * weight;
    second += (v + 1) * (v + 1) * weight;
    if (v + 1 === whole) own = at;
    // A fractional category lies on the line between its neighbours.
    if (v === whole && category > whole) own = before + (category - whole) * (at - before);
  }
  const mean = first / sum;
  out.logLikelihood = own - most - Math.log(sum);
  out.slope = a * (category - mean);
  out.information = a * a * Math.max(second / sum - mean * mean, 0);
}

/** Room for the derivatives of a family's curve by z; every call writes what it reads. */
let room: FamilyPoint = createPoint(8);

function deriveFamily({ family, slope, shape }: CurveFamily, x: number): FamilyPoint {
  if (room.p.length < family.categories) room = createPoint(family.categories);
  family.derive(shape, slope * x, room);
  return room;
}

function evaluateFamily(curve: CurveFamily, category: number, x: number, out: CurvePoint): void {
  const { p, first } = deriveFamily(curve, x);
  const { slope } = curve;
  const below = Math.floor(category);
  const part = category - below;
  out.logLikelihood = Math.log(p[below] > 0 ? p[below] : Number.MIN_VALUE);
  out.slope = p[below] > 0 ? (slope * first[below]) / p[below] : 0;
  // A fractional category lies on the line between its neighbours.
  if (part > 0) {
    const next = p[below + 1] > 0 ? p[below + 1] : Number.MIN_VALUE;
    out.logLikelihood += part * (Math.log(next) - out.logLikelihood);
    out.slope += part * ((slope * first[below + 1]) / next - out.slope);
  }
  let information = 0;
  for (let k = 0; k < curve.family.categories; k++) if (p[k] > 0) information += (first[k] * first[k]) / p[k];
  out.information = slope * slope * information;
}

/**
 * Probabilities of an item's categories at x.
 *
 * @example
 * curveProbabilities({ a: 1, b: [0] }, 0) // [0.5, 0.5]
 */
export function curveProbabilities(curve: ItemCurve, x: number): number[] {
  if (curve.family === undefined) return categoryProbabilities(curve.a, curve.b, x);
  return Array.from(deriveFamily(curve.family, x).p.subarray(0, curve.b.length + 1));
}

/**
 * Expected share of the marks at x: Σ P(k) · share of category k, which is k / (categories − 1) unless `shares` say otherwise.
 *
 * @example
 * expectedShare({ a: 1, b: [0] }, 0) // 0.5
 */
export function expectedShare(curve: ItemCurve, x: number): number {
  const { a, b, family, shares } = curve;
  if (family === undefined && shares === undefined) {
    if (b.length === 1) return logistic(a * (x - b[0]));
    const point: CurvePoint = { logLikelihood: 0, slope: 0, information: 0 };
    evaluateCurve(curve, 0, x, point);
    return -point.slope / a / b.length;
  }
  const p = family === undefined ? categoryProbabilities(a, b, x) : deriveFamily(family, x).p;
  let sum = 0;
  for (let k = 0; k <= b.length; k++) sum += p[k] * (shares === undefined ? k / b.length : shares[k]);
  return sum;
}

/**
 * Expected share of the marks under a normal belief about x, by quadrature to about 1e-6.
 *
 * @example
 * averageShare({ a: 1, b: [0] }, { mean: 0, variance: 1 }) // 0.5
 */
export function averageShare(curve: ItemCurve, belief: Belief): number {
  const deviation = Math.sqrt(Math.max(belief.variance, 0));
  const { nodes, weights } = quadratureFor(curve, deviation);
  let sum = 0;
  for (let q = 0; q < nodes.length; q++) sum += weights[q] * expectedShare(curve, belief.mean + deviation * nodes[q]);
  return Math.min(Math.max(sum, 0), 1);
}

const FEW = normalGrid(13, 5);
const SOME = normalGrid(17, 5);
const MANY = normalGrid(25, 5);

/** Steps of partial credit that are nearer than this by 1 / a, or out of order, bend the curve as a steeper item does. */
const NEAR = 0.6;

/** The wider the belief by the curve's scale, the more nodes it takes. */
function quadratureFor({ a, b, family }: ItemCurve, deviation: number): Quadrature {
  const reach = Math.abs(a) * deviation;
  if (reach >= 2 || family?.family.slope === false) return MANY;
  if (family === undefined) for (let v = 1; v < b.length; v++) if (a * (b[v] - b[v - 1]) < NEAR) return MANY;
  return reach < 1.2 ? FEW : SOME;
}
