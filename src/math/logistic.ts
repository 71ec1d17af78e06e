/**
 * 1 / (1 + exp(−x)), exact at both ends: never NaN, never overflowing.
 *
 * @example
 * logistic(0); // 0.5
 */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/**
 * log(p / (1 − p)) for p in [0, 1]; ±Infinity at the ends.
 *
 * @example
 * logit(0.5); // 0
 */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/**
 * log(1 + exp(x)) without overflow or loss.
 *
 * @example
 * log1pExp(1000); // 1000
 */
export function log1pExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/**
 * log Σ exp(values) without overflow; −Infinity for no values.
 *
 * @example
 * logSumExp([1000, 1000]); // 1000.693…
 */
export function logSumExp(values: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  if (!Number.isFinite(most)) return most;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - most);
  return most + Math.log(sum);
}
