import type { Belief, PointDeviation } from '../diagnosis/belief.js';

export type { Belief, PointDeviation };

/** What is believed of one learner on one knowledge point. */
export interface PointState {
  /**
   * Deviation of the point from the subject's ability, in logits, as its regression on the ability:
   * what later answers tell of the ability moves the point without rewriting it. `pointBelief` gives the point's own belief.
   */
  readonly deviation: PointDeviation;
  /** Answers that touched the point. */
  readonly answers: number;
  /** Time of the last such answer, ms; absent where unknown. */
  readonly lastSeen?: number;
  /** P(known) of Bayesian knowledge tracing before the next answer, where practice answers were traced. */
  readonly known?: number;
  /**
   * Memory of the point as FSRS holds it, since `lastSeen`: days until 90 % is recalled, and difficulty 1…10.
   * Kept where the models hold one of memory.
   */
  readonly memory?: { readonly stability: number; readonly difficulty: number };
  /** Items met that mainly exercise the point (it is their first), by item id, with the number of times; made without a prototype. */
  readonly items?: Readonly<Record<string, number>>;
}

/** What is believed of one learner in one subject. */
export interface SubjectState {
  /** General ability in logits on the scale of the calibrated items. */
  readonly ability: Belief;
  /** Time of the last event, ms; absent where unknown. */
  readonly lastSeen?: number;
  /** By knowledge point id; made without a prototype, so any id is safe. */
  readonly points: Readonly<Record<string, PointState>>;
  /** Items met that need no knowledge point, in the form of a point's `items`. */
  readonly items?: Readonly<Record<string, number>>;
}

/**
 * All that the engine knows of a learner: plain, immutable JSON.
 * `advance` returns a new state; `replay` of the same events gives the same bytes.
 */
export interface LearnerState {
  readonly kind: 'learner';
  readonly version: 1;
  readonly learner: string;
  /** By subject key; made without a prototype. */
  readonly subjects: Readonly<Record<string, SubjectState>>;
  readonly events: number;
}

/** One answer. */
export interface AnswerOf {
  readonly item: string;
  readonly knowledgePoints: readonly string[];
  /** Share of full marks, 0…1. */
  readonly score: number;
  /** For an instance of a template: the id of the item it was made from, whose calibration then holds. */
  readonly variantOf?: string;
  /** Expected share of full marks in the cohort, 0…1: says how hard an item is that is not calibrated. */
  readonly difficulty?: number;
}

/** Something that happened: an exam is taken in as one event with all its answers, practice as one answer an event. */
export interface LearnerEvent {
  readonly kind: 'exam' | 'practice';
  readonly subject: string;
  readonly time?: number;
  readonly answers: readonly AnswerOf[];
}
