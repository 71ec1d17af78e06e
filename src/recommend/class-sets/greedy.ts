import type { ClassProblem } from './problem.js';
import { type Selection, select } from './selection.js';
import type { WelfareMeasure } from './welfare.js';

/** How a greedy run chooses. */
export interface GreedyRule {
  /** By gain a minute instead of gain. */
  readonly perMinute: boolean;
  /** Quotas are filled first; else as many places are kept free as they still lack. */
  readonly quotasFirst: boolean;
  /** Every item is evaluated in every step: the plain twin, for measurements. */
  readonly eager?: boolean;
}

/**
 * Adds the item that raises a submodular measure most, again and again, while any that fits raises it or serves a quota that lacks
 * items. An item's rise can only fall as the set grows, so what it was bounds what it is: an item is evaluated only where that bound
 * reaches the best rise found. Ties go to the lower id.
 *
 * @source Minoux (1978), Accelerated greedy algorithms for maximizing submodular set functions (lazy evaluation)
 */
export function greedy(
  problem: ClassProblem,
  measure: WelfareMeasure,
  pool: Int32Array,
  rule: GreedyRule,
  start: Float64Array,
): Selection {
  const { gain, minutes, request, useful } = problem;
  const n = problem.learners.length;
  const set = select(problem);
  const bound = Float64Array.from(start);
  // Nothing that a limit shuts out, or that was chosen, comes in again.
  const slope = new Float64Array(n);
  const out = new Uint8Array(problem.items.length);
  const served = new Int32Array(problem.items.length);
  const limited = problem.limits.length > 0 || request.minutes < Number.POSITIVE_INFINITY;
  for (;;) {
    if (set.chosen.length >= request.count) return set;
    const missing = set.missing();
    const kept = request.count - set.chosen.length - missing;
    let most = 0;
    if (limited) {
      for (const item of pool) {
        if (out[item] === 1) continue;
        if (!set.fits(item)) out[item] = 1;
        else if (missing > 0) {
          served[item] = set.serves(item);
          if (served[item] > most) most = served[item];
        }
      }
    }
    const admits = (item: number): boolean => {
      if (missing === 0) return useful[item] === 1;
      if (most > 0 && (rule.quotasFirst || kept < 0)) return served[item] === most;
      return (useful[item] === 1 || served[item] > 0) && (most === 0 || kept - 1 + served[item] >= 0);
    };
    const before = measure.of(set.G);
    let [best, risen] = [-1, Number.NEGATIVE_INFINITY];
    const look = (item: number): void => {
      const raised = measure.of(set.G, gain, item * n) - before;
      bound[item] = rule.perMinute ? raised / minutes[item] : raised;
      if (bound[item] > risen || (bound[item] === risen && item < best)) {
        best = item;
        risen = bound[item];
      }
    };
    if (rule.eager !== true) {
      // The likeliest first: few others then reach it.
      let [first, highest] = [-1, Number.NEGATIVE_INFINITY];
      for (const item of pool) {
        if (bound[item] > highest && out[item] === 0 && admits(item)) {
          first = item;
          highest = bound[item];
        }
      }
      if (first >= 0) look(first);
    }
    const likeliest = best;
    const line = rule.eager === true ? undefined : slope;
    if (line !== undefined) measure.line(set.G, line);
    for (const item of pool) {
      if (out[item] === 1 || item === likeliest || (line !== undefined && bound[item] < risen)) continue;
      if (!admits(item)) continue;
      if (line !== undefined) {
        // A line above the measure costs a third of it, and mostly tells.
        let most = 0;
        const from = item * n;
        for (let l = 0; l < n; l++) most += line[l] * gain[from + l];
        if (rule.perMinute) most /= minutes[item];
        // Not by rounding alone.
        if (most * (1 + 1e-12) < risen) {
          bound[item] = Math.min(bound[item], most * (1 + 1e-12));
          continue;
        }
      }
      look(item);
    }
    if (best < 0) return set;
    set.add(best);
    out[best] = 1;
  }
}

/** What each item would raise the measure alone, or a minute of it. */
export function firstRises(
  problem: ClassProblem,
  measure: WelfareMeasure,
  pool: Int32Array,
  perMinute: boolean,
): Float64Array {
  const { gain, minutes } = problem;
  const n = problem.learners.length;
  const G = new Float64Array(n);
  const rises = new Float64Array(problem.items.length);
  for (const item of pool) rises[item] = measure.of(G, gain, item * n) / (perMinute ? minutes[item] : 1);
  return rises;
}
