export { mergeAnswers } from './bkt/merge.js';
export { explainAnswers, explainFeatures } from './logistic/explain.js';
export { familyWith, type LogisticFamily } from './logistic/family.js';
export type { CountedOf, Counter, FeatureKind, FeatureSpec, Moment, WeightedBy } from './logistic/feature.js';
export { fit } from './logistic/fit.js';
export {
  INTERVAL_DEFAULTS,
  type IntervalOptions,
  type PredictedInterval,
  predictInterval,
} from './logistic/interval.js';
export { KINDS } from './logistic/kinds.js';
export type { Easiness, FactorChoice, Factors, LogisticModel, LogisticReport } from './logistic/model.js';
export { DEFAULT_OPTIONS, type LogisticModelLike, type LogisticOptions } from './logistic/options.js';
export { PRESETS, type Preset } from './logistic/presets.js';
export {
  SEARCH_DEFAULTS,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
  searchFeatures,
} from './logistic/search.js';
export type { LogisticState } from './logistic/state.js';
export { advance, predict, predictLog, replay, start } from './logistic/trace.js';
export type { Leaf, Trie } from './logistic/trie.js';
