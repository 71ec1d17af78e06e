import { incompleteGamma } from './incomplete-gamma.js';

/**
 * Error function erf(x) = 2 / √π ∫₀ˣ exp(−t²) dt.
 *
 * @example
 * erf(1); // 0.8427…
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const { lower } = incompleteGamma(0.5, x * x);
  return x < 0 ? -lower : lower;
}

/**
 * Density of N(0, 1).
 *
 * @example
 * normalDensity(0); // 0.3989…
 */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z ≤ x) for Z ~ N(0, 1), with full relative precision in the lower tail.
 *
 * @example
 * normalCdf(1.96); // 0.975…
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  const { lower, upper } = incompleteGamma(0.5, 0.5 * x * x);
  return x < 0 ? 0.5 * upper : 0.5 + 0.5 * lower;
}

/**
 * The x with P(Z ≤ x) = p for 0 ≤ p ≤ 1; ±Infinity at the ends.
 *
 * @throws RangeError where p is outside 0…1.
 * @source Start: Abramowitz & Stegun (1964), 26.2.23; then Halley's method on {@link normalCdf}.
 * @example
 * normalQuantile(0.975); // 1.9599…
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: expected 0 ≤ p ≤ 1, got ${p}`);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let i = 0; i < 4; i++) {
    const density = normalDensity(x);
    if (density === 0) break;
    const error = (normalCdf(x) - p) / density;
    const step = error / (1 + 0.5 * x * error);
    x -= step;
    if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(x))) break;
  }
  return x;
}
