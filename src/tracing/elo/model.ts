import type { OnlineDynamics } from '../online/dynamics.js';
import type { OnlineModel } from '../online/fit.js';

/** How sure ratings are before any answer, and how fast they move. Variances in logits squared. */
export type EloDynamics = OnlineDynamics & {
  /** Variance that an ability gains with each answer, and `perDay` with each day. */
  readonly abilityDrift: number;
  /** Variance of a learner's deviation on a skill. */
  readonly skill: number;
  /** Variance that a deviation gains with each answer to the skill, and `perDay` with each day. */
  readonly skillDrift: number;
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
export interface EloModel extends OnlineModel<EloDynamics> {
  readonly kind: 'elo';
  readonly version: 1;
}
