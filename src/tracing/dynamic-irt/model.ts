import type { OnlineDynamics } from '../online/dynamics.js';
import type { OnlineModel } from '../online/fit.js';

/** Laws of the learners' motion; abilities stay. Variances in logits squared. */
export type DynamicIrtDynamics = OnlineDynamics & {
  /** Variance of a learner's deviation on a knowledge point. */
  readonly point: number;
  /** Variance that a deviation gains with each answer to the point, its random walk, and `perDay` with each day. */
  readonly pointDrift: number;
};

/** Where the search for the dynamics starts. */
export const DEFAULT_DYNAMICS: DynamicIrtDynamics = {
  ability: 1,
  point: 0.3,
  pointDrift: 0.02,
  form: 0.3,
  formLoss: 0.06,
  gain: 0.05,
  gainLoss: 0.05,
  skillEasiness: 1,
  itemEasiness: 0.7,
  perDay: 0.002,
};

/** Edges between knowledge points, as two parallel lists. */
export interface PointEdges {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Dynamic item response model over knowledge points. */
export interface DynamicIrtModel extends OnlineModel<DynamicIrtDynamics> {
  readonly kind: 'dynamic-irt';
  readonly version: 1;
  /** Prerequisite edges along which evidence is lent. */
  readonly edges: PointEdges;
  /** Correlation of the deviations of two points joined by an edge, 0…<1. */
  readonly coupling: number;
}

const neighbours = new WeakMap<PointEdges, ReadonlyMap<string, readonly string[]>>();

/** Points that share an edge with each point. */
export function neighboursOf(edges: PointEdges): ReadonlyMap<string, readonly string[]> {
  let found = neighbours.get(edges);
  if (found === undefined) {
    const map = new Map<string, string[]>();
    const join = (a: string, b: string): void => {
      const list = map.get(a);
      if (list === undefined) map.set(a, [b]);
      else if (!list.includes(b)) list.push(b);
    };
    edges.from.forEach((from, e) => {
      if (from === edges.to[e]) return;
      join(from, edges.to[e]);
      join(edges.to[e], from);
    });
    neighbours.set(edges, map);
    found = map;
  }
  return found;
}
