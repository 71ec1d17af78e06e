import type { ResponseMatrix } from '../../data/response-matrix.js';
import { createEStep } from '../../kernels/e-step.js';
import { type EStep, type KernelChoice, LEAST_PROBABILITY } from '../../kernels/packed-rows.js';
import type { Packed } from '../../kernels/packing.js';
import { packMatrix, type Sample } from '../calibrate/sample.js';
import { offsets } from '../curves.js';
import { fillItem } from '../item-curve.js';
import { type MirtDesign, ownOf } from './design.js';
import { ballGrid, type Grid, specificGrid } from './grid.js';

/** Patterns whose posteriors are asked for at once, at most so many numbers. */
const NUMBERS_AT_ONCE = 1 << 20;

/**
 * Items that are integrated together: those of one specific dimension, or those of none. Their nodes are the primary nodes, each
 * crossed with the specific ones, which run fastest.
 */
export interface Cluster {
  /** Items by index in the design. */
  readonly items: readonly number[];
  /** The specific dimension, −1 where there is none. */
  readonly specific: number;
  readonly packed: Packed;
  readonly eStep: EStep;
  /** Specific nodes at each primary one. */
  readonly across: number;
  /** Values of the items' slots at the nodes, `[items][slots]`; refreshed by {@link Reduction.run}. */
  readonly axes: readonly (readonly Float64Array[])[];
  /** Values of each dimension at the nodes; absent for those that are not here. */
  readonly theta: readonly (Float64Array | undefined)[];
  /** Row of each item's category 0 in tables; row 0 holds the prior weights. */
  readonly categoryAt: Int32Array;
  readonly table: Float64Array;
  readonly counts: Float64Array;
}

/** What an E-step tells. */
export interface MirtEvidence {
  readonly logLikelihood: number;
  /** Σ over learners of E θ_d θ_e `[dimensions × dimensions]`, 0 where no covariance could be free. */
  readonly moments: Float64Array;
}

/** Posterior of the primary nodes row by row, and what the specific dimensions look like given them. */
export interface RowPosteriors {
  /** `[rows × primary nodes]`, each summing to 1. */
  readonly primary: Float64Array;
  readonly logLikelihoods: Float64Array;
  /**
   * Of each cluster with a specific dimension, E θ and E θ² of it by pattern and primary node `[patterns × primary nodes]`; and
   * the pattern of each row, −1 where the row has no answers to it.
   */
  readonly specific: readonly {
    readonly dimension: number;
    readonly mean: Float64Array;
    readonly square: Float64Array;
    readonly patternOf: Int32Array;
  }[];
}

/** log Σ_r of each pattern and primary node, up to the pattern's own constant `[patterns × primary nodes]`, and these constants. */
interface Marginals {
  readonly logs: Float64Array;
  readonly constants: Float64Array;
}

/** The E-step over a grid. */
export interface Reduction {
  readonly grid: Grid;
  readonly clusters: readonly Cluster[];
  readonly kernel: EStep['kernel'];
  /** Rows × nodes that a step goes over: what it costs. */
  readonly cells: number;
  /** Leaves expected counts in the clusters. */
  readonly run: (x: Float64Array) => MirtEvidence;
  readonly posteriors: (x: Float64Array) => RowPosteriors;
}

/**
 * The E-step by dimension reduction: given the primary abilities, the clusters of a bifactor model are independent, so that each
 * is integrated over its own specific ability alone, L(q) = Π_clusters Σ_r w_r Π_items P(answer | q, r). It is done once for each
 * pattern of answers within a cluster. Without specific dimensions there is one cluster, and it is an ordinary E-step.
 *
 * Nodes are standardised and turned to the covariance by its Cholesky factor, θ = L x, so that they serve any correlation.
 *
 * @source Gibbons & Hedeker (1992), Psychometrika 57(3), eqs. 9–14; Cai (2010), Psychometrika 75(4), for several primary ones.
 * @param column column of each item in the matrix, −1 where it has none; absent means their order
 * @cost Σ_clusters patterns × items / 8 × primary nodes × specific nodes, twice, and rows × clusters × primary nodes.
 */
