import { logistic } from '../../math/logistic.js';
import type { CodedLog } from '../online/coded-log.js';
import { ONLINE_BOUNDS } from '../online/dynamics.js';
import type { OnlineLaw } from '../online/fit.js';
import { LEAST_INFORMATION, WIDEST } from '../online/ratings.js';
import type { Passing, SweptBeliefs } from '../online/sweep.js';
import { DEFAULT_DYNAMICS, type EloDynamics } from './model.js';

/**
 * One Kalman step for a sum of ratings m with variance V at the expected success p: information w = p(1 − p),
 * pull = (score − p) / (1 + w V), shrink = w / (1 + w V).
 *
 * @source Glickman (1999), Applied Statistics 48; Pelánek (2016), Computers & Education 98
 */
export function weigh(score: number, passing: Passing): void {
  const p = logistic(passing.mean);
  const information = Math.max(p * (1 - p), LEAST_INFORMATION);
  const held = 1 + information * passing.variance;
  passing.pull = (score - p) / held;
  passing.shrink = information / held;
}

/** Ability, form and deviations of each learner by themselves: no covariance is kept. */
function beliefs({ log, first, slot, slots, days }: CodedLog, dynamics: EloDynamics): SweptBeliefs {
  const learners = log.learners.length;
  const ability = new Float64Array(learners);
  const abilityVariance = new Float64Array(learners).fill(dynamics.ability);
  const form = new Float64Array(learners);
  const formVariance = new Float64Array(learners).fill(dynamics.form);
  const deviation = new Float64Array(slots);
  const deviationVariance = new Float64Array(slots).fill(dynamics.skill);
  const gain = new Float64Array(slots).fill(dynamics.gain);
  const keep = 1 - dynamics.formLoss;
  return {
    ability,
    abilityVariance,
    weigh,
    ask(r, passing) {
      const l = log.learner[r];
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
      passing.mean += ability[l] + form[l];
      passing.variance += abilityVariance[l] + formVariance[l];
      for (let k = from; k < to; k++) {
        passing.mean += weight * deviation[slot[k]];
        passing.variance += weight * weight * deviationVariance[slot[k]];
      }
    },
    learn(r, { pull, shrink }) {
      const l = log.learner[r];
      const from = first[r];
      const to = first[r + 1];
      const weight = to > from ? 1 / (to - from) : 0;
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
    },
  };
}

/** What Elo's learners do. */
export const LAW: OnlineLaw<EloDynamics> = {
  defaults: DEFAULT_DYNAMICS,
  // In the order of the search: what is short-lived before what lasts.
  bounds: {
    form: ONLINE_BOUNDS.form,
    formLoss: ONLINE_BOUNDS.formLoss,
    skill: [1e-3, 4],
    skillDrift: [1e-5, 1],
    ability: ONLINE_BOUNDS.ability,
    itemEasiness: ONLINE_BOUNDS.itemEasiness,
    gain: ONLINE_BOUNDS.gain,
    gainLoss: ONLINE_BOUNDS.gainLoss,
    abilityDrift: [1e-6, 0.2],
    skillEasiness: ONLINE_BOUNDS.skillEasiness,
    perDay: ONLINE_BOUNDS.perDay,
  },
  positive: ['ability', 'skill', 'skillEasiness', 'itemEasiness'],
  spreads: ['ability', 'skill', 'skillDrift', 'abilityDrift'],
  beliefs,
};
