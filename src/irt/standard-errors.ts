import { cholesky, choleskyInverse } from '../math/cholesky.js';
import { crossProductInformation } from './cross-product-information.js';
import type { Solution } from './information-matrix.js';
import { louisCost, louisInformation } from './louis-information.js';
import { STEEPEST } from './m-step.js';
import { oakesInformation } from './oakes-information.js';
import type { CalibrateOptions } from './options.js';
import type { Layout } from './parameters.js';

/** Seconds past which a matrix is not worth its time. Costs below are rough seconds of one core. */
const MOST_SECONDS = 60;

/**
 * Standard errors of a and b in the shape of the parameters, NaN where they are not known; what was not done as asked
 * joins `warnings`. Slopes at their bound are taken as known.
 */
export function standardErrors(
  solution: Solution,
  kind: Required<CalibrateOptions>['standardErrors'],
  warnings: string[],
): { a: number[]; b: number[][] } {
  const { layout, parameters } = solution;
  const unknown = {
    a: layout.categories.map(() => Number.NaN),
    b: layout.categories.map((own) => new Array<number>(own - 1).fill(Number.NaN)),
  };
  if (kind === 'none') return unknown;
  const information = chooseInformation(solution, kind, warnings);
  if (information === undefined) return unknown;
  const fixed = new Uint8Array(parameters.length);
  for (let j = 0; j < layout.categories.length; j++) {
    const at = layout.parameterAt[j];
    if (Math.abs(parameters[at]) >= STEEPEST) fixed[at] = 1;
  }
  const se = invert(layout, parameters, information, fixed);
  if (se === undefined) warnings.push('no standard errors: the information matrix is not positive definite');
  return se ?? unknown;
}

/** Louis' and Oakes' identities give the same matrix: the cheaper is taken. */
function chooseInformation(
  solution: Solution,
  kind: 'observed' | 'cross-product',
  warnings: string[],
): Float64Array | undefined {
  const { patterns, layout, nodes, eStep } = solution;
  const size = layout.parameterAt[layout.categories.length];
  const inverting = size ** 3 / 1e9;
  const cells = patterns.rows * layout.categories.length * nodes.length;
  const louis = louisCost(patterns, layout, nodes.length) / 4e8;
  const oakes = (size * cells) / (eStep.kernel === 'simd' ? 8e9 : 2e8);
  const crossed = (patterns.rows * size * (nodes.length + size / 2)) / 1e9;
  if (kind === 'observed' && Math.min(louis, oakes) + inverting <= MOST_SECONDS) {
    return louis <= oakes ? louisInformation(solution) : oakesInformation(solution);
  }
  if (crossed + inverting > MOST_SECONDS) {
    warnings.push('no standard errors: with so many parameters they would take minutes');
    return undefined;
  }
  if (kind === 'observed') {
    warnings.push('standard errors are by cross-products: the observed information would take minutes');
  }
  return crossProductInformation(solution);
}

/**
 * Standard errors of a and b from an information matrix of slopes and intercepts, by the delta method for b_v = −c_v / a.
 * Undefined where the matrix is not positive definite. Parameters in `fixed` are taken as known; their errors are NaN.
 */
function invert(
  layout: Layout,
  parameters: Float64Array,
  information: Float64Array,
  fixed: Uint8Array,
): { a: number[]; b: number[][] } | undefined {
  const all = parameters.length;
  const free: number[] = [];
  for (let i = 0; i < all; i++) if (fixed[i] === 0) free.push(i);
  const size = free.length;
  const reduced = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) reduced[i * size + k] = information[free[i] * all + free[k]];
  }
  const factor = cholesky(reduced, size);
  if (factor === undefined) return undefined;
  const inverse = choleskyInverse(factor, size);
  const place = new Int32Array(all).fill(-1);
  free.forEach((i, at) => {
    place[i] = at;
  });
  const covariance = (i: number, k: number): number =>
    place[i] < 0 || place[k] < 0 ? 0 : inverse[place[i] * size + place[k]];
  const a: number[] = [];
  const b: number[][] = [];
  layout.categories.forEach((own, j) => {
    const at = layout.parameterAt[j];
    a.push(fixed[at] === 1 ? Number.NaN : Math.sqrt(covariance(at, at)));
    const steps: number[] = [];
    for (let v = 1; v < own; v++) {
      const slope = parameters[at];
      const difficulty = -parameters[at + v] / slope;
      const variance =
        covariance(at + v, at + v) + 2 * difficulty * covariance(at, at + v) + difficulty ** 2 * covariance(at, at);
      steps.push(Math.sqrt(variance) / Math.abs(slope));
    }
    b.push(steps);
  });
  return { a, b };
}
