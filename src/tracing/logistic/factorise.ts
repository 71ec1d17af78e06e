import type { Slope } from '../../math/bounded-ascent.js';
import { lbfgs } from '../../math/lbfgs.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { SparseRows } from './matrix.js';

/** Options of {@link factorise}. */
export interface FactoriseOptions {
  /** Numbers of each vector. */
  readonly size: number;
  /** Precision of each number's normal prior. */
  readonly precision: number;
  readonly seed: Seed;
  readonly iterations: number;
  readonly tolerance: number;
}

/** Where {@link factorise} ended. */
export interface Factorisation {
  readonly weights: Float64Array;
  /** `size` numbers for each column. */
  readonly vectors: Float64Array;
  readonly logLikelihood: number;
  readonly penalty: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * A factorisation machine: logit = Σ w_j x_j + ½ Σ_f ((Σ_j v_jf x_j)² − Σ_j v_jf² x_j²), penalised log-likelihood climbed by L-BFGS
 * on the exact gradient from the given weights and small random vectors. Not convex: another seed may end elsewhere.
 *
 * @param precision of the weights' prior `[columns]`
 * @param curvature diagonal of the curvature at the weights `[columns]`
 * @cost O(values · size) an evaluation
 * @source Rendle (2010), Factorization machines, ICDM; Vie & Kashima (2019), Knowledge tracing machines, AAAI
 */
export function factorise(
  matrix: SparseRows,
  score: ArrayLike<number>,
  from: Float64Array,
  precision: Float64Array,
  curvature: Float64Array,
  options: FactoriseOptions,
): Factorisation {
  const { columns } = matrix;
  const { size } = options;
  const point = new Float64Array(columns * (1 + size));
  point.set(from);
  const random = createRandom(options.seed);
  for (let i = columns; i < point.length; i++) point[i] = random.normal(0, 0.1);
  const even = new Float64Array(point.length);
  for (let c = 0; c < columns; c++) {
    even[c] = curvature[c];
    // A vector's numbers bend less than the weight: what it multiplies is small.
    for (let f = 0; f < size; f++) even[columns + c * size + f] = options.precision + 0.1 * curvature[c];
  }
  const vectorPrecision = new Float64Array(columns).fill(options.precision);
  const evaluate = machineLikelihood(matrix, score, precision, vectorPrecision, size);
  const found = lbfgs(point, evaluate, {
    tolerance: options.tolerance,
    maxIterations: options.iterations,
    curvature: even,
  });
  const { likelihood, value: penalised } = evaluate(found.point);
  return {
    weights: found.point.slice(0, columns),
    vectors: found.point.slice(columns),
    logLikelihood: likelihood,
    penalty: likelihood - penalised,
    iterations: found.iterations,
    converged: found.converged,
  };
}

/** The penalised log-likelihood at a point, its slope, and the log-likelihood by itself. */
export interface MachineSlope extends Slope {
  readonly likelihood: number;
}

/**
 * The function that {@link factorise} climbs: its point holds the weights, then `size` numbers for each column.
 *
 * @param precision of the weights' prior `[columns]`
 * @param vectorPrecision of the prior of each column's numbers `[columns]`
 * @cost O(values · size) an evaluation
 */
export function machineLikelihood(
  { rows, columns, start, column, value }: SparseRows,
  score: ArrayLike<number>,
  precision: Float64Array,
  vectorPrecision: Float64Array,
  size: number,
): (point: Float64Array) => MachineSlope {
  const sums = new Float64Array(size);
  return (x) => {
    const gradient = new Float64Array(x.length);
    let likelihood = 0;
    let penalty = 0;
    for (let r = 0; r < rows; r++) {
      let z = 0;
      sums.fill(0);
      let squares = 0;
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
      z += (square - squares) / 2;
      likelihood -= Math.max(z, 0) + Math.log(1 + Math.exp(-Math.abs(z))) - score[r] * z;
      const u = score[r] - 1 / (1 + Math.exp(-z));
      for (let k = start[r]; k < start[r + 1]; k++) {
        gradient[column[k]] += u * value[k];
        const v = columns + column[k] * size;
        for (let f = 0; f < size; f++) {
          gradient[v + f] += u * value[k] * (sums[f] - x[v + f] * value[k]);
        }
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
