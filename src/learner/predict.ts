import { type Belief, type PointDeviation, pointBelief } from '../diagnosis/belief.js';
import { averageShare } from '../diagnosis/point-ability/item-curve.js';
import { ABILITY_PRIOR, priorDeviation } from '../diagnosis/point-ability/model.js';
import { pointOf, subjectOf } from './lookup.js';
import { curveOf, type LearnerModels, type PredictedItem } from './models.js';
import type { LearnerState } from './state.js';

/** What is expected of a learner on an item. */
export interface Prediction {
  /** P(right), or expected share of the full marks, 0…1, averaged over the belief. */
  readonly probability: number;
  /** Belief about the learner's ability on this item, logits. */
  readonly mean: number;
  readonly variance: number;
}

/**
 * Expected success on an item: its curve averaged over the belief about x = θ + mean of its points' deviations.
 *
 * @cost O(points of the item)
 * @example
 * predict(state, item, models).probability // 0.7
 */
export function predict(state: LearnerState, item: PredictedItem, models: LearnerModels): Prediction {
  const belief = itemBelief(state, item, models);
  return { probability: averageShare(curveOf(item, models), belief), mean: belief.mean, variance: belief.variance };
}

/** Belief about x on an item; the points' deviations are independent given θ. */
function itemBelief(state: LearnerState, item: PredictedItem, models: LearnerModels): Belief {
  const own = subjectOf(state, item.subject);
  const ability = own?.ability ?? ABILITY_PRIOR;
  const prior = priorDeviation(models.ability);
  const points = new Set(item.knowledgePoints);
  const joint: { mean: number; variance: number; slope: number } = { mean: 0, variance: 0, slope: 0 };
  for (const point of points) {
    const deviation: PointDeviation = (own === undefined ? undefined : pointOf(own, point)?.deviation) ?? prior;
    joint.mean += deviation.mean / points.size;
    joint.variance += deviation.variance / (points.size * points.size);
    joint.slope += deviation.slope / points.size;
  }
  return pointBelief(ability, joint);
}
