export type { AnchorChoice } from './link/anchors.js';
export type { LinkNodes } from './link/characteristic-curve.js';
export {
  type AbilityColumn,
  type LearnerLink,
  type LearnerLinkOptions,
  linkByLearners,
} from './link/common-learners.js';
export type { AnchorFit } from './link/drift.js';
export {
  type ClassicalEquating,
  type EquateOptions,
  type EquatingDesign,
  type EquatingMethod,
  equate,
  equateDefaults,
} from './link/equating/equate.js';
export type { FormScores } from './link/equating/frequencies.js';
export {
  equateObservedScores,
  equateTrueScores,
  type IrtEquatingOptions,
  type ObservedScoreOptions,
  type TrueScoreEquating,
} from './link/equating/irt-equating.js';
export type { JointDegrees } from './link/equating/presmooth.js';
export type { EquatedScore, EquatingTable } from './link/equating/table.js';
export {
  FEW_ANCHORS,
  LEAST_ANCHOR_SHARE,
  type Link,
  type LinkMethod,
  type LinkOptions,
  link,
  linkDefaults,
} from './link/link.js';
export type { LinkErrors } from './link/link-errors.js';
export { inverse, rescale, type ScaleChange } from './link/rescale.js';
