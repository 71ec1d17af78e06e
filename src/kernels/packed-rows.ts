/** Category of a cell that was not answered. */
export const MISSING = 255;

/** Least probability of a category at a node; smaller ones are to be raised to it before an E-step. */
export const LEAST_PROBABILITY = 1e-30;

/** Neighbouring items whose answers make one byte. */
export interface Block {
  /** First item and the one past the last. */
  readonly from: number;
  readonly to: number;
  /** Digits of each item: its categories, and one more where cells are missing. */
  readonly radix: readonly number[];
  /** Product of the digits, at most 256. */
  readonly codes: number;
}

/**
 * Answers packed into bytes, with how many learners each row stands for. A block's byte is a number in mixed radix, one digit an
 * item, the first item the least. The digit is the category; items with missing cells have one digit more for them.
 * Eight complete binary items so make one byte, as in the method of the four Russians.
 */
export interface PackedRows {
  readonly rows: number;
  /** Categories of each item `[items]`, 1…254. */
  readonly categories: readonly number[];
  readonly blocks: readonly Block[];
  /** Row-major `[rows × blocks]`. */
  readonly codes: Uint8Array;
  /** Learners each row stands for, or any weight ≥ 0 `[rows]`. */
  readonly weight: Float64Array;
}

/** Which kernel computes: `auto` takes SIMD where the machine has it. */
export type KernelChoice = 'auto' | 'simd' | 'plain';

/** What else an E-step does row by row. */
export interface RowHooks {
  /** Writes factors of the likelihood of rows `from` … `to − 1` at the nodes, row r to `out[(r − from) · stride + q]`. */
  readonly factors?: (from: number, to: number, out: Float64Array, stride: number) => void;
  /**
   * Sees posterior weights of rows `from` … `to − 1`, row r at `posterior[(r − from) · stride + q]` summing to 1, and their
   * log-likelihoods. The arrays are reused.
   */
  readonly visit?: (from: number, to: number, posterior: Float64Array, stride: number, logs: Float64Array) => void;
}

/**
 * The E-step of a latent class or item response model over fixed answers. A row's likelihood at node q is
 * Π_{answered items} probability(category given, q), times its factor where hooks give one; the nodes' prior weights are those of
 * an item that every row answered, such as the group it belongs to.
 * `probability` is laid out item by item, category by category: `[Σ categories × nodes]`, each {@link LEAST_PROBABILITY} or above.
 */
export interface EStep {
  readonly kernel: 'simd' | 'plain';
  readonly nodes: number;
  /**
   * Expected counts: adds Σ_rows weight · posterior_q to `counts` (laid out as `probability`, emptied first) at the
   * category that each row gave; missing cells add nothing. Returns Σ_rows weight · log likelihood.
   */
  readonly run: (probability: Float64Array, counts: Float64Array, hooks?: RowHooks) => number;
  /** Posterior weights of rows `from` … `to − 1`, row-major `[rows × nodes]`, each row summing to 1; returns their log-likelihoods. */
  readonly posteriors: (
    probability: Float64Array,
    from: number,
    to: number,
    out: Float64Array,
    factors?: RowHooks['factors'],
  ) => Float64Array;
}
