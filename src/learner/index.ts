export { advance, replay, start } from './advance.js';
export { type ExamFacts, eventsFromExam, eventsFromLog } from './events.js';
export { itemsSeen } from './lookup.js';
export { DEFAULT_LEARN, expectedGain, type Mastery, type MasteryMoment, mastery } from './mastery.js';
export type { LearnerModels, PredictedItem } from './models.js';
export { type Prediction, predict } from './predict.js';
export type {
  AnswerOf,
  Belief,
  LearnerEvent,
  LearnerState,
  PointDeviation,
  PointState,
  SubjectState,
} from './state.js';
