export type { KernelChoice } from '../kernels/packed-rows.js';
export { type CalibrateProgress, calibrate, calibrateAsync, type LongWork } from './calibrate.js';
export { categoryOf, chooseCuts, PASS_SHARE } from './coding.js';
export { categoryProbabilities, expectedScore, information, probability, testInformation } from './curves.js';
export {
  addCounts,
  type ExpectedCounts,
  type ExpectedCountsOptions,
  expectedCounts,
  update,
} from './expected-counts.js';
export { FEW_LEARNERS, STEEPEST, WEAK_PRIOR } from './m-step.js';
export type { FitReport, IrtFamily, IrtModel } from './model.js';
export { type CalibrateOptions, calibrateDefaults } from './options.js';
export { type PreparedIrt, prepare } from './prepare.js';
export { reliability } from './reliability.js';
export { type IrtScores, type ScoreOptions, score, scoreDefaults } from './score.js';
