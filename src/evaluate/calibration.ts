import { log1pExp, logistic, logit } from '../math/logistic.js';
import { LEAST_PROBABILITY } from './metrics.js';

/** p → logistic(slope · logit(p) + intercept). Rises where the slope is above 0: below it, what was predicted was worse than chance. */
export interface PlattCalibration {
  readonly kind: 'platt';
  readonly version: 1;
  readonly slope: number;
  readonly intercept: number;
  /** Answers of a weight above 0, and how the fit went. */
  readonly report: { readonly answers: number; readonly iterations: number; readonly converged: boolean };
}

/** A rising map by its knots: `value[k]` at the probability `at[k]`; both rise, `at` strictly. Level beyond the ends. */
export interface IsotonicCalibration {
  readonly kind: 'isotonic';
  readonly version: 1;
  /** Between knots: along the line, or the value of the knot below. */
  readonly between: 'linear' | 'step';
  readonly at: readonly number[];
  readonly value: readonly number[];
  /** Answers of a weight above 0. */
  readonly report: { readonly answers: number };
}

/** A map from predicted probabilities to those that hold, as plain JSON. */
export type Calibration = PlattCalibration | IsotonicCalibration;

/** Options of {@link fitPlatt} and {@link fitIsotonic}. */
export interface CalibrationOptions {
  /** Weight of each answer `[n]`, finite, 0 or above; all 1 where absent. */
  readonly weights?: ArrayLike<number>;
  /** Draw the scores 0 and 1 in to 1/(N₋ + 2) and (N₊ + 1)/(N₊ + 2), N₊ and N₋ being the weights of right and wrong: no probability is then 0 or 1. */
  readonly smooth: boolean;
  /** Isotonic only: what holds between knots. */
  readonly between: 'linear' | 'step';
}

/** Defaults of {@link CalibrationOptions}. */
export const CALIBRATION_DEFAULTS: CalibrationOptions = { smooth: true, between: 'linear' };

/** Probabilities nearer to 0 or 1 have the log-odds of this one. */
const MOST_LOG_ODDS = logit(1 - LEAST_PROBABILITY);
const MOST_STEPS = 100;

/**
 * Platt's calibration: logistic(slope · logit(p) + intercept), the maximum likelihood of the scores, by Newton's method with backtracking.
 * Fit it to answers that the model was not fitted to, or it learns how the model overfits.
 * Where all predictions are the same the slope stays 1 and the intercept alone is fitted.
 *
 * @param predicted P(right) `[n]`, 0…1
 * @param score share of marks `[n]`, 0…1; a fraction counts as that much of a right answer
 * @param options `smooth` default true
 * @throws RangeError where lengths differ, nothing has weight, or a value is out of its range
 * @cost O(n) a step, some five of them
 * @source Platt (1999), Probabilistic outputs for support vector machines, in Advances in Large Margin Classifiers (targets: eq. 10 ff.);
 *   Lin, Lin & Weng (2007), A note on Platt's probabilistic outputs, Machine Learning 68
 * @example
 * const platt = fitPlatt(predictedOfHeldOut, scoreOfHeldOut);
 * applyCalibration(platt, [0.9]); // Float64Array of one probability
 */
