import type { PreparedIrt } from '../curves.js';
import { createItemExpansion, itemExpander } from '../item-curve.js';

/**
 * Derivatives of log P(category | node) by each flat parameter of an item, `[parameters × categories × nodes]`; times P they are
 * those of P itself.
 */
export function logDerivatives({ curves, parameters }: PreparedIrt, j: number, nodes: Float64Array): Float64Array {
  const curve = curves[j];
  const { categories } = curve.family;
  const width = nodes.length;
  const axis = new Float64Array(1);
  const counts = new Float64Array(categories);
  const into = createItemExpansion(curve.size);
  const expand = itemExpander(curve, [axis]);
  const out = new Float64Array(curve.size * categories * width);
  for (let q = 0; q < width; q++) {
    axis[0] = nodes[q];
    for (let k = 0; k < categories; k++) {
      // The gradient of one answer in category k.
      counts.fill(0);
      counts[k] = 1;
      expand(parameters[j], counts, into);
      for (let s = 0; s < curve.size; s++) out[(s * categories + k) * width + q] = into.gradient[s];
    }
  }
  return out;
}

/** Derivatives of P(category | node), `probability` being that of the item `[categories × nodes]`; see {@link logDerivatives}. */
export function curveDerivatives(
  irt: PreparedIrt,
  j: number,
  nodes: Float64Array,
  probability: Float64Array,
): Float64Array {
  const out = logDerivatives(irt, j, nodes);
  for (let i = 0; i < out.length; i++) out[i] *= probability[i % probability.length];
  return out;
}
