import { normalGrid, type Quadrature } from '../../math/quadrature.js';

/** A rule for N(0, I) in several dimensions: coordinates, one column a dimension, and weights that sum to 1. */
export interface Grid {
  readonly axes: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** Nodes along a dimension and their bound where nothing is said, by how many dimensions are integrated at once. */
export function defaultQuadrature(dimensions: number): { readonly points: number; readonly bound: number } {
  if (dimensions === 1) return { points: 61, bound: 6 };
  return dimensions === 2 ? { points: 31, bound: 6 } : { points: 21, bound: 5 };
}

/**
 * The product of equally spaced rules, without the nodes that are farther from 0 than the bound: their corners weigh next to
 * nothing, and a ball looks the same from all sides.
 */
export function ballGrid(dimensions: number, points: number, bound: number): Grid {
  const { nodes, weights } = normalGrid(points, bound);
  const kept: number[][] = [];
  const at = new Array<number>(dimensions).fill(0);
  for (;;) {
    const distance = at.reduce((sum, q) => sum + nodes[q] ** 2, 0);
    if (distance <= bound * bound * (1 + 1e-12)) kept.push(at.slice());
    let d = dimensions - 1;
    while (d >= 0 && ++at[d] === points) at[d--] = 0;
    if (d < 0) break;
  }
  const axes = Array.from({ length: dimensions }, (_, d) => Float64Array.from(kept, (own) => nodes[own[d]]));
  const product = Float64Array.from(kept, (own) => own.reduce((w, q) => w * weights[q], 1));
  const sum = product.reduce((a, b) => a + b, 0);
  return { axes, weights: product.map((w) => w / sum) };
}

/** Nodes of a specific dimension, crossed with every primary node. */
export function specificGrid(points: number, bound: number): Quadrature {
  return normalGrid(points, bound);
}
