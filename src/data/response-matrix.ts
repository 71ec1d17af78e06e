/**
 * One exam or test: learners × items with missing cells.
 * A row may stand for several learners with the same answers (`count`).
 */
export interface ResponseMatrix {
  /** Row ids: pseudonymous learner ids, or `pattern-1` … where a table holds patterns. */
  readonly learners: readonly string[];
  readonly items: readonly string[];
  /** Points won, row-major `[learners × items]`; NaN where missing (absent, not given). */
  readonly points: Float32Array;
  /** Full marks `[items]`, each above 0. */
  readonly fullMarks: readonly number[];
  /** How many learners each row stands for `[learners]`; absent means one each. */
  readonly count?: Float64Array;
}
