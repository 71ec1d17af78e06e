export type { Audience, Names } from './describe-reason.js';
export { describeReason, describeShortage, describeTier } from './describe-reason.js';
export type { GroupOptions, NeedGroup, NeedProfile } from './group-by-need.js';
export { groupByNeed, groupDefaults } from './group-by-need.js';
export type { InstanceMaker, LearnerView, RecommendEngines } from './learner-view.js';
export { minutesByKind } from './minutes.js';
export type { HelperPair, PairOptions } from './pair-helpers.js';
export { pairDefaults, pairHelpers } from './pair-helpers.js';
export type { Candidate, PreparedBank } from './prepare-bank.js';
export { prepareBank } from './prepare-bank.js';
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
