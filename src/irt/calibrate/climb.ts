import { cholesky, choleskySolve } from '../../math/cholesky.js';
import type { ItemExpansion } from '../item-curve.js';

const NEWTON_STEPS = 30;

/** What {@link climb} may move: free parameters within bounds. */
export interface Range {
  /** 1 for parameters that are estimated. */
  readonly free: Uint8Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Maximises a function from `x`, in place, by Newton's method with the expected information (Fisher scoring), halving steps
 * until the value does not fall; parameters that would pass their bound stay at it.
 */
export function climb(
  x: Float64Array,
  range: Range,
  value: (x: Float64Array, into: ItemExpansion) => number,
  scratch: readonly [ItemExpansion, ItemExpansion],
): void {
  const size = x.length;
  let [here, there] = scratch;
  const trial = new Float64Array(size);
  let best = value(x, here);
  for (let iteration = 0; iteration < NEWTON_STEPS; iteration++) {
    const step = newtonStep(x, range, here);
    if (step === undefined) return;
    let longest = 0;
    let length = 1;
    for (;;) {
      longest = 0;
      for (let i = 0; i < size; i++) {
        trial[i] = Math.min(range.high[i], Math.max(range.low[i], x[i] + length * step[i]));
        longest = Math.max(longest, Math.abs(trial[i] - x[i]));
      }
      const found = value(trial, there);
      if (found >= best - 1e-12 * Math.abs(best)) {
        best = found;
        break;
      }
      length /= 2;
      if (length < 1e-6) return;
    }
    x.set(trial);
    [here, there] = [there, here];
    // Newton squares the error: after so short a step it is below rounding.
    if (longest < 1e-5) return;
  }
}

/** The Newton step of the parameters that may move. */
function newtonStep(x: Float64Array, range: Range, at: ItemExpansion): Float64Array | undefined {
  const size = x.length;
  const information = at.information.slice();
  const gradient = at.gradient.slice();
  for (let i = 0; i < size; i++) information[i * size + i] = information[i * size + i] * (1 + 1e-10) + 1e-10;
  for (let i = 0; i < size; i++) {
    const held =
      range.free[i] === 0 || (x[i] >= range.high[i] && gradient[i] > 0) || (x[i] <= range.low[i] && gradient[i] < 0);
    if (!held) continue;
    for (let k = 0; k < size; k++) information[i * size + k] = information[k * size + i] = 0;
    gradient[i] = 0;
    information[i * size + i] = 1;
  }
  const factor = cholesky(information, size);
  if (factor === undefined) return undefined;
  const step = choleskySolve(factor, size, gradient);
  // Far from the top the quadratic model is no guide.
  let most = 0;
  for (let i = 0; i < size; i++) most = Math.max(most, Math.abs(step[i]));
  if (!Number.isFinite(most)) return undefined;
  if (most > 4) for (let i = 0; i < size; i++) step[i] *= 4 / most;
  return step;
}
