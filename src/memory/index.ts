export { type MemoryReport, type ReviewLog, type ReviewUnit, reviewLog, SITTING_DAYS } from './review-log.js';
export {
  DEFAULT_PLAN_OPTIONS,
  type PlannedReview,
  planReviews,
  type ReviewPlan,
  type ReviewPlanOptions,
} from './review-plan.js';
