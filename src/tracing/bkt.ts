export type { BktPriors } from './bkt/em.js';
export { type BktOptions, DEFAULT_OPTIONS, DEFAULT_PRIORS, fit } from './bkt/fit.js';
export {
  type BktModel,
  type BktParameters,
  type BktReport,
  type CombinationRule,
  skillParameters,
  traceAnswer,
} from './bkt/model.js';
export { advance, type BktState, knownOf, predict, predictLog, start } from './bkt/trace.js';
