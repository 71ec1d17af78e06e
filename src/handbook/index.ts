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
export type {
  ComposeInput,
  ComposeOptions,
  ComposeSettings,
  ExamQuestion,
  PlanOptions,
  PointMastery,
  ScoreBand,
  ScoreBands,
  SectionKind,
} from './compose.js';
export { compose, composeDefaults, gradeBands, markBands, returnDays, studentSections } from './compose.js';
export type { ClassInput, ClassLearner, ClassOptions, ClassQuestion } from './compose-class.js';
export { classDefaults, composeClass } from './compose-class.js';
export type {
  Answers,
  Cover,
  Explanations,
  Handbook,
  HandbookImage,
  MasteryChart,
  MasteryGroup,
  MasteryLevel,
  MasteryRow,
  MindMap,
  MindMapLink,
  MindMapNode,
  Overview,
  Plan,
  PlanDay,
  Practice,
  PrintList,
  Question,
  QuestionKind,
  Section,
  Slip,
  StudentSection,
  TeacherMessage,
  Text,
  WrongReview,
} from './document.js';
export type { PageOptions, Paper } from './page.js';
export { pageDefaults, papers } from './page.js';
export { returnsByMemory } from './returns.js';
