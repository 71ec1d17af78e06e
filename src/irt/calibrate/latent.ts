import type { RowHooks } from '../../kernels/packed-rows.js';
import type { LatentGroup, LatentRegression } from '../model.js';

/** Least share of a node, so that logarithms stay finite. */
export const LEAST_SHARE_OF_NODE = 1e-60;

/** What the E-step tells of the abilities. */
export interface LatentEvidence {
  /** Expected numbers of learners `[groups × nodes]`. */
  readonly masses: Float64Array;
  /** Sums over rows that a latent regression needs; empty without one. They add over shards. */
  readonly moments: Float64Array;
}

/** Variance of the estimate of parameters i and k of a distribution; 0 where fixed, NaN where unknown. */
export type Covariance = (i: number, k: number) => number;

/**
 * The distribution of abilities in an estimation: its parameters are one flat column, like those of the items.
 * Its prior weights at the nodes are the first rows of the tables.
 */
export interface Latent {
  /** Number of parameters. */
  readonly size: number;
  /** 1 for parameters that are estimated and have standard errors `[size]`. */
  readonly free: Uint8Array;
  readonly start: () => Float64Array;
  /** Prior weights at the nodes `[groups × nodes]` into `out`. */
  readonly fill: (parameters: Float64Array, nodes: Float64Array, out: Float64Array) => void;
  /** The M-step, from the present parameters. */
  readonly maximise: (parameters: Float64Array, evidence: LatentEvidence, nodes: Float64Array) => Float64Array;
  /** Brings parameters that were extrapolated back into their domain, in place. */
  readonly mend: (parameters: Float64Array) => void;
  /** Gradient of Σ masses log weight by the free parameters `[size]`. */
  readonly gradient: (parameters: Float64Array, evidence: LatentEvidence, nodes: Float64Array) => Float64Array;
  readonly describe: (
    parameters: Float64Array,
    learners: Float64Array,
    nodes: Float64Array,
    covariance: Covariance,
  ) => { readonly latent: readonly LatentGroup[]; readonly regression?: LatentRegression };
  /** Row-wise parts of a latent regression: hooks for the E-step, and the moments that they gathered. */
  readonly rows?: (parameters: Float64Array, nodes: Float64Array) => { hooks: RowHooks; moments: Float64Array };
}

/** Which moments of the groups are estimated. */
export interface FreeMoments {
  /** 1 where the mean of the group is estimated `[groups]`; else it is 0. */
  readonly mean: Uint8Array;
  /** 1 where the deviation is estimated; else it is 1. */
  readonly deviation: Uint8Array;
}

/** Standard deviations stay within these, so that the grid can show them. */
const LOG_DEVIATION = [Math.log(0.1), Math.log(5)] as const;

/** Normal distributions, one a group; parameters: mean and log deviation of each in turn. */
export function normalLatent(groups: readonly string[], moments: FreeMoments): Latent {
  const size = 2 * groups.length;
  const free = new Uint8Array(size);
  groups.forEach((_, g) => {
    free[2 * g] = moments.mean[g];
    free[2 * g + 1] = moments.deviation[g];
  });
  return {
    size,
    free,
    start: () => new Float64Array(size),
    fill: (parameters, nodes, out) => {
      groups.forEach((_, g) => {
        fillNormal(
          parameters[2 * g],
          Math.exp(parameters[2 * g + 1]),
          nodes,
          out.subarray(g * nodes.length, (g + 1) * nodes.length),
        );
      });
    },
    maximise: (parameters, { masses }, nodes) => {
      const next = parameters.slice();
      groups.forEach((_, g) => {
        const own = masses.subarray(g * nodes.length, (g + 1) * nodes.length);
        const { total, mean, square } = momentsOf(own, nodes);
        if (!(total > 0)) return;
        if (free[2 * g] === 1) next[2 * g] = mean;
        const centre = next[2 * g];
        if (free[2 * g + 1] === 1) {
          next[2 * g + 1] = Math.max(-20, 0.5 * Math.log(square - 2 * centre * mean + centre * centre));
        }
      });
      mendNormal(next);
      return next;
    },
    mend: mendNormal,
    gradient: (parameters, { masses }, nodes) => {
      const out = new Float64Array(size);
      const weights = new Float64Array(nodes.length);
      groups.forEach((_, g) => {
        const mean = parameters[2 * g];
        const deviation = Math.exp(parameters[2 * g + 1]);
        fillNormal(mean, deviation, nodes, weights);
        const own = masses.subarray(g * nodes.length, (g + 1) * nodes.length);
        const observed = momentsOf(own, nodes);
        // The weights are normed on the grid, so that what counts is the distance from their own moments.
        const expected = momentsOf(weights, nodes);
        out[2 * g] = (observed.total * (observed.mean - expected.mean)) / deviation ** 2;
        const spread = (m: typeof observed): number => m.square - 2 * mean * m.mean + mean * mean;
        out[2 * g + 1] = (observed.total * (spread(observed) - spread(expected))) / deviation ** 2;
      });
      for (let i = 0; i < size; i++) if (free[i] === 0) out[i] = 0;
      return out;
    },
    describe: (parameters, learners, _nodes, covariance) => ({
      latent: groups.map((group, g) => {
        const deviation = Math.exp(parameters[2 * g + 1]);
        const error = (i: number, scale: number): number =>
          free[i] === 1 ? scale * Math.sqrt(covariance(i, i)) : Number.NaN;
        return {
          group,
          mean: parameters[2 * g],
          deviation,
          learners: learners[g],
          se: { mean: error(2 * g, 1), deviation: error(2 * g + 1, deviation) },
        };
      }),
    }),
  };
}

function mendNormal(parameters: Float64Array): void {
  for (let i = 0; i < parameters.length; i += 2) {
    parameters[i] = Math.min(5, Math.max(-5, parameters[i]));
    parameters[i + 1] = Math.min(LOG_DEVIATION[1], Math.max(LOG_DEVIATION[0], parameters[i + 1]));
  }
}

/** Weights proportional to a normal density at the nodes, summing to 1. */
export function fillNormal(mean: number, deviation: number, nodes: Float64Array, out: Float64Array): void {
  let sum = 0;
  for (let q = 0; q < nodes.length; q++) {
    out[q] = Math.exp(-0.5 * ((nodes[q] - mean) / deviation) ** 2);
    sum += out[q];
  }
  for (let q = 0; q < nodes.length; q++) out[q] = Math.max(LEAST_SHARE_OF_NODE, out[q] / sum);
}

/** Total, mean and mean square of masses at the nodes. */
export function momentsOf(
  masses: Float64Array,
  nodes: Float64Array,
): { readonly total: number; readonly mean: number; readonly square: number } {
  let total = 0;
  let first = 0;
  let second = 0;
  for (let q = 0; q < nodes.length; q++) {
    total += masses[q];
    first += masses[q] * nodes[q];
    second += masses[q] * nodes[q] * nodes[q];
  }
  return { total, mean: first / total, square: second / total };
}

/** Mean and deviation of shares at the nodes, as a group's entry without standard errors. */
export function describeShares(
  group: string,
  shares: Float64Array,
  learners: number,
  nodes: Float64Array,
): LatentGroup {
  const { mean, square } = momentsOf(shares, nodes);
  return {
    group,
    mean,
    deviation: Math.sqrt(Math.max(0, square - mean * mean)),
    learners,
    se: { mean: Number.NaN, deviation: Number.NaN },
    weights: Array.from(shares),
  };
}
