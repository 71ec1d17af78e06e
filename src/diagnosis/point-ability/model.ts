import { logistic, logit } from '../../math/logistic.js';
import { normalCdf } from '../../math/normal.js';
import type { Belief, PointDeviation } from '../belief.js';
import type { ItemCurve } from './item-curve.js';

/** How a fit went. */
export interface PointAbilityReport {
  /** Σ over learners of the Laplace-approximate log marginal likelihood at the estimate. */
  readonly logLikelihood: number;
  /** The same with deviation 0: one ability explains everything. */
  readonly logLikelihoodWithoutPoints: number;
  /** Whether the answers tell of the deviation; else it is the stated default. */
  readonly identified: boolean;
  /** Why not; absent if it is. */
  readonly reason?: string;
  /** Standard error of the deviation; NaN where it was not estimated. Written as null in JSON. */
  readonly se: number;
  readonly learners: number;
  readonly warnings: readonly string[];
}

/**
 * Mastery of knowledge points out of whole exams: a learner's x on an item with points K is θ + mean_{k ∈ K} δ_k,
 * θ ~ N(0, 1), δ_k ~ N(0, deviation²) independent, and the answer follows the item's calibrated curve at x.
 * Arrays are parallel to `points`.
 */
export interface PointAbilityModel {
  readonly kind: 'point-ability';
  readonly version: 1;
  readonly points: readonly string[];
  /** The typical item of each point, P(right) = 1 / (1 + exp(−a (x − b))). */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Calibrated items behind each. */
  readonly items: readonly number[];
  /** The typical item of a point that is not listed. */
  readonly typical: { readonly a: number; readonly b: number };
  /** Standard deviation of a point's deviation from the general ability, logits. */
  readonly deviation: number;
  /** A point is mastered where success on its typical item reaches this, 0…1. */
  readonly success: number;
  /** Growth of variance with time, logits² a day: of θ, and of each δ given θ. Neither grows past its start. */
  readonly drift: { readonly ability: number; readonly point: number };
  readonly report: PointAbilityReport;
}

/** Success on a point's typical item from which it counts as mastered. */
export const DEFAULT_SUCCESS = 0.7;

/** Deviation in logits where the answers cannot tell it. */
export const DEFAULT_DEVIATION = 0.5;

/** Growth of variance, logits² a day: a year without an answer adds 0.18 to θ and 0.09 to each point. */
export const DEFAULT_DRIFT: PointAbilityModel['drift'] = { ability: 0.0005, point: 0.00025 };

/** Belief about θ of a learner of whom nothing is known. */
export const ABILITY_PRIOR: Belief = { mean: 0, variance: 1 };

const positions = new WeakMap<PointAbilityModel, ReadonlyMap<string, number>>();

/**
 * The typical item of a point.
 *
 * @example
 * typicalItem(model, 'fractions').b // 0.1
 */
export function typicalItem(model: PointAbilityModel, point: string): { readonly a: number; readonly b: number } {
  let index = positions.get(model);
  if (index === undefined) {
    index = new Map(model.points.map((id, position) => [id, position]));
    positions.set(model, index);
  }
  const i = index.get(point);
  return i === undefined ? model.typical : { a: model.a[i], b: model.b[i] };
}

/**
 * x from which a point counts as mastered: b + logit(success) / a of its typical item.
 *
 * @example
 * masteryCut(model, 'fractions') // 0.85
 */
export function masteryCut(model: PointAbilityModel, point: string): number {
  const { a, b } = typicalItem(model, point);
  return b + logit(model.success) / a;
}

/**
 * Belief about a point that no answer has touched.
 *
 * @example
 * priorDeviation(model) // { mean: 0, variance: 0.25, slope: 0 } where the deviation is 0.5
 */
export function priorDeviation(model: PointAbilityModel): PointDeviation {
  return { mean: 0, variance: model.deviation * model.deviation, slope: 0 };
}

/** What a belief about x says of a knowledge point. */
export interface PointMastery {
  /** P(x > cut). */
  readonly probability: number;
  /** Expected success on the point's typical item at the middle of the belief, 0…1. */
  readonly success: number;
  /** 90 % credible interval of that success. */
  readonly low: number;
  readonly high: number;
}

/** Φ⁻¹(0.95). */
const Z95 = 1.6448536269514722;

/**
 * Mastery of a point under a belief about its x: probability = Φ((E x − cut) / sd x),
 * and success with its 90 % interval, the curve of the typical item at E x and E x ± 1.645 sd x.
 *
 * @example
 * masteryOf(model, 'fractions', { mean: 3, variance: 0.1 }).probability // near 1
 */
export function masteryOf(model: PointAbilityModel, point: string, belief: Belief): PointMastery {
  const { a, b } = typicalItem(model, point);
  const deviation = Math.sqrt(belief.variance);
  const cut = b + logit(model.success) / a;
  return {
    probability: deviation > 0 ? normalCdf((belief.mean - cut) / deviation) : belief.mean > cut ? 1 : 0,
    success: logistic(a * (belief.mean - b)),
    low: logistic(a * (belief.mean - Z95 * deviation - b)),
    high: logistic(a * (belief.mean + Z95 * deviation - b)),
  };
}

/**
 * The curve of a point's typical item.
 *
 * @example
 * expectedShare(typicalCurve(model, 'fractions'), masteryCut(model, 'fractions')) // 0.7
 */
export function typicalCurve(model: PointAbilityModel, point: string): ItemCurve {
  const { a, b } = typicalItem(model, point);
  return { a, b: [b] };
}
