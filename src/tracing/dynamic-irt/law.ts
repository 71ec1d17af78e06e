import { logistic } from '../../math/logistic.js';
import type { CodedLog } from '../online/coded-log.js';
import { ONLINE_BOUNDS } from '../online/dynamics.js';
import type { OnlineLaw } from '../online/fit.js';
import { LEAST_INFORMATION, WIDEST } from '../online/ratings.js';
import type { Passing, SweptBeliefs } from '../online/sweep.js';
import { modeAfter } from './laplace.js';
import { DEFAULT_DYNAMICS, type DynamicIrtDynamics } from './model.js';

/** Laplace's approximation at the mode of the log-odds after the answer. */
export function weigh(score: number, passing: Passing): void {
  const p = logistic(modeAfter(passing.mean, passing.variance, score));
  const information = Math.max(p * (1 - p), LEAST_INFORMATION);
  passing.pull = score - p;
  passing.shrink = information / (1 + information * passing.variance);
}

/**
 * Ability and form of each learner with their covariance, and each deviation as its regression on the ability:
 * the arithmetic of `predict` and `advance` in columns, without the evidence that edges lend.
 */
function beliefs({ log, first, slot, slots, days }: CodedLog, dynamics: DynamicIrtDynamics): SweptBeliefs {
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
  // Covariances of ability and form with the log-odds of the row asked last.
  let ofAbility = 0;
  let ofForm = 0;
  return {
    ability,
    abilityVariance,
    weigh,
    ask(r, passing) {
      const l = log.learner[r];
      const from = first[r];
      const to = first[r + 1];
      const weight = to > from ? 1 / (to - from) : 0;
      const theta = ability[l];
      let along = 1;
      let apart = 0;
      passing.mean += theta + form[l];
      for (let k = from; k < to; k++) {
        const s = slot[k];
        if (days !== undefined && days[r] > 0) {
          residual[s] = Math.min(residual[s] + dynamics.perDay * days[r], WIDEST * dynamics.point);
        }
        passing.mean += weight * (deviation[s] + slope[s] * theta);
        along += weight * slope[s];
        apart += weight * weight * residual[s];
      }
      ofAbility = along * abilityVariance[l] + abilityForm[l];
      ofForm = along * abilityForm[l] + formVariance[l];
      passing.variance += along * ofAbility + ofForm + apart;
    },
    learn(r, { pull, shrink }) {
      const l = log.learner[r];
      const from = first[r];
      const to = first[r + 1];
      const weight = to > from ? 1 / (to - from) : 0;
      const theta = ability[l];
      const v = abilityVariance[l];
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
      abilityForm[l] = keep * (abilityForm[l] - ofAbility * ofForm * shrink);
      form[l] = keep * (form[l] + ofForm * pull);
      formVariance[l] = keep * keep * (formVariance[l] - ofForm * ofForm * shrink) + (1 - keep * keep) * dynamics.form;
    },
  };
}

/** What the learners of dynamic IRT do. */
export const LAW: OnlineLaw<DynamicIrtDynamics> = {
  defaults: DEFAULT_DYNAMICS,
  // In the order of the search: what is short-lived before what lasts.
  bounds: {
    form: ONLINE_BOUNDS.form,
    formLoss: ONLINE_BOUNDS.formLoss,
    point: [1e-3, 4],
    pointDrift: [1e-5, 1],
    ability: ONLINE_BOUNDS.ability,
    itemEasiness: ONLINE_BOUNDS.itemEasiness,
    gain: ONLINE_BOUNDS.gain,
    gainLoss: ONLINE_BOUNDS.gainLoss,
    skillEasiness: ONLINE_BOUNDS.skillEasiness,
    perDay: ONLINE_BOUNDS.perDay,
  },
  positive: ['ability', 'point', 'skillEasiness', 'itemEasiness'],
  spreads: ['ability', 'point', 'pointDrift'],
  beliefs,
};
