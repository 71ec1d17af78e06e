/**
 * A root of a continuous function between `low` and `high`, where it has opposite signs, to within `tolerance` (default 1e-12):
 * Brent's method, which interpolates where that helps and halves the bracket where not.
 *
 * @throws RangeError where the signs are not opposite.
 * @source Brent (1973), Algorithms for Minimization without Derivatives, ch. 4.
 * @example
 * findRoot((x) => x * x - 2, 0, 2); // 1.41421356…
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 1e-12): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa < 0 !== fb < 0) || Number.isNaN(fa) || Number.isNaN(fb)) {
    throw new RangeError(`findRoot: expected opposite signs, got ${fa} at ${low} and ${fb} at ${high}`);
  }
  // b is the best point, a the one before, c the other end of the bracket.
  let c = a;
  let fc = fa;
  let step = b - a;
  let last = step;
  for (;;) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const least = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= least || fb === 0) return b;
    const s = fb / fa;
    let p: number;
    let q: number;
    if (a === c) {
      p = 2 * half * s;
      q = 1 - s;
    } else {
      const u = fa / fc;
      const v = fb / fc;
      p = s * (2 * half * u * (u - v) - (b - a) * (v - 1));
      q = (u - 1) * (v - 1) * (s - 1);
    }
    if (p > 0) q = -q;
    else p = -p;
    const good =
      Math.abs(last) >= least &&
      Math.abs(fa) > Math.abs(fb) &&
      2 * p < 3 * half * q - Math.abs(least * q) &&
      p < Math.abs(0.5 * last * q);
    last = good ? step : half;
    step = good ? p / q : half;
    a = b;
    fa = fb;
    b += Math.abs(step) > least ? step : half > 0 ? least : -least;
    fb = f(b);
    if (fb < 0 === fc < 0) {
      c = a;
      fc = fa;
      step = b - a;
      last = step;
    }
  }
}
