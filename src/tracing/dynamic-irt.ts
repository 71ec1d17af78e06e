export { DEFAULT_OPTIONS, type DynamicIrtOptions, fit } from './dynamic-irt/fit.js';
export { DEFAULT_DYNAMICS, type DynamicIrtDynamics, type DynamicIrtModel } from './dynamic-irt/model.js';
export {
  advance,
  type DynamicIrtState,
  explainPrediction,
  masteryOf,
  merge,
  predict,
  predictLog,
  replay,
  start,
} from './dynamic-irt/trace.js';
export type { Calibration } from './online/calibration.js';
export type { GroupPriors, LearnerGroup } from './online/group-prior.js';
export { MASTERY_DEFAULTS, type MasteryOptions, type SkillMastery, type Verdict } from './online/mastery.js';
export type { ItemRatings, OnlineReport } from './online/ratings.js';
