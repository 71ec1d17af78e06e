import type { Equating } from './equipercentile.js';

/** One score of the first exam and what it is worth on the second. */
export interface EquatedScore {
  readonly score: number;
  readonly equated: number;
  /** The nearest score of the second exam. */
  readonly rounded: number;
  /** Standard error of `equated`; NaN where not asked for. */
  readonly se: number;
}

/** A conversion table from every score of one exam to those of another. */
export interface EquatingTable {
  readonly table: readonly EquatedScore[];
}

/** The table of a function. */
export function tableOf(
  fullFrom: number,
  fullTo: number,
  step: number,
  equating: Equating,
  errors?: ArrayLike<number>,
): EquatingTable {
  const points = Math.round(fullFrom / step) + 1;
  return {
    table: Array.from({ length: points }, (_, x): EquatedScore => {
      const score = Number((x * step).toPrecision(12));
      const equated = equating(score);
      const nearest = Math.round(equated / step) * step;
      return {
        score,
        equated,
        rounded: Number(Math.min(fullTo, Math.max(0, nearest)).toPrecision(12)),
        se: errors?.[x] ?? Number.NaN,
      };
    }),
  };
}
