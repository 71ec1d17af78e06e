import type { Calibration } from '../online/calibration.js';
import type { GroupPriors } from '../online/group-prior.js';
import type { ItemRatings, OnlineReport } from '../online/ratings.js';

/** Laws of the learners' motion. Variances in logits squared. */
export type DynamicIrtDynamics = {
  /** Variance of the learners' abilities, which stay. */
  readonly ability: number;
  /** Variance of a learner's deviation on a knowledge point. */
  readonly point: number;
  /** Variance that a deviation gains with each answer to the point: its random walk. */
  readonly pointDrift: number;
  /** Variance of the momentary form, a first-order autoregression. */
  readonly form: number;
  /** Share of the form that is lost with each answer, 0…1. */
  readonly formLoss: number;
  /** Logits by which the first answer to a point raises the deviation, whatever its outcome. */
  readonly gain: number;
  /** Share by which that gain falls with each further answer, 0…1. */
  readonly gainLoss: number;
  /** Variance of the points' easiness. */
  readonly skillEasiness: number;
  /** Variance of the items' easiness about that of their points. */
  readonly itemEasiness: number;
  /** Variance that a deviation gains with each day without an answer. */
  readonly perDay: number;
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
export interface DynamicIrtModel extends ItemRatings {
  readonly kind: 'dynamic-irt';
  readonly version: 1;
  readonly dynamics: DynamicIrtDynamics;
  /** Prerequisite edges along which evidence is lent. */
  readonly edges: PointEdges;
  /** Correlation of the deviations of two points joined by an edge, 0…<1. */
  readonly coupling: number;
  /** Fitted on training learners held out: P = logistic(offset + slope · log-odds). */
  readonly calibration: Calibration;
  readonly groups?: GroupPriors;
  readonly report: OnlineReport;
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
