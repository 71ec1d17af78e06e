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
  const served = new Int32Array(problem.items.length);
  let list: number[] = [...pool];
  for (;;) {
    const missing = set.missing();
    const kept = request.count - set.chosen.length - missing;
    let most = 0;
    list = list.filter((item) => !set.has(item) && set.fits(item));
    if (missing > 0) {
      for (const item of list) {
        served[item] = set.serves(item);
        if (served[item] > most) most = served[item];
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
      if (bound[item] > risen || (bound[item] === risen && item < best)) [best, risen] = [item, bound[item]];
    };
    if (rule.eager !== true) {
      // The likeliest first: few others then reach it.
      let [first, highest] = [-1, Number.NEGATIVE_INFINITY];
      for (const item of list) if (bound[item] > highest && admits(item)) [first, highest] = [item, bound[item]];
      if (first >= 0) look(first);
    }
    const likeliest = best;
    for (const item of list) {
      if (item === likeliest || (rule.eager !== true && bound[item] < risen)) continue;
      if (admits(item)) look(item);
    }
    if (best < 0) return set;
    set.add(best);
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
