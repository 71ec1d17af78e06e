import { chiSquare } from '../../math/chi-square.js';
import { cholesky, choleskySolve } from '../../math/cholesky.js';
import type { Stratum } from './matching.js';

/** A chi-square test. */
export interface Test {
  /** NaN where the data do not allow it. */
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

/** A test from its statistic. */
export function testOf(statistic: number, df: number): Test {
  const known = Number.isFinite(statistic) && df > 0;
  return {
    statistic: known ? statistic : Number.NaN,
    df,
    p: known ? chiSquare(Math.max(0, statistic), df).upper : Number.NaN,
  };
}

/** Statistics of the Mantel–Haenszel procedure on 2 × 2 tables. */
export interface OddsRatio {
  /** Common odds ratio: odds of the reference group by those of the focal group; above 1 the item favours the reference group. */
  readonly oddsRatio: number;
  /** Its logarithm, with its standard error. */
  readonly logOddsRatio: number;
  readonly se: number;
  readonly test: Test;
}

/**
 * Mantel–Haenszel: odds ratio Σ A D / T ÷ Σ B C / T and χ² = (|Σ (A − E A)| − ½)² / Σ Var A over strata of
 * reference right A, wrong B, focal right C, wrong D.
 *
 * @param strata counts `[2 × 2]`: reference wrong, right, focal wrong, right
 * @param correction whether ½ is taken off
 * @source Mantel & Haenszel (1959), Journal of the National Cancer Institute 22(4); error: Robins, Breslow & Greenland (1986), Biometrics 42(2).
 */
export function mantelHaenszel(strata: readonly Stratum[], correction: boolean): OddsRatio {
  let [above, below, deviation, variance] = [0, 0, 0, 0];
  let [pr, mixed, qs] = [0, 0, 0];
  for (const { counts } of strata) {
    const [b, a, d, c] = counts;
    const reference = a + b;
    const focal = c + d;
    const total = reference + focal;
    if (reference === 0 || focal === 0) continue;
    const r = (a * d) / total;
    const s = (b * c) / total;
    above += r;
    below += s;
    pr += ((a + d) / total) * r;
    mixed += ((a + d) / total) * s + ((b + c) / total) * r;
    qs += ((b + c) / total) * s;
    deviation += a - (reference * (a + c)) / total;
    if (total > 1) variance += (reference * focal * (a + c) * (b + d)) / (total * total * (total - 1));
  }
  const oddsRatio = above / below;
  const statistic = Math.max(0, Math.abs(deviation) - (correction ? 0.5 : 0)) ** 2 / variance;
  const known = above > 0 && below > 0;
  return {
    oddsRatio: known ? oddsRatio : Number.NaN,
    logOddsRatio: known ? Math.log(oddsRatio) : Number.NaN,
    se: known
      ? Math.sqrt(pr / (2 * above * above) + mixed / (2 * above * below) + qs / (2 * below * below))
      : Number.NaN,
    test: testOf(statistic, 1),
  };
}

/**
 * Cochran–Mantel–Haenszel tests of groups × categories over strata. `general`: that the categories' shares differ between groups in
 * any way, (groups − 1)(categories − 1) degrees of freedom. `mean`: that mean scores do, groups − 1; for two groups this is
 * Mantel's test, and for right or wrong items the Mantel–Haenszel χ² without correction.
 *
 * @param strata counts `[groups × categories]`
 * @param values scores of the categories for `mean`
 * @source Mantel (1963), JASA 58(303); Landis, Heyman & Koch (1978), International Statistical Review 46(3); Somes (1986), The American Statistician 40(2).
 */
export function cochranMantelHaenszel(
  strata: readonly Stratum[],
  groups: number,
  categories: number,
  values?: readonly number[],
): Test {
  // Columns compared: all categories but the last, or their mean.
  const width = values === undefined ? categories - 1 : 1;
  const column = (k: number, c: number): number => (values === undefined ? Number(k === c) : values[k]);
  const size = (groups - 1) * width;
  const deviation = new Float64Array(size);
  const variance = new Float64Array(size * size);
  for (const { counts } of strata) {
    const rows = Array.from({ length: groups }, (_, g) => {
      let sum = 0;
      for (let k = 0; k < categories; k++) sum += counts[g * categories + k];
      return sum;
    });
    const columns = Array.from({ length: categories }, (_, k) => {
      let sum = 0;
      for (let g = 0; g < groups; g++) sum += counts[g * categories + k];
      return sum;
    });
    const total = rows.reduce((sum, n) => sum + n, 0);
    if (total <= 1) continue;
    const mean = Array.from(
      { length: width },
      (_, c) => columns.reduce((sum, n, k) => sum + n * column(k, c), 0) / total,
    );
    for (let g = 0; g < groups - 1; g++) {
      for (let c = 0; c < width; c++) {
        const at = g * width + c;
        for (let k = 0; k < categories; k++) deviation[at] += column(k, c) * counts[g * categories + k];
        deviation[at] -= rows[g] * mean[c];
        for (let h = 0; h < groups - 1; h++) {
          const ofRows = (rows[g] * ((g === h ? total : 0) - rows[h])) / (total - 1);
          for (let d = 0; d < width; d++) {
            let ofColumns = 0;
            for (let k = 0; k < categories; k++) ofColumns += (columns[k] / total) * column(k, c) * column(k, d);
            variance[at * size + h * width + d] += ofRows * (ofColumns - mean[c] * mean[d]);
          }
        }
      }
    }
  }
  const factor = cholesky(variance, size);
  if (factor === undefined) return testOf(Number.NaN, size);
  const solved = choleskySolve(factor, size, deviation);
  return testOf(
    deviation.reduce((sum, d, i) => sum + d * solved[i], 0),
    size,
  );
}

/**
 * Standardised mean difference of points: Σ_strata focal share · (focal mean − reference mean); below 0 the item is against the
 * focal group. With the deviation of the points over both groups.
 *
 * @source Dorans & Schmitt (1991), ETS RR-91-47.
 */
export function meanDifference(
  strata: readonly Stratum[],
  categories: number,
  values: readonly number[],
): { difference: number; deviation: number } {
  let [sum, focalTotal, n, first, second] = [0, 0, 0, 0, 0];
  for (const { counts } of strata) {
    let [r, f, rx, fx] = [0, 0, 0, 0];
    for (let k = 0; k < categories; k++) {
      r += counts[k];
      f += counts[categories + k];
      rx += counts[k] * values[k];
      fx += counts[categories + k] * values[k];
      const both = counts[k] + counts[categories + k];
      n += both;
      first += both * values[k];
      second += both * values[k] ** 2;
    }
    if (r === 0 || f === 0) continue;
    focalTotal += f;
    sum += f * (fx / f - rx / r);
  }
  return {
    difference: sum / focalTotal,
    deviation: Math.sqrt(Math.max(0, (second - (first * first) / n) / (n - 1))),
  };
}
