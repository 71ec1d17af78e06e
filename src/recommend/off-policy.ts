export type { Decision, Episode } from './off-policy/decision.js';
export type {
  OffPolicyEstimates,
  OffPolicyMethod,
  OffPolicyOptions,
  OffPolicyReport,
} from './off-policy/evaluate-policy.js';
export { evaluatePolicy, offPolicyDefaults } from './off-policy/evaluate-policy.js';
export type {
  SequenceEstimates,
  SequenceMethod,
  SequenceOptions,
  SequenceReport,
} from './off-policy/evaluate-sequences.js';
export { evaluateSequences } from './off-policy/evaluate-sequences.js';
export type { WeightSummary, WeightWarning } from './off-policy/weights.js';
export { describeWeightWarning } from './off-policy/weights.js';
