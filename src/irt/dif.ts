export { type Adjustment, adjust } from './dif/adjust.js';
export type { Test } from './dif/contingency.js';
export type { DifEffect } from './dif/effect-size.js';
export { type IrtDifOptions, irtDifDefaults } from './dif/irt-options.js';
export {
  type DifProgress,
  difLikelihoodRatio,
  difLikelihoodRatioAsync,
  type IrtDifReport,
  type LikelihoodRatioItem,
} from './dif/likelihood-ratio.js';
export {
  difLogistic,
  type EffectClass,
  type LogisticItem,
  type LogisticOptions,
  type LogisticTest,
  logisticDefaults,
} from './dif/logistic.js';
export {
  type DifReport,
  difMantelHaenszel,
  type EtsClass,
  type MantelHaenszelItem,
  type MantelHaenszelOptions,
  type MantelHaenszelPair,
  mantelHaenszelDefaults,
} from './dif/mantel-haenszel.js';
export type { MatchRule } from './dif/matching.js';
export { difSibtest, type SibtestItem, type SibtestOptions, sibtestDefaults } from './dif/sibtest.js';
export type { EngineOptions, GroupMoments } from './dif/split.js';
export { difWald, type WaldItem, type WaldOptions } from './dif/wald.js';
