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
  /** Answers that are planned at most. */
  readonly horizon: number;
  /** Times that the plan is made again with the ground that the plan before laid. */
  readonly rounds: number;
}

/** Defaults of {@link PlanOptions}. */
export const PLAN_DEFAULTS: PlanOptions = { horizon: 120, rounds: 1 };

/** A slow start is seen through by looking at the mean rise of this many answers. */
const STRIDE = 4;

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
 * is highest.
 *
 * Three plans are made and foretold to the end, and the best is begun: (1) a greedy rule, by a point's own rise a minute and what its rise does
 * for the points that rest on it; (2) the answers of that plan in the order of the points, which is that of teaching: what others rest on
 * first; (3) the same with the answers shared out anew, each point as ready as the plan before left its ground, a few times.
 *
 * @param points in the order of teaching, each before what rests on it
 * @returns the index of the point, and every point's worth by the rule; −1 where nothing can be gained
 * @cost O(rounds · horizon · (points + edges about a point))
 * @example
 * planAnswers({ level: [0.2, 0.1], prerequisites: [[], [0]], weight: [1, 1], minutes: [3, 3],
 *   learn: (_k, level, _more, ready) => level + 0.3 * ready * (1 - level) }, 10).first; // 0: the ground first
 */
export function planAnswers(
  points: PointsToPlan,
  left: number,
  options: Partial<PlanOptions> = {},
): { readonly first: number; readonly worth: Float64Array } {
  const { path, worth } = plan(points, left, options);
  return { first: path[0] ?? -1, worth };
}

/**
 * The whole path that {@link planAnswers} begins: the point of each answer.
 *
 * @example
 * planPath(points, 12); // [0, 0, 2, 2, 2, …]
 */
export function planPath(points: PointsToPlan, answers: number, options: Partial<PlanOptions> = {}): readonly number[] {
  return plan(points, answers, { ...options, horizon: answers }).path;
}

function plan(
  points: PointsToPlan,
  left: number,
  options: Partial<PlanOptions>,
): { readonly path: readonly number[]; readonly worth: Float64Array } {
  const { horizon, rounds } = { ...PLAN_DEFAULTS, ...options };
  const steps = Math.min(left, horizon);
  const follow = followersOf(points.prerequisites);
  const board = open(points, follow, left);
  const worth = board.worth.slice();
  const greedy: number[] = [];
  for (let next = best(board.worth); next >= 0 && greedy.length < steps; next = best(board.worth)) {
    greedy.push(next);
    play(points, follow, board, next, left - greedy.length);
  }
  // Where nothing rests on anything the order plays no role.
  if (greedy.length < 2 || !greedy.some((k) => points.prerequisites[k].length > 0)) return { path: greedy, worth };

  let chosen: readonly number[] = greedy;
  let most = totalOf(points, board.level);
  let path: readonly number[] = greedy;
  let laid = board.level;
  for (let round = 0; round <= rounds; round++) {
    if (round > 0) path = share(points, steps, laid);
    path = [...path].sort((a, b) => a - b);
    laid = outcome(points, path);
    const value = totalOf(points, laid);
    if (value <= most + 1e-12) continue;
    [most, chosen] = [value, path];
  }
  return { path: steps <= SHORT ? exchange(points, follow, chosen) : chosen, worth };
}

/** Answers up to which a plan is short: then one answer more or less on the ground decides, and is tried. */
const SHORT = 12;

/** Moves single answers between points that rest on each other while that ends better. */
function exchange(
  points: PointsToPlan,
  follow: readonly (readonly number[])[],
  path: readonly number[],
): readonly number[] {
  let kept = path;
  let most = totalOf(points, outcome(points, path));
  for (let better = true; better; ) {
    better = false;
    for (const from of new Set(kept)) {
      for (const to of [...points.prerequisites[from], ...follow[from]]) {
        const moved = [...kept];
        moved[moved.indexOf(from)] = to;
        moved.sort((a, b) => a - b);
        const value = totalOf(points, outcome(points, moved));
        if (value <= most + 1e-12) continue;
        [kept, most, better] = [moved, value, true];
        break;
      }
      if (better) break;
    }
  }
  return kept;
}

/** Levels at the end of a path. */
function outcome(points: PointsToPlan, path: readonly number[]): Float64Array {
  const level = Float64Array.from(points.level);
  const more = new Int32Array(level.length);
  for (const k of path) level[k] = points.learn(k, level[k], more[k]++, readyAt(points, level, k));
  return level;
}

function readyAt({ prerequisites }: PointsToPlan, level: Float64Array, k: number): number {
  let ready = 1;
  for (const p of prerequisites[k]) ready = Math.min(ready, level[p]);
  return ready;
}

function totalOf({ weight }: PointsToPlan, level: Float64Array): number {
  let value = 0;
  for (let k = 0; k < level.length; k++) value += weight[k] * level[k];
  return value;
}

/** Shares answers out greedily as if each point stood on the ground that `laid` gives; what only carries others counts for what it carries. */
function share(points: PointsToPlan, steps: number, laid: Float64Array): number[] {
  const size = laid.length;
  const level = Float64Array.from(points.level);
  const more = new Int32Array(size);
  const carried = new Float64Array(size);
  // A unit of ground is worth what the points on it have still to rise, in proportion.
  for (let k = size - 1; k >= 0; k--) {
    const ready = readyAt(points, laid, k);
    const risen = (points.weight[k] + carried[k]) * (laid[k] - points.level[k]);
    for (const p of points.prerequisites[k])
      if (laid[p] <= ready) carried[p] += Math.max(0, risen) / Math.max(ready, 0.05);
  }
  const rise = (k: number): number => {
    const ready = readyAt(points, laid, k);
    let to = level[k];
    let most = 0;
    for (let n = 0; n < STRIDE; n++) {
      to = points.learn(k, to, more[k] + n, ready);
      most = Math.max(most, (to - level[k]) / (n + 1));
    }
    return ((points.weight[k] + carried[k]) * most) / points.minutes[k];
  };
  const worth = Float64Array.from({ length: size }, (_, k) => rise(k));
  const path: number[] = [];
  for (let k = best(worth); k >= 0 && path.length < steps; k = best(worth)) {
    path.push(k);
    level[k] = points.learn(k, level[k], more[k]++, readyAt(points, laid, k));
    worth[k] = rise(k);
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
  const ready = readyAt(points, board.level, k);
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
