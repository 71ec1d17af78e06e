import { logGamma } from './log-gamma.js';

const TINY = 1e-300;
const MOST_TERMS = 100_000;

/**
 * Regularised incomplete gamma functions at `x` ≥ 0 with shape `a` > 0: `lower` = P(a, x), the probability that a gamma
 * variable is at most x, and `upper` = 1 − lower; both keep their relative precision when small. Chi-square with k degrees
 * of freedom: `incompleteGamma(k / 2, x / 2)`.
 *
 * @throws RangeError where an argument is outside its range.
 * @source Abramowitz & Stegun (1964), 6.5.29 (series) and 6.5.31 (continued fraction, evaluated by Lentz's method).
 * @example
 * incompleteGamma(1, 2).upper; // 0.1353… = exp(−2)
 */
export function incompleteGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (!(a > 0) || !(x >= 0)) throw new RangeError(`incompleteGamma: expected a > 0 and x ≥ 0, got ${a} and ${x}`);
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    const lower = Math.min(1, front * sum);
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const k = -n * (n - a);
    b += 2;
    d = 1 / nonzero(k * d + b);
    c = nonzero(b + k / c);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  const upper = Math.min(1, front * fraction);
  return { lower: 1 - upper, upper };
}

function nonzero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
