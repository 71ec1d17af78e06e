import { MISSING } from '../../kernels/packed-rows.js';
import { cholesky, choleskyInverse, choleskySolve } from '../../math/cholesky.js';
import { type CurvePoint, createPoint } from '../families/family.js';
import { type PreparedMirt, zOf } from './curves.js';

const NEWTON_STEPS = 60;

/** Log posterior of the abilities given answers, with its derivatives. */
interface Expanded {
  readonly value: number;
  readonly gradient: Float64Array;
  /** Minus the Hessian. */
  readonly curvature: Float64Array;
}

/** The mode of the posterior of some answers, and the covariance that its curvature gives. */
export interface Mode {
  readonly theta: Float64Array;
  /** Inverse of minus the Hessian at the mode, row-major. */
  readonly covariance: Float64Array;
}

/** A function that finds modes, with its scratch space. */
export function modeFinder(mirt: PreparedMirt): (answers: Uint8Array) => Mode {
  const { dimensions, families, slopes } = mirt;
  const precision = choleskyInverse(cholesky(mirt.covariance, dimensions) as Float64Array, dimensions);
  const points: CurvePoint[] = families.map(({ categories }) => createPoint(categories));

  const expand = (answers: Uint8Array, theta: Float64Array, expected: boolean): Expanded => {
    const gradient = new Float64Array(dimensions);
    const curvature = precision.slice();
    let value = 0;
    for (let d = 0; d < dimensions; d++) {
      let sum = 0;
      for (let e = 0; e < dimensions; e++) sum += precision[d * dimensions + e] * theta[e];
      gradient[d] = -sum;
      value -= 0.5 * sum * theta[d];
    }
    for (let j = 0; j < families.length; j++) {
      const k = answers[j];
      if (k === MISSING) continue;
      const point = points[j];
      families[j].derive(mirt.shapes[j], zOf(mirt, j, theta), point);
      const p = Math.max(point.p[k], 1e-300);
      const by = point.first[k] / p;
      let weight = by * by - point.second[k] / p;
      if (expected) {
        weight = 0;
        for (let c = 0; c < point.p.length; c++) {
          if (point.p[c] > 0) weight += (point.first[c] * point.first[c]) / point.p[c];
        }
      }
      value += Math.log(p);
      for (let d = 0; d < dimensions; d++) {
        const a = slopes[j * dimensions + d];
        if (a === 0) continue;
        gradient[d] += a * by;
        for (let e = 0; e < dimensions; e++) curvature[d * dimensions + e] += weight * a * slopes[j * dimensions + e];
      }
    }
    return { value, gradient, curvature };
  };

  return (answers) => {
    let theta = new Float64Array(dimensions);
    let here = expand(answers, theta, false);
    for (let step = 0; step < NEWTON_STEPS; step++) {
      // Far from the mode of a 3PL the Hessian may point down; Fisher's information never does.
      const factor =
        cholesky(here.curvature, dimensions) ??
        (cholesky(expand(answers, theta, true).curvature, dimensions) as Float64Array);
      const move = choleskySolve(factor, dimensions, here.gradient);
      let length = 1;
      let next = theta;
      let there = here;
      for (; length > 1e-9; length /= 2) {
        next = theta.map((t, d) => t + length * move[d]);
        there = expand(answers, next, false);
        if (there.value >= here.value - 1e-12 * Math.abs(here.value)) break;
      }
      if (length <= 1e-9) break;
      const longest = move.reduce((most, m) => Math.max(most, Math.abs(length * m)), 0);
      theta = next;
      here = there;
      if (longest < 1e-10) break;
    }
    const factor =
      cholesky(here.curvature, dimensions) ??
      (cholesky(expand(answers, theta, true).curvature, dimensions) as Float64Array);
    return { theta, covariance: choleskyInverse(factor, dimensions) };
  };
}
