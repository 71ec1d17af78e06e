import type { ClassProblem } from './problem.js';

/** No set of the pool is worth more than `best`, and none that holds item i and is worth more than the set at hand more than `with(i)`. */
export interface WelfareBound {
  readonly best: number;
  readonly with: (item: number) => number;
}

const STEPS = 4;
const HALVINGS = 16;

/**
 * An upper bound on the welfare of any set of the pool within the count and the minutes, whatever its quotas: a line above the concave
 * welfare turns it into a sum over items, `start + Σ score[i]`, whose greatest value is bounded by the count's highest
 * `score[i] − λ · minutes[i]` and `λ · minutes` for any λ ≥ 0. The line is moved by Frank and Wolfe's steps from the gains of a set.
 *
 * @source Frank & Wolfe (1956), An algorithm for quadratic programming; Leskovec et al. (2007), Cost-effective outbreak detection in
 *   networks, §3.2 (bounds that depend on the data)
 */
export function boundWelfare(
  problem: ClassProblem,
  pool: Int32Array,
  G: Float64Array,
  steps: number = STEPS,
): WelfareBound {
  const n = problem.learners.length;
  const at = Float64Array.from(G);
  const reached = problem.measure.of(G);
  const ceilings = new Float64Array(problem.items.length).fill(Number.POSITIVE_INFINITY);
  let best = Number.POSITIVE_INFINITY;
  let open = pool;
  for (let step = 0; step < steps; step++) {
    const { scores, start } = scoreItems(problem, open, at);
    const { price, threshold, value, taken } = relaxed(problem, open, scores);
    best = Math.min(best, Math.max(reached, start + value));
    for (const item of open) {
      const lost = Math.max(0, threshold - (scores[item] - price * problem.minutes[item]));
      ceilings[item] = Math.min(ceilings[item], start + value - lost);
    }
    // Items of no better set need not be looked at again: what is left bounds every better set.
    open = open.filter((item) => ceilings[item] > reached);
    if (open.length === 0) return { best: reached, with: (item: number): number => ceilings[item] };
    const toward = new Float64Array(n);
    for (const item of taken) for (let l = 0; l < n; l++) toward[l] += problem.gain[item * n + l];
    approach(problem, at, toward);
  }
  return { best, with: (item: number): number => ceilings[item] };
}

/** Moves `at` to the point of most welfare between it and `toward`. */
function approach({ measure }: ClassProblem, at: Float64Array, toward: Float64Array): void {
  const point = new Float64Array(at.length);
  const worth = (share: number): number => {
    for (let l = 0; l < at.length; l++) point[l] = at[l] + share * (toward[l] - at[l]);
    return measure.of(point);
  };
  let [low, high] = [0, 1];
  for (let cut = 0; cut < 24; cut++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (worth(a) < worth(b)) low = a;
    else high = b;
  }
  worth((low + high) / 2);
  at.set(point);
}

/** Each item's share in the line above the welfare at `G`. */
export function scoreItems(
  problem: ClassProblem,
  pool: Int32Array,
  G: Float64Array,
): { readonly scores: Float64Array; readonly start: number } {
  const { gain, measure } = problem;
  const n = G.length;
  const slope = new Float64Array(n);
  const start = measure.line(G, slope);
  const scores = new Float64Array(problem.items.length);
  for (const item of pool) {
    let score = 0;
    for (let l = 0; l < n; l++) score += slope[l] * gain[item * n + l];
    scores[item] = score;
  }
  return { scores, start };
}

/** The best sum of scores where minutes have a price. */
function relaxed(
  { minutes, request }: ClassProblem,
  pool: Int32Array,
  scores: Float64Array,
): {
  readonly price: number;
  readonly threshold: number;
  readonly value: number;
  readonly taken: readonly number[];
} {
  const keys = new Float64Array(pool.length);
  const at = (price: number) => {
    for (let k = 0; k < pool.length; k++) keys[k] = scores[pool[k]] - price * minutes[pool[k]];
    const { total, threshold } = topSum(keys, request.count);
    return { price, threshold, value: total + (price > 0 ? price * request.minutes : 0) };
  };
  let found = at(0);
  if (request.minutes < Number.POSITIVE_INFINITY) {
    let [low, high] = [0, 0];
    for (const item of pool) high = Math.max(high, scores[item] / minutes[item]);
    for (let halving = 0; halving < HALVINGS; halving++) {
      const priced = at((low + high) / 2);
      let spent = 0;
      for (let k = 0; k < pool.length; k++) if (keys[k] > priced.threshold) spent += minutes[pool[k]];
      if (spent > request.minutes) low = priced.price;
      else high = priced.price;
      if (priced.value < found.value) found = priced;
    }
  }
  const { price, threshold } = found;
  return { ...found, taken: [...pool.filter((item) => scores[item] - price * minutes[item] > threshold)] };
}

/** Sum of the highest positive keys, at most `count`, and the key below which none is among them. */
function topSum(keys: Float64Array, count: number): { readonly total: number; readonly threshold: number } {
  let total = 0;
  if (count >= keys.length) {
    for (const key of keys) total += Math.max(0, key);
    return { total, threshold: 0 };
  }
  // Ascending; the lowest falls out where a higher one comes in.
  const top = new Float64Array(count);
  for (const key of keys) {
    if (!(key > top[0])) continue;
    let place = 0;
    while (place + 1 < count && top[place + 1] < key) {
      top[place] = top[place + 1];
      place++;
    }
    top[place] = key;
  }
  for (const key of top) total += key;
  return { total, threshold: top[0] };
}
