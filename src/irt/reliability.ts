import type { IrtScores } from './score/options.js';

/**
 * Empirical reliability of scores, 0…1; NaN for fewer than two learners. Learners without a score, and those stopped at a bound,
 * are left out.
 *
 * Posterior means and modes lack the variance of their errors: Var(θ) / (Var(θ) + mean se²). `MLE` and `WLE` hold it:
 * 1 − mean se² / Var(θ).
 *
 * @source Thissen & Wainer (2001), Test Scoring, ch. 3; Adams (2005), Studies in Educational Evaluation 31, for `MLE` and `WLE`.
 * @example
 * reliability(score(model, matrix)); // such as 0.87
 */
export function reliability(
  scores: Pick<IrtScores, 'theta' | 'se'> & Partial<Pick<IrtScores, 'method' | 'bounded'>>,
  count?: ArrayLike<number>,
): number {
  const { theta, se, bounded, method } = scores;
  const weights = Float64Array.from(theta, (x, i) =>
    Number.isFinite(x) && Number.isFinite(se[i]) && bounded?.[i] !== 1 ? (count?.[i] ?? 1) : 0,
  );
  let n = 0;
  let mean = 0;
  let error = 0;
  for (let i = 0; i < theta.length; i++) {
    if (weights[i] === 0) continue;
    n += weights[i];
    mean += weights[i] * theta[i];
    error += weights[i] * se[i] ** 2;
  }
  if (n < 2) return Number.NaN;
  mean /= n;
  error /= n;
  let variance = 0;
  for (let i = 0; i < theta.length; i++) if (weights[i] > 0) variance += weights[i] * (theta[i] - mean) ** 2;
  variance /= n - 1;
  return method === 'MLE' || method === 'WLE' ? 1 - error / variance : variance / (variance + error);
}
