import { MISSING } from '../../kernels/packed-rows.js';
import { fillItem } from '../item-curve.js';
import type { FitData } from './data.js';

/** Mean squares of residuals with their standardised forms. */
export interface MeanSquares {
  /** Σ z² / n: 1 expected, all answers alike. */
  readonly outfit: number;
  readonly outfitZ: number;
  /** Σ residual² / Σ variance: 1 expected, answers by their information. */
  readonly infit: number;
  readonly infitZ: number;
}

/** Deviations of a mean square are taken as no more than this, as Winsteps does; wider ones have no cube-root normal. */
const WIDEST = Math.SQRT2;

/** Least variance of an answer that a squared residual is divided by. */
const LEAST_VARIANCE = 1e-12;

/** Residuals x − E(x | θ) of category numbers with their variances and fourth moments, item by item. */
export interface Residuals {
  /** `[items × rows]`; NaN where missing. */
  readonly residual: Float64Array;
  readonly variance: Float64Array;
  readonly fourth: Float64Array;
}

/** Residuals of all answers at the given abilities `[rows]`. */
export function residualsAt({ irt, rows, answers, weight }: FitData, theta: Float64Array): Residuals {
  const items = irt.items.length;
  const residual = new Float64Array(items * rows).fill(Number.NaN);
  const variance = new Float64Array(items * rows);
  const fourth = new Float64Array(items * rows);
  const at = theta.map((t) => (Number.isFinite(t) ? t : 0));
  for (let j = 0; j < items; j++) {
    const own = irt.categories[j];
    const p = new Float64Array(own * rows);
    fillItem(irt.curves[j], irt.parameters[j], [at], p);
    for (let row = 0; row < rows; row++) {
      const answer = answers[row * items + j];
      if (answer === MISSING || weight[row] === 0) continue;
      let mean = 0;
      for (let k = 1; k < own; k++) mean += k * p[k * rows + row];
      let second = 0;
      let last = 0;
      for (let k = 0; k < own; k++) {
        const square = (k - mean) ** 2;
        second += square * p[k * rows + row];
        last += square * square * p[k * rows + row];
      }
      const to = j * rows + row;
      residual[to] = answer - mean;
      variance[to] = Math.max(LEAST_VARIANCE, second);
      fourth[to] = last;
    }
  }
  return { residual, variance, fourth };
}

/**
 * Outfit and infit of the cells that `cells` lists with their weights.
 *
 * outfit = Σ w z² / n, infit = Σ w r² / Σ w v; each standardised by the cube root, (ms^⅓ − 1) · 3 / q + q / 3, with q² its variance.
 *
 * @source Wright & Masters (1982), Rating Scale Analysis, ch. 5.
 */
export function meanSquares(
  { residual, variance, fourth }: Residuals,
  cells: (visit: (cell: number, weight: number) => void) => void,
): MeanSquares {
  let n = 0;
  let z2 = 0;
  let kurtosis = 0;
  let squares = 0;
  let variances = 0;
  let spread = 0;
  cells((cell, w) => {
    const r = residual[cell];
    if (Number.isNaN(r)) return;
    const v = variance[cell];
    const c = fourth[cell];
    n += w;
    z2 += (w * r * r) / v;
    kurtosis += (w * c) / (v * v);
    squares += w * r * r;
    variances += w * v;
    spread += w * (c - v * v);
  });
  const outfit = z2 / n;
  const infit = squares / variances;
  return {
    outfit,
    outfitZ: cubeRoot(outfit, kurtosis / n ** 2 - 1 / n),
    infit,
    infitZ: cubeRoot(infit, spread / variances ** 2),
  };
}

function cubeRoot(meanSquare: number, variance: number): number {
  const q = Math.min(WIDEST, Math.sqrt(variance));
  return q > 0 ? (Math.cbrt(meanSquare) - 1) * (3 / q) + q / 3 : Number.NaN;
}
