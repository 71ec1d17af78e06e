/** Points as planning sees them, parallel arrays over `level`. */
export interface PointsToPlan {
  /** Expected mastery of each point now, 0…1. */
  readonly level: ArrayLike<number>;
  /** Direct prerequisites of each point, as indices. */
  readonly prerequisites: readonly (readonly number[])[];
  /** What a point's mastery is worth; 0 for one that only others rest on. */
  readonly weight: ArrayLike<number>;
  /** Minutes of an answer to each point, above 0. */
  readonly minutes: ArrayLike<number>;
  /**
   * The level of point `k` after one more answer, from `level` after `more` further answers, where what it rests on is held by `ready` (0…1):
   * a rise that shrinks with `ready`.
   */
  readonly learn: (k: number, level: number, more: number, ready: number) => number;
}

/** Options of {@link planAnswers}. */
export interface PlanOptions {
  /** Most first points that are tried out by playing the rest of the plan. */
  readonly width: number;
  /** Answers that a try-out looks ahead at most. */
  readonly horizon: number;
}

/** Defaults of {@link PlanOptions}. */
export const PLAN_DEFAULTS: PlanOptions = { width: 8, horizon: 60 };

/** A slow start is seen through by looking at the mean rise of this many answers. */
const STRIDE = 5;

/** Answers to a point resting on another that the other's rise is thought to serve, at most. */
const SERVED = 8;

interface Board {
  readonly level: Float64Array;
  readonly more: Int32Array;
  readonly ready: Float64Array;
  readonly rise: Float64Array;
  readonly worth: Float64Array;
}

/**
 * Which point the next answer should go to, with `left` answers to come (this one among them), so that the weighted mastery at the end
 * is highest: a greedy rule by worth per minute, improved by rollouts. The rule's worth of a point is its own rise and what its rise
 * does for the points that rest on it; the most promising points are then each tried as the first step, the rule playing the rest.
 *
 * @returns the index of the point, with every point's worth; −1 where nothing can be gained
 * @cost O(width · horizon · (points + edges about a point))
 * @source Bertsekas, Tsitsiklis & Wu (1997), Rollout algorithms for combinatorial optimization, Journal of Heuristics 3
 * @example
 * planAnswers({ level: [0.2, 0.1], prerequisites: [[], [0]], weight: [1, 1], minutes: [3, 3],
 *   learn: (_k, level, _more, ready) => level + 0.3 * ready * (1 - level) }, 10).first; // 0: the ground first
 */
export function planAnswers(
  points: PointsToPlan,
  left: number,
  options: Partial<PlanOptions> = {},
): { readonly first: number; readonly worth: Float64Array } {
  const { width, horizon } = { ...PLAN_DEFAULTS, ...options };
  const size = points.level.length;
  const follow = followersOf(points.prerequisites);
  const start = open(points, follow, left);
  const order = [...start.worth.keys()]
    .filter((k) => start.worth[k] > 0)
    .sort((a, b) => start.worth[b] - start.worth[a] || a - b);
  if (order.length === 0) return { first: -1, worth: start.worth };
  const linked = order.some((k) => follow[k].length > 0);
  // Where nothing rests on anything the greedy rule is as good as it gets.
  if (!linked || width <= 1 || left <= 1) return { first: order[0], worth: start.worth };
  let first = order[0];
  let most = Number.NEGATIVE_INFINITY;
  const steps = Math.min(left, horizon);
  for (const candidate of order.slice(0, width)) {
    const board: Board = {
      level: start.level.slice(),
      more: start.more.slice(),
      ready: start.ready.slice(),
      rise: start.rise.slice(),
      worth: start.worth.slice(),
    };
    let next = candidate;
    for (let step = 0; step < steps && next >= 0; step++) {
      play(points, follow, board, next, left - step - 1);
      next = best(board.worth);
    }
    let value = 0;
    for (let k = 0; k < size; k++) value += points.weight[k] * board.level[k];
    if (value > most + 1e-12) [most, first] = [value, candidate];
  }
  return { first, worth: start.worth };
}

/** The whole path: the point of each answer, the first chosen by {@link planAnswers}, the rest by its rule. */
export function planPath(points: PointsToPlan, answers: number, options: Partial<PlanOptions> = {}): readonly number[] {
  const follow = followersOf(points.prerequisites);
  const board = open(points, follow, answers);
  const path: number[] = [];
  let next = planAnswers(points, answers, options).first;
  while (next >= 0 && path.length < answers) {
    path.push(next);
    play(points, follow, board, next, answers - path.length);
    next = best(board.worth);
  }
  return path;
}

function followersOf(prerequisites: readonly (readonly number[])[]): number[][] {
  const follow = prerequisites.map((): number[] => []);
  prerequisites.forEach((before, k) => {
    for (const p of before) follow[p].push(k);
  });
  return follow;
}

function open(points: PointsToPlan, follow: readonly (readonly number[])[], left: number): Board {
  const size = points.level.length;
  const board: Board = {
    level: Float64Array.from(points.level),
    more: new Int32Array(size),
    ready: new Float64Array(size),
    rise: new Float64Array(size),
    worth: new Float64Array(size),
  };
  for (let k = 0; k < size; k++) judge(points, board, k);
  for (let k = 0; k < size; k++) board.worth[k] = worthOf(points, follow, board, k, left);
  return board;
}

/** How ready a point is and how much an answer raises it: the best mean rise over the next few answers. */
function judge(points: PointsToPlan, board: Board, k: number): void {
  let ready = 1;
  for (const p of points.prerequisites[k]) ready = Math.min(ready, board.level[p]);
  board.ready[k] = ready;
  let level = board.level[k];
  let most = 0;
  for (let n = 0; n < STRIDE; n++) {
    level = points.learn(k, level, board.more[k] + n, ready);
    most = Math.max(most, (level - board.level[k]) / (n + 1));
  }
  board.rise[k] = most;
}

function worthOf(
  points: PointsToPlan,
  follow: readonly (readonly number[])[],
  { level, ready, rise }: Board,
  k: number,
  left: number,
): number {
  let worth = points.weight[k] * rise[k];
  for (const above of follow[k]) {
    let after = Math.min(1, level[k] + rise[k]);
    for (const p of points.prerequisites[above]) if (p !== k) after = Math.min(after, level[p]);
    if (after <= ready[above] || ready[above] <= 0) continue;
    // An answer to it gains in proportion to how ready it is.
    worth +=
      (points.weight[above] * rise[above] * (after - ready[above]) * Math.min(SERVED, left / 4)) /
      Math.max(ready[above], 0.05);
  }
  return worth / points.minutes[k];
}

function play(
  points: PointsToPlan,
  follow: readonly (readonly number[])[],
  board: Board,
  k: number,
  left: number,
): void {
  board.level[k] = points.learn(k, board.level[k], board.more[k], board.ready[k]);
  board.more[k]++;
  judge(points, board, k);
  for (const above of follow[k]) judge(points, board, above);
  const value = (point: number): void => {
    board.worth[point] = worthOf(points, follow, board, point, left);
  };
  value(k);
  for (const before of points.prerequisites[k]) value(before);
  for (const above of follow[k]) {
    value(above);
    for (const beside of points.prerequisites[above]) if (beside !== k) value(beside);
  }
}

function best(worth: Float64Array): number {
  let first = -1;
  for (let k = 0; k < worth.length; k++) if (worth[k] > 0 && (first < 0 || worth[k] > worth[first])) first = k;
  return first;
}
