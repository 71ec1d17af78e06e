import { boundWelfare, scoreItems } from './bound.js';
import { type ClassSet, present } from './class-set.js';
import { exchange } from './exchange.js';
import { firstRises, greedy } from './greedy.js';
import { type ClassProblem, pose } from './problem.js';
import { type ClassSetRequest, settleClassRequest } from './request.js';
import { compareRatings, type Rating, type Selection, select } from './selection.js';
import { type ClassTable, orderTable } from './table.js';
import { submodularFor } from './welfare.js';

/**
 * One set of items that serves a whole class best: the greatest welfare of what its learners gain, within count, minutes and quotas.
 *
 * Lazy greedy runs (by gain, by gain a minute, quotas first or with places kept free), the best of them improved by exchanges. What a
 * greedy run is worth at the least, as a share of the best set there is, for the welfare `sum` or `log`: 1 − 1/e = 0.63 within a count;
 * ½ where every item is under one `most` besides; (1 − 1/e)/2 = 0.31 within minutes. Exchanges only raise it. What this set is worth for
 * sure is `value / bound`, commonly above 0.95 but for max–min, whose bound is looser. Deterministic; the order of learners and items plays no role, nor do items that are
 * not allowed. `solveClassSet` of `yincai/recommend/exact` finds the best set and proves it.
 *
 * @throws YincaiError `bad-option`, `bad-value`, `duplicate` for what makes no sense; wishes that contradict each other do, and the
 *   set says which was relaxed
 * @cost O(learners · items) and a few evaluations of O(learners) an item chosen; measured for 45 learners and 10,000 items
 *   on a busy two-core machine: some 50 ms of processor time
 * @source Nemhauser, Wolsey & Fisher (1978), An analysis of approximations for maximizing submodular set functions I, Theorem 4.2;
 *   Fisher, Nemhauser & Wolsey (1978), … II, Theorem 2.1; Leskovec et al. (2007), Cost-effective outbreak detection, Theorem 3
 * @example
 * const { items, gains, relaxed } = chooseClassSet(table, {
 *   count: 8, mostPerPoint: 2, quotas: [{ by: 'kind', value: 'constructed', least: 1, most: 2 }],
 * });
 */
export function chooseClassSet(table: ClassTable, request: ClassSetRequest = {}): ClassSet {
  const ordered = orderTable(table);
  const problem = pose(ordered, ordered.learners, settleClassRequest(request, table.learners.length));
  const { set, pool } = choose(problem);
  return present(problem, set.chosen, boundWelfare(problem, pool, set.G).best, inTableOrder(ordered.learners));
}

/** For each learner of the table, the place in the problem. */
export function inTableOrder(learners: Int32Array): number[] {
  const order = new Array<number>(learners.length);
  learners.forEach((place, l) => {
    order[place] = l;
  });
  return order;
}

/** The items that a set was, or may be, chosen from, and the set. */
export interface Chosen {
  readonly set: Selection;
  readonly rating: Rating;
  readonly pool: Int32Array;
}

/** @param starts further sets to be improved, of items of the problem; those that break a limit are passed over */
export function choose(problem: ClassProblem, starts: readonly (readonly number[])[] = []): Chosen {
  let pool = passing(problem);
  const runs: Selection[] = [];
  for (const measure of submodularFor(problem.request.welfare, problem.weights)) {
    for (const perMinute of problem.request.minutes < Number.POSITIVE_INFINITY ? [false, true] : [false]) {
      const first = firstRises(problem, measure, pool, perMinute);
      for (const quotasFirst of problem.limits.some(({ least }) => least > 0) ? [false, true] : [false]) {
        runs.push(greedy(problem, measure, pool, { perMinute, quotasFirst }, first));
      }
    }
  }
  const letIn = new Set<number>();
  for (const set of runs) for (const item of widen(problem, set, pool)) letIn.add(item);
  for (const start of starts) {
    const set = select(problem);
    const allowed = start.every((item) => {
      const fits = set.fits(item);
      if (fits) set.add(item);
      return fits;
    });
    if (!allowed) continue;
    runs.push(set);
    for (const item of start) letIn.add(item);
  }
  if (letIn.size > 0) pool = Int32Array.from(new Set([...pool, ...letIn])).sort();

  let best: Chosen | undefined;
  const tried = new Set<string>();
  for (const set of runs) {
    const key = [...set.chosen].sort((a, b) => a - b).join();
    if (tried.has(key)) continue;
    tried.add(key);
    const rating = exchange(problem, set, pool, scoreItems(problem, pool, set.G).scores);
    if (best === undefined || compareRatings(rating, best.rating) > 0) best = { set, rating, pool };
  }
  return best!;
}

/** Items that pass every wish, and where they are too few for a quota the nearest beside. */
function passing(problem: ClassProblem): Int32Array {
  const { offence, limits, limitsOf } = problem;
  const all = new Int32Array(offence.length);
  let passed = 0;
  for (let item = 0; item < offence.length; item++) if (offence[item] === 0) all[passed++] = item;
  const pool = all.subarray(0, passed);
  if (!limits.some(({ least }) => least > 0)) return pool;
  const beside = nearestBeside(problem);
  const found = new Set(pool);
  limits.forEach(({ least }, limit) => {
    if (least === 0) return;
    let members = 0;
    for (const item of found) if (limitsOf[item].includes(limit)) members++;
    for (const item of beside) {
      if (members >= least) break;
      if (found.has(item) || !limitsOf[item].includes(limit)) continue;
      found.add(item);
      members++;
    }
  });
  return Int32Array.from(found).sort();
}

/** Fills a set that ran out of items with the nearest of those that do not pass; gives those that were let in. */
function widen(problem: ClassProblem, set: Selection, pool: Int32Array): number[] {
  const { useful, request } = problem;
  if (set.chosen.length >= request.count) return [];
  // What is short of minutes alone is short of nothing that a wish withholds.
  if (pool.some((item) => useful[item] === 1 && !set.has(item) && set.within(item))) return [];
  const added: number[] = [];
  for (const item of nearestBeside(problem)) {
    if (set.has(item) || !set.fits(item) || (useful[item] === 0 && set.serves(item) === 0)) continue;
    set.add(item);
    added.push(item);
  }
  return added;
}

function nearestBeside({ offence }: ClassProblem): number[] {
  return [...offence.keys()]
    .filter((item) => offence[item] > 0 && offence[item] < Number.POSITIVE_INFINITY)
    .sort((a, b) => offence[a] - offence[b] || a - b);
}
