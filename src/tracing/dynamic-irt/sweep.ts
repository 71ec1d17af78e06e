import { logistic } from '../../math/logistic.js';
import { type Calibration, UNCALIBRATED } from '../online/calibration.js';
import type { CodedLog } from '../online/coded-log.js';
import { averaging } from '../online/mastery.js';
import { LEAST_INFORMATION, type Ratings, WIDEST } from '../online/ratings.js';
import { modeAfter } from './laplace.js';
import type { DynamicIrtDynamics } from './model.js';

/**
 * Lets a log pass by once, each answer predicted before it is learnt from; the arithmetic of `predict` and `advance`
 * in columns, without the evidence that edges lend.
 *
 * @param predicted takes P(right) `[rows]`
 * @returns log-likelihood, and the learners' abilities at the end
 */
export function sweep(
  coded: CodedLog,
  dynamics: DynamicIrtDynamics,
  ratings: Ratings,
  learn: boolean,
  predicted: Float64Array,
  calibration: Calibration = UNCALIBRATED,
): { readonly logLikelihood: number; readonly mean: Float64Array; readonly variance: Float64Array } {
  const { log, first, skill, slot, slots, days } = coded;
  const learners = log.learners.length;
  const ability = new Float64Array(learners);
  const abilityVariance = new Float64Array(learners).fill(dynamics.ability);
  const form = new Float64Array(learners);
  const formVariance = new Float64Array(learners).fill(dynamics.form);
  const abilityForm = new Float64Array(learners);
  const deviation = new Float64Array(slots);
  const slope = new Float64Array(slots);
  const residual = new Float64Array(slots).fill(dynamics.point);
  const gain = new Float64Array(slots).fill(dynamics.gain);
  const keep = 1 - dynamics.formLoss;
  let logLikelihood = 0;
  for (let r = 0; r < log.length; r++) {
    const l = log.learner[r];
    const item = log.item[r];
    const from = first[r];
    const to = first[r + 1];
    const weight = to > from ? 1 / (to - from) : 0;
    const theta = ability[l];
    const v = abilityVariance[l];
    const c = abilityForm[l];
    let mean = ratings.intercept + ratings.item[item] + theta + form[l];
    let shared = ratings.itemVariance[item];
    let along = 1;
    let apart = 0;
    for (let k = from; k < to; k++) {
      const s = slot[k];
      if (days !== undefined && days[r] > 0) {
        residual[s] = Math.min(residual[s] + dynamics.perDay * days[r], WIDEST * dynamics.point);
      }
      mean += weight * (ratings.skill[skill[k]] + deviation[s] + slope[s] * theta);
      shared += weight * weight * ratings.skillVariance[skill[k]];
      along += weight * slope[s];
      apart += weight * weight * residual[s];
    }
    // Covariances of ability and form with the log-odds.
    const ofAbility = along * v + c;
    const ofForm = along * c + formVariance[l];
    const variance = along * ofAbility + ofForm + apart + shared;
    const p = logistic(calibration.offset + calibration.slope * mean * averaging(variance));
    predicted[r] = p;
    const score = log.score[r];
    logLikelihood += score * Math.log(p) + (1 - score) * Math.log1p(-p);

    const mode = logistic(modeAfter(mean, variance, score));
    const information = Math.max(mode * (1 - mode), LEAST_INFORMATION);
    const pull = score - mode;
    const shrink = information / (1 + information * variance);
    const thetaAfter = theta + ofAbility * pull;
    const vAfter = v - ofAbility * ofAbility * shrink;
    for (let k = from; k < to; k++) {
      const s = slot[k];
      const ofPoint = slope[s] * ofAbility + weight * residual[s];
      const meanAfter = deviation[s] + slope[s] * theta + ofPoint * pull;
      const covariance = slope[s] * v - ofAbility * ofPoint * shrink;
      const varianceAfter = slope[s] * slope[s] * v + residual[s] - ofPoint * ofPoint * shrink;
      slope[s] = covariance / vAfter;
      deviation[s] = meanAfter - slope[s] * thetaAfter + weight * gain[s];
      gain[s] *= 1 - dynamics.gainLoss;
      residual[s] = Math.min(varianceAfter - slope[s] * covariance + dynamics.pointDrift, WIDEST * dynamics.point);
    }
    ability[l] = thetaAfter;
    abilityVariance[l] = vAfter;
    abilityForm[l] = keep * (c - ofAbility * ofForm * shrink);
    form[l] = keep * (form[l] + ofForm * pull);
    formVariance[l] = keep * keep * (formVariance[l] - ofForm * ofForm * shrink) + (1 - keep * keep) * dynamics.form;
    if (!learn) continue;
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
  return { logLikelihood, mean: ability, variance: abilityVariance };
}
