import { YincaiError } from '../data/fault.js';
import type { KnowledgeGraph } from '../data/knowledge-graph.js';
import { createRandom, type Seed } from '../math/random.js';

/** How knowledge points hang together in a learner. */
export interface DeviationOptions {
  /** Standard deviation of every point's deviation from the learner's general ability, in logits. */
  readonly deviation?: number;
  /** Correlation of a point with the mean of its direct prerequisites, 0…1 (below 1). */
  readonly correlation?: number;
}

/** Deviations of .6 logits, correlated .6 with the prerequisites. */
export const deviationDefaults: Required<DeviationOptions> = { deviation: 0.6, correlation: 0.6 };

/** A linear law along the prerequisites: δ_k = Σ_p weight_p δ_p + innovation_k ε_k with independent standard normal ε. */
export interface DeviationLaw {
  /** Knowledge point ids in the order of the graph. */
  readonly points: readonly string[];
  /** Indices of points, prerequisites first. */
  readonly order: readonly number[];
  /** Direct prerequisites `[points][…]`, as indices. */
  readonly parents: readonly (readonly number[])[];
  /** Weight of each direct prerequisite of a point `[points]`. */
  readonly weight: readonly number[];
  /** Standard deviation of what is new at a point `[points]`. */
  readonly innovation: readonly number[];
  /** Exact covariance of the deviations `[points × points]`. */
  readonly covariance: Float64Array;
}

/**
 * The law of the deviations. With m the mean of the direct prerequisites of k: δ_k = β m + innovation · ε,
 * β = correlation · deviation / sd(m), so that every point has the same standard deviation and every point with
 * prerequisites the same correlation with their mean, whatever the shape of the graph.
 *
 * @throws YincaiError `cycle` or `unknown-id` where the prerequisites are not an acyclic graph over the points;
 *   RangeError where an option is out of range.
 * @cost O(points² · prerequisites).
 * @source A linear structural equation model over a directed acyclic graph, Wright (1934), The method of path coefficients.
 * @example
 * const points = ['a', 'b'].map((id) => ({ id, name: id, subject: 'math' }));
 * const law = deviationLaw(
 *   { points, edges: [{ from: 'a', to: 'b', kind: 'prerequisite' }] },
 *   { deviation: 1, correlation: 0.5 },
 * );
 * [...law.covariance]; // [1, 0.5, 0.5, 1]
 */
export function deviationLaw(graph: KnowledgeGraph, options: DeviationOptions = {}): DeviationLaw {
  const { deviation, correlation } = { ...deviationDefaults, ...options };
  if (!(deviation >= 0)) throw new RangeError(`simulate: expected deviation not below 0, got ${deviation}`);
  if (!(correlation >= 0 && correlation < 1)) {
    throw new RangeError(`simulate: expected correlation from 0 to below 1, got ${correlation}`);
  }
  const points = graph.points.map(({ id }) => id);
  const parents = prerequisites(graph);
  const order = topological(points, parents);
  const size = points.length;
  const covariance = new Float64Array(size * size);
  const weight = new Array<number>(size).fill(0);
  const innovation = new Array<number>(size).fill(deviation);
  const done: number[] = [];
  for (const k of order) {
    const from = parents[k];
    if (from.length > 0 && deviation > 0) {
      let variance = 0;
      for (const p of from) for (const q of from) variance += covariance[p * size + q];
      variance /= from.length * from.length;
      weight[k] = (correlation * deviation) / Math.sqrt(variance) / from.length;
      innovation[k] = deviation * Math.sqrt(1 - correlation * correlation);
      for (const j of done) {
        let sum = 0;
        for (const p of from) sum += covariance[p * size + j];
        covariance[k * size + j] = weight[k] * sum;
        covariance[j * size + k] = weight[k] * sum;
      }
    }
    covariance[k * size + k] = deviation * deviation;
    done.push(k);
  }
  return { points, order, parents, weight, innovation, covariance };
}

/**
 * Draws the deviations of learners' knowledge points from their general ability.
 * A learner's row depends on the seed and the learner's id alone; a point's new part on the seed, the learner and the point.
 *
 * @returns `[learners × points]` in logits.
 * @example
 * const law = deviationLaw(graph);
 * simulateDeviations(law, ['s1', 's2'], { seed: 'pilot' }).length; // 2 × points
 */
export function simulateDeviations(
  law: DeviationLaw,
  learners: readonly string[],
  options: { readonly seed: Seed },
): Float64Array {
  const size = law.points.length;
  const values = new Float64Array(learners.length * size);
  const random = createRandom(options.seed).split('deviations');
  for (let l = 0; l < learners.length; l++) {
    const stream = random.split(learners[l]);
    for (const k of law.order) {
      let value = law.innovation[k] * stream.split(law.points[k]).normal();
      for (const p of law.parents[k]) value += law.weight[k] * values[l * size + p];
      values[l * size + k] = value;
    }
  }
  return values;
}

function prerequisites(graph: KnowledgeGraph): number[][] {
  const index = new Map(graph.points.map(({ id }, k) => [id, k] as const));
  const parents = graph.points.map(() => new Set<number>());
  for (const edge of graph.edges) {
    if (edge.kind !== 'prerequisite') continue;
    const from = index.get(edge.from);
    const to = index.get(edge.to);
    if (from === undefined || to === undefined) {
      throw new YincaiError({
        code: 'unknown-id',
        value: from === undefined ? edge.from : edge.to,
        expected: 'a knowledge point of the graph',
        expectedZh: '知识图谱中的知识点',
      });
    }
    parents[to].add(from);
  }
  return parents.map((set) => [...set].sort((p, q) => p - q));
}

function topological(points: readonly string[], parents: readonly (readonly number[])[]): number[] {
  const waiting = parents.map((list) => list.length);
  const children: number[][] = points.map(() => []);
  parents.forEach((list, k) => {
    for (const p of list) children[p].push(k);
  });
  const order = points.map((_, k) => k).filter((k) => waiting[k] === 0);
  for (let at = 0; at < order.length; at++) {
    for (const k of children[order[at]]) {
      waiting[k]--;
      if (waiting[k] === 0) order.push(k);
    }
  }
  if (order.length < points.length) {
    const stuck = points.filter((_, k) => waiting[k] > 0);
    throw new YincaiError({
      code: 'cycle',
      value: stuck.join(' → '),
      expected: 'prerequisites without a cycle',
      expectedZh: '先修关系不成环',
    });
  }
  return order;
}
