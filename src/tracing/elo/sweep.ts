import { logistic } from '../../math/logistic.js';
import { type Calibration, UNCALIBRATED } from '../online/calibration.js';
import type { CodedLog } from '../online/coded-log.js';
import { averaging } from '../online/mastery.js';
import { LEAST_INFORMATION, type Ratings, WIDEST } from '../online/ratings.js';
import type { EloDynamics } from './model.js';

/** Abilities at the end of a sweep, by learner of the log. */
export interface SweptAbilities {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Lets a log pass by once: every answer is predicted, then moves the ratings of its learner and, where `learn`, of its item and skills.
 * One Kalman step for the sum of ratings m with variance V: information w = p(1 − p), error e = score − p,
 * rating + variance · weight · e / (1 + w V), variance − (variance · weight)² w / (1 + w V).
 *
 * @param predicted takes P(right) `[rows]`
 * @returns log-likelihood, and the learners' abilities
 * @source Glickman (1999), Applied Statistics 48; Pelánek (2016), Computers & Education 98; several ratings an answer:
 *   Kalman gain with the covariances dropped
 */
export function sweep(
  coded: CodedLog,
  dynamics: EloDynamics,
  ratings: Ratings,
  learn: boolean,
  predicted: Float64Array,
  calibration: Calibration = UNCALIBRATED,
): { readonly logLikelihood: number; readonly abilities: SweptAbilities } {
  const { log, first, skill, slot, slots, days } = coded;
  const learners = log.learners.length;
  const ability = new Float64Array(learners);
  const abilityVariance = new Float64Array(learners).fill(dynamics.ability);
  const form = new Float64Array(learners);
  const formVariance = new Float64Array(learners).fill(dynamics.form);
  const deviation = new Float64Array(slots);
  const deviationVariance = new Float64Array(slots).fill(dynamics.skill);
  const gain = new Float64Array(slots).fill(dynamics.gain);
  const keep = 1 - dynamics.formLoss;
  let logLikelihood = 0;
  for (let r = 0; r < log.length; r++) {
    const l = log.learner[r];
    const item = log.item[r];
    const from = first[r];
    const to = first[r + 1];
    const weight = to > from ? 1 / (to - from) : 0;
    if (days !== undefined && days[r] > 0) {
      const more = dynamics.perDay * days[r];
      abilityVariance[l] = Math.min(abilityVariance[l] + more, WIDEST * dynamics.ability);
      for (let k = from; k < to; k++) {
        deviationVariance[slot[k]] = Math.min(deviationVariance[slot[k]] + more, WIDEST * dynamics.skill);
      }
    }
    let mean = ratings.intercept + ratings.item[item] + ability[l] + form[l];
    let variance = ratings.itemVariance[item] + abilityVariance[l] + formVariance[l];
    for (let k = from; k < to; k++) {
      mean += weight * (ratings.skill[skill[k]] + deviation[slot[k]]);
      variance += weight * weight * (ratings.skillVariance[skill[k]] + deviationVariance[slot[k]]);
    }
    const p = logistic(calibration.offset + calibration.slope * mean * averaging(variance));
    predicted[r] = p;
    const score = log.score[r];
    logLikelihood += score * Math.log(p) + (1 - score) * Math.log1p(-p);

    const here = logistic(mean);
    const information = Math.max(here * (1 - here), LEAST_INFORMATION);
    const pull = (score - here) / (1 + information * variance);
    const shrink = information / (1 + information * variance);
    ability[l] += abilityVariance[l] * pull;
    abilityVariance[l] -= abilityVariance[l] ** 2 * shrink;
    abilityVariance[l] = Math.min(abilityVariance[l] + dynamics.abilityDrift, WIDEST * dynamics.ability);
    form[l] = keep * (form[l] + formVariance[l] * pull);
    formVariance[l] =
      keep * keep * (formVariance[l] - formVariance[l] ** 2 * shrink) + (1 - keep * keep) * dynamics.form;
    for (let k = from; k < to; k++) {
      const s = slot[k];
      const v = deviationVariance[s];
      deviation[s] += weight * (v * pull + gain[s]);
      gain[s] *= 1 - dynamics.gainLoss;
      deviationVariance[s] = Math.min(v - (weight * v) ** 2 * shrink + dynamics.skillDrift, WIDEST * dynamics.skill);
    }
    if (!learn) continue;
    ratings.item[item] += ratings.itemVariance[item] * pull;
    ratings.itemVariance[item] -= ratings.itemVariance[item] ** 2 * shrink;
    for (let k = from; k < to; k++) {
      const v = ratings.skillVariance[skill[k]];
      ratings.skill[skill[k]] += weight * v * pull;
      ratings.skillVariance[skill[k]] = v - (weight * v) ** 2 * shrink;
    }
    ratings.intercept += ratings.interceptVariance * pull;
    ratings.interceptVariance -= ratings.interceptVariance ** 2 * shrink;
  }
  return { logLikelihood, abilities: { mean: ability, variance: abilityVariance } };
}
