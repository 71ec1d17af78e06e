import { chiSquare } from '../../math/chi-square.js';

/** A chi-square test of fit; p and rmsea are NaN where no degrees of freedom are left. */
export interface FitTest {
  readonly value: number;
  readonly df: number;
  readonly p: number;
  /** √(max(0, value / df − 1) / (learners − 1)). */
  readonly rmsea: number;
}

/** The test of a statistic with its degrees of freedom. */
export function fitTest(value: number, df: number, learners: number): FitTest {
  if (!(df > 0)) return { value: Number.NaN, df: Math.max(0, df), p: Number.NaN, rmsea: Number.NaN };
  return {
    value,
    df,
    p: chiSquare(value, df).upper,
    rmsea: Math.sqrt(Math.max(0, value / df - 1) / (learners - 1)),
  };
}

/**
 * p values adjusted for testing many: those below q make a list of which at most a share q is false; NaN stays.
 *
 * @source Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57(1).
 */
export function adjustForMany(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).filter((i) => !Number.isNaN(p[i]));
  order.sort((a, b) => p[b] - p[a]);
  const out = p.map(() => Number.NaN);
  let least = 1;
  order.forEach((i, at) => {
    least = Math.min(least, (p[i] * order.length) / (order.length - at));
    out[i] = least;
  });
  return out;
}
