import type { ResponseMatrix } from '../../data/response-matrix.js';
import { MISSING } from '../../kernels/packed-rows.js';
import { normalCdf } from '../../math/normal.js';
import { type CurvePoint, createPoint } from '../families/family.js';
import { deriveItem } from '../item-curve.js';
import type { IrtModel } from '../model.js';
import { type AbilityMethod, abilitiesOf, type FitData, type FitOptions, prepareFit } from './data.js';
import { meanSquares, residualsAt } from './mean-squares.js';

/** Options of {@link personFit}; what is absent is taken from {@link personFitDefaults}. */
export interface PersonFitOptions extends FitOptions {
  /** How abilities are estimated. lz* allows for it, whichever it is of `WLE`, `MLE` and `MAP`. */
  readonly method?: AbilityMethod;
}

/** Defaults of {@link personFit}. */
export const personFitDefaults: Required<Omit<PersonFitOptions, keyof FitOptions>> = { method: 'WLE' };

/** How each row's answers fit the model; columns parallel to the matrix's rows, NaN where nothing was answered. */
export interface PersonFit {
  readonly learners: readonly string[];
  readonly method: AbilityMethod;
  readonly theta: Float64Array;
  /** Standardised log-likelihood at the estimated ability. Its spread is below 1, the less the shorter the test. */
  readonly lz: Float64Array;
  /** lz allowing for the estimation: about N(0, 1) under the model. Low values are unlikely answers. */
  readonly lzStar: Float64Array;
  /** P(lz* so low or lower), by the normal distribution. */
  readonly p: Float64Array;
  readonly outfit: Float64Array;
  readonly outfitZ: Float64Array;
  readonly infit: Float64Array;
  readonly infitZ: Float64Array;
}

/**
 * Person fit: how likely each learner's answers are, given the ability that they tell.
 *
 * With w_jk = log P_jk(θ): lz = Σ_j (w_jx − Σ_k P_jk w_jk) / √Σ_j Var_j(w) at the estimated θ. The estimate follows the answers, so
 * that lz varies too little. lz* takes from w what moves the estimate, w̃_jk = w_jk − c P′_jk / P_jk, c = Σ P′_jk w_jk / Σ P′_jk² / P_jk:
 * lz* = Σ_j (w̃_jx − Σ_k P_jk w̃_jk) / √Σ_j Var_j(w̃). Since Σ_j P′_jx / P_jx is the likelihood's slope, which at an estimate is minus
 * that of its prior or weight, this is Snijders' statistic with his r₀, for every such estimate.
 *
 * @throws YincaiError where the matrix does not fit the model.
 * @cost rows · items curves with derivatives
 * @source Drasgow, Levine & Williams (1985), British Journal of Mathematical and Statistical Psychology 38(1), lz; Snijders (2001),
 *   Psychometrika 66(3), eq. 8–15, lz*; Sinharay (2016), Psychometrika 81(4), several categories and mixed formats.
 * @example
 * const { lzStar, p } = personFit(model, matrix);
 * p[0] < 0.01; // the first learner's answers are odd
 */
export function personFit(model: IrtModel, matrix: ResponseMatrix, options: PersonFitOptions = {}): PersonFit {
  return personFitOf(prepareFit(model, matrix, options), options);
}

/** {@link personFit} of data at hand. */
export function personFitOf(data: FitData, options: PersonFitOptions = {}): PersonFit {
  const { method } = { ...personFitDefaults, ...options };
  const { rows, irt, answers, weight, learners } = data;
  const items = irt.items.length;
  const theta = abilitiesOf(data, method);
  const residuals = residualsAt(data, theta);
  const column = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  const out = { lz: column(), lzStar: column(), p: column() };
  const squares = { outfit: column(), outfitZ: column(), infit: column(), infitZ: column() };
  const points = irt.categories.map(createPoint);
  for (let row = 0; row < rows; row++) {
    if (weight[row] === 0) continue;
    const own = answers.subarray(row * items, (row + 1) * items);
    irt.curves.forEach((curve, j) => {
      if (own[j] !== MISSING) deriveItem(curve, irt.parameters[j], theta[row], points[j]);
    });
    const { lz, lzStar } = likelihoodIndices(points, own);
    out.lz[row] = lz;
    out.lzStar[row] = lzStar;
    out.p[row] = normalCdf(lzStar);
    const fit = meanSquares(residuals, (visit) => {
      for (let j = 0; j < items; j++) visit(j * rows + row, 1);
    });
    for (const name of ['outfit', 'outfitZ', 'infit', 'infitZ'] as const) squares[name][row] = fit[name];
  }
  return { learners, method, theta, ...out, ...squares };
}

/** lz and lz* of one learner's answers, from the curves of the answered items at the ability. */
export function likelihoodIndices(
  points: readonly CurvePoint[],
  answers: ArrayLike<number>,
): { readonly lz: number; readonly lzStar: number } {
  const none = MISSING;
  let cross = 0;
  let information = 0;
  for (let j = 0; j < answers.length; j++) {
    if (answers[j] === none) continue;
    const { p, first } = points[j];
    for (let k = 0; k < p.length; k++) {
      if (!(p[k] > 0)) continue;
      cross += first[k] * Math.log(p[k]);
      information += (first[k] * first[k]) / p[k];
    }
  }
  const c = information > 0 ? cross / information : 0;
  return { lz: standardised(points, answers, 0), lzStar: standardised(points, answers, c) };
}

/** Σ (w̃_x − E w̃) / √Σ Var w̃ with w̃ = log P − c P′ / P. */
function standardised(points: readonly CurvePoint[], answers: ArrayLike<number>, c: number): number {
  const none = MISSING;
  let sum = 0;
  let variance = 0;
  for (let j = 0; j < answers.length; j++) {
    const answer = answers[j];
    if (answer === none) continue;
    const { p, first } = points[j];
    let given = 0;
    let mean = 0;
    let square = 0;
    for (let k = 0; k < p.length; k++) {
      if (!(p[k] > 0)) continue;
      const w = Math.log(p[k]) - (c * first[k]) / p[k];
      if (k === answer) given = w;
      mean += p[k] * w;
      square += p[k] * w * w;
    }
    sum += given - mean;
    variance += square - mean * mean;
  }
  return variance > 0 ? sum / Math.sqrt(variance) : Number.NaN;
}
