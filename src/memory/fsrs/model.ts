import { default_w } from 'ts-fsrs';
import type { MemoryReport } from '../review-log.js';

/** An FSRS-6 model: the 21 weights of the algorithm. */
export interface FsrsModel {
  readonly kind: 'fsrs';
  readonly version: 1;
  /** `w0 … w20`: first stabilities by grade, difficulty, growth of stability, forgetting after a lapse, same-day reviews, decay. */
  readonly weights: readonly number[];
  /** Absent for the published weights. */
  readonly report?: MemoryReport;
}

/** Memory of one unit of one learner. */
export interface FsrsState {
  /** Days after which retrievability has fallen to 0.9, above 0. */
  readonly stability: number;
  /** 1 (easy) … 10 (hard). */
  readonly difficulty: number;
  /** Time of the last review in milliseconds, where known. */
  readonly time?: number;
}

/**
 * FSRS-6 with its published default weights, fitted by its authors to several hundred million flash-card reviews:
 * a start where there is no log yet.
 *
 * @source Open Spaced Repetition, ts-fsrs 5.4, `default_w`
 * @example
 * defaultModel.weights.length; // 21
 */
export const defaultModel: FsrsModel = { kind: 'fsrs', version: 1, weights: [...default_w] };

/** Shares of the marks from which an answer counts as Good and as Hard; below that it is Again. */
export const GRADE_CUTS: { readonly good: number; readonly hard: number } = { good: 0.8, hard: 0.4 };

/**
 * FSRS's grade of a share of the marks: 1 Again, 2 Hard, 3 Good. Easy needs the learner's own word, which an exam has not.
 *
 * @example
 * gradeOf(0.5); // 2
 */
export function gradeOf(score: number): 1 | 2 | 3 {
  return score >= GRADE_CUTS.good ? 3 : score >= GRADE_CUTS.hard ? 2 : 1;
}
