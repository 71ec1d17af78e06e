/** Response families of an item; see {@link ITEM_FAMILIES} for what sets them apart. */
export type ItemFamily = 'Rasch' | '1PL' | '2PL' | '3PL' | '4PL' | 'PCM' | 'GPCM' | 'RSM' | 'GRM' | 'NRM' | 'CRM';

/** What a family is for. */
export interface FamilyTraits {
  /** Takes items of two categories only; points of others are cut at a pass mark. */
  readonly binary: boolean;
  /** Slopes are 1, so that the deviation of the abilities is estimated. */
  readonly unitSlope: boolean;
  /** Lower and upper asymptotes to estimate: 0, 1 or 2. */
  readonly asymptotes: 0 | 1 | 2;
  /** What an item of two categories becomes. */
  readonly twoCategories: ItemFamily;
}

/**
 * The families of this room:
 *
 * - binary: `Rasch` (slope 1, free deviation of θ), `1PL` (one common slope), `2PL`, `3PL` (chance level), `4PL` (chance and slip);
 * - ordered: `PCM` (slope 1), `GPCM`, `RSM` (slope 1, steps shared by all items with as many categories), `GRM`;
 * - unordered: `NRM`; items of many marks: `CRM`.
 */
export const ITEM_FAMILIES: Readonly<Record<ItemFamily, FamilyTraits>> = {
  Rasch: { binary: true, unitSlope: true, asymptotes: 0, twoCategories: 'Rasch' },
  '1PL': { binary: true, unitSlope: false, asymptotes: 0, twoCategories: '1PL' },
  '2PL': { binary: true, unitSlope: false, asymptotes: 0, twoCategories: '2PL' },
  '3PL': { binary: true, unitSlope: false, asymptotes: 1, twoCategories: '3PL' },
  '4PL': { binary: true, unitSlope: false, asymptotes: 2, twoCategories: '4PL' },
  PCM: { binary: false, unitSlope: true, asymptotes: 0, twoCategories: 'Rasch' },
  GPCM: { binary: false, unitSlope: false, asymptotes: 0, twoCategories: '2PL' },
  RSM: { binary: false, unitSlope: true, asymptotes: 0, twoCategories: 'Rasch' },
  GRM: { binary: false, unitSlope: false, asymptotes: 0, twoCategories: '2PL' },
  NRM: { binary: false, unitSlope: false, asymptotes: 0, twoCategories: '2PL' },
  CRM: { binary: false, unitSlope: false, asymptotes: 0, twoCategories: '2PL' },
};

/** Parameters of a nominal item, P(k) ∝ exp(slopes_k θ + intercepts_k), those of category 0 being 0; `[categories]` each. */
export interface NominalParameters {
  readonly slopes: readonly number[];
  readonly intercepts: readonly number[];
}

/** The distribution of abilities in one group of learners. */
export interface LatentGroup {
  /** Name of the group; `all` where there is one. */
  readonly group: string;
  readonly mean: number;
  readonly deviation: number;
  /** Learners with at least one answer, counts included. */
  readonly learners: number;
  /** Standard errors; NaN (null in JSON) where fixed or not known. */
  readonly se: { readonly mean: number; readonly deviation: number };
  /**
   * Shares of the learners at equally spaced nodes on −bound … bound, where the distribution is not normal
   * (empirical histogram or Davidian curve); they sum to 1.
   */
  readonly weights?: readonly number[];
}

/** A latent regression: θ ~ N(intercept + covariates · coefficients, deviation²). */
export interface LatentRegression {
  /** Names; the first is `intercept`. */
  readonly covariates: readonly string[];
  readonly coefficients: readonly number[];
  readonly se: readonly number[];
}

/** How an estimation went. */
export interface FitReport {
  /** Marginal log-likelihood at the solution, priors excluded. */
  readonly logLikelihood: number;
  /** Log density of the priors at the solution, constants dropped; 0 where there are none. */
  readonly logPrior: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Why it did not converge; absent if it did. */
  readonly reason?: string;
  /** Free parameters. */
  readonly parameters: number;
  /** Learners with at least one answer, counts of patterns included. */
  readonly learners: number;
  /** Parameters that ended at a bound, such as `q3: slope`. */
  readonly bounded: readonly string[];
  /** How the standard errors were made. */
  readonly standardErrors: 'observed' | 'cross-product' | 'none';
  /** Largest by least eigenvalue of the information, scaled to a unit diagonal: above some 10⁶ parameters are hardly told apart. NaN where unknown. */
  readonly conditionNumber: number;
  /** Digest of the answers, groups and counts (FNV-1a, 64 bits, hexadecimal): the same for the same data. */
  readonly digest: string;
  /** What the user should know, e.g. items that everybody got right. */
  readonly warnings: readonly string[];
}

/**
 * Calibrated items on one ability scale. With z = a (θ − b):
 *
 * - `Rasch`, `1PL`, `2PL`, `3PL`, `4PL`: P(right) = lower + (upper − lower) / (1 + exp(−z));
 * - `PCM`, `GPCM`, `RSM`: P(k) ∝ exp(Σ_{v ≤ k} a (θ − b_v));
 * - `GRM`: P(category ≥ v) = 1 / (1 + exp(−a (θ − b_v)));
 * - `NRM`: P(k) ∝ exp(slopes_k θ + intercepts_k), in `nominal`; a is the mean step of the slopes from the first to the last
 *   category and b are the points where neighbouring categories are equally likely, for reading only;
 * - `CRM`: P(share of marks ≥ s) = 1 / (1 + exp(−(a (θ − b) − a / scale · logit s))).
 *
 * Columns are parallel to `items`.
 */
export interface IrtModel {
  readonly kind: 'irt';
  readonly version: 2;
  readonly items: readonly string[];
  readonly families: readonly ItemFamily[];
  /** Discriminations `[items]`. */
  readonly a: readonly number[];
  /** Difficulties, thresholds or step difficulties `[items][categories − 1]`; one for a `CRM` item. */
  readonly b: readonly (readonly number[])[];
  /** P(right) of the weakest `[items]`; absent means 0 for all. */
  readonly lower?: readonly number[];
  /** P(right) of the strongest `[items]`; absent means 1 for all. */
  readonly upper?: readonly number[];
  /** Parameters of the nominal items, null for others `[items]`; absent where there are none. */
  readonly nominal?: readonly (NominalParameters | null)[];
  /** Scale of the continuous items' logit shares, null for others `[items]`; absent where there are none. */
  readonly scale?: readonly (number | null)[];
  /** Least points of category 1, 2, … `[items][categories − 1]`: a learner with `points ≥ cuts[i][k − 1]` is in category k or above. */
  readonly cuts: readonly (readonly number[])[];
  readonly fullMarks: readonly number[];
  /** Mean points of the calibration sample's learners in each category `[items][categories]`; absent means the least points of each. */
  readonly categoryPoints?: readonly (readonly number[])[];
  /** Abilities of the calibration sample, a group an entry; the first is the reference. */
  readonly latent: readonly LatentGroup[];
  readonly regression?: LatentRegression;
  /** The quadrature: `points` equally spaced nodes on −`bound` … `bound`. */
  readonly quadrature: { readonly points: number; readonly bound: number };
  /** Standard errors in the shape of the parameters; NaN, written as null in JSON, where unknown or fixed. */
  readonly se: {
    readonly a: readonly number[];
    readonly b: readonly (readonly number[])[];
    readonly lower?: readonly number[];
    readonly upper?: readonly number[];
    readonly nominal?: readonly (NominalParameters | null)[];
    readonly scale?: readonly (number | null)[];
  };
  readonly report: FitReport;
}
