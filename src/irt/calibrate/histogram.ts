import { cholesky, choleskySolve } from '../../math/cholesky.js';
import { describeShares, type FreeMoments, fillNormal, type Latent, LEAST_SHARE_OF_NODE } from './latent.js';

/**
 * Empirical histograms: the share of learners at every node is estimated, one histogram a group. Where a group's mean or
 * deviation is not free the shares keep to 0 or 1 exactly, so that the likelihood still never falls.
 * Parameters: log shares `[groups × nodes]`.
 *
 * @source Mislevy (1984), Psychometrika 49(3); the constrained shares as in Owen (1988), Biometrika 75(2).
 */
export function histogramLatent(groups: readonly string[], moments: FreeMoments, start: Float64Array): Latent {
  const width = start.length;
  const size = groups.length * width;
  const shares = (parameters: Float64Array, g: number): Float64Array => {
    const out = new Float64Array(width);
    let sum = 0;
    for (let q = 0; q < width; q++) {
      out[q] = Math.exp(parameters[g * width + q]);
      sum += out[q];
    }
    for (let q = 0; q < width; q++) out[q] = Math.max(LEAST_SHARE_OF_NODE, out[q] / sum);
    return out;
  };
  return {
    size,
    // The shares are nuisance: errors of the items are given for the shares found.
    free: new Uint8Array(size),
    start: () => {
      const normal = new Float64Array(width);
      fillNormal(0, 1, start, normal);
      return Float64Array.from({ length: size }, (_, i) => Math.log(normal[i % width]));
    },
    fill: (parameters, _nodes, out) => {
      groups.forEach((_, g) => {
        out.set(shares(parameters, g), g * width);
      });
    },
    maximise: (parameters, { masses }, nodes) => {
      const next = parameters.slice();
      groups.forEach((_, g) => {
        const found = constrainedShares(
          masses.subarray(g * width, (g + 1) * width),
          nodes,
          moments.mean[g] === 0,
          moments.deviation[g] === 0,
        );
        for (let q = 0; q < width; q++) next[g * width + q] = Math.log(Math.max(LEAST_SHARE_OF_NODE, found[q]));
      });
      return next;
    },
    mend: (parameters) => {
      for (let i = 0; i < size; i++)
        parameters[i] = Math.max(Math.log(LEAST_SHARE_OF_NODE), Math.min(0, parameters[i]));
    },
    gradient: () => new Float64Array(size),
    describe: (parameters, learners, nodes) => ({
      latent: groups.map((group, g) => describeShares(group, shares(parameters, g), learners[g], nodes)),
    }),
  };
}

/**
 * The shares w that maximise Σ masses log w with Σ w = 1 and, where asked, mean 0 and mean square 1:
 * w_q = masses_q / (n (1 + λ·g_q)), g = (θ, θ² − 1), λ by Newton's method on the convex dual −Σ masses log(1 + λ·g).
 */
function constrainedShares(
  masses: Float64Array,
  nodes: Float64Array,
  fixedMean: boolean,
  fixedSquare: boolean,
): Float64Array {
  const width = nodes.length;
  let total = 0;
  for (let q = 0; q < width; q++) total += masses[q];
  if (!(total > 0)) return new Float64Array(width).fill(1 / width);
  const constraints: ((theta: number) => number)[] = [];
  if (fixedMean) constraints.push((theta) => theta);
  if (fixedSquare) constraints.push((theta) => theta * theta - 1);
  const size = constraints.length;
  const g = constraints.map((of) => Float64Array.from(nodes, of));
  let lambda = new Float64Array(size);
  const scaleAt = (at: Float64Array, q: number): number => {
    let scale = 1;
    for (let i = 0; i < size; i++) scale += at[i] * g[i][q];
    return scale;
  };
  const dual = (at: Float64Array): number => {
    let value = 0;
    for (let q = 0; q < width; q++) {
      if (masses[q] <= 0) continue;
      const scale = scaleAt(at, q);
      if (!(scale > 0)) return Number.POSITIVE_INFINITY;
      value -= masses[q] * Math.log(scale);
    }
    return value;
  };
  let value = 0;
  for (let iteration = 0; size > 0 && iteration < 50; iteration++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (let q = 0; q < width; q++) {
      if (masses[q] <= 0) continue;
      const scale = scaleAt(lambda, q);
      for (let i = 0; i < size; i++) {
        gradient[i] -= (masses[q] * g[i][q]) / scale;
        for (let k = 0; k <= i; k++) hessian[i * size + k] += (masses[q] * g[i][q] * g[k][q]) / scale ** 2;
      }
    }
    const factor = cholesky(hessian, size);
    if (factor === undefined) break;
    const step = choleskySolve(factor, size, gradient);
    let length = 1;
    let next = lambda;
    let found = value;
    for (; length > 1e-10; length /= 2) {
      next = lambda.map((l, i) => l - length * step[i]);
      found = dual(next);
      if (found <= value) break;
    }
    const moved = Math.max(...step.map((s) => Math.abs(length * s)));
    lambda = next;
    value = found;
    if (moved < 1e-13) break;
  }
  return masses.map((mass, q) => (mass > 0 ? mass / total / scaleAt(lambda, q) : 0));
}
