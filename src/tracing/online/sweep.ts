import { logistic } from '../../math/logistic.js';
import { type Calibration, UNCALIBRATED } from './calibration.js';
import type { CodedLog } from './coded-log.js';
import { averaging } from './mastery.js';
import type { Ratings } from './ratings.js';

/** One answer passing by. */
export interface Passing {
  /** Log-odds of a right answer, and their variance: the family adds its learner's part to that of item and skills. */
  mean: number;
  variance: number;
  /** What the answer does: means move by gain · pull, variances fall by gain² · shrink. */
  pull: number;
  shrink: number;
}

/** What a family believes of all learners of a log while it passes by; rows are those of the log. */
export interface SweptBeliefs {
  /** Ability of each learner after the rows so far. */
  readonly ability: Float64Array;
  readonly abilityVariance: Float64Array;
  /** Lets the days since the learner's last answer pass, and adds the learner's part to mean and variance. */
  readonly ask: (row: number, passing: Passing) => void;
  /** Finds pull and shrink of the score. */
  readonly weigh: (score: number, passing: Passing) => void;
  /** Moves the learner's beliefs by them, and takes the step of time. */
  readonly learn: (row: number, passing: Passing) => void;
}

/**
 * Lets a log pass by once: every answer is predicted, then moves the beliefs on its learner and, where `learn`, the ratings of its item
 * and skills: rating + variance · weight · pull, variance − (variance · weight)² · shrink.
 *
 * @param predicted takes P(right) `[rows]`
 * @returns log-likelihood
 * @source Glickman (1999), Applied Statistics 48; several ratings an answer: Kalman gain with the covariances dropped
 */
export function sweep(
  { log, first, skill }: CodedLog,
  beliefs: SweptBeliefs,
  ratings: Ratings,
  learn: boolean,
  predicted: Float64Array,
  calibration: Calibration = UNCALIBRATED,
): number {
  const passing: Passing = { mean: 0, variance: 0, pull: 0, shrink: 0 };
  let logLikelihood = 0;
  for (let r = 0; r < log.length; r++) {
    const item = log.item[r];
    const from = first[r];
    const to = first[r + 1];
    const weight = to > from ? 1 / (to - from) : 0;
    passing.mean = ratings.intercept + ratings.item[item];
    passing.variance = ratings.itemVariance[item];
    for (let k = from; k < to; k++) {
      passing.mean += weight * ratings.skill[skill[k]];
      passing.variance += weight * weight * ratings.skillVariance[skill[k]];
    }
    beliefs.ask(r, passing);
    const p = logistic(calibration.offset + calibration.slope * passing.mean * averaging(passing.variance));
    predicted[r] = p;
    const score = log.score[r];
    logLikelihood += score * Math.log(p) + (1 - score) * Math.log1p(-p);

    beliefs.weigh(score, passing);
    beliefs.learn(r, passing);
    if (!learn) continue;
    const { pull, shrink } = passing;
    ratings.item[item] += ratings.itemVariance[item] * pull;
    ratings.itemVariance[item] -= ratings.itemVariance[item] ** 2 * shrink;
    for (let k = from; k < to; k++) {
      const own = ratings.skillVariance[skill[k]];
      ratings.skill[skill[k]] += weight * own * pull;
      ratings.skillVariance[skill[k]] = own - (weight * own) ** 2 * shrink;
    }
    ratings.intercept += ratings.interceptVariance * pull;
    ratings.interceptVariance -= ratings.interceptVariance ** 2 * shrink;
  }
  return logLikelihood;
}
