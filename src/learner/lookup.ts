import type { LearnerState, PointState, SubjectState } from './state.js';

/** What is believed of a learner in a subject, if anything. */
export function subjectOf(state: LearnerState, subject: string): SubjectState | undefined {
  return Object.hasOwn(state.subjects, subject) ? state.subjects[subject] : undefined;
}

/** What is believed of a learner on a point, if anything. */
export function pointOf(subject: SubjectState, point: string): PointState | undefined {
  return Object.hasOwn(subject.points, point) ? subject.points[point] : undefined;
}
