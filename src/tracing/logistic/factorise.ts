import type { Slope } from '../../math/bounded-ascent.js';
import { lbfgs } from '../../math/lbfgs.js';
import type { SparseRows } from './matrix.js';

/** A factorisation machine's rows, its size, and the precision of its priors. */
export interface Machine {
  readonly matrix: SparseRows;
  readonly score: ArrayLike<number>;
  /** Numbers of each column's vector. */
  readonly size: number;
  /** Of the weights' prior `[columns]`. */
  readonly precision: Float64Array;
  /** Of the prior of each column's numbers `[columns]`. */
  readonly vectorPrecision: Float64Array;
}

/** Options of {@link factorise}. */
export interface FactoriseOptions {
  /** Most steps. */
  readonly iterations: number;
  /** Converged where three steps in a row each raise the penalised log-likelihood by less than this share of it. */
  readonly tolerance: number;
  /** Looks at the point after each round of steps; the climb ends where it says so. */
  readonly enough?: (point: Float64Array) => boolean;
}

/** Where {@link factorise} ended. */
export interface Factorisation {
  /** Weights `[columns]`, then `size` numbers for each column. */
  readonly point: Float64Array;
  readonly logLikelihood: number;
  readonly penalty: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Steps between two looks at the curvature. */
const ROUND = 25;
/** Steps in a row that must gain little. */
const PATIENCE = 3;

/**
 * A factorisation machine: logit = Σ w_j x_j + ½ Σ_f ((Σ_j v_jf x_j)² − Σ_j v_jf² x_j²), penalised log-likelihood climbed by L-BFGS
 * on the exact gradient from a point, its steps evened by the curvature's diagonal, taken anew after each round of 25.
 * Not convex: from another point it may end elsewhere.
 *
 * @param from weights `[columns]`, then `size` numbers for each column
 * @cost O(values · size) an evaluation
 * @source Rendle (2010), Factorization machines, ICDM; Vie & Kashima (2019), Knowledge tracing machines, AAAI
 */
export function factorise(machine: Machine, from: Float64Array, options: FactoriseOptions): Factorisation {
  const evaluate = machineLikelihood(machine);
  let point = from;
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < options.iterations) {
    const found = lbfgs(point, evaluate, {
      tolerance: options.tolerance,
      maxIterations: Math.min(ROUND, options.iterations - iterations),
      curvature: machineCurvature(machine, point),
      patience: PATIENCE,
    });
    point = found.point;
    iterations += found.iterations;
    converged = found.converged;
    if (!converged && found.iterations === 0) break;
    if (options.enough?.(point) === true) break;
  }
  const { likelihood, value } = evaluate(point);
  return { point, logLikelihood: likelihood, penalty: likelihood - value, iterations, converged };
}

/** The penalised log-likelihood at a point, its slope, and the log-likelihood by itself. */
export interface MachineSlope extends Slope {
  readonly likelihood: number;
}

/**
 * The function that {@link factorise} climbs: its point holds the weights, then `size` numbers for each column.
 *
 * @cost O(values · size) an evaluation
 */
export function machineLikelihood(machine: Machine): (point: Float64Array) => MachineSlope {
  const { score, size, precision, vectorPrecision } = machine;
  const { rows, columns, start, column, value } = machine.matrix;
  const sums = new Float64Array(size);
  return (x) => {
    const gradient = new Float64Array(x.length);
    let likelihood = 0;
    let penalty = 0;
    for (let r = 0; r < rows; r++) {
      const z = logOddsOfRow(machine, x, r, sums);
      likelihood -= Math.max(z, 0) + Math.log(1 + Math.exp(-Math.abs(z))) - score[r] * z;
      const u = score[r] - 1 / (1 + Math.exp(-z));
      for (let k = start[r]; k < start[r + 1]; k++) {
        const pull = u * value[k];
        gradient[column[k]] += pull;
        const v = columns + column[k] * size;
        for (let f = 0; f < size; f++) gradient[v + f] += pull * (sums[f] - x[v + f] * value[k]);
      }
    }
    for (let c = 0; c < columns; c++) {
      penalty += (precision[c] * x[c] * x[c]) / 2;
      gradient[c] -= precision[c] * x[c];
      for (let i = columns + c * size; i < columns + (c + 1) * size; i++) {
        penalty += (vectorPrecision[c] * x[i] * x[i]) / 2;
        gradient[i] -= vectorPrecision[c] * x[i];
      }
    }
    return { value: likelihood - penalty, gradient, likelihood };
  };
}

/**
 * Diagonal of the expected curvature of the penalised loss at a point, parallel to it: precision + Σ p(1 − p) (∂logit)².
 *
 * @cost O(values · size)
 */
export function machineCurvature(machine: Machine, x: Float64Array): Float64Array {
  const { size, precision, vectorPrecision } = machine;
  const { rows, columns, start, column, value } = machine.matrix;
  const out = new Float64Array(x.length);
  const sums = new Float64Array(size);
  for (let r = 0; r < rows; r++) {
    const p = 1 / (1 + Math.exp(-logOddsOfRow(machine, x, r, sums)));
    for (let k = start[r]; k < start[r + 1]; k++) {
      const bend = p * (1 - p) * value[k] * value[k];
      out[column[k]] += bend;
      const v = columns + column[k] * size;
      for (let f = 0; f < size; f++) out[v + f] += bend * (sums[f] - x[v + f] * value[k]) ** 2;
    }
  }
  for (let c = 0; c < columns; c++) {
    out[c] += precision[c];
    for (let i = columns + c * size; i < columns + (c + 1) * size; i++) out[i] += vectorPrecision[c];
  }
  return out;
}

/** Mean log-loss of rows at a point. */
export function machineLoss(machine: Pick<Machine, 'matrix' | 'score' | 'size'>, x: Float64Array): number {
  const sums = new Float64Array(machine.size);
  const { rows } = machine.matrix;
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const z = logOddsOfRow(machine, x, r, sums);
    loss += Math.max(z, 0) + Math.log(1 + Math.exp(-Math.abs(z))) - machine.score[r] * z;
  }
  return loss / rows;
}

/** Log-odds of a row; leaves Σ_j v_jf x_j in `sums`. */
function logOddsOfRow(
  { matrix: { columns, start, column, value }, size }: Pick<Machine, 'matrix' | 'size'>,
  x: Float64Array,
  r: number,
  sums: Float64Array,
): number {
  let z = 0;
  let squares = 0;
  sums.fill(0);
  for (let k = start[r]; k < start[r + 1]; k++) {
    z += x[column[k]] * value[k];
    const v = columns + column[k] * size;
    for (let f = 0; f < size; f++) {
      const product = x[v + f] * value[k];
      sums[f] += product;
      squares += product * product;
    }
  }
  let square = 0;
  for (let f = 0; f < size; f++) square += sums[f] * sums[f];
  return z + (square - squares) / 2;
}
