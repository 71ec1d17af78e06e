/**
 * Answers in the order in which they happened, one row an *interaction*: a learner's answer to an item,
 * whatever the number of skills the item needs. Columnar and dictionary-encoded.
 */
export interface ResponseLog {
  /** Number of rows. All columns have this length. */
  readonly length: number;
  /** Learner ids; `learner[r]` indexes them. */
  readonly learners: readonly string[];
  /** Item ids; `item[r]` indexes them. */
  readonly items: readonly string[];
  /** Skill (knowledge point) ids; empty where the log names none. */
  readonly skills: readonly string[];
  /** The distinct sets of skills; `skillSet[r]` indexes them. */
  readonly skillSets: SkillSets;
  readonly learner: Int32Array;
  readonly item: Int32Array;
  /** Index into `skillSets`, −1 where the row has no skill. */
  readonly skillSet: Int32Array;
  /** Share of the full marks won, 0…1; binary answers are 0 or 1. */
  readonly score: Float32Array;
  /** Milliseconds since 1970-01-01 UTC, or any increasing clock; NaN where unknown. */
  readonly time: Float64Array;
}

/** Sets of skills in compressed rows: set `s` holds `skill[start[s]] … skill[start[s + 1] − 1]`, ascending, no repeats. */
export interface SkillSets {
  readonly start: Int32Array;
  readonly skill: Int32Array;
}
