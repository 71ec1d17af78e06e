import { cholesky, choleskySolve } from '../../math/cholesky.js';
import type { ItemExpansion } from '../item-curve.js';
import { createItemExpansion } from '../item-curve.js';
import { climb } from './climb.js';
import { describeShares, type Latent, LEAST_SHARE_OF_NODE } from './latent.js';

/** Coefficients beside the constant stay within ±this. */
const FARTHEST = 10;
const STEP = 1e-5;

/**
 * Davidian curve: density h(z) = (a_0 + a_1 z + … + a_order z^order)² φ(z), scaled to mean 0 and variance 1; order 0 is the
 * normal, orders to 10 bend it as the answers ask. Parameters: the coefficients in a basis orthonormal under φ, relative to the
 * first; one group.
 *
 * @source Zhang & Davidian (2001), Biometrics 57(3); Woods & Lin (2009), Applied Psychological Measurement 33(2).
 */
export function davidianLatent(group: string, order: number): Latent {
  const toPowers = orthonormalToPowers(order);

  /** Shares at the nodes of the curve with mean 0 and variance 1. */
  const shares = (parameters: Float64Array, nodes: Float64Array): Float64Array => {
    const basis = [1, ...parameters];
    const powers = new Float64Array(order + 1);
    for (let i = 0; i <= order; i++) for (let k = 0; k <= i; k++) powers[k] += basis[i] * toPowers[i * (order + 1) + k];
    const square = new Float64Array(2 * order + 1);
    for (let i = 0; i <= order; i++) for (let k = 0; k <= order; k++) square[i + k] += powers[i] * powers[k];
    const moment = (power: number): number =>
      square.reduce((sum, coefficient, i) => sum + coefficient * normalMoment(i + power), 0);
    const norm = moment(0);
    const mean = moment(1) / norm;
    const deviation = Math.sqrt(moment(2) / norm - mean * mean);
    const out = new Float64Array(nodes.length);
    let sum = 0;
    for (let q = 0; q < nodes.length; q++) {
      const z = mean + deviation * nodes[q];
      let polynomial = 0;
      for (let i = order; i >= 0; i--) polynomial = polynomial * z + powers[i];
      out[q] = polynomial * polynomial * Math.exp(-0.5 * z * z);
      sum += out[q];
    }
    for (let q = 0; q < nodes.length; q++) out[q] = Math.max(LEAST_SHARE_OF_NODE, out[q] / sum);
    return out;
  };

  /** Σ masses log share with its gradient and expected information. */
  const objective =
    (masses: Float64Array, nodes: Float64Array) =>
    (parameters: Float64Array, into: ItemExpansion): number => {
      const centre = shares(parameters, nodes);
      const slopes: Float64Array[] = [];
      for (let i = 0; i < order; i++) {
        const up = parameters.slice();
        const down = parameters.slice();
        up[i] += STEP;
        down[i] -= STEP;
        const high = shares(up, nodes);
        const low = shares(down, nodes);
        slopes.push(high.map((h, q) => (Math.log(h) - Math.log(low[q])) / (2 * STEP)));
      }
      let value = 0;
      let total = 0;
      for (let q = 0; q < nodes.length; q++) {
        total += masses[q];
        value += masses[q] * Math.log(centre[q]);
      }
      into.gradient.fill(0);
      into.information.fill(0);
      for (let i = 0; i < order; i++) {
        for (let q = 0; q < nodes.length; q++) {
          into.gradient[i] += masses[q] * slopes[i][q];
          for (let k = 0; k < order; k++) {
            into.information[i * order + k] += total * centre[q] * slopes[i][q] * slopes[k][q];
          }
        }
        into.information[i * order + i] += 1e-6 * total;
      }
      return value;
    };

  const range = {
    free: new Uint8Array(order).fill(1),
    low: new Float64Array(order).fill(-FARTHEST),
    high: new Float64Array(order).fill(FARTHEST),
  };
  return {
    size: order,
    free: new Uint8Array(order),
    // At 0 the curve does not know which way to bend.
    start: () => Float64Array.from({ length: order }, (_, i) => 0.1 / (i + 1)),
    fill: (parameters, nodes, out) => out.set(shares(parameters, nodes)),
    maximise: (parameters, { masses }, nodes) => {
      const next = parameters.slice();
      climb(next, range, objective(masses, nodes), [createItemExpansion(order), createItemExpansion(order)]);
      return next;
    },
    mend: (parameters) => {
      for (let i = 0; i < order; i++) parameters[i] = Math.min(FARTHEST, Math.max(-FARTHEST, parameters[i]));
    },
    gradient: () => new Float64Array(order),
    describe: (parameters, learners, nodes) => ({
      latent: [describeShares(group, shares(parameters, nodes), learners[0], nodes)],
    }),
  };
}

/** E Z^k: 0 for odd k, else 1 · 3 · 5 ⋯ (k − 1). */
function normalMoment(k: number): number {
  if (k % 2 === 1) return 0;
  let product = 1;
  for (let i = k - 1; i > 1; i -= 2) product *= i;
  return product;
}

/** Row i: coefficients in powers of z of the i-th polynomial orthonormal under φ, lower triangular `[order + 1]²`. */
function orthonormalToPowers(order: number): Float64Array {
  const size = order + 1;
  const gram = Float64Array.from({ length: size * size }, (_, at) => normalMoment(Math.floor(at / size) + (at % size)));
  const factor = cholesky(gram, size) as Float64Array;
  // Rows of the inverse of L: L⁻¹ is lower triangular, and its rows are orthonormal under the Gram matrix.
  const out = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    const solved = choleskySolve(factor, size, unit);
    // (L Lᵀ)⁻¹ e = L⁻ᵀ (L⁻¹ e): multiplied by Lᵀ it is the column of L⁻¹.
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let k = row; k < size; k++) sum += factor[k * size + row] * solved[k];
      out[row * size + column] = sum;
    }
  }
  return out;
}