export function createReduction(
  design: MirtDesign,
  matrix: ResponseMatrix,
  cuts: readonly (readonly number[])[],
  sample: Sample,
  points: number,
  bound: number,
  kernel: KernelChoice,
  column?: readonly number[],
): Reduction {
  const { layout, items, latent } = design;
  const { primary } = layout;
  const width = layout.dimensions.length;
  const grid = ballGrid(primary, points, bound);
  const main = grid.weights.length;
  const beside = specificGrid(points, bound);
  const groups = clusterItems(design);
  const single = groups.length === 1 && groups[0].specific < 0;
  const clusters = groups.map(({ items: own, specific }): Cluster => {
    const across = specific < 0 ? 1 : points;
    const nodes = main * across;
    const packed = single
      ? sample.packed
      : packMatrix(
          matrix,
          { cuts: own.map((j) => cuts[j]), column: own.map((j) => column?.[j] ?? j), groups: 1 },
          nodes,
        ).packed;
    const theta = layout.dimensions.map((_, d) =>
      d < primary || d === specific ? new Float64Array(nodes) : undefined,
    );
    const categoryAt = offsets(own.map((j) => items[j].curve.family.categories)).map((row) => row + 1);
    const rows = categoryAt[own.length];
    return {
      items: own,
      specific,
      packed,
      eStep: createEStep(packed, nodes, kernel),
      across,
      theta,
      axes: own.map((j) =>
        items[j].slots.map((slot) => (slot.length === 1 ? (theta[slot[0]] as Float64Array) : new Float64Array(nodes))),
      ),
      categoryAt,
      table: new Float64Array(rows * nodes),
      counts: new Float64Array(rows * nodes),
    };
  });
  const { packed, learners } = sample;
  const patternOf = single ? [] : clusters.map((cluster) => patternsOfRows(packed, cluster.packed));

  /** Nodes and tables at parameters x. */
  const prepare = (x: Float64Array): void => {
    const factor = latent.factor(x.subarray(design.size));
    for (const cluster of clusters) {
      const { across, theta, table, specific, categoryAt } = cluster;
      const nodes = main * across;
      for (let d = 0; d < primary; d++) {
        const out = theta[d] as Float64Array;
        for (let q = 0; q < main; q++) {
          let value = 0;
          for (let e = 0; e <= d; e++) value += factor[d * width + e] * grid.axes[e][q];
          out.fill(value, q * across, (q + 1) * across);
        }
      }
      if (specific >= 0) {
        const out = theta[specific] as Float64Array;
        const scale = factor[specific * width + specific];
        for (let n = 0; n < nodes; n++) out[n] = scale * beside.nodes[n % across];
      }
      for (let n = 0; n < nodes; n++) {
        const weight = single ? grid.weights[n] : specific < 0 ? 1 : beside.weights[n % across];
        table[n] = Math.max(weight, LEAST_PROBABILITY);
      }
      cluster.items.forEach((j, i) => {
        items[j].slots.forEach((slot, s) => {
          if (slot.length === 1) return;
          const out = cluster.axes[i][s];
          out.fill(0);
          for (const d of slot) {
            const own = theta[d] as Float64Array;
            for (let n = 0; n < nodes; n++) out[n] += own[n];
          }
        });
        const rows = table.subarray(categoryAt[i] * nodes, categoryAt[i + 1] * nodes);
        fillItem(items[j].curve, ownOf(items[j], x), cluster.axes[i], rows);
      });
    }
  };

  /** Visits the patterns of a cluster with their posteriors under a flat prior of the primary nodes. */
  const eachPattern = (
    { packed: own, eStep, table, across }: Cluster,
    visit: (pattern: number, posterior: Float64Array, log: number) => void,
  ): void => {
    const nodes = main * across;
    const chunk = Math.max(1, Math.floor(NUMBERS_AT_ONCE / nodes));
    const out = new Float64Array(Math.min(chunk, own.rows) * nodes);
    for (let from = 0; from < own.rows; from += chunk) {
      const to = Math.min(own.rows, from + chunk);
      const logs = eStep.posteriors(table, from, to, out);
      for (let p = from; p < to; p++)
        visit(p, out.subarray((p - from) * nodes, (p - from + 1) * nodes), logs[p - from]);
    }
  };

  const remembered = new Map<Cluster, { readonly table: Float64Array; readonly part: Marginals }>();
  /** Remembers the last: where one parameter moves, as for standard errors, the other clusters stay as they are. */
  const marginalise = (cluster: Cluster): Marginals => {
    const last = remembered.get(cluster);
    if (last?.table.every((p, i) => p === cluster.table[i])) return last.part;
    const part = marginaliseAnew(cluster);
    remembered.set(cluster, { table: cluster.table.slice(), part });
    return part;
  };
  const marginaliseAnew = (cluster: Cluster): Marginals => {
    const logs = new Float64Array(cluster.packed.rows * main);
    const constants = new Float64Array(cluster.packed.rows);
    eachPattern(cluster, (p, posterior, log) => {
      constants[p] = log;
      for (let q = 0; q < main; q++) {
        let sum = 0;
        for (let n = q * cluster.across; n < (q + 1) * cluster.across; n++) sum += posterior[n];
        logs[p * main + q] = Math.log(sum);
      }
    });
    return { logs, constants };
  };

  const logWeights = grid.weights.map(Math.log);
  /** Posterior of a row over the primary nodes into `out`; its log-likelihood is returned. */
  const combine = (row: number, parts: readonly Marginals[], out: Float64Array): number => {
    out.set(logWeights);
    let constant = 0;
    parts.forEach(({ logs, constants }, c) => {
      const p = patternOf[c][row];
      if (p < 0) return;
      constant += constants[p];
      for (let q = 0; q < main; q++) out[q] += logs[p * main + q];
    });
    let most = Number.NEGATIVE_INFINITY;
    for (let q = 0; q < main; q++) if (out[q] > most) most = out[q];
    let sum = 0;
    for (let q = 0; q < main; q++) {
      out[q] = Math.exp(out[q] - most);
      sum += out[q];
    }
    for (let q = 0; q < main; q++) out[q] /= sum;
    return constant + most + Math.log(sum);
  };

  const addPrimaryMoments = (masses: Float64Array, x: Float64Array, moments: Float64Array): void => {
    const factor = latent.factor(x.subarray(design.size));
    const theta = Array.from({ length: primary }, (_, d) =>
      Float64Array.from({ length: main }, (_, q) => {
        let value = 0;
        for (let e = 0; e <= d; e++) value += factor[d * width + e] * grid.axes[e][q];
        return value;
      }),
    );
    for (let d = 0; d < primary; d++) {
      for (let e = 0; e < primary; e++) {
        let sum = 0;
        for (let q = 0; q < main; q++) sum += masses[q] * theta[d][q] * theta[e][q];
        moments[d * width + e] = sum;
      }
    }
  };

  const run = (x: Float64Array): MirtEvidence => {
    prepare(x);
    const moments = new Float64Array(width * width);
    if (single) {
      const [cluster] = clusters;
      const logLikelihood = cluster.eStep.run(cluster.table, cluster.counts);
      if (latent.size > 0) addPrimaryMoments(cluster.counts.subarray(0, main), x, moments);
      return { logLikelihood, moments };
    }
    const parts = clusters.map(marginalise);
    // Σ of the weighted posteriors of the rows with each pattern.
    const gathered = clusters.map((cluster) => new Float64Array(cluster.packed.rows * main));
    const masses = new Float64Array(main);
    const posterior = new Float64Array(main);
    let logLikelihood = 0;
    for (let row = 0; row < packed.rows; row++) {
      const w = packed.weight[row];
      logLikelihood += w * combine(row, parts, posterior);
      for (let q = 0; q < main; q++) masses[q] += w * posterior[q];
      for (let c = 0; c < clusters.length; c++) {
        const p = patternOf[c][row];
        if (p < 0) continue;
        const into = gathered[c];
        for (let q = 0; q < main; q++) into[p * main + q] += w * posterior[q];
      }
    }
    addPrimaryMoments(masses, x, moments);
    clusters.forEach((cluster, c) => {
      const { across, counts, specific } = cluster;
      const { logs } = parts[c];
      cluster.eStep.run(cluster.table, counts, {
        // What is known of the primary nodes from all clusters, in place of this one's own share.
        factors: (from, to, out, stride) => {
          for (let p = from; p < to; p++) {
            const base = (p - from) * stride;
            const total = cluster.packed.weight[p];
            for (let q = 0; q < main; q++) {
              const mass = gathered[c][p * main + q] / total;
              const share = Math.exp(logs[p * main + q]);
              // Where the answers of this cluster rule the node out, no mass is left either.
              const factor = share > 0 ? mass / share : 0;
              out.fill(factor, base + q * across, base + (q + 1) * across);
            }
          }
        },
      });
      if (specific < 0) return;
      const theta = cluster.theta[specific] as Float64Array;
      let sum = 0;
      let answered = 0;
      for (let n = 0; n < main * across; n++) {
        sum += counts[n] * theta[n] * theta[n];
        answered += counts[n];
      }
      // Who answered nothing of it has the prior's variance.
      const variance = latent.factor(x.subarray(design.size))[specific * width + specific] ** 2;
      moments[specific * width + specific] = sum + Math.max(0, learners - answered) * variance;
    });
    return { logLikelihood, moments };
  };

  const posteriors = (x: Float64Array): RowPosteriors => {
    prepare(x);
    const out = new Float64Array(packed.rows * main);
    if (single) {
      const [cluster] = clusters;
      const logLikelihoods = cluster.eStep.posteriors(cluster.table, 0, packed.rows, out);
      return { primary: out, logLikelihoods, specific: [] };
    }
    const parts = clusters.map(marginalise);
    const logLikelihoods = new Float64Array(packed.rows);
    for (let row = 0; row < packed.rows; row++) {
      logLikelihoods[row] = combine(row, parts, out.subarray(row * main, (row + 1) * main));
    }
    const specific = clusters.flatMap((cluster, c) => {
      if (cluster.specific < 0) return [];
      const mean = new Float64Array(cluster.packed.rows * main);
      const square = new Float64Array(cluster.packed.rows * main);
      const theta = cluster.theta[cluster.specific] as Float64Array;
      eachPattern(cluster, (p, own) => {
        for (let q = 0; q < main; q++) {
          let sum = 0;
          let first = 0;
          let second = 0;
          for (let n = q * cluster.across; n < (q + 1) * cluster.across; n++) {
            sum += own[n];
            first += own[n] * theta[n];
            second += own[n] * theta[n] * theta[n];
          }
          mean[p * main + q] = sum > 0 ? first / sum : 0;
          square[p * main + q] = sum > 0 ? second / sum : 0;
        }
      });
      return [{ dimension: cluster.specific, mean, square, patternOf: patternOf[c] }];
    });
    return { primary: out, logLikelihoods, specific };
  };

  return {
    grid,
    clusters,
    kernel: clusters[0].eStep.kernel,
    cells: clusters.reduce((sum, own) => sum + own.packed.rows * own.items.length * main * own.across, 0),
    run,
    posteriors,
  };
}

/** Items by their specific dimension; those of none first. */
function clusterItems({ layout, items }: MirtDesign): { items: number[]; specific: number }[] {
  const sets = new Map<number, number[]>();
  items.forEach(({ slots }, j) => {
    const specific = slots.flat().find((d) => d >= layout.primary) ?? -1;
    const set = sets.get(specific);
    if (set === undefined) sets.set(specific, [j]);
    else set.push(j);
  });
  return [...sets.entries()].sort(([a], [b]) => a - b).map(([specific, own]) => ({ items: own, specific }));
}

/** Pattern within a cluster of each packed row of the whole. */
function patternsOfRows(whole: Packed, part: Packed): Int32Array {
  const out = new Int32Array(whole.rows).fill(-1);
  whole.rowOf.forEach((row, source) => {
    if (row >= 0) out[row] = part.rowOf[source];
  });
  return out;
}
