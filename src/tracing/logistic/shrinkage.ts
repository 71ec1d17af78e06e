import type { SparseRows } from './matrix.js';
import { type RidgeOptions, type RidgeSolution, ridgeRoom, solveRidge } from './newton.js';

/** Columns that share a prior: from `first` up to, not including, `end`. */
export interface Block {
  readonly first: number;
  readonly end: number;
  /** Precision of the prior where it is not to be estimated. */
  readonly fixed?: number;
}

/** Precision that a block starts with. */
const START = 1;
/** Bounds of an estimated precision. */
const LEAST = 1e-3;
const MOST = 1e4;

/**
 * Ridge regression whose prior precisions are estimated block by block: a block of weights is normal about 0,
 * and precision = Σ (1 − precision / curvature_j) / Σ w_j², the fixed point of the evidence with the curvature's diagonal.
 * So the weights of many items are drawn to 0 as strongly as the items are alike. Each round begins from the last weights.
 *
 * @source MacKay (1992), Bayesian interpolation, Neural Computation 4(3), eq. 4.15 (effective number of parameters)
 */
export function solvePooled(
  matrix: SparseRows,
  score: ArrayLike<number>,
  blocks: readonly Block[],
  rounds: number,
  given: RidgeOptions,
): RidgeSolution & { readonly precision: readonly number[] } {
  const options = { room: ridgeRoom(matrix.rows), ...given };
  const precision = blocks.map(({ fixed }) => fixed ?? START);
  const spread = new Float64Array(matrix.columns);
  const apply = (): void => {
    blocks.forEach(({ first, end }, b) => {
      spread.fill(precision[b], first, end);
    });
  };
  apply();
  const some = blocks.some(({ fixed }) => fixed === undefined);
  let solution = solveRidge(matrix, score, spread, some ? { ...options, tolerance: options.tolerance * 100 } : options);
  let iterations = solution.iterations;
  for (let round = 0; some && round < rounds; round++) {
    blocks.forEach(({ first, end, fixed }, b) => {
      if (fixed !== undefined) return;
      let known = 0;
      let square = 0;
      for (let c = first; c < end; c++) {
        known += 1 - precision[b] / solution.curvature[c];
        square += solution.weights[c] ** 2;
      }
      precision[b] = Math.min(MOST, Math.max(LEAST, (known + 1e-3) / (square + 1e-3)));
    });
    apply();
    const last = round === rounds - 1;
    solution = solveRidge(matrix, score, spread, {
      ...options,
      from: solution.weights,
      tolerance: last ? options.tolerance : options.tolerance * 100,
    });
    iterations += solution.iterations;
  }
  return { ...solution, iterations, precision };
}
