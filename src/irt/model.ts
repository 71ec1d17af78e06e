/** Families of this room. Binary items of a `GPCM` model are 2PL items. */
export type IrtFamily = '2PL' | 'GPCM';

/** How an estimation went. */
export interface FitReport {
  /** Marginal log-likelihood at the solution, priors excluded. */
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Why it did not converge; absent if it did. */
  readonly reason?: string;
  readonly parameters: number;
  /** Learners, counts of patterns included. */
  readonly learners: number;
  /** What the user should know, e.g. items that everybody got right. */
  readonly warnings: readonly string[];
}

/**
 * Calibrated items. P(category k) ∝ exp(Σ_{v ≤ k} a (θ − b_v)), θ ~ N(0, 1) in the calibration sample;
 * with two categories this is the 2PL, P(right) = 1 / (1 + exp(−a (θ − b))).
 */
export interface IrtModel {
  readonly kind: 'irt';
  readonly version: 1;
  readonly family: IrtFamily;
  readonly items: readonly string[];
  /** Discriminations `[items]`. */
  readonly a: readonly number[];
  /** Step difficulties `[items][categories − 1]`. */
  readonly b: readonly (readonly number[])[];
  /** Least points of category 1, 2, … `[items][categories − 1]`: a learner with `points ≥ cuts[i][k − 1]` is in category k or above. */
  readonly cuts: readonly (readonly number[])[];
  readonly fullMarks: readonly number[];
  /** Mean points of the calibration sample's learners in each category `[items][categories]`; absent means the least points of each. */
  readonly categoryPoints?: readonly (readonly number[])[];
  /** Standard errors in the shape of the parameters; NaN is written as null in JSON. */
  readonly se: { readonly a: readonly number[]; readonly b: readonly (readonly number[])[] };
  readonly report: FitReport;
}
