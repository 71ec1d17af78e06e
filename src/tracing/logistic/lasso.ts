import { addTransposed, type SparseRows, times, transpose } from './matrix.js';
import { lossOf, type RidgeOptions, type RidgeSolution } from './newton.js';

/** Most sweeps over the columns within one step. */
const SWEEPS = 100;

/**
 * Least Σ log-loss + Σ strength |weight| + ½ Σ precision · weight²: proximal Newton steps, each by coordinate descent over
 * compressed columns with an active set, then a backtracking line search. Weights that do not pay become exactly 0.
 *
 * @param strength `[columns]`, at least 0
 * @param precision `[columns]`, at least 0
 * @cost O(values of the matrix) a sweep
 * @source Friedman, Hastie & Tibshirani (2010), Regularization paths for generalized linear models, J. Stat. Softw. 33(1);
 *   Yuan, Ho & Lin (2012), An improved GLMNET for L1-regularized logistic regression, JMLR 13
 */
export function solveLasso(
  matrix: SparseRows,
  score: ArrayLike<number>,
  strength: Float64Array,
  precision: Float64Array,
  options: RidgeOptions,
): RidgeSolution {
  const { rows, columns } = matrix;
  const turned = transpose(matrix);
  const w = options.from?.slice() ?? new Float64Array(columns);
  const z = new Float64Array(rows);
  const d = new Float64Array(rows);
  const u = new Float64Array(rows);
  const along = new Float64Array(rows);
  const gradient = new Float64Array(columns);
  const bend = new Float64Array(columns);
  const step = new Float64Array(columns);
  times(matrix, w, z);
  const penalty = (length: number): number => {
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const x = w[c] + length * step[c];
      sum += strength[c] * Math.abs(x) + (precision[c] * x * x) / 2;
    }
    return sum;
  };
  let loss = lossOf(z, score, along, 0) + penalty(0);
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < options.iterations) {
    iterations++;
    for (let r = 0; r < rows; r++) {
      const p = 1 / (1 + Math.exp(-z[r]));
      u[r] = p - score[r];
      d[r] = Math.max(p * (1 - p), 1e-6);
    }
    gradient.fill(0);
    addTransposed(matrix, u, gradient);
    const { start, column, value } = turned;
    for (let c = 0; c < columns; c++) {
      let sum = precision[c];
      for (let k = start[c]; k < start[c + 1]; k++) sum += d[column[k]] * value[k] * value[k];
      bend[c] = sum;
    }
    step.fill(0);
    along.fill(0);
    descend(turned, d, w, gradient, bend, strength, precision, step, along);
    let promise = 0;
    for (let c = 0; c < columns; c++) {
      promise += (gradient[c] + precision[c] * w[c]) * step[c];
      promise += strength[c] * (Math.abs(w[c] + step[c]) - Math.abs(w[c]));
    }
    if (-promise <= 2 * options.tolerance * (1 + Math.abs(loss))) {
      converged = true;
      break;
    }
    let length = 1;
    let found = false;
    for (; length > 1e-10 && !found; length /= 2) {
      const next = lossOf(z, score, along, length) + penalty(length);
      if (next > loss + 1e-4 * length * promise) continue;
      for (let c = 0; c < columns; c++) w[c] += length * step[c];
      for (let r = 0; r < rows; r++) z[r] += length * along[r];
      loss = next;
      found = true;
    }
    if (!found) break;
  }
  step.fill(0);
  along.fill(0);
  const size = penalty(0);
  return {
    weights: w,
    curvature: bend.slice(),
    logLikelihood: -lossOf(z, score, along, 0),
    penalty: size,
    iterations,
    converged,
  };
}

/** The step that the quadratic model asks for: sweeps over all columns, then over those that move or are not 0, until still. */
function descend(
  { rows, start, column, value }: SparseRows,
  d: Float64Array,
  w: Float64Array,
  gradient: Float64Array,
  bend: Float64Array,
  strength: Float64Array,
  precision: Float64Array,
  step: Float64Array,
  along: Float64Array,
): void {
  let whole = true;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let most = 0;
    for (let c = 0; c < rows; c++) {
      if ((!whole && w[c] + step[c] === 0) || !(bend[c] > 0)) continue;
      let g = gradient[c] + precision[c] * (w[c] + step[c]);
      for (let k = start[c]; k < start[c + 1]; k++) g += value[k] * d[column[k]] * along[column[k]];
      const now = w[c] + step[c];
      const target = now - g / bend[c];
      const cut = strength[c] / bend[c];
      const next = target > cut ? target - cut : target < -cut ? target + cut : 0;
      const move = next - now;
      if (move === 0) continue;
      step[c] += move;
      for (let k = start[c]; k < start[c + 1]; k++) along[column[k]] += value[k] * move;
      most = Math.max(most, move * move * bend[c]);
    }
    if (most < 1e-10) {
      if (whole) return;
      whole = true;
    } else whole = sweep % 8 === 7;
  }
}
