import type { ResponseLog } from '../data/response-log.js';
import { log1pExp, logistic } from '../math/logistic.js';
import { findRoot } from '../math/root.js';
import type { Review } from './fsrs/trace.js';
import { penalisedAscent } from './penalised-ascent.js';
import {
  countReturns,
  daysSince,
  latest,
  type MemoryReport,
  type ReviewUnit,
  reportOf,
  reviewLog,
  SITTING_DAYS,
} from './review-log.js';

/**
 * Time constants in days over which what was done fades; the last never does.
 *
 * @source Lindsey, Shroyer, Pashler & Mozer (2014), Psychological Science 25 (windows of an hour to a month and for ever)
 */
export const TIME_CONSTANTS: readonly number[] = [0.25, 1, 7, 30, Number.POSITIVE_INFINITY];

const SCALES = TIME_CONSTANTS.length;

/** A DASH curve with continuous windows: P(right) from faded counts of right answers and of all answers. */
export interface DashModel {
  readonly kind: 'dash';
  readonly version: 1;
  readonly units: readonly string[];
  readonly intercept: number;
  /** Easiness of each unit in logits, parallel to `units`. */
  readonly effect: readonly number[];
  /** By time constant: weight of log(1 + right answers, faded). */
  readonly right: readonly number[];
  /** By time constant: weight of log(1 + answers, faded). */
  readonly tries: readonly number[];
  readonly report: MemoryReport;
}

/** Memory of one unit of one learner: counts as faded at `time`, by time constant. */
export interface DashState {
  readonly unit: string;
  readonly right: readonly number[];
  readonly tries: readonly number[];
  /** Time of the last review in milliseconds, where known. */
  readonly time?: number;
}

/** Options of {@link fit}. */
export interface DashFitOptions {
  readonly unit?: ReviewUnit;
  /** Standard deviation of the units' easiness, logits. */
  readonly effect?: number;
  /** Standard deviation of the weights. */
  readonly weight?: number;
  readonly maxIterations?: number;
}

/** Defaults of {@link DashFitOptions}. */
export const DEFAULT_FIT_OPTIONS: Required<DashFitOptions> = {
  unit: 'skill',
  effect: 1,
  weight: 1,
  maxIterations: 300,
};

/**
 * Memory of a unit never met.
 *
 * @example
 * const state = start(model, 'fractions');
 */
export function start(_model: DashModel, unit: string): DashState {
  return { unit, right: new Array<number>(SCALES).fill(0), tries: new Array<number>(SCALES).fill(0) };
}

/**
 * Memory after a review: what was done fades to now, then this answer is counted.
 *
 * @example
 * const after = advance(model, start(model, 'fractions'), { score: 1, time: 0 });
 */
export function advance(_model: DashModel, state: DashState, { score, time }: Review): DashState {
  const days = daysSince(state.time, time);
  return {
    unit: state.unit,
    right: state.right.map((count, k) => fade(count, days, k) + score),
    tries: state.tries.map((count, k) => fade(count, days, k) + 1),
    ...latest(state.time, time),
  };
}

function fade(count: number, days: number, scale: number): number {
  return count * Math.exp(-days / TIME_CONSTANTS[scale]);
}

/**
 * P(right) at a time, 0…1:
 * `logit P = intercept + effect + Σ_k right_k · log(1 + right answers faded by k) + tries_k · log(1 + answers faded by k)`.
 *
 * @source Lindsey et al. (2014), eq. 1; decaying windows as their DASH[MCM]
 * @example
 * predict(model, after, 7 * 86_400_000);
 */
export function predict(model: DashModel, state: DashState, time: number): number {
  return after(model, state, daysSince(state.time, time));
}

