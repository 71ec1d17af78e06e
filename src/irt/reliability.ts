import type { IrtScores } from './score.js';

/**
 * Empirical reliability of EAP scores: Var(θ) / (Var(θ) + mean se²), 0…1; NaN for fewer than two learners.
 *
 * @source Thissen & Wainer (2001), Test Scoring, ch. 3.
 * @example
 * reliability(score(model, matrix)); // such as 0.87
 */
export function reliability(scores: Pick<IrtScores, 'theta' | 'se'>, count?: ArrayLike<number>): number {
  const { theta, se } = scores;
  let n = 0;
  let mean = 0;
  let error = 0;
  for (let i = 0; i < theta.length; i++) {
    const w = count === undefined ? 1 : count[i];
    n += w;
    mean += w * theta[i];
    error += w * se[i] ** 2;
  }
  if (n < 2) return Number.NaN;
  mean /= n;
  let variance = 0;
  for (let i = 0; i < theta.length; i++) variance += (count === undefined ? 1 : count[i]) * (theta[i] - mean) ** 2;
  return variance / (n - 1) / (variance / (n - 1) + error / n);
}
