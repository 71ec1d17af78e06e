export {
  analyseItems,
  type ClassicalAnalysis,
  type ClassicalOptions,
  classicalDefaults,
  type ItemStatistics,
  type TotalStatistics,
} from './classical/analyse.js';
export {
  analyseDistractors,
  type ChoiceTable,
  type DistractorOptions,
  type DistractorTable,
  distractorDefaults,
  type OptionFlag,
  type OptionStatistics,
} from './classical/distractors.js';
export {
  type DistributionOptions,
  distributionDefaults,
  type ScoreBand,
  type ScoreDistribution,
  scoreDistribution,
} from './classical/distribution.js';
export type { ClassicalReliability, SplitHalf } from './classical/reliability.js';
export type { MissingRule } from './classical/totals.js';
export { judgeDifficulty, judgeDiscrimination, judgeReliability, type Verdict } from './classical/verdict.js';
