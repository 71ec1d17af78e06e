import { cholesky, choleskyInverse, choleskySolve } from '../../math/cholesky.js';
import type { Belief, PointDeviation } from '../belief.js';
import { type CurvePoint, evaluateCurve, type ItemCurve } from './item-curve.js';

/** One answer as the update sees it. */
export interface Evidence {
  readonly curve: ItemCurve;
  /** Category reached, 0 … curve.b.length, or score · curve.b.length. */
  readonly category: number;
  /** Positions in the block of the points that the item needs, each once; may be empty. */
  readonly points: readonly number[];
}

/** What is believed after an update. */
export interface Posterior {
  readonly ability: Belief;
  /** Parallel to the block's points. */
  readonly points: readonly PointDeviation[];
  /** Laplace approximation of the log of the answers' marginal probability. */
  readonly logEvidence: number;
  /** Newton steps. */
  readonly steps: number;
}

/**
 * Takes in the answers of an exam, or one answer, at once.
 *
 * An item with points K has x = θ + mean_{k ∈ K} δ_k and is answered by its curve at x. With
 * δ_k = mean_k + slope_k θ + ε_k, the unknowns (θ, ε) are independent before the answers; their joint mode is found by
 * Newton's method and their covariance is the inverse of the negative Hessian there (Laplace). Out of the joint normal
 * law each point keeps its regression on θ; the partial covariances of two points given θ are dropped, which leaves the
 * mean and variance of θ and of every θ + δ_k exactly as they were in the joint law.
 *
 * @param ability belief about θ before
 * @param block beliefs about the points that the answers touch, before
 * @cost O(steps · (answers · points² + points³)); one answer costs O(points)
 * @source Gelman et al. (2013), Bayesian Data Analysis, § 4.1 (normal approximation at the mode);
 *   Opper (1998), A Bayesian approach to on-line learning (project after each batch of evidence)
 * @example
 * const { ability } = update(ABILITY_PRIOR, [priorDeviation(model)], [{ curve: { a: 1, b: [0] }, category: 1, points: [0] }]);
 * ability.mean > 0 // true
 */
export function update(ability: Belief, block: readonly PointDeviation[], answers: readonly Evidence[]): Posterior {
  if (answers.length === 1) return updateOne(ability, block, answers[0]);
  return updateMany(ability, block, answers);
}

/** Newton steps after which the mode counts as found; it takes three to six. */
const MOST_STEPS = 100;

function updateOne(ability: Belief, block: readonly PointDeviation[], answer: Evidence): Posterior {
  const { curve, category, points } = answer;
  const weight = points.length === 0 ? 0 : 1 / points.length;
  let along = 1;
  let offset = 0;
  let spread = 0;
  for (const k of points) {
    along += weight * block[k].slope;
    offset += weight * block[k].mean;
    spread += weight * weight * block[k].variance;
  }
  const mean = offset + along * ability.mean;
  const variance = along * along * ability.variance + spread;
  if (!(variance > 0)) return { ability, points: block, logEvidence: at(curve, category, mean), steps: 0 };

  // The mode in x: ln p(answer | x) − (x − mean)² / 2 variance is strictly concave, so halving makes Newton safe.
  const point: CurvePoint = { logLikelihood: 0, slope: 0, information: 0 };
  let x = mean;
  evaluateCurve(curve, category, x, point);
  let height = point.logLikelihood;
  let steps = 0;
  for (; steps < MOST_STEPS; steps++) {
    const slope = point.slope - (x - mean) / variance;
    let change = slope / (point.information + 1 / variance);
    if (Math.abs(change) < 1e-12 * (1 + Math.abs(x))) break;
    for (;;) {
      evaluateCurve(curve, category, x + change, point);
      const next = point.logLikelihood - (x + change - mean) ** 2 / (2 * variance);
      if (next >= height - 1e-13 || Math.abs(change) < 1e-12) {
        height = next;
        break;
      }
      change /= 2;
    }
    x += change;
  }
  const after = 1 / (1 / variance + point.information);
  const pull = (x - mean) / variance;
  const shrink = (1 - after / variance) / variance;

  const toAbility = along * ability.variance;
  const abilityMean = ability.mean + toAbility * pull;
  const abilityVariance = positive(ability.variance - toAbility * toAbility * shrink, ability.variance);
  const next = block.slice();
  for (const k of points) {
    const toPoint = weight * block[k].variance;
    const covariance = -toAbility * toPoint * shrink;
    next[k] = regress(
      block[k],
      toPoint * pull,
      block[k].variance - toPoint * toPoint * shrink,
      covariance,
      abilityMean,
      abilityVariance,
    );
  }
  return {
    ability: { mean: abilityMean, variance: abilityVariance },
    points: next,
    logEvidence: height + 0.5 * Math.log(after / variance),
    steps,
  };
}

function updateMany(ability: Belief, block: readonly PointDeviation[], answers: readonly Evidence[]): Posterior {
  const { z, factor, logEvidence, steps } = findMode(ability, block, answers);
  const last = block.length;
  const d = last + 1;
  const inverse = choleskyInverse(factor, d);
  const mean = z[last];
  const variance = inverse[last * d + last];
  return {
    ability: { mean, variance },
    points: block.map((before, k) => regress(before, z[k], inverse[k * d + k], inverse[last * d + k], mean, variance)),
    logEvidence,
    steps,
  };
}

