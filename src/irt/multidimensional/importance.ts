import { MISSING } from '../../kernels/packed-rows.js';
import { cholesky, choleskySolve } from '../../math/cholesky.js';
import { logGamma } from '../../math/log-gamma.js';
import type { Random } from '../../math/random.js';
import type { PreparedMirt } from './curves.js';
import { modeFinder } from './modes.js';

/** Degrees of freedom of the t distribution that abilities are drawn from: its tails are longer than any posterior's. */
const FREEDOM = 5;

/** What importance sampling tells of one row. */
export interface RowIntegral {
  readonly logLikelihood: number;
  /** Variance of the estimate of the log-likelihood. */
  readonly variance: number;
  readonly mean: Float64Array;
  /** Posterior covariance, row-major. */
  readonly covariance: Float64Array;
}

/**
 * A function that integrates the posterior of a row of answers by importance sampling: abilities are drawn in antithetic pairs
 * from a t distribution around the mode with the covariance of its curvature. A row's numbers depend on its answers and the seed
 * alone, not on the other rows.
 *
 * @source Geweke (1989), Econometrica 57(6).
 * @cost rows × draws × items.
 */
export function rowIntegrator(mirt: PreparedMirt, draws: number, random: Random): (answers: Uint8Array) => RowIntegral {
  const { dimensions, families, slopes, shapes } = mirt;
  const find = modeFinder(mirt);
  const prior = cholesky(mirt.covariance, dimensions) as Float64Array;
  const axes = Array.from({ length: dimensions }, () => new Float64Array(draws));
  const z = new Float64Array(draws);
  const most = Math.max(...families.map(({ categories }) => categories));
  const table = new Float64Array(most * draws);
  const log = new Float64Array(draws);
  const logRoot = (factor: Float64Array): number => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += Math.log(factor[d * dimensions + d]);
    return sum;
  };
  const priorRoot = logRoot(prior);
  const constant =
    logGamma((FREEDOM + dimensions) / 2) - logGamma(FREEDOM / 2) - 0.5 * dimensions * Math.log(FREEDOM / 2);

  return (answers) => {
    const stream = random.split(String.fromCharCode(...answers));
    const { theta: mode, covariance } = find(answers);
    const factor = cholesky(covariance, dimensions) as Float64Array;
    const shift = logRoot(factor) - priorRoot - constant;
    const step = new Float64Array(dimensions);
    const place = new Float64Array(dimensions);
    for (let t = 0; t < draws; t++) {
      // The second of a pair is the first, mirrored at the mode.
      const mirrored = t % 2 === 1;
      if (!mirrored) {
        const chi = stream.gamma(FREEDOM / 2, 2);
        const stretch = Math.sqrt(FREEDOM / chi);
        for (let d = 0; d < dimensions; d++) step[d] = stretch * stream.normal();
      }
      let square = 0;
      for (let d = 0; d < dimensions; d++) {
        square += step[d] * step[d];
        let value = 0;
        for (let e = 0; e <= d; e++) value += factor[d * dimensions + e] * step[e];
        place[d] = mode[d] + (mirrored ? -value : value);
        axes[d][t] = place[d];
      }
      const pressed = choleskySolve(prior, dimensions, place);
      let prioritised = 0;
      for (let d = 0; d < dimensions; d++) prioritised += pressed[d] * place[d];
      // log φ(θ) − log t(θ), without 2π on both sides.
      log[t] = -0.5 * prioritised + 0.5 * (FREEDOM + dimensions) * Math.log1p(square / FREEDOM) + shift;
    }
    for (let j = 0; j < families.length; j++) {
      const k = answers[j];
      if (k === MISSING) continue;
      z.fill(0);
      for (let d = 0; d < dimensions; d++) {
        const a = slopes[j * dimensions + d];
        if (a !== 0) for (let t = 0; t < draws; t++) z[t] += a * axes[d][t];
      }
      families[j].fill(shapes[j], z, table.subarray(0, families[j].categories * draws));
      for (let t = 0; t < draws; t++) log[t] += Math.log(table[k * draws + t]);
    }
    return summarise(log, axes, dimensions);
  };
}

function summarise(log: Float64Array, axes: readonly Float64Array[], dimensions: number): RowIntegral {
  const draws = log.length;
  let most = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < draws; t++) if (log[t] > most) most = log[t];
  const weight = log.map((x) => Math.exp(x - most));
  let sum = 0;
  for (let t = 0; t < draws; t++) sum += weight[t];
  const mean = new Float64Array(dimensions);
  const covariance = new Float64Array(dimensions * dimensions);
  for (let d = 0; d < dimensions; d++) {
    for (let t = 0; t < draws; t++) mean[d] += (weight[t] * axes[d][t]) / sum;
  }
  for (let d = 0; d < dimensions; d++) {
    for (let e = 0; e <= d; e++) {
      let value = 0;
      for (let t = 0; t < draws; t++) value += (weight[t] / sum) * (axes[d][t] - mean[d]) * (axes[e][t] - mean[e]);
      covariance[d * dimensions + e] = covariance[e * dimensions + d] = value;
    }
  }
  // Pairs are independent of each other, their two members are not.
  const pairs = Math.floor(draws / 2);
  const average = sum / draws;
  let spread = 0;
  for (let i = 0; i < pairs; i++) spread += (0.5 * (weight[2 * i] + weight[2 * i + 1]) - average) ** 2;
  const variance = spread / ((pairs - 1) * pairs * average * average);
  return { logLikelihood: most + Math.log(average), variance, mean, covariance };
}
