export { DEFAULT_OPTIONS, type EloOptions, fit } from './elo/fit.js';
export { DEFAULT_DYNAMICS, type EloDynamics, type EloModel } from './elo/model.js';
export {
  advance,
  type EloState,
  explainPrediction,
  masteryOf,
  merge,
  predict,
  predictLog,
  replay,
  start,
} from './elo/trace.js';
export type { Calibration } from './online/calibration.js';
export type { GroupPriors, LearnerGroup } from './online/group-prior.js';
export { MASTERY_DEFAULTS, type MasteryOptions, type SkillMastery, type Verdict } from './online/mastery.js';
export type { ItemRatings, OnlineReport } from './online/ratings.js';
