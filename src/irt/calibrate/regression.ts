import { cholesky, choleskySolve } from '../../math/cholesky.js';
import { type Latent, LEAST_SHARE_OF_NODE } from './latent.js';

/** Covariates of the packed rows, intercept included, row-major `[rows × covariates]`, with the rows' weights. */
export interface RowCovariates {
  readonly names: readonly string[];
  readonly values: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Latent regression, θ_i ~ N(x_i · γ, σ²). Parameters: γ and log σ; σ is 1 unless `freeDeviation`, γ of the intercept 0 unless
 * `freeIntercept`.
 * The items then are on the scale where learners with covariates 0 have mean 0 and residual deviation 1.
 *
 * Moments: Σ w x xᵀ, Σ w x m, Σ w m2, Σ w, m and m2 the first two posterior moments of θ.
 *
 * @source Mislevy (1984), Psychometrika 49(3); Adams, Wilson & Wu (1997), Journal of Educational and Behavioral Statistics 22(1).
 */
export function regressionLatent(
  group: string,
  rows: RowCovariates,
  freeIntercept: boolean,
  freeDeviation: boolean,
): Latent {
  const count = rows.names.length;
  const size = count + 1;
  const free = new Uint8Array(size).fill(1);
  free[0] = freeIntercept ? 1 : 0;
  free[count] = freeDeviation ? 1 : 0;
  const centre = (parameters: Float64Array, row: number): number => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += parameters[k] * rows.values[row * count + k];
    return sum;
  };
  const at = { cross: count * count, square: count * count + count, weight: count * count + count + 1 };
  return {
    size,
    free,
    start: () => new Float64Array(size),
    // The rows' own densities do the work.
    fill: (_parameters, _nodes, out) => out.fill(1),
    mend: (parameters) => {
      parameters[count] = Math.min(Math.log(5), Math.max(Math.log(0.1), parameters[count]));
    },
    rows: (parameters, nodes) => {
      const deviation = Math.exp(parameters[count]);
      const moments = new Float64Array(at.weight + 1);
      const spacing = nodes[1] - nodes[0];
      const scale = spacing / (deviation * Math.sqrt(2 * Math.PI));
      return {
        moments,
        hooks: {
          factors: (from, to, out, stride) => {
            for (let row = from; row < to; row++) {
              const mean = centre(parameters, row);
              const base = (row - from) * stride;
              for (let q = 0; q < nodes.length; q++) {
                const z = (nodes[q] - mean) / deviation;
                out[base + q] = Math.max(LEAST_SHARE_OF_NODE, scale * Math.exp(-0.5 * z * z));
              }
              // The kernel's rows are padded.
              for (let q = nodes.length; q < stride; q++) out[base + q] = 0;
            }
          },
          visit: (from, to, posterior, stride) => {
            for (let row = from; row < to; row++) {
              const base = (row - from) * stride;
              let mean = 0;
              let square = 0;
              for (let q = 0; q < nodes.length; q++) {
                mean += posterior[base + q] * nodes[q];
                square += posterior[base + q] * nodes[q] * nodes[q];
              }
              const w = rows.weight[row];
              const x = rows.values.subarray(row * count, (row + 1) * count);
              for (let k = 0; k < count; k++) {
                for (let l = 0; l < count; l++) moments[k * count + l] += w * x[k] * x[l];
                moments[at.cross + k] += w * x[k] * mean;
              }
              moments[at.square] += w * square;
              moments[at.weight] += w;
            }
          },
        },
      };
    },
    maximise: (parameters, { moments }) => {
      const next = parameters.slice();
      const first = freeIntercept ? 0 : 1;
      const own = count - first;
      if (own > 0) {
        const gram = new Float64Array(own * own);
        const right = new Float64Array(own);
        for (let k = 0; k < own; k++) {
          right[k] = moments[at.cross + k + first];
          for (let l = 0; l < own; l++) gram[k * own + l] = moments[(k + first) * count + l + first];
          gram[k * own + k] *= 1 + 1e-12;
        }
        const factor = cholesky(gram, own);
        if (factor !== undefined) next.set(choleskySolve(factor, own, right), first);
      }
      if (freeDeviation) next[count] = 0.5 * Math.log(residual(next, moments) / moments[at.weight]);
      return next;
    },
    gradient: (parameters, { moments }) => {
      const out = new Float64Array(size);
      const variance = Math.exp(2 * parameters[count]);
      for (let k = 0; k < count; k++) {
        let fitted = 0;
        for (let l = 0; l < count; l++) fitted += moments[k * count + l] * parameters[l];
        if (free[k] === 1) out[k] = (moments[at.cross + k] - fitted) / variance;
      }
      if (freeDeviation) out[count] = residual(parameters, moments) / variance - moments[at.weight];
      return out;
    },
    describe: (parameters, learners, _nodes, covariance) => ({
      latent: [
        {
          group,
          mean: parameters[0],
          deviation: Math.exp(parameters[count]),
          learners: learners[0],
          se: {
            mean: freeIntercept ? Math.sqrt(covariance(0, 0)) : Number.NaN,
            deviation: freeDeviation ? Math.exp(parameters[count]) * Math.sqrt(covariance(count, count)) : Number.NaN,
          },
        },
      ],
      regression: {
        covariates: rows.names,
        coefficients: Array.from(parameters.subarray(0, count)),
        se: rows.names.map((_, k) => (free[k] === 1 ? Math.sqrt(covariance(k, k)) : Number.NaN)),
      },
    }),
  };

  /** Σ w E (θ − x·γ)². */
  function residual(parameters: Float64Array, moments: Float64Array): number {
    let sum = moments[at.square];
    for (let k = 0; k < count; k++) {
      sum -= 2 * parameters[k] * moments[at.cross + k];
      for (let l = 0; l < count; l++) sum += parameters[k] * parameters[l] * moments[k * count + l];
    }
    return sum;
  }
}
