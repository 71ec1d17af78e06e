import { pointBelief } from '../diagnosis/belief.js';
import { ABILITY_PRIOR, masteryOf, type PointMastery, priorDeviation } from '../diagnosis/point-ability/model.js';
import { predict as recall } from '../memory/fsrs/trace.js';
import { skillParameters } from '../tracing/bkt/model.js';
import { memoryOf, pointOf, subjectOf } from './lookup.js';
import type { LearnerModels, PredictedItem } from './models.js';
import type { LearnerState } from './state.js';

/** Mastery of a knowledge point. */
export interface Mastery extends PointMastery {
  /** P(mastered), 0…1: P(known) where practice was traced, else P(x > cut). */
  readonly probability: number;
  /** Answers that touched the point. */
  readonly answers: number;
  /** What the probability comes from; `prior` where no answer touched the point. */
  readonly source: 'bkt' | 'ability' | 'prior';
  /** P(recalled) at the moment asked for, by which `probability` has faded; absent where no memory is kept or no moment given. */
  readonly retrievability?: number;
}

/** Options of {@link mastery}. */
export interface MasteryMoment {
  /** The moment in milliseconds at which mastery is asked for; that of the last answer by default. */
  readonly at?: number;
}

/**
 * Mastery of a knowledge point. `success`, `low` and `high` are the expected success on the point's typical item and its
 * 90 % credible interval, out of the ability belief, whichever source `probability` has.
 *
 * At a moment `at`, where the models hold memory, the probability is that of knowing the point and recalling it:
 * `P(mastered) · R(at)`, so that a point fades between lessons and a review brings it back.
 *
 * @example
 * mastery(state, 'math', 'fractions', models).probability
 */
export function mastery(
  state: LearnerState,
  subject: string,
  point: string,
  models: LearnerModels,
  { at }: MasteryMoment = {},
): Mastery {
  const own = subjectOf(state, subject);
  const seen = own === undefined ? undefined : pointOf(own, point);
  const belief = pointBelief(own?.ability ?? ABILITY_PRIOR, seen?.deviation ?? priorDeviation(models.ability));
  const byAbility = masteryOf(models.ability, point, belief);
  const answers = seen?.answers ?? 0;
  const now: Mastery =
    seen?.known !== undefined
      ? { ...byAbility, probability: seen.known, answers, source: 'bkt' }
      : { ...byAbility, answers, source: seen === undefined ? 'prior' : 'ability' };
  const memory = memoryOf(seen);
  if (at === undefined || models.memory === undefined || memory?.time === undefined) return now;
  const retrievability = recall(models.memory, memory, at);
  return { ...now, probability: now.probability * retrievability, retrievability };
}

/** Learn rate of a practice answer where no model tells it. */
export const DEFAULT_LEARN = 0.1;

/**
 * Expected rise of P(mastered) of a point from practising an item once: (1 − mastery) · learn / points of the item, with the
 * learn rate of the BKT model, its population's where it does not hold the point, or {@link DEFAULT_LEARN} without one.
 * What the answer tells raises the probability as often as it lowers it; on average only learning counts.
 *
 * @example
 * expectedGain(state, item, 'fractions', models) // 0.04
 */
export function expectedGain(state: LearnerState, item: PredictedItem, point: string, models: LearnerModels): number {
  if (!item.knowledgePoints.includes(point)) return 0;
  const learn = models.bkt === undefined ? DEFAULT_LEARN : skillParameters(models.bkt, point).learn;
  const { probability } = mastery(state, item.subject, point, models);
  return ((1 - probability) * learn) / new Set(item.knowledgePoints).size;
}
