import type { ClassProblem } from './problem.js';

/** A set while it is made: what its learners gain, and what room it leaves. */
export interface Selection {
  readonly chosen: readonly number[];
  /** Gain of each learner. */
  readonly G: Float64Array;
  readonly minutes: () => number;
  /** Items missing to the quotas' `least`. */
  readonly missing: () => number;
  /** Whether the item's addition would break no limit. */
  readonly fits: (item: number) => boolean;
  /** The same of quotas alone. */
  readonly within: (item: number) => boolean;
  /** How many quotas that lack items the item would serve. */
  readonly serves: (item: number) => number;
  readonly add: (item: number) => void;
  readonly remove: (item: number) => void;
  readonly has: (item: number) => boolean;
}

/** Minutes are sums of decimals. */
const SLACK = 1e-9;

export function select(problem: ClassProblem, items: Iterable<number> = []): Selection {
  const { gain, limits, limitsOf, request } = problem;
  const n = problem.learners.length;
  const G = new Float64Array(n);
  const chosen: number[] = [];
  const held = new Set<number>();
  const have = new Int32Array(limits.length);
  let spent = 0;
  let missing = limits.reduce((total, { least }) => total + least, 0);
  const within = (item: number): boolean => {
    for (const limit of limitsOf[item]) if (have[limit] >= limits[limit].most) return false;
    return true;
  };
  const selection: Selection = {
    chosen,
    G,
    minutes: () => spent,
    missing: () => missing,
    has: (item) => held.has(item),
    within,
    fits: (item) =>
      chosen.length < request.count && spent + problem.minutes[item] <= request.minutes + SLACK && within(item),
    serves: (item) => {
      let served = 0;
      for (const limit of limitsOf[item]) if (have[limit] < limits[limit].least) served++;
      return served;
    },
    add: (item) => {
      chosen.push(item);
      held.add(item);
      for (let l = 0; l < n; l++) G[l] += gain[item * n + l];
      spent += problem.minutes[item];
      for (const limit of limitsOf[item]) if (have[limit]++ < limits[limit].least) missing--;
    },
    remove: (item) => {
      chosen.splice(chosen.indexOf(item), 1);
      held.delete(item);
      for (const limit of limitsOf[item]) if (--have[limit] < limits[limit].least) missing++;
      // Summed anew, so that nothing is left of what was taken away.
      G.fill(0);
      spent = 0;
      for (const one of chosen) {
        spent += problem.minutes[one];
        for (let l = 0; l < n; l++) G[l] += gain[one * n + l];
      }
    },
  };
  for (const item of items) selection.add(item);
  return selection;
}

/** How good a set is: fewer items missing to quotas first, then less below the learners' floors, then more welfare. */
export interface Rating {
  readonly missing: number;
  readonly below: number;
  readonly value: number;
}

export function rate(problem: ClassProblem, missing: number, G: Float64Array, item?: number): Rating {
  const { floor, gain, measure } = problem;
  const from = item === undefined ? 0 : item * G.length;
  const columns = item === undefined ? undefined : gain;
  let below = 0;
  if (floor !== undefined) {
    for (let l = 0; l < G.length; l++) {
      const short = floor[l] - G[l] - (columns === undefined ? 0 : columns[from + l]);
      // Sums of the same gains in another order are equal.
      if (short > 1e-12) below += short;
    }
  }
  return { missing, below, value: measure.of(G, columns, from) };
}

/** Above 0 where the first is better beyond rounding. */
export function compareRatings(a: Rating, b: Rating): number {
  if (a.missing !== b.missing) return b.missing - a.missing;
  if (Math.abs(a.below - b.below) > 1e-12) return b.below - a.below;
  return Math.abs(a.value - b.value) > 1e-12 * (1 + Math.abs(b.value)) ? a.value - b.value : 0;
}
