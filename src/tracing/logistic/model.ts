import type { FeatureSpec } from './feature.js';

/** How a fit went. */
export interface LogisticReport {
  /** Of the training answers, penalty excluded. */
  readonly logLikelihood: number;
  /** Σ over weights of ½ precision · weight² (and strength · |weight| with L1). */
  readonly penalty: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Why it did not converge; absent if it did. */
  readonly reason?: string;
  /** In a factorisation machine whose precision was not given. */
  readonly factors?: FactorChoice;
  /** Weights that are not 0. */
  readonly parameters: number;
  readonly learners: number;
  readonly interactions: number;
  /** What the user should know. */
  readonly warnings: readonly string[];
}

/** Log-odds of a question by itself: intercept + item + Σ skills + combination. Parallel to the model's ids. */
export interface Easiness {
  readonly intercept: number;
  readonly items: readonly number[];
  readonly skills: readonly number[];
  readonly combinations: readonly number[];
}

/** How the precision of a factorisation machine's vectors was chosen: mean log-losses of training learners held out. */
export interface FactorChoice {
  /** The chosen precision; absent where the linear model foretells as well. */
  readonly precision?: number;
  /** Of the linear model. */
  readonly linearLoss: number;
  /** Of each precision tried, from strong to weak; those whose loss rose may have been left before their end. */
  readonly tried: readonly { readonly precision: number; readonly loss: number }[];
}

/** Pairwise products of columns by vectors of `size` numbers: ½ Σ_f ((Σ_j v_jf x_j)² − Σ_j v_jf² x_j²). */
export interface Factors {
  readonly size: number;
  /** A vector for each weight, parallel to the weights of each feature, `size` numbers each. */
  readonly vectors: readonly (readonly number[])[];
}

/**
 * A logistic model: P(right) = logistic(Σ weight · value) over the features of a question and its learner.
 * An id that the model does not hold has no weights of its own: the shared ones predict.
 */
export interface LogisticModel {
  readonly kind: 'logistic';
  readonly version: 1;
  readonly features: readonly FeatureSpec[];
  readonly skills: readonly string[];
  readonly items: readonly string[];
  /** Sets of two or more skills that were answered together, each sorted. */
  readonly combinations: readonly (readonly string[])[];
  /** Weights of each feature: for all, or for each skill, item or combination in turn; `width` values each. */
  readonly weights: readonly (readonly number[])[];
  /** Standard deviation of each weight, from the diagonal of the curvature (Laplace); parallel to `weights`. */
  readonly deviations: readonly (readonly number[])[];
  /** Precision of the weights' prior, one a feature. */
  readonly precision: readonly number[];
  /** Easiness of questions, where a feature asks for it. */
  readonly easiness?: Easiness;
  /** Products of features, in a factorisation machine. */
  readonly factors?: Factors;
  readonly report: LogisticReport;
}

/** The id of a set of skills: JSON of the sorted ids, so that no id can be taken for two. */
export function combinationId(skills: readonly string[]): string {
  return JSON.stringify(skills.toSorted());
}
