import { logit } from '../../math/logistic.js';
import { expectedShare, type ItemCurve } from './item-curve.js';

/** Typical items far from everybody tell nothing; their b stays within this. */
const BOUND = 6;

/**
 * The 2PL item that stands for several: it has the ability at which their mean expected share is ½ and the one at which
 * it is `success`. `weights` are the items' own.
 */
export function typicalOf(
  curves: readonly ItemCurve[],
  weights: readonly number[],
  success: number,
): { readonly a: number; readonly b: number } {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (x: number): number => {
    let sum = 0;
    for (let j = 0; j < curves.length; j++) if (weights[j] > 0) sum += weights[j] * expectedShare(curves[j], x);
    return sum / total;
  };
  const where = (share: number): number => {
    let low = -40;
    let high = 40;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (mean(middle) < share) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const other = Math.abs(success - 0.5) > 0.05 ? success : 0.7;
  const half = where(0.5);
  const a = logit(other) / (where(other) - half);
  return { a: Math.min(Math.max(a, 0.1), 10), b: Math.min(Math.max(half, -BOUND), BOUND) };
}
