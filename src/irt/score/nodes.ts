import type { PreparedIrt } from '../curves.js';
import { createPoint } from '../families/family.js';
import { deriveItem } from '../item-curve.js';
import type { AbilityPrior } from './priors.js';

/** Nodes reach this many deviations into the tails of a prior. */
const TAILS = 6;

/** Spacing of nodes by the least posterior deviation, at which sums over nodes are integrals to eight digits. */
const COARSEST = 1;

const MOST_NODES = 4001;

/**
 * Equally spaced nodes to integrate posteriors on. They are the model's, with more between them where the test is so informative
 * that posteriors are narrower than their spacing, and more beyond where a prior reaches out. Where a prior is given by shares at
 * the model's nodes they are exactly those.
 *
 * @param finer divides the spacing
 */
export function scoringNodes(
  irt: PreparedIrt,
  priors: readonly AbilityPrior[],
  points: number | undefined,
  finer = 1,
): Float64Array {
  const { quadrature } = irt.model;
  const own = grid(-quadrature.bound, quadrature.bound, quadrature.points);
  if (priors.some(({ weights }) => weights !== undefined)) return own;
  let low = -quadrature.bound;
  let high = quadrature.bound;
  let least = Number.POSITIVE_INFINITY;
  for (const { mean, deviation } of priors) {
    low = Math.min(low, mean - TAILS * deviation);
    high = Math.max(high, mean + TAILS * deviation);
    least = Math.min(least, deviation);
  }
  if (points !== undefined) return grid(low, high, points);
  let most = 0;
  for (const theta of own) most = Math.max(most, informationAt(irt, theta));
  const narrowest = 1 / Math.sqrt(most + 1 / least ** 2);
  const spacing = Math.min((2 * quadrature.bound) / (quadrature.points - 1), COARSEST * narrowest) / finer;
  return grid(low, high, Math.min(MOST_NODES, Math.ceil((high - low) / spacing - 1e-9) + 1));
}

/** Information of all items together. */
export function informationAt(irt: PreparedIrt, theta: number): number {
  let sum = 0;
  for (let j = 0; j < irt.items.length; j++) {
    const point = createPoint(irt.categories[j]);
    deriveItem(irt.curves[j], irt.parameters[j], theta, point);
    for (let k = 0; k < point.p.length; k++) if (point.p[k] > 0) sum += point.first[k] ** 2 / point.p[k];
  }
  return sum;
}

/** Nodes from `low` to `high`, equally spaced, written so that a symmetric grid is exactly so. */
export function grid(low: number, high: number, points: number): Float64Array {
  return Float64Array.from({ length: points }, (_, q) => (low * (points - 1 - q) + high * q) / (points - 1));
}

/** Weights of a prior at the nodes, up to a constant. */
export function priorWeights(prior: AbilityPrior, nodes: Float64Array): Float64Array {
  return prior.weights === undefined ? normalWeights(prior, nodes) : Float64Array.from(prior.weights);
}

/** The density of N(mean, deviation²) at the nodes, up to a constant. */
export function normalWeights({ mean, deviation }: AbilityPrior, nodes: Float64Array): Float64Array {
  return nodes.map((theta) => Math.exp(-0.5 * ((theta - mean) / deviation) ** 2));
}
