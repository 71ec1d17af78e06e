export type { KernelChoice } from '../kernels/packed-rows.js';
export { STEEPEST } from './calibrate/design.js';
export type { CalibrateProgress } from './calibrate/expectation.js';
export { FEW_LEARNERS } from './calibrate/plan.js';
export { ASYMPTOTE_PRIORS, type ParameterPrior, type PriorDensity, WEAK_PRIORS } from './calibrate/priors.js';
export { calibrate, calibrateAsync, type LongWork } from './calibrate.js';
export { categoryOf, chooseCuts, PASS_SHARE } from './coding.js';
export {
  categoryProbabilities,
  curveTable,
  expectedScore,
  information,
  type PreparedIrt,
  prepare,
  probability,
  testInformation,
  testScore,
} from './curves.js';
export {
  addCounts,
  type ExpectedCounts,
  type ExpectedCountsOptions,
  expectedCounts,
  type UpdateOptions,
  update,
} from './expected-counts.js';
export {
  type FamilyTraits,
  type FitReport,
  type IrtModel,
  ITEM_FAMILIES,
  type ItemFamily,
  type LatentGroup,
  type LatentRegression,
  type NominalParameters,
} from './model.js';
export { type AbsorbOptions, absorb, absorbDefaults, type OnlineCalibration, startOnline } from './online.js';
export { type CalibrateDefaults, type CalibrateOptions, type Covariates, calibrateDefaults } from './options.js';
export { reliability } from './reliability.js';
export type { PriorOptions } from './score/options.js';
export { type PlausibleOptions, type PlausibleValues, plausibleDefaults, plausibleValues } from './score/plausible.js';
export { type SumScoreOptions, type SumScoreTable, sumScoreTable } from './score/sum-scores.js';
export { type IrtScores, type ScoreMethod, type ScoreOptions, score, scoreDefaults } from './score.js';
export { calibrateShards, type ShardOptions } from './shards.js';
export {
  type CharacteristicCurve,
  type CurveOptions,
  characteristicCurve,
  curveDefaults,
  type InformationCurve,
  informationCurve,
  marginalReliability,
} from './test-curves.js';
