export { type AuditCode, type AuditFinding, type AuditReport, auditLog, type LogAudit } from './audit.js';
export { describeFinding } from './audit-words.js';
export {
  BOOTSTRAP_DEFAULTS,
  type BootstrapOptions,
  bootstrapMetrics,
  type Interval,
  METRIC_NAMES,
  type MetricName,
  type ScoredRows,
} from './bootstrap.js';
export { measureBySkill, type SkillBreakdown, type SkillMetrics } from './by-skill.js';
export { CALIBRATE_TRACING_DEFAULTS, type CalibrateTracingOptions, calibrateTracing } from './calibrate-tracing.js';
export {
  applyCalibration,
  CALIBRATION_DEFAULTS,
  type Calibration,
  type CalibrationOptions,
  fitIsotonic,
  fitPlatt,
  type IsotonicCalibration,
  type PlattCalibration,
} from './calibration.js';
export {
  type AucComparison,
  compareAuc,
  compareModels,
  type Difference,
  type ModelComparison,
  type PairedRows,
} from './compare.js';
export {
  type CrossValidationOptions,
  crossValidate,
  type FittedFamily,
  type HeldOutPredictions,
  predictFold,
  randomLabels,
} from './cross-validation.js';
export {
  accuracy,
  auc,
  calibrationError,
  DEFAULT_BINS,
  LEAST_PROBABILITY,
  logLoss,
  type Metrics,
  measure,
  type ReliabilityBin,
  reliabilityCurve,
  rmse,
} from './metrics.js';
export { DIAGRAM_DEFAULTS, type DiagramOptions, reliabilityDiagram } from './reliability-diagram.js';
export {
  type Fold,
  holdOutLearners,
  splitByColdStart,
  splitByGiven,
  splitByItem,
  splitByLearner,
  splitByTime,
  takeRows,
} from './split.js';
export {
  evaluateTracing,
  predictLog,
  skillNames,
  type TracedAnswer,
  type TracedQuestion,
  type TracingEvaluation,
  type TracingEvaluationOptions,
  type TracingFamily,
} from './tracing.js';
