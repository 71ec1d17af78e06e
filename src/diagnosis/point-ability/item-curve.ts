import type { Item } from '../../data/item-bank.js';
import type { IrtModel } from '../../irt/model.js';
import { logistic } from '../../math/logistic.js';
import { normalGrid } from '../../math/quadrature.js';
import type { Belief } from '../belief.js';

/** How success on an item depends on the ability x: P(category k) ∝ exp(Σ_{v ≤ k} a (x − b_v)), k = 0 … b.length. */
export interface ItemCurve {
  readonly a: number;
  readonly b: readonly number[];
}

const positions = new WeakMap<IrtModel, ReadonlyMap<string, number>>();

/**
 * Position of an item in a calibrated model, or undefined where it is not calibrated.
 *
 * @example
 * itemIndex(irt, 'item-1') // 0, or undefined
 */
export function itemIndex(model: IrtModel, item: string): number | undefined {
  let index = positions.get(model);
  if (index === undefined) {
    index = new Map(model.items.map((id, position) => [id, position]));
    positions.set(model, index);
  }
  return index.get(item);
}

/**
 * The curve of a calibrated item.
 *
 * @example
 * const curve = calibratedCurve(irt, 0);
 */
export function calibratedCurve(model: IrtModel, item: number): ItemCurve {
  return { a: model.a[item], b: model.b[item] };
}

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
 * a (k − E k) and its information a² Var k, written into `out`.
 */
export function evaluateCurve(curve: ItemCurve, category: number, x: number, out: CurvePoint): void {
  const { a, b } = curve;
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

/**
 * Expected share of the marks at x: E k / (categories − 1).
 *
 * @example
 * expectedShare({ a: 1, b: [0] }, 0) // 0.5
 */
export function expectedShare(curve: ItemCurve, x: number): number {
  const { a, b } = curve;
  if (b.length === 1) return logistic(a * (x - b[0]));
  const point: CurvePoint = { logLikelihood: 0, slope: 0, information: 0 };
  evaluateCurve(curve, 0, x, point);
  return -point.slope / a / b.length;
}

/**
 * Expected share of the marks under a normal belief about x, by quadrature.
 *
 * @example
 * averageShare({ a: 1, b: [0] }, { mean: 0, variance: 1 }) // 0.5
 */
export function averageShare(curve: ItemCurve, belief: Belief): number {
  const deviation = Math.sqrt(Math.max(belief.variance, 0));
  let sum = 0;
  for (let q = 0; q < COARSE.nodes.length; q++) {
    sum += COARSE.weights[q] * expectedShare(curve, belief.mean + deviation * COARSE.nodes[q]);
  }
  return Math.min(Math.max(sum, 0), 1);
}

const COARSE = normalGrid(25, 5);
