import { cholesky, choleskyInverse, choleskySolve } from '../../math/cholesky.js';
import type { SettledOptions } from '../options.js';
import { crossProductInformation } from './cross-product-information.js';
import type { EStepAnswer, EStepRequest } from './expectation.js';
import { louisCost, louisInformation, louisServes } from './louis-information.js';
import { observedInformation } from './observed-information.js';
import { type Solution, toFree } from './solution.js';

/** Seconds past which a matrix is not worth its time. Costs below are rough seconds of one core. */
const MOST_SECONDS = 60;

/** Covariance of the free parameters and how it came about. */
export interface Errors {
  /** `[free × free]`; absent where it is not known. */
  readonly covariance?: Float64Array;
  readonly kind: SettledOptions['standardErrors'];
  /** See {@link FitReport}. */
  readonly conditionNumber: number;
}

/** Standard errors as asked for; what was not done as asked joins `warnings`. `counts`: expected counts at the solution. */
export function* standardErrors(
  solution: Solution,
  kind: SettledOptions['standardErrors'],
  counts: Float64Array,
  objective: number,
  warnings: string[],
): Generator<EStepRequest, Errors, EStepAnswer> {
  const none: Errors = { kind: 'none', conditionNumber: Number.NaN };
  if (kind === 'none' || solution.free === 0) return none;
  const { packed, nodes, design, eStep, free } = solution;
  const cells = packed.rows * design.items.length * nodes.length;
  const inverting = free ** 3 / 1e9;
  const oakes = (free * cells) / (eStep.kernel === 'simd' ? 8e9 : 2e8);
  const louis = louisServes(solution) ? louisCost(solution) / 4e8 : Number.POSITIVE_INFINITY;
  const crossed = (packed.rows * free * (nodes.length + free / 2)) / 1e9;
  let used = kind;
  if (kind === 'observed' && Math.min(louis, oakes) + inverting > MOST_SECONDS) {
    used = 'cross-product';
    warnings.push('standard errors are by cross-products: the observed information would take minutes');
  }
  if (used === 'cross-product' && crossed + inverting > MOST_SECONDS) {
    warnings.push('no standard errors: with so many parameters they would take minutes');
    return none;
  }
  const information =
    used === 'cross-product'
      ? crossProductInformation(solution)
      : louis <= oakes
        ? toFree(solution, louisInformation(solution, counts))
        : yield* observedInformation(solution, objective);
  const factor = cholesky(information, free);
  if (factor === undefined) {
    warnings.push(
      'no standard errors: the information matrix is not positive definite; the solution may be a saddle point, or parameters cannot be told apart',
    );
    return { kind: 'none', conditionNumber: Number.POSITIVE_INFINITY };
  }
  return { covariance: choleskyInverse(factor, free), kind: used, conditionNumber: conditionOf(information, free) };
}

/** Ratio of the largest to the least eigenvalue of the matrix scaled to a unit diagonal, by power iteration and its inverse. */
export function conditionOf(matrix: Float64Array, size: number): number {
  const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(matrix[i * size + i]));
  const scaled = matrix.map((x, at) => x * scale[Math.floor(at / size)] * scale[at % size]);
  const factor = cholesky(scaled, size);
  if (factor === undefined) return Number.POSITIVE_INFINITY;
  const times = (v: Float64Array): Float64Array => {
    const out = new Float64Array(size);
    for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) out[i] += scaled[i * size + k] * v[k];
    return out;
  };
  const largest = powerIteration(size, times);
  const least = 1 / powerIteration(size, (v) => choleskySolve(factor, size, v));
  return largest / least;
}

/** Enough for two digits, which is what a condition number is read to. */
const POWER_STEPS = 60;

function powerIteration(size: number, times: (v: Float64Array) => Float64Array): number {
  // No eigenvector of a likely matrix is orthogonal to such a start.
  let v = Float64Array.from({ length: size }, (_, i) => 1 + Math.sin(1 + i * i));
  let value = 0;
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = times(v);
    value = Math.sqrt(next.reduce((sum, x) => sum + x * x, 0));
    v = next.map((x) => x / value);
  }
  return value;
}
