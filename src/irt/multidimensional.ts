export { calibrate, calibrateAsync } from './multidimensional/calibrate.js';
export {
  expectedScore,
  information,
  type MultidimensionalDifficulty,
  multidimensionalDifficulty,
  probability,
  testInformation,
} from './multidimensional/curves.js';
export type { CalibrateProgress } from './multidimensional/expectation-maximisation.js';
export type { MirtKind, MirtModel, MirtReport } from './multidimensional/model.js';
export {
  type CalibrateDefaults,
  type CalibrateOptions,
  type Correlations,
  calibrateDefaults,
  type LoadingPattern,
  type MirtStructure,
} from './multidimensional/options.js';
export { type FactorLoadings, factorLoadings, type Rotation, rotate } from './multidimensional/rotate.js';
export {
  type MirtScores,
  type ScoreMethod,
  type ScoreOptions,
  score,
  scoreDefaults,
} from './multidimensional/score.js';
