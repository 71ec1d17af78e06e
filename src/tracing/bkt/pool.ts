import { logistic, logit } from '../../math/logistic.js';
import { type BktPriors, PARAMETERS } from './em.js';
import type { BktParameters } from './model.js';

/** Deviations on log-odds are kept within this: skills are never taken as all alike, nor as having nothing in common. */
const LEAST_DEVIATION = 0.2;
const MOST_DEVIATION = 3;

/**
 * Beta priors of all skills together, by empirical Bayes: with the estimates x and their variances v on log-odds,
 * centre = mean x, τ² = mean of (x − centre)² + v; the pseudo-counts have the mean and curvature of that normal law.
 * A parameter that is estimated nowhere keeps the priors `before`.
 *
 * @source Morris (1983), Parametric empirical Bayes inference, JASA 78
 */
export function poolPriors(
  fits: readonly { readonly parameters: BktParameters; readonly covariance: readonly number[] | null }[],
  before: BktPriors,
): BktPriors {
  const pooled: Partial<Record<keyof BktPriors, readonly [number, number]>> = {};
  PARAMETERS.forEach((name, i) => {
    const told = fits.flatMap(({ parameters, covariance }) => {
      const variance = covariance?.[(i * (i + 3)) / 2] ?? 0;
      return variance > 0 ? [{ x: logit(parameters[name]), variance }] : [];
    });
    if (told.length < 2) {
      pooled[name] = before[name];
      return;
    }
    const centre = told.reduce((sum, { x }) => sum + x, 0) / told.length;
    const spread = told.reduce((sum, { x, variance }) => sum + (x - centre) ** 2 + variance, 0) / told.length;
    const deviation = Math.min(Math.max(Math.sqrt(spread), LEAST_DEVIATION), MOST_DEVIATION);
    const p = logistic(centre);
    const weight = 1 / (deviation ** 2 * p * (1 - p));
    pooled[name] = [p * weight, (1 - p) * weight];
  });
  return pooled as BktPriors;
}
