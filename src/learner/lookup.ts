import type { FsrsState } from '../memory/fsrs/model.js';
import type { LearnerState, PointState, SubjectState } from './state.js';

/** What is believed of a learner in a subject, if anything. */
export function subjectOf(state: LearnerState, subject: string): SubjectState | undefined {
  return Object.hasOwn(state.subjects, subject) ? state.subjects[subject] : undefined;
}

/** What is believed of a learner on a point, if anything. */
export function pointOf(subject: SubjectState, point: string): PointState | undefined {
  return Object.hasOwn(subject.points, point) ? subject.points[point] : undefined;
}

/** Memory of a point since it was last seen, where one is kept. */
export function memoryOf(point: PointState | undefined): FsrsState | undefined {
  if (point?.memory === undefined) return undefined;
  return { ...point.memory, ...(point.lastSeen === undefined ? {} : { time: point.lastSeen }) };
}

/**
 * Ids of the items that a learner has met in a subject, or in all, each once.
 *
 * @example
 * const fresh = bank.items.filter((item) => !itemsSeen(state, 'math').has(item.id));
 */
export function itemsSeen(state: LearnerState, subject?: string): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const [key, own] of Object.entries(state.subjects)) {
    if (subject !== undefined && key !== subject) continue;
    for (const item of Object.keys(own.items ?? {})) seen.add(item);
    for (const point of Object.values(own.points)) for (const item of Object.keys(point.items ?? {})) seen.add(item);
  }
  return seen;
}
