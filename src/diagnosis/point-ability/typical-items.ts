import { logit } from '../../math/logistic.js';
import { expectedShare, type ItemCurve } from './item-curve.js';

/** Shares this near the ends of what is reached are not asked for. */
const ENDS = 0.02;

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
  // Chance levels, and grouped points, keep the mean from going all the way to 0 and 1.
  const least = mean(-40);
  const most = mean(40);
  const reached = (share: number): boolean =>
    share > least + ENDS * (most - least) && share < most - ENDS * (most - least);
  const middle = reached(0.5) ? 0.5 : (least + most) / 2;
  const wanted = reached(success) ? success : middle + (most - least) / 4;
  const other = Math.abs(wanted - middle) > 0.05 * (most - least) ? wanted : middle + (most - least) / 5;
  const at = where(middle);
  const a = (logit(other) - logit(middle)) / (where(other) - at);
  const half = at - logit(middle) / a;
  return { a: Math.min(Math.max(a, 0.1), 10), b: Math.min(Math.max(half, -BOUND), BOUND) };
}
