/** A normal belief about a quantity in logits. */
export interface Belief {
  readonly mean: number;
  readonly variance: number;
}

/** What is believed of one learner on one knowledge point. */
export interface PointState {
  /** Deviation of the point from the subject's ability, in logits. */
  readonly deviation: Belief;
  /** Answers that touched the point. */
  readonly answers: number;
  /** Time of the last such answer, ms; absent where unknown. */
  readonly lastSeen?: number;
  /** P(known) of Bayesian knowledge tracing, where practice answers were traced. */
  readonly known?: number;
}

/** What is believed of one learner in one subject. */
export interface SubjectState {
  /** General ability in logits on the scale of the calibrated items. */
  readonly ability: Belief;
  /** By knowledge point id; made without a prototype, so any id is safe. */
  readonly points: Readonly<Record<string, PointState>>;
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
  /** Items met, by item id, with the number of times; made without a prototype. */
  readonly seen: Readonly<Record<string, number>>;
  readonly events: number;
}

/** One answer. */
export interface AnswerOf {
  readonly item: string;
  readonly knowledgePoints: readonly string[];
  /** Share of full marks, 0…1. */
  readonly score: number;
}

/** Something that happened: an exam is taken in as one event with all its answers, practice as one answer an event. */
export interface LearnerEvent {
  readonly kind: 'exam' | 'practice';
  readonly subject: string;
  readonly time?: number;
  readonly answers: readonly AnswerOf[];
}
