export type { FitTest } from './fit/chi-square-test.js';
export { compare, type ModelComparison } from './fit/compare.js';
export { type CriticalQ3, type CriticalQ3Options, criticalQ3, criticalQ3Defaults } from './fit/critical-q3.js';
export type { AbilityMethod, FitOptions } from './fit/data.js';
export {
  type FitReportOptions,
  fitReport,
  fitReportDefaults,
  type IrtFitReport,
  type OddLearner,
} from './fit/fit-report.js';
export { type InformationCriteria, informationCriteria } from './fit/information-criteria.js';
export { type ItemFit, type ItemFitOptions, itemFit, itemFitDefaults } from './fit/item-fit.js';
export {
  type ItemPairFit,
  type LocalDependence,
  type LocalDependenceOptions,
  localDependence,
  localDependenceDefaults,
} from './fit/local-dependence.js';
export type { MeanSquares } from './fit/mean-squares.js';
export { type ModelFit, type ModelFitOptions, modelFit, modelFitDefaults } from './fit/model-fit.js';
export { type PersonFit, type PersonFitOptions, personFit, personFitDefaults } from './fit/person-fit.js';
