import type { Seed } from '../../math/random.js';
import type { FitReport, ItemFamily } from '../model.js';

/** What was asked to be estimated; see {@link MirtStructure}. */
export type MirtKind = 'exploratory' | 'confirmatory' | 'bifactor' | 'testlet';

/** {@link FitReport} of a multidimensional estimation. */
export interface MirtReport extends FitReport {
  /** `em`: by quadrature; `mh-rm`: Metropolis–Hastings Robbins–Monro, for which `iterations` are its cycles. */
  readonly method: 'em' | 'mh-rm';
  /** Monte Carlo standard error of the log-likelihood; 0 by quadrature. */
  readonly logLikelihoodError: number;
  /** What the random numbers came from; absent where none were drawn. */
  readonly seed?: Seed;
}

/**
 * Items calibrated on several abilities, compensatory: z = slopes · θ, and
 *
 * - `2PL`, `3PL`, `4PL`, `Rasch`: P(right) = lower + (upper − lower) / (1 + exp(−(z + intercept)));
 * - `GRM`: P(category ≥ v) = 1 / (1 + exp(−(z + intercept_v)));
 * - `GPCM`, `PCM`: P(k) ∝ exp(k z + Σ_{v ≤ k} intercept_v);
 * - `CRM`: P(share of marks ≥ s) = 1 / (1 + exp(−(z + intercept − spread · logit s))).
 *
 * θ ~ N(0, covariance). Columns are parallel to `items`, rows of `covariance` to `dimensions`.
 */
export interface MirtModel {
  readonly kind: 'mirt';
  readonly version: 1;
  readonly structure: MirtKind;
  readonly items: readonly string[];
  readonly families: readonly ItemFamily[];
  /** Names of the abilities: first the `primary` ones, then the specific ones of a bifactor or testlet model. */
  readonly dimensions: readonly string[];
  /** How many of the dimensions are primary; an item loads on at most one of the others. */
  readonly primary: number;
  /** Which slopes are not 0 by definition, 1 or 0 `[items][dimensions]`. */
  readonly loads: readonly (readonly number[])[];
  /** `[items][dimensions]`; in a testlet model the slope on the testlet's dimension is that on the general one. */
  readonly slopes: readonly (readonly number[])[];
  /** `[items][categories − 1]`; one for a `CRM` item. */
  readonly intercepts: readonly (readonly number[])[];
  /** P(right) of the weakest `[items]`; absent means 0 for all. */
  readonly lower?: readonly number[];
  /** P(right) of the strongest `[items]`; absent means 1 for all. */
  readonly upper?: readonly number[];
  /** Spread of the continuous items' marks, null for others `[items]`; absent where there are none. */
  readonly spread?: readonly (number | null)[];
  /** Least points of category 1, 2, … `[items][categories − 1]`. */
  readonly cuts: readonly (readonly number[])[];
  readonly fullMarks: readonly number[];
  /** Mean points of the calibration sample's learners in each category `[items][categories]`. */
  readonly categoryPoints?: readonly (readonly number[])[];
  readonly latent: {
    readonly mean: readonly number[];
    /** `[dimensions][dimensions]`; correlations, where the variances are fixed at 1. */
    readonly covariance: readonly (readonly number[])[];
    readonly learners: number;
    /** Standard errors; NaN (null in JSON) where fixed or unknown. */
    readonly se: { readonly covariance: readonly (readonly number[])[] };
  };
  /** Equally spaced nodes on −`bound` … `bound` along each dimension, before they are turned to the covariance; those farther out than `bound` are left out. */
  readonly quadrature: { readonly points: number; readonly bound: number };
  /** Standard errors in the shape of the parameters; NaN where unknown or fixed. */
  readonly se: {
    readonly slopes: readonly (readonly number[])[];
    readonly intercepts: readonly (readonly number[])[];
    readonly lower?: readonly number[];
    readonly upper?: readonly number[];
    readonly spread?: readonly (number | null)[];
  };
  readonly report: MirtReport;
}
