import type { ClassProblem } from './problem.js';
import { compareRatings, type Rating, rate, type Selection } from './selection.js';

/** How many items stand ready to come in. */
const READY = 256;
/** And how many for each quota that wants some. */
const READY_A_QUOTA = 16;

/**
 * Improves a set by the best addition or exchange of one item for another, until none helps, at most four for each item that it holds.
 * Only the items most likely to help are tried: those of the highest `scores` (a line above the welfare), in all, a minute and a quota.
 */
export function exchange(problem: ClassProblem, set: Selection, pool: Int32Array, scores: Float64Array): Rating {
  const ready = shortlist(problem, pool, scores);
  let now = rate(problem, set.missing(), set.G);
  for (let turn = 4 * Math.max(set.chosen.length, 1) + problem.limits.length; turn > 0; turn--) {
    let best = now;
    let move: { readonly out: number; readonly into: number } | undefined;
    const look = (out: number): void => {
      for (const into of ready) {
        if (into === out || set.has(into) || !set.fits(into)) continue;
        const missing = set.missing() - set.serves(into);
        // What gives nobody anything is only there for quotas.
        if (problem.useful[into] === 0 && missing >= now.missing) continue;
        const rating = rate(problem, missing, set.G, into);
        if (compareRatings(rating, best) > 0) {
          best = rating;
          move = { out, into };
        }
      }
    };
    look(-1);
    for (const out of [...set.chosen].sort((a, b) => a - b)) {
      set.remove(out);
      look(out);
      set.add(out);
    }
    if (move === undefined) break;
    if (move.out >= 0) set.remove(move.out);
    set.add(move.into);
    now = rate(problem, set.missing(), set.G);
  }
  return now;
}

function shortlist(problem: ClassProblem, pool: Int32Array, scores: Float64Array): number[] {
  if (pool.length <= READY) return [...pool];
  const { minutes, limits, limitsOf, request } = problem;
  const found = new Set(highest(pool, (item) => scores[item], READY));
  if (request.minutes < Number.POSITIVE_INFINITY) {
    for (const item of highest(pool, (item) => scores[item] / minutes[item], READY)) found.add(item);
  }
  limits.forEach(({ least }, limit) => {
    if (least === 0) return;
    const members = pool.filter((item) => limitsOf[item].includes(limit));
    for (const item of highest(members, (item) => scores[item], READY_A_QUOTA)) found.add(item);
  });
  return [...found].sort((a, b) => a - b);
}

/** The items of the highest keys; equal ones by the lower id. */
export function highest(items: Int32Array, key: (item: number) => number, count: number): number[] {
  if (items.length <= count) return [...items];
  const keys = Float64Array.from(items, key);
  const least = Float64Array.from(keys).sort()[keys.length - count];
  const above: number[] = [];
  const level: number[] = [];
  items.forEach((item, at) => {
    if (keys[at] > least) above.push(item);
    else if (keys[at] === least) level.push(item);
  });
  return [...above, ...level.slice(0, count - above.length)];
}
