import type { Calibration } from '../online/calibration.js';
import type { GroupPriors } from '../online/group-prior.js';
import type { ItemRatings, OnlineReport } from '../online/ratings.js';

/** How sure ratings are before any answer, and how fast they move. Variances in logits squared. */
export type EloDynamics = {
  /** Variance of the learners' abilities. */
  readonly ability: number;
  /** Variance that an ability gains with each answer. */
  readonly abilityDrift: number;
  /** Variance of a learner's deviation on a skill. */
  readonly skill: number;
  /** Variance that a deviation gains with each answer to the skill. */
  readonly skillDrift: number;
  /** Variance of the learner's momentary form. */
  readonly form: number;
  /** Share of the form that is lost with each answer, 0…1. */
  readonly formLoss: number;
  /** Logits by which the first answer to a skill raises the deviation, whatever its outcome. */
  readonly gain: number;
  /** Share by which that gain falls with each further answer, 0…1. */
  readonly gainLoss: number;
  /** Variance of the skills' easiness. */
  readonly skillEasiness: number;
  /** Variance of the items' easiness about that of their skills. */
  readonly itemEasiness: number;
  /** Variance that ability and deviation gain with each day without an answer. */
  readonly perDay: number;
};

/** Where the search for the dynamics starts. */
export const DEFAULT_DYNAMICS: EloDynamics = {
  ability: 1,
  abilityDrift: 0.002,
  skill: 0.2,
  skillDrift: 0.02,
  form: 0.2,
  formLoss: 0.1,
  gain: 0.05,
  gainLoss: 0.05,
  skillEasiness: 1,
  itemEasiness: 0.7,
  perDay: 0.002,
};

/** Ratings of items and skills, and the dynamics of learners' ratings. */
export interface EloModel extends ItemRatings {
  readonly kind: 'elo';
  readonly version: 1;
  readonly dynamics: EloDynamics;
  /** Fitted on training learners held out: P = logistic(offset + slope · log-odds). */
  readonly calibration: Calibration;
  readonly groups?: GroupPriors;
  readonly report: OnlineReport;
}
