import { cholesky, choleskySolve } from '../../math/cholesky.js';
import { createItemExpansion, itemCurve, itemExpander } from '../item-curve.js';

/** A fitted logistic regression. */
export interface LogisticFit {
  readonly logLikelihood: number;
  /** Slopes of the covariates. */
  readonly slopes: Float64Array;
  /** Inverse information of the slopes, row-major. */
  readonly converged: boolean;
}

const MOST_STEPS = 100;

/** Where slopes of separated data stop growing: covariates are standardised, so the odds are beyond e^30 by then. */
const FARTHEST = 30;

/**
 * Cumulative logistic regression of categories on covariates, P(category ≥ v) = 1 / (1 + exp(−(intercept_v + Σ slope · covariate))),
 * by Fisher scoring on cells of equal covariates; with two categories logistic regression. It is the graded response family
 * with the covariates in the place of abilities.
 *
 * @param covariates one column a covariate `[cells]`; none fits the margins
 * @param counts numbers by category and cell, row-major `[categories × cells]`
 * @source McCullagh (1980), Journal of the Royal Statistical Society B 42(2).
 */
export function fitLogistic(
  covariates: readonly Float64Array[],
  counts: Float64Array,
  categories: number,
  cells: number,
): LogisticFit {
  const dimensions = covariates.length;
  // Without covariates the one slope belongs to a column of zeros, and stays at 0.
  const axes = dimensions === 0 ? [new Float64Array(cells)] : covariates;
  const cuts = Array.from({ length: categories - 1 }, (_, v) => v + 1);
  const curve = itemCurve(categories === 2 ? '2PL' : 'GRM', cuts, categories - 1, axes.length);
  const expand = itemExpander(curve, axes);
  let here = createItemExpansion(curve.size);
  let there = createItemExpansion(curve.size);
  let parameters = new Float64Array(curve.size);
  marginLogits(counts, categories, cells).forEach((logit, v) => {
    parameters[axes.length + v] = logit;
  });
  let value = expand(parameters, counts, here);
  let converged = false;
  for (let step = 0; step < MOST_STEPS && !converged; step++) {
    const information = here.information.slice();
    if (dimensions === 0) information[0] = 1;
    const factor = cholesky(information, curve.size);
    if (factor === undefined) break;
    const move = choleskySolve(factor, curve.size, here.gradient);
    let size = 1;
    let moved = false;
    for (let half = 0; half < 30; half++, size /= 2) {
      const next = parameters.map((x, i) => x + size * move[i]);
      const nextValue = expand(next, counts, there);
      if (!(nextValue >= value - 1e-12 * Math.abs(value))) continue;
      converged = Math.abs(nextValue - value) <= 1e-11 * (1 + Math.abs(value));
      parameters = next;
      value = nextValue;
      [here, there] = [there, here];
      moved = true;
      break;
    }
    if (!moved) {
      converged = true;
      break;
    }
    if (parameters.some((x) => Math.abs(x) > FARTHEST)) break;
  }
  return { logLikelihood: value, slopes: parameters.slice(0, dimensions), converged };
}

function marginLogits(counts: Float64Array, categories: number, cells: number): number[] {
  const share = Array.from({ length: categories }, (_, k) =>
    counts.subarray(k * cells, (k + 1) * cells).reduce((sum, n) => sum + n, 0),
  );
  const all = share.reduce((sum, n) => sum + n, 0);
  let above = all;
  return share.slice(0, -1).map((n) => {
    above -= n;
    return Math.log(above / (all - above));
  });
}
