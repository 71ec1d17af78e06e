export type {
  ClassItem,
  ClassSet,
  ClassSetRequest,
  ClassTable,
  DifferentiatedSets,
  DifferentiateOptions,
  GroupSet,
  Quota,
  RelaxedWish,
  TabulateOptions,
  Welfare,
} from './class-sets.js';
export {
  chooseClassSet,
  classSetDefaults,
  describeRelaxed,
  differentiate,
  differentiateDefaults,
  tabulateClass,
} from './class-sets.js';
export type { Audience, Names } from './describe-reason.js';
export { describeReason, describeShortage, describeTier } from './describe-reason.js';
export type { GroupOptions, NeedGroup, NeedProfile } from './group-by-need.js';
export { groupByNeed, groupDefaults } from './group-by-need.js';
export type { InstanceMaker, LearnerView, RecommendEngines } from './learner-view.js';
export { minutesByKind } from './minutes.js';
export type {
  Decision,
  Episode,
  OffPolicyEstimates,
  OffPolicyMethod,
  OffPolicyOptions,
  OffPolicyReport,
  SequenceEstimates,
  SequenceMethod,
  SequenceOptions,
  SequenceReport,
  WeightSummary,
  WeightWarning,
} from './off-policy.js';
export { describeWeightWarning, evaluatePolicy, evaluateSequences, offPolicyDefaults } from './off-policy.js';
export type { HelperPair, PairOptions } from './pair-helpers.js';
export { pairDefaults, pairHelpers } from './pair-helpers.js';
export { PLAN_DEFAULTS, type PlanOptions, type PointsToPlan, planAnswers, planPath } from './plan-answers.js';
export { fixedOrder, masteryThreshold, random, zoneOfProximalDevelopment } from './policies/baselines.js';
export { expectedGain, LOOKAHEAD_DEFAULTS, type LookaheadOptions, lookahead } from './policies/lookahead.js';
export type { Policy, PolicyContext, PracticeView, Scored } from './policies/policy.js';
export { type ViewFacts, viewBkt, viewDynamicIrt } from './practice-views.js';
export type { Candidate, PreparedBank } from './prepare-bank.js';
export { prepareBank } from './prepare-bank.js';
export { defaultPolicy, type RankedItem, type RankRequest, rank, rankDefaults } from './rank.js';
export { recommend, viewLearner } from './recommend.js';
export { recommendFor } from './recommend-for.js';
export type {
  PracticeGroup,
  Reason,
  Recommendation,
  RecommendResult,
  Shortage,
  ShortageCause,
  Tier,
} from './recommendation.js';
export type { RecommendRequest, SuccessBand } from './request.js';
export { recommendDefaults } from './request.js';
export { tierOf } from './tiers.js';
export { viewGroup } from './view-group.js';
