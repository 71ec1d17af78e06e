import { type Arrow, type Evening, factorArrow } from './arrow.js';
import { addCurvature, addDiagonal, addTransposed, type SparseRows, times } from './matrix.js';

/** Options of {@link solveRidge}. */
export interface RidgeOptions {
  /** Weights to begin from; 0 by default. */
  readonly from?: Float64Array;
  /** Converged where the next step promises less than this share of the loss. */
  readonly tolerance: number;
  readonly iterations: number;
  /** Shape of the curvature, where it is known: steps are then exact, or nearly so. */
  readonly arrow?: Arrow;
  /** Room to work in, for several solutions one after another; made where absent. */
  readonly room?: RidgeRoom;
}

/** Numbers of each row while {@link solveRidge} works. */
export interface RidgeRoom {
  readonly logOdds: Float64Array;
  readonly along: Float64Array;
  readonly bend: Float64Array;
  readonly pull: Float64Array;
}

/** Room for a number of rows. */
export function ridgeRoom(rows: number): RidgeRoom {
  const made = (): Float64Array => new Float64Array(rows);
  return { logOdds: made(), along: made(), bend: made(), pull: made() };
}

/** Where {@link solveRidge} ended. */
export interface RidgeSolution {
  readonly weights: Float64Array;
  /** Diagonal of the curvature at the weights, precision included. */
  readonly curvature: Float64Array;
  readonly logLikelihood: number;
  readonly penalty: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Least Σ log-loss + ½ Σ precision · weight²: Newton's steps by conjugate gradients with a backtracking line search,
 * evened by the curvature with the items eliminated where its shape is given, by the diagonal where not.
 * Scores may be fractions: −(s ln p + (1 − s) ln (1 − p)).
 *
 * @param precision `[columns]`, above 0
 * @cost O(values of the matrix) for each product with the curvature
 * @source Lin, Weng & Keerthi (2008), Trust region Newton method for logistic regression, JMLR 9; Dembo & Steihaug (1983) for stopping early
 */
export function solveRidge(
  matrix: SparseRows,
  score: ArrayLike<number>,
  precision: Float64Array,
  options: RidgeOptions,
): RidgeSolution {
  const { rows, columns } = matrix;
  const w = options.from?.slice() ?? new Float64Array(columns);
  const { logOdds: z, along, bend: d, pull: u } = options.room ?? ridgeRoom(rows);
  along.fill(0);
  const gradient = new Float64Array(columns);
  const diagonal = new Float64Array(columns);
  const evened = new Float64Array(columns);
  times(matrix, w, z);
  let loss = lossOf(z, score, along, 0) + penaltyOf(w, precision);
  let iterations = 0;
  let converged = false;
  while (!converged) {
    gradient.fill(0);
    addRidgeSlope(matrix, score, z, w, precision, u, d, gradient);
    diagonal.set(precision);
    addDiagonal(matrix, d, diagonal);
    const even =
      options.arrow === undefined ? byDiagonal(diagonal) : factorArrow(options.arrow, d, precision, diagonal);
    even(gradient, evened);
    let promise = 0;
    for (let c = 0; c < columns; c++) promise += gradient[c] * evened[c];
    converged = promise <= 2 * options.tolerance * (1 + Math.abs(loss));
    if (converged || iterations === options.iterations) break;
    iterations++;
    const step = conjugate(matrix, d, precision, even, gradient);
    times(matrix, step, along);
    let slope = 0;
    for (let c = 0; c < columns; c++) slope += gradient[c] * step[c];
    let length = 1;
    let found = false;
    for (; length > 1e-10; length /= 2) {
      const next = lossOf(z, score, along, length) + penaltyAlong(w, step, length, precision);
      // Near the end rounding hides the gain of a good step.
      if (next <= loss + 1e-4 * length * slope + 1e-14 * Math.abs(loss)) {
        found = true;
        loss = next;
        break;
      }
    }
    if (!found) {
      converged = promise <= 1e-8 * (1 + Math.abs(loss));
      break;
    }
    for (let c = 0; c < columns; c++) w[c] += length * step[c];
    for (let r = 0; r < rows; r++) z[r] += length * along[r];
  }
  const penalty = penaltyOf(w, precision);
  return {
    weights: w,
    curvature: diagonal,
    logLikelihood: penalty - loss,
    penalty,
    iterations,
    converged,
  };
}

/**
 * gradient += Xᵀ (p − score) + precision · w, the slope of the penalised loss at w, whose log-odds are z = X w.
 *
 * @param pull takes p − score of each row
 * @param bend takes p (1 − p) of each row, a little above 0 at least
 */
export function addRidgeSlope(
  matrix: SparseRows,
  score: ArrayLike<number>,
  z: Float64Array,
  w: Float64Array,
  precision: Float64Array,
  pull: Float64Array,
  bend: Float64Array,
  gradient: Float64Array,
): void {
  for (let r = 0; r < matrix.rows; r++) {
    const p = 1 / (1 + Math.exp(-z[r]));
    pull[r] = p - score[r];
    bend[r] = Math.max(p * (1 - p), 1e-12);
  }
  for (let c = 0; c < matrix.columns; c++) gradient[c] += precision[c] * w[c];
  addTransposed(matrix, pull, gradient);
}

/** Σ log-loss at z + length · along. */
export function lossOf(z: Float64Array, score: ArrayLike<number>, along: Float64Array, length: number): number {
  let sum = 0;
  for (let r = 0; r < z.length; r++) {
    const x = z[r] + length * along[r];
    sum += Math.max(x, 0) + Math.log(1 + Math.exp(-Math.abs(x))) - score[r] * x;
  }
  return sum;
}

/** ½ Σ precision · weight². */
export function penaltyOf(w: Float64Array, precision: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < w.length; c++) sum += precision[c] * w[c] * w[c];
  return sum / 2;
}

function penaltyAlong(w: Float64Array, step: Float64Array, length: number, precision: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < w.length; c++) sum += precision[c] * (w[c] + length * step[c]) ** 2;
  return sum / 2;
}

function byDiagonal(diagonal: Float64Array): Evening {
  return (residual, out) => {
    for (let c = 0; c < out.length; c++) out[c] = residual[c] / diagonal[c];
  };
}

/** About −H⁻¹ gradient, near enough for how far the gradient is from 0. */
function conjugate(
  matrix: SparseRows,
  d: Float64Array,
  precision: Float64Array,
  even: Evening,
  gradient: Float64Array,
): Float64Array {
  const n = gradient.length;
  const x = new Float64Array(n);
  const residual = gradient.map((g) => -g);
  const direction = new Float64Array(n);
  const evened = new Float64Array(n);
  const product = new Float64Array(n);
  even(residual, direction);
  let size = dot(residual, direction);
  const enough = size * 0.01;
  for (let k = 0; k < 60 && size > enough; k++) {
    for (let c = 0; c < n; c++) product[c] = precision[c] * direction[c];
    addCurvature(matrix, d, direction, product);
    const bend = dot(direction, product);
    if (!(bend > 0)) break;
    const length = size / bend;
    for (let c = 0; c < n; c++) {
      x[c] += length * direction[c];
      residual[c] -= length * product[c];
    }
    even(residual, evened);
    const next = dot(residual, evened);
    const turn = next / size;
    for (let c = 0; c < n; c++) direction[c] = evened[c] + turn * direction[c];
    size = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c];
  return sum;
}