export function fitPlatt(
  predicted: ArrayLike<number>,
  score: ArrayLike<number>,
  options: Partial<CalibrationOptions> = {},
): PlattCalibration {
  const { weight, target, answers } = targetsOf(predicted, score, options);
  const n = weight.length;
  const x = Float64Array.from(predicted, logOdds);
  let mass = 0;
  let middle = 0;
  let mean = 0;
  for (let i = 0; i < n; i++) {
    mass += weight[i];
    middle += weight[i] * x[i];
    mean += weight[i] * target[i];
  }
  middle /= mass;
  mean = Math.min(Math.max(mean / mass, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
  let spread = 0;
  for (let i = 0; i < n; i++) {
    // About the middle the two parameters hardly pull at one another.
    x[i] -= middle;
    spread += weight[i] * x[i] * x[i];
  }
  const lossAt = (slope: number, level: number): number => {
    let loss = 0;
    for (let i = 0; i < n; i++) {
      const z = slope * x[i] + level;
      loss += weight[i] * (log1pExp(z) - target[i] * z);
    }
    return loss;
  };
  const single = spread <= 1e-20 * mass;
  let slope = 1;
  let level = single ? logit(mean) : middle;
  let loss = lossAt(slope, level);
  let iterations = 0;
  let converged = single;
  while (!converged && iterations < MOST_STEPS) {
    iterations++;
    let [pullSlope, pullLevel, bendSlope, bendBoth, bendLevel] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const p = logistic(slope * x[i] + level);
      const pull = weight[i] * (target[i] - p);
      const bend = weight[i] * p * (1 - p);
      pullSlope += pull * x[i];
      pullLevel += pull;
      bendSlope += bend * x[i] * x[i];
      bendBoth += bend * x[i];
      bendLevel += bend;
    }
    // Far out the curvature vanishes before the slope does.
    bendSlope += 1e-12 * spread;
    bendLevel += 1e-12 * mass;
    const determinant = bendSlope * bendLevel - bendBoth * bendBoth;
    const stepSlope = (bendLevel * pullSlope - bendBoth * pullLevel) / determinant;
    const stepLevel = (bendSlope * pullLevel - bendBoth * pullSlope) / determinant;
    const promise = pullSlope * stepSlope + pullLevel * stepLevel;
    converged = promise <= 1e-18 * mass;
    if (converged) break;
    let length = 1;
    let next = lossAt(slope + stepSlope, level + stepLevel);
    while (next > loss - 1e-4 * length * promise + 1e-15 * Math.abs(loss) && length > 1e-10) {
      length /= 2;
      next = lossAt(slope + length * stepSlope, level + length * stepLevel);
    }
    if (length <= 1e-10) {
      // Rounding hides what is left to gain.
      converged = promise <= 1e-12 * mass;
      break;
    }
    slope += length * stepSlope;
    level += length * stepLevel;
    loss = next;
  }
  return {
    kind: 'platt',
    version: 1,
    slope,
    intercept: level - slope * middle,
    report: { answers, iterations, converged },
  };
}

/**
 * Isotonic calibration: the rising map nearest to the scores, least Σ weight · (value − score)², by pooling adjacent violators.
 * Answers with the same prediction are one point of their mean score. Fit it to answers that the model was not fitted to.
 *
 * The knots are the lowest and highest prediction of each pool.
 *
 * @param predicted P(right) `[n]`, 0…1
 * @param score share of marks `[n]`, 0…1
 * @param options `smooth` default true: drawing in both ends is a straight map, so the pools stay; `between` default `'linear'`
 * @throws RangeError where lengths differ, nothing has weight, or a value is out of its range
 * @cost O(n log n)
 * @source Ayer, Brunk, Ewing, Reid & Silverman (1955), Annals of Mathematical Statistics 26(4); Zadrozny & Elkan (2002), KDD
 * @example
 * fitIsotonic([0.2, 0.5, 0.8], [0, 1, 0], { smooth: false }).value; // [0, 0.5, 0.5]
 */
export function fitIsotonic(
  predicted: ArrayLike<number>,
  score: ArrayLike<number>,
  options: Partial<CalibrationOptions> = {},
): IsotonicCalibration {
  const { between } = { ...CALIBRATION_DEFAULTS, ...options };
  if (between !== 'linear' && between !== 'step')
    throw new RangeError(`between is ${between}; expected linear or step`);
  const { weight, target, answers } = targetsOf(predicted, score, options);
  // Equal predictions by score and weight too, so that sums are the same in whatever order the rows came.
  const order = Array.from(weight.keys())
    .filter((i) => weight[i] > 0)
    .sort((a, b) => predicted[a] - predicted[b] || target[a] - target[b] || weight[a] - weight[b]);
  const pools: { readonly low: number; high: number; mass: number; sum: number }[] = [];
  for (let i = 0; i < order.length; ) {
    const low = predicted[order[i]];
    let pool = { low, high: low, mass: 0, sum: 0 };
    for (; i < order.length && predicted[order[i]] === low; i++) {
      pool.mass += weight[order[i]];
      pool.sum += weight[order[i]] * target[order[i]];
    }
    for (let last = pools.at(-1); last !== undefined && last.sum * pool.mass >= pool.sum * last.mass; ) {
      pools.pop();
      pool = { low: last.low, high: pool.high, mass: last.mass + pool.mass, sum: last.sum + pool.sum };
      last = pools.at(-1);
    }
    pools.push(pool);
  }
  const at: number[] = [];
  const value: number[] = [];
  for (const { low, high, mass, sum } of pools) {
    const mean = sum / mass;
    at.push(low);
    value.push(mean);
    if (high > low) {
      at.push(high);
      value.push(mean);
    }
  }
  return { kind: 'isotonic', version: 1, between, at, value, report: { answers } };
}

/**
 * Probabilities after calibration, one for each that was predicted.
 *
 * @param predicted P(right) `[n]`, 0…1
 * @returns `[n]`, 0…1
 * @throws RangeError where a prediction is out of range
 * @cost O(n), isotonic O(n log knots)
 * @example
 * applyCalibration({ kind: 'platt', version: 1, slope: 1, intercept: 0, report }, [0.3])[0]; // 0.3
 */
export function applyCalibration(calibration: Calibration, predicted: ArrayLike<number>): Float64Array {
  const map =
    calibration.kind === 'platt'
      ? (p: number): number => logistic(calibration.slope * logOdds(p) + calibration.intercept)
      : (p: number): number => alongKnots(calibration, p);
  return Float64Array.from(predicted, (p, i) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`prediction ${i} is ${p}; expected 0 to 1`);
    return map(p);
  });
}

