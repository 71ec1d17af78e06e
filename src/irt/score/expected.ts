import { priorWeights } from './nodes.js';
import type { AbilityPrior } from './priors.js';

/** Mean and standard deviation of a distribution on nodes. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** Moments of weights · likelihood at the nodes; undefined where they are nowhere above 0. */
export function posteriorMoments(
  nodes: Float64Array,
  weights: Float64Array,
  likelihood: Float64Array,
  at: number,
): Moments | undefined {
  let sum = 0;
  let first = 0;
  let second = 0;
  for (let q = 0; q < nodes.length; q++) {
    const w = weights[q] * likelihood[at + q];
    const theta = nodes[q];
    sum += w;
    first += w * theta;
    second += w * theta * theta;
  }
  if (!(sum > 0)) return undefined;
  const mean = first / sum;
  const rough = second / sum - mean * mean;
  // Nodes are within some tens of logits of 0, so digits are lost only where the posterior is a spike.
  if (rough > 1e-4) return { mean, deviation: Math.sqrt(rough) };
  let variance = 0;
  for (let q = 0; q < nodes.length; q++) variance += weights[q] * likelihood[at + q] * (nodes[q] - mean) ** 2;
  return { mean, deviation: Math.sqrt(variance / sum) };
}

/** Mean and deviation of a prior. */
export function priorMoments(prior: AbilityPrior, nodes: Float64Array): Moments {
  if (prior.weights === undefined) return prior;
  const weights = priorWeights(prior, nodes);
  return posteriorMoments(
    nodes,
    weights,
    weights.map(() => 1),
    0,
  ) as Moments;
}
