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
export { type Fold, splitByLearner, takeRows } from './split.js';
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
