/** Category of a cell that was not answered. */
export const MISSING = 255;

/** Least probability of a category at a node; smaller ones are to be raised to it before an E-step. */
export const LEAST_PROBABILITY = 1e-30;

/** Answers in categories, with how many learners each row stands for. Not changed after it is handed over. */
export interface CodedRows {
  readonly rows: number;
  /** Categories of each item `[items]`, 2…254; a row holds 0 … categories − 1, or {@link MISSING}. */
  readonly categories: readonly number[];
  /** Row-major `[rows × items]`. */
  readonly answers: Uint8Array;
  /** Learners each row stands for, or any weight ≥ 0 `[rows]`. */
  readonly weight: Float64Array;
}

/** Category probabilities at the quadrature nodes, with the nodes' prior weights. */
export interface NodeCurves {
  /** Item by item, category by category: `[Σ categories × nodes]`, each from {@link LEAST_PROBABILITY} to 1. */
  readonly probability: Float64Array;
  /** Prior weights of the nodes `[nodes]`; they need not sum to 1. */
  readonly prior: Float64Array;
}

/** Which kernel computes: `auto` takes SIMD where the machine has it. */
export type KernelChoice = 'auto' | 'simd' | 'plain';

/**
 * The E-step of a unidimensional latent class or item response model over fixed answers.
 * A row's likelihood at node q is prior_q · Π_{answered items} probability(category given, q).
 */
export interface EStep {
  readonly kernel: 'simd' | 'plain';
  readonly nodes: number;
  /**
   * Expected counts: adds Σ_rows weight · posterior_q to `counts` (laid out as `probability`, emptied first) at the
   * category that each row gave; missing cells add nothing. Returns Σ_rows weight · log likelihood.
   */
  readonly run: (curves: NodeCurves, counts: Float64Array) => number;
  /** Posterior weights of rows `from` … `to − 1`, row-major `[rows × nodes]`, each row summing to 1; returns their log-likelihoods. */
  readonly posteriors: (curves: NodeCurves, from: number, to: number, out: Float64Array) => Float64Array;
}
