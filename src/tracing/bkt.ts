export { standardErrors } from './bkt/covariance.js';
export type { BktPriors } from './bkt/em.js';
export { explain } from './bkt/explain.js';
export { fit } from './bkt/fit.js';
export { MASTERY_DEFAULTS, type MasteryOptions, masteryOf, type SkillMastery } from './bkt/mastery.js';
export { merge, mergeAnswers } from './bkt/merge.js';
export {
  type BktEffects,
  type BktModel,
  type BktParameters,
  type BktReport,
  type CreditRule,
  skillParameters,
  traceAnswer,
} from './bkt/model.js';
export { type BktOptions, DEFAULT_OPTIONS, DEFAULT_PRIORS, FULL_OPTIONS } from './bkt/options.js';
export type { BktState, SkillBelief } from './bkt/state.js';
export {
  advance,
  knownOf,
  type PredictLogOptions,
  predict,
  predictLog,
  replay,
  type StartOptions,
  start,
} from './bkt/trace.js';
