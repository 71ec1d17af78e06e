import { logistic } from '../../math/logistic.js';

const STEPS = 100;
const CLOSE = 1e-12;

/**
 * Mode of the log-odds z after an answer, where z ~ N(mean, variance) before it: the root of
 * z = mean + variance · (score − logistic(z)), by Newton's method. It is unique, the right side falls with z.
 *
 * @source West, Harrison & Migon (1985), JASA 80 (dynamic generalised linear models); Laplace's method
 */
export function modeAfter(mean: number, variance: number, score: number): number {
  // The root lies between these two; a Newton step that leaves them, or does not halve the step before it, is a halving instead.
  let low = mean - variance;
  let high = mean + variance;
  let z = mean;
  let last = high - low;
  for (let step = 0; step < STEPS; step++) {
    const p = logistic(z);
    const off = z - mean - variance * (score - p);
    if (off > 0) high = z;
    else low = z;
    let next = z - off / (1 + variance * p * (1 - p));
    if (!(next > low && next < high) || 2 * Math.abs(next - z) > last) next = (low + high) / 2;
    last = Math.abs(next - z);
    z = next;
    if (last < CLOSE) break;
  }
  return z;
}
