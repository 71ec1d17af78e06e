/** One learner of a roster. Names appear only in print. */
export interface RosterEntry {
  /** Pseudonymous id (学号). */
  readonly learner: string;
  readonly school: string;
  readonly class: string;
  readonly name?: string;
}

/** The learners of a pilot, each once. */
export interface Roster {
  readonly entries: readonly RosterEntry[];
}
