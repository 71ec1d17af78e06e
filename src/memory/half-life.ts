import type { ResponseLog } from '../data/response-log.js';
import { logistic, logit } from '../math/logistic.js';
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

/** A half-life regression: how the half-life of a memory depends on what was right and wrong before. */
export interface HalfLifeModel {
  readonly kind: 'half-life';
  readonly version: 1;
  readonly units: readonly string[];
  /** log₂ of the half-life in days of a unit of average difficulty without any answer. */
  readonly base: number;
  /** What √(right answers so far) adds to it. */
  readonly right: number;
  /** What √(wrong answers so far) adds to it. */
  readonly wrong: number;
  /** What each unit adds to it, parallel to `units`; 0 on average. */
  readonly effect: readonly number[];
  /** Share of answers that are wrong though remembered, 0…1. */
  readonly slip: number;
  readonly report: MemoryReport;
}

/** Memory of one unit of one learner. */
export interface HalfLifeState {
  readonly unit: string;
  /** Right answers so far; a partly right one counts as its share. */
  readonly right: number;
  readonly wrong: number;
  /** Time of the last review in milliseconds, where known. */
  readonly time?: number;
}

/** Options of {@link fit}. */
export interface HalfLifeFitOptions {
  readonly unit?: ReviewUnit;
  /** Standard deviation of the units' effects, in doublings of the half-life. */
  readonly effect?: number;
  readonly maxIterations?: number;
}

/** Defaults of {@link HalfLifeFitOptions}. */
export const DEFAULT_FIT_OPTIONS: Required<HalfLifeFitOptions> = { unit: 'skill', effect: 1, maxIterations: 300 };

/** The half-life is kept within a quarter of an hour and ten years. */
const LEAST = Math.log2(1 / 96);
const MOST = Math.log2(3650);

/**
 * Memory of a unit never met.
 *
 * @example
 * const state = start(model, 'fractions');
 */
export function start(_model: HalfLifeModel, unit: string): HalfLifeState {
  return { unit, right: 0, wrong: 0 };
}

/**
 * Memory after a review.
 *
 * @example
 * const after = advance(model, start(model, 'fractions'), { score: 1, time: 0 });
 */
export function advance(_model: HalfLifeModel, state: HalfLifeState, { score, time }: Review): HalfLifeState {
  return {
    unit: state.unit,
    right: state.right + score,
    wrong: state.wrong + 1 - score,
    ...latest(state.time, time),
  };
}

/**
 * P(right) at a time, 0…1: `(1 − slip) · 2^(−days / halfLife)`.
 *
 * @example
 * predict(model, after, 7 * 86_400_000);
 */
export function predict(model: HalfLifeModel, state: HalfLifeState, time: number): number {
  return (1 - model.slip) * 2 ** (-daysSince(state.time, time) / halfLife(model, state));
}

/**
 * Half-life in days: `2^(base + effect + right · √right answers + wrong · √wrong answers)`.
 * A unit that the model does not hold is taken as an average one.
 *
 * @source Settles & Meeder (2016), A trainable spaced repetition model for language learning, ACL, eq. 3 (with counts' square roots)
 * @example
 * halfLife(model, start(model, 'fractions'));
 */
export function halfLife(model: HalfLifeModel, state: HalfLifeState): number {
  const unit = model.units.indexOf(state.unit);
  const power =
    model.base +
    (unit < 0 ? 0 : model.effect[unit]) +
    model.right * Math.sqrt(state.right) +
    model.wrong * Math.sqrt(state.wrong);
  return 2 ** Math.min(Math.max(power, LEAST), MOST);
}

/**
 * Days after the last review at which P(remembered), slips aside, has fallen to `retention`.
 *
 * @param retention above 0 and below 1
 * @example
 * interval(model, after, 0.5) === halfLife(model, after); // true
 */
export function interval(model: HalfLifeModel, state: HalfLifeState, retention: number): number {
  return -Math.log2(retention) * halfLife(model, state);
}

/**
 * Fits a half-life regression to a log by maximum a posteriori: the Bernoulli likelihood of every return after at least
 * half a day, with a normal prior on the units' effects. Unlike the paper's squared error, it weighs each answer by what it can tell.
 *
 * @throws YincaiError `not-enough-data` where no unit was met twice at least half a day apart
 * @source Settles & Meeder (2016), ACL
 * @example
 * const model = fit(log);
 * 2 ** model.base; // days until half is forgotten, before any right answer
 */
export function fit(log: ResponseLog, options: HalfLifeFitOptions = {}): HalfLifeModel {
  const { unit, effect, maxIterations } = { ...DEFAULT_FIT_OPTIONS, ...options };
  const reviews = reviewLog(log, unit);
  const returns = countReturns(reviews);
  const { units } = reviews;
  const { start: from, days, score } = reviews;

  const walk = (point: Float64Array, gradient: Float64Array): number => {
    const [base, right, wrong, logitSlip] = point;
    const slip = logistic(logitSlip);
    let total = 0;
    for (let s = 0; s + 1 < from.length; s++) {
      const at = 4 + reviews.unit[s];
      let rights = 0;
      let wrongs = 0;
      for (let r = from[s]; r < from[s + 1]; r++) {
        if (r > from[s] && days[r] >= SITTING_DAYS) {
          const power = base + point[at] + right * Math.sqrt(rights) + wrong * Math.sqrt(wrongs);
          const held = power < LEAST || power > MOST;
          const decay = (Math.LN2 * days[r]) / 2 ** Math.min(Math.max(power, LEAST), MOST);
          const p = Math.max((1 - slip) * Math.exp(-decay), 1e-12);
          total += score[r] * Math.log(p) + (1 - score[r]) * Math.log1p(-p);
          const pull = (score[r] - p) / (1 - p);
          // ∂ log p / ∂ power = ln 2 · decay; ∂ log p / ∂ logit slip = −slip.
          const byPower = held ? 0 : pull * Math.LN2 * decay;
          gradient[0] += byPower;
          gradient[1] += byPower * Math.sqrt(rights);
          gradient[2] += byPower * Math.sqrt(wrongs);
          gradient[3] -= pull * slip;
          gradient[at] += byPower;
        }
        rights += score[r];
        wrongs += 1 - score[r];
      }
    }
    return total;
  };

  // Wide priors keep the four common numbers finite where a log tells nothing of them.
  const center = new Float64Array(4 + units.length);
  center.set([3, 0.5, 0, logit(0.1)]);
  const spread = Float64Array.of(3, 1, 1, 1);
  const climbed = penalisedAscent(walk, center, (i) => (i < 4 ? spread[i] : effect), maxIterations);
  const [base, right, wrong, logitSlip] = climbed.point;
  return {
    kind: 'half-life',
    version: 1,
    units,
    base,
    right,
    wrong,
    effect: [...climbed.point.subarray(4)],
    slip: logistic(logitSlip),
    report: reportOf(reviews, returns, walk(climbed.point, new Float64Array(climbed.point.length)), climbed),
  };
}
