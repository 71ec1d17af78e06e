import { computeDecayFactor, FSRSAlgorithm, forgetting_curve, generatorParameters } from 'ts-fsrs';
import { daysSince, latest, SITTING_DAYS } from '../review-log.js';
import { type FsrsModel, type FsrsState, gradeOf } from './model.js';

// One algorithm a model, as long as the model lives.
const algorithms = new WeakMap<readonly number[], FSRSAlgorithm>();

function algorithmOf({ weights }: FsrsModel): FSRSAlgorithm {
  let algorithm = algorithms.get(weights);
  if (algorithm === undefined) {
    algorithm = new FSRSAlgorithm(generatorParameters({ w: [...weights] }));
    algorithms.set(weights, algorithm);
  }
  return algorithm;
}

/** What happened: a unit was reviewed. */
export interface Review {
  /** Share of the full marks won, 0…1. */
  readonly score: number;
  /** Milliseconds; absent where unknown, which counts as the same sitting. */
  readonly time?: number;
}

/**
 * Memory after a review; `undefined` before stands for a unit never met.
 * Reviews less than half a day apart belong to one sitting and follow FSRS's rule for same-day reviews;
 * time that runs backwards counts as the same sitting.
 *
 * @source FSRS-6 by ts-fsrs, `next_state`
 * @cost about a microsecond
 * @example
 * const first = advance(defaultModel, undefined, { score: 1, time: 0 });
 * first.stability; // 2.3065 days
 */
export function advance(model: FsrsModel, state: FsrsState | undefined, review: Review): FsrsState {
  const before = state === undefined ? null : { stability: state.stability, difficulty: state.difficulty };
  const days = daysSince(state?.time, review.time);
  const { stability, difficulty } = algorithmOf(model).next_state(
    before,
    days < SITTING_DAYS ? 0 : days,
    gradeOf(review.score),
  );
  return { stability, difficulty, ...latest(state?.time, review.time) };
}

/**
 * Retrievability: P(recalled) at a time, 0…1; 1 at the review itself and where times are unknown.
 *
 * `R(t) = (1 + factor · t / stability)^decay` with `decay = −w20` and `factor` such that `R(stability) = 0.9`.
 *
 * @source FSRS-6, forgetting curve with trainable decay
 * @example
 * predict(defaultModel, { stability: 10, difficulty: 5, time: 0 }, 10 * 86_400_000); // 0.9
 */
export function predict({ weights }: FsrsModel, state: FsrsState, time: number): number {
  const days = daysSince(state.time, time);
  return days === 0 ? 1 : forgetting_curve(weights, days, state.stability);
}

/**
 * Days after the last review at which retrievability has fallen to `retention`; not rounded.
 *
 * @param retention wanted P(recalled), above 0 and below 1
 * @example
 * interval(defaultModel, { stability: 10, difficulty: 5 }, 0.9); // 10
 */
export function interval({ weights }: FsrsModel, state: FsrsState, retention: number): number {
  const { decay, factor } = computeDecayFactor(weights);
  return (state.stability / factor) * (retention ** (1 / decay) - 1);
}