function alongKnots({ at, value, between }: IsotonicCalibration, p: number): number {
  // The first knot above p.
  let above = 0;
  for (let end = at.length; above < end; ) {
    const half = (above + end) >> 1;
    if (at[half] <= p) above = half + 1;
    else end = half;
  }
  if (above === 0) return value[0];
  const below = above - 1;
  if (above === at.length || between === 'step') return value[below];
  const share = (p - at[below]) / (at[above] - at[below]);
  return Math.min(value[above], value[below] + share * (value[above] - value[below]));
}

function logOdds(p: number): number {
  return Math.min(MOST_LOG_ODDS, Math.max(-MOST_LOG_ODDS, logit(p)));
}

/** Checked weights, and the scores, drawn in where asked for. */
function targetsOf(
  predicted: ArrayLike<number>,
  score: ArrayLike<number>,
  options: Partial<CalibrationOptions>,
): { readonly weight: Float64Array; readonly target: Float64Array; readonly answers: number } {
  const { weights, smooth } = { ...CALIBRATION_DEFAULTS, ...options };
  const n = predicted.length;
  if (score.length !== n) throw new RangeError(`${n} predictions for ${score.length} scores`);
  if (weights !== undefined && weights.length !== n) throw new RangeError(`${weights.length} weights for ${n} scores`);
  const weight = new Float64Array(n);
  let [right, wrong, answers] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [p, s, w] = [predicted[i], score[i], weights?.[i] ?? 1];
    if (!(p >= 0 && p <= 1)) throw new RangeError(`prediction ${i} is ${p}; expected 0 to 1`);
    if (!(s >= 0 && s <= 1)) throw new RangeError(`score ${i} is ${s}; expected 0 to 1`);
    if (!(w >= 0 && w < Infinity)) throw new RangeError(`weight ${i} is ${w}; expected 0 or above`);
    weight[i] = w;
    right += w * s;
    wrong += w * (1 - s);
    if (w > 0) answers++;
  }
  if (answers === 0) throw new RangeError('nothing to calibrate on: no answer has a weight above 0');
  const low = smooth ? 1 / (wrong + 2) : 0;
  const high = smooth ? (right + 1) / (right + 2) : 1;
  return { weight, target: Float64Array.from(score, (s) => low + s * (high - low)), answers };
}
