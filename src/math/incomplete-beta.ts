import { logBeta } from './log-gamma.js';
import { findRoot } from './root.js';

const TINY = 1e-300;
const MOST_TERMS = 100_000;

/**
 * Regularised incomplete beta function I_x(a, b): the probability that a beta variable is at most `x`, 0 ≤ x ≤ 1, a, b > 0.
 *
 * @throws RangeError where an argument is outside its range.
 * @source Abramowitz & Stegun (1964), 26.5.8 (continued fraction, evaluated by Lentz's method).
 * @example
 * incompleteBeta(2, 1, 0.5); // 0.25
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) {
    throw new RangeError(`incompleteBeta: expected a, b > 0 and 0 ≤ x ≤ 1, got ${a}, ${b}, ${x}`);
  }
  if (x === 0 || x === 1) return x;
  // The fraction runs fast on this side of the mean; the other side is its mirror.
  return x < (a + 1) / (a + b + 2) ? tail(a, b, x) : 1 - tail(b, a, 1 - x);
}

function tail(a: number, b: number, x: number): number {
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return front * fraction;
}

/**
 * The x with I_x(a, b) = p: quantiles of the beta law, such as bounds of credible intervals for a share.
 *
 * @throws RangeError where an argument is outside its range.
 * @example
 * betaQuantile(2, 1, 0.25); // 0.5
 */
export function betaQuantile(a: number, b: number, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`betaQuantile: expected 0 ≤ p ≤ 1, got ${p}`);
  if (p === 0 || p === 1) return p;
  return findRoot((x) => incompleteBeta(a, b, x) - p, 0, 1, 1e-15);
}

function nonzero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
