export type {
  Audience,
  ClassOverview,
  ClassSection,
  ErrorPatterns,
  ExplainPlan,
  HeatMap,
  PracticeGroups,
  QuestionTable,
} from './class-document.js';
export type { ComposeInput, ComposeOptions, ExamQuestion, PointMastery } from './compose.js';
export { compose, composeDefaults } from './compose.js';
export type { ClassInput, ClassLearner, ClassOptions, ClassQuestion } from './compose-class.js';
export { classDefaults, composeClass } from './compose-class.js';
export type {
  Answers,
  Cover,
  Handbook,
  MasteryChart,
  MasteryLevel,
  MasteryRow,
  Overview,
  Practice,
  Question,
  QuestionKind,
  Section,
  Text,
  WrongReview,
} from './document.js';
export type { PageOptions, Paper } from './page.js';
export { pageDefaults, papers } from './page.js';