/** The joint mode of (ε, θ), with the Cholesky factor of the negative Hessian there. */
export interface Mode {
  /** ε of each point of the block, then θ. */
  readonly z: Float64Array;
  readonly factor: Float64Array;
  /** Laplace approximation of the log of the answers' marginal probability. */
  readonly logEvidence: number;
  readonly steps: number;
}

/**
 * Finds the mode by Newton's method with step halving. θ stands last: the Hessian of the points is nearly diagonal,
 * and so its factor is too.
 *
 * @param from where to begin, e.g. the mode under a nearby prior; the prior mean by default
 */
export function findMode(
  ability: Belief,
  block: readonly PointDeviation[],
  answers: readonly Evidence[],
  from?: Float64Array,
): Mode {
  const last = block.length;
  const d = last + 1;
  const n = answers.length;
  const along = new Float64Array(n);
  const offset = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const { points } = answers[j];
    const weight = 1 / points.length;
    along[j] = 1;
    for (const k of points) {
      along[j] += weight * block[k].slope;
      offset[j] += weight * block[k].mean;
    }
  }
  const precision = new Float64Array(d);
  for (let k = 0; k < last; k++) precision[k] = 1 / Math.max(block[k].variance, LEAST_VARIANCE);
  precision[last] = 1 / Math.max(ability.variance, LEAST_VARIANCE);

  const z = new Float64Array(d);
  if (from === undefined) z[last] = ability.mean;
  else z.set(from);
  const gradient = new Float64Array(d);
  const hessian = new Float64Array(d * d);
  const point: CurvePoint = { logLikelihood: 0, slope: 0, information: 0 };

  const evaluate = (where: Float64Array, full: boolean): number => {
    let height = 0;
    if (full) hessian.fill(0);
    for (let i = 0; i < d; i++) {
      const away = i === last ? where[i] - ability.mean : where[i];
      height -= 0.5 * precision[i] * away * away;
      if (full) {
        gradient[i] = -precision[i] * away;
        hessian[i * d + i] = precision[i];
      }
    }
    for (let j = 0; j < n; j++) {
      const { curve, category, points } = answers[j];
      const weight = 1 / points.length;
      let x = offset[j] + along[j] * where[last];
      for (const k of points) x += weight * where[k];
      evaluateCurve(curve, category, x, point);
      height += point.logLikelihood;
      if (!full) continue;
      const { slope, information } = point;
      gradient[last] += along[j] * slope;
      hessian[last * d + last] += along[j] * along[j] * information;
      for (let p = 0; p < points.length; p++) {
        gradient[points[p]] += weight * slope;
        hessian[last * d + points[p]] += weight * along[j] * information;
        for (let q = 0; q < points.length; q++) {
          if (points[q] <= points[p]) hessian[points[p] * d + points[q]] += weight * weight * information;
        }
      }
    }
    return height;
  };

  let height = evaluate(z, true);
  let factor = cholesky(hessian, d);
  let steps = 0;
  const trial = new Float64Array(d);
  for (; steps < MOST_STEPS && factor !== undefined; steps++) {
    const change = choleskySolve(factor, d, gradient);
    let largest = 0;
    for (let i = 0; i < d; i++) largest = Math.max(largest, Math.abs(change[i]));
    if (largest < 1e-9) break;
    let part = 1;
    let next = Number.NEGATIVE_INFINITY;
    for (; part > 1e-6; part /= 2) {
      for (let i = 0; i < d; i++) trial[i] = z[i] + part * change[i];
      next = evaluate(trial, false);
      if (next >= height - 1e-12) break;
    }
    if (!(next >= height - 1e-12)) break;
    z.set(trial);
    height = evaluate(z, true);
    factor = cholesky(hessian, d);
  }
  if (factor === undefined) throw new RangeError('the answers or beliefs hold a number that is not finite');
  let logDeterminant = 0;
  for (let i = 0; i < d; i++) logDeterminant += 2 * Math.log(factor[i * d + i]) - Math.log(precision[i]);
  return { z, factor, logEvidence: height - 0.5 * logDeterminant, steps };
}

const LEAST_VARIANCE = 1e-9;

/** δ's regression on θ out of ε's mean, variance and covariance with θ after the answers. */
function regress(
  before: PointDeviation,
  mean: number,
  variance: number,
  covariance: number,
  abilityMean: number,
  abilityVariance: number,
): PointDeviation {
  const slope = covariance / abilityVariance;
  return {
    mean: before.mean + mean - slope * abilityMean,
    variance: positive(variance - slope * covariance, before.variance),
    slope: before.slope + slope,
  };
}

/** Rounding must not make a variance vanish. */
function positive(variance: number, before: number): number {
  return variance > LEAST_VARIANCE ? variance : Math.min(before, LEAST_VARIANCE);
}

function at(curve: ItemCurve, category: number, x: number): number {
  const point: CurvePoint = { logLikelihood: 0, slope: 0, information: 0 };
  evaluateCurve(curve, category, x, point);
  return point.logLikelihood;
}
