import type { IrtModel } from '../model.js';

/** Criteria by which models of the same data are compared; lower is better. */
export interface InformationCriteria {
  readonly logLikelihood: number;
  readonly parameters: number;
  readonly learners: number;
  /** −2 log L + 2 p. */
  readonly aic: number;
  /** AIC + 2 p (p + 1) / (N − p − 1); NaN where N ≤ p + 1. */
  readonly aicc: number;
  /** −2 log L + p log N. */
  readonly bic: number;
  /** −2 log L + p log((N + 2) / 24). */
  readonly sabic: number;
  /** −2 log L + 2 p log log N. */
  readonly hq: number;
}

/**
 * Information criteria of a calibrated model, from its report: AIC, AICc, BIC, sample-size adjusted BIC, Hannan–Quinn.
 *
 * @source Akaike (1974), IEEE TAC 19(6); Hurvich & Tsai (1989), Biometrika 76(2); Schwarz (1978), Annals of Statistics 6(2); Sclove
 *   (1987), Psychometrika 52(3); Hannan & Quinn (1979), Journal of the Royal Statistical Society B 41(2).
 * @example
 * informationCriteria(model).bic;
 */
export function informationCriteria({ report }: Pick<IrtModel, 'report'>): InformationCriteria {
  const { logLikelihood, parameters: p, learners: n } = report;
  const deviance = -2 * logLikelihood;
  const aic = deviance + 2 * p;
  return {
    logLikelihood,
    parameters: p,
    learners: n,
    aic,
    aicc: n > p + 1 ? aic + (2 * p * (p + 1)) / (n - p - 1) : Number.NaN,
    bic: deviance + p * Math.log(n),
    sabic: deviance + p * Math.log((n + 2) / 24),
    hq: deviance + 2 * p * Math.log(Math.log(n)),
  };
}
