import { incompleteGamma } from './incomplete-gamma.js';
import { logGamma } from './log-gamma.js';
import { findRoot } from './root.js';

/** Shares of a Poisson mixture below this are left out. */
const LEAST_SHARE = 1e-18;

/**
 * P(X ≤ x) as `lower` and P(X > x) as `upper` of a chi-square variable with `df` > 0 degrees of freedom, central or with the given
 * noncentrality λ ≥ 0: Σ_j Poisson(j; λ / 2) P(χ²_{df + 2j} ≤ x). Both keep their relative precision when small.
 *
 * @throws RangeError where df is not above 0, or x or λ is below 0.
 * @cost some 20 √(λ / 2) terms
 * @source Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, eq. 29.2.
 * @example
 * chiSquare(3.841, 1).upper; // 0.0500…
 * chiSquare(10, 5, 2).lower; // 0.7922…
 */
export function chiSquare(
  x: number,
  df: number,
  noncentrality = 0,
): { readonly lower: number; readonly upper: number } {
  if (!(df > 0) || !(x >= 0) || !(noncentrality >= 0)) {
    throw new RangeError(`chiSquare: expected x ≥ 0, df > 0, noncentrality ≥ 0, got ${x}, ${df}, ${noncentrality}`);
  }
  if (noncentrality === 0 || x === 0 || x === Number.POSITIVE_INFINITY) return incompleteGamma(df / 2, x / 2);
  const mean = noncentrality / 2;
  const half = x / 2;
  const share = (j: number): number => Math.exp(j * Math.log(mean) - mean - logGamma(j + 1));
  const mode = Math.floor(mean);
  // The terms fall away from the mode on either side.
  let first = mode;
  for (let p = share(mode); first > 0 && p > LEAST_SHARE; first--) p *= first / mean;
  let last = mode;
  for (let p = share(mode); p > LEAST_SHARE; last++) p *= mean / (last + 1);
  // Each tail by the recurrence in which its terms add up: P(a) = P(a + 1) + d(a), Q(a + 1) = Q(a) + d(a), d(a) = half^a e^−half / Γ(a + 1).
  const density = (a: number): number => Math.exp(a * Math.log(half) - half - logGamma(a + 1));
  let lower = 0;
  let below = incompleteGamma(df / 2 + last, half).lower;
  let p = share(last);
  let d = density(df / 2 + last);
  for (let j = last; j >= first; j--) {
    lower += p * below;
    d *= (df / 2 + j) / half;
    below += d;
    p *= j / mean;
  }
  let upper = 0;
  let above = incompleteGamma(df / 2 + first, half).upper;
  p = share(first);
  d = density(df / 2 + first);
  for (let j = first; j <= last; j++) {
    upper += p * above;
    above += d;
    d *= half / (df / 2 + j + 1);
    p *= mean / (j + 1);
  }
  return { lower: Math.min(1, lower), upper: Math.min(1, upper) };
}

/**
 * The x with P(X ≤ x) = p of a chi-square variable, central or not.
 *
 * @throws RangeError where p is outside 0…1 or {@link chiSquare} refuses the rest.
 * @example
 * chiSquareQuantile(0.95, 1); // 3.8414…
 */
export function chiSquareQuantile(p: number, df: number, noncentrality = 0): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`chiSquareQuantile: expected 0 ≤ p ≤ 1, got ${p}`);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const excess = (x: number): number => {
    const { lower, upper } = chiSquare(x, df, noncentrality);
    return p < 0.5 ? lower - p : 1 - p - upper;
  };
  let high = df + noncentrality + 1;
  while (excess(high) < 0) high *= 2;
  let low = high / 2;
  // With few degrees of freedom small quantiles are very small: the bracket closes in by halves, so that digits are relative.
  while (low > 0 && excess(low) > 0) {
    high = low;
    low /= 2;
  }
  return findRoot(excess, low, high, 1e-14 * low);
}

/**
 * The noncentrality λ ≥ 0 with P(X ≤ x) = p for X ~ χ²(df, λ), as for confidence limits of a noncentrality; 0 where X is
 * at most x with less probability than p even at λ = 0.
 *
 * @throws RangeError where p is not between 0 and 1 or {@link chiSquare} refuses the rest.
 * @source Steiger, Shapiro & Browne (1985), Psychometrika 50(3): limits of a noncentrality by inverting the distribution.
 * @example
 * chiSquareNoncentrality(20, 5, 0.05); // upper limit of a 90 % interval, 32.71…
 */
export function chiSquareNoncentrality(x: number, df: number, p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`chiSquareNoncentrality: expected 0 < p < 1, got ${p}`);
  const excess = (lambda: number): number => chiSquare(x, df, lambda).lower - p;
  if (excess(0) <= 0) return 0;
  let high = Math.max(1, x);
  while (excess(high) > 0) high *= 2;
  return findRoot(excess, 0, high, 1e-10 * high);
}
