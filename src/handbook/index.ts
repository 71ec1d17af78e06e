export type { ComposeInput, ComposeOptions, ExamQuestion, PointMastery } from './compose.js';
export { compose, composeDefaults } from './compose.js';
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