function after(model: DashModel, state: DashState, days: number): number {
  const unit = model.units.indexOf(state.unit);
  let z = model.intercept + (unit < 0 ? 0 : model.effect[unit]);
  for (let k = 0; k < SCALES; k++) {
    z += model.right[k] * Math.log1p(fade(state.right[k], days, k));
    z += model.tries[k] * Math.log1p(fade(state.tries[k], days, k));
  }
  return logistic(z);
}

/** The longest interval that is looked for: ten years. */
const FAR = 3650;

/**
 * Days after the last review at which P(right) first falls to `retention`: 0 where it is there already,
 * infinite where it stays above for ten years. Where failures weigh, P may rise again; the first fall counts.
 *
 * @param retention above 0 and below 1
 * @example
 * interval(model, after, 0.8);
 */
export function interval(model: DashModel, state: DashState, retention: number): number {
  if (after(model, state, 0) <= retention) return 0;
  // Steps grow by a tenth: no time constant's fall can hide between two of them.
  for (let low = 0, high = 0.05; low < FAR; low = high, high *= 1.1) {
    if (after(model, state, high) > retention) continue;
    return findRoot((days) => after(model, state, days) - retention, low, high, 1e-6);
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Fits a DASH curve to a log by penalised logistic regression over every return after at least half a day. Convex: one maximum.
 *
 * @throws YincaiError `not-enough-data` where no unit was met twice at least half a day apart
 * @source Lindsey et al. (2014)
 * @example
 * const model = fit(log);
 */
export function fit(log: ResponseLog, options: DashFitOptions = {}): DashModel {
  const { unit, effect, weight, maxIterations } = { ...DEFAULT_FIT_OPTIONS, ...options };
  const reviews = reviewLog(log, unit);
  const returns = countReturns(reviews);
  const { count } = returns;
  const { units, start: from, days, score } = reviews;

  // The features of each return do not depend on the weights: they are worked out once.
  const width = 2 * SCALES;
  const features = new Float64Array(count * width);
  const target = new Float64Array(count);
  const unitOf = new Int32Array(count);
  let row = 0;
  const counts = new Float64Array(width);
  for (let s = 0; s + 1 < from.length; s++) {
    counts.fill(0);
    for (let r = from[s]; r < from[s + 1]; r++) {
      for (let k = 0; k < SCALES; k++) {
        counts[k] = fade(counts[k], days[r], k);
        counts[SCALES + k] = fade(counts[SCALES + k], days[r], k);
      }
      if (r > from[s] && days[r] >= SITTING_DAYS) {
        for (let k = 0; k < width; k++) features[row * width + k] = Math.log1p(counts[k]);
        target[row] = score[r];
        unitOf[row++] = reviews.unit[s];
      }
      for (let k = 0; k < SCALES; k++) {
        counts[k] += score[r];
        counts[SCALES + k] += 1;
      }
    }
  }

  const walk = (point: Float64Array, gradient: Float64Array): number => {
    let total = 0;
    for (let r = 0; r < count; r++) {
      let z = point[0] + point[1 + width + unitOf[r]];
      for (let k = 0; k < width; k++) z += point[1 + k] * features[r * width + k];
      total += target[r] * z - log1pExp(z);
      const pull = target[r] - logistic(z);
      gradient[0] += pull;
      gradient[1 + width + unitOf[r]] += pull;
      for (let k = 0; k < width; k++) gradient[1 + k] += pull * features[r * width + k];
    }
    return total;
  };

  const spread = (i: number): number => (i === 0 ? 5 : i <= width ? weight : effect);
  const climbed = penalisedAscent(walk, new Float64Array(1 + width + units.length), spread, maxIterations);
  const at = climbed.point;
  return {
    kind: 'dash',
    version: 1,
    units,
    intercept: at[0],
    right: [...at.subarray(1, 1 + SCALES)],
    tries: [...at.subarray(1 + SCALES, 1 + width)],
    effect: [...at.subarray(1 + width)],
    report: reportOf(reviews, returns, walk(at, new Float64Array(at.length)), climbed),
  };
}
