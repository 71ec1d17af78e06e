import type { ResponseMatrix } from '../data/response-matrix.js';
import { MISSING } from '../kernels/packed-rows.js';
import { leastPoints } from './curves.js';
import { ITEM_FAMILIES, type ItemFamily } from './model.js';

/** Share of the full marks from which a partly right answer counts as right in a binary family (及格). */
export const PASS_SHARE = 0.6;

/** Least share of the answers, and least number of them, that a grouped category holds where there are enough answers. */
export const LEAST_SHARE = 0.05;
export const LEAST_ANSWERS = 10;

/** Most categories of a nominal item, and most marks of a continuous one; finer marks of those are rounded. */
const MOST_NOMINAL = 50;
const MOST_MARKS = 200;

/**
 * Cuts of every item: the least points of category 1, 2, …
 *
 * - Only 0 and full marks occur: one cut at full marks.
 * - Binary families, other points: one cut at 60 % of full marks.
 * - `CRM`: every mark of the grid that the observed ones lie on is a category (at most 200, else marks are rounded).
 * - Else, up to `maxCategories` different points (50 for `NRM`): each is a category, the lowest observed is the base.
 * - Else neighbouring points are grouped into at most `maxCategories` categories so that the squared deviations of
 *   points within categories are least, each category holding at least max(10 answers, 5 % of the answers); with fewer
 *   answers, fewer categories.
 *
 * @param families family asked for, one an item
 * @source Fisher (1958), On grouping for maximum homogeneity, JASA 53(284).
 * @example
 * chooseCuts(matrix, matrix.items.map(() => 'GPCM'), 5)[0]; // [2, 4, 8, 12]: categories 0–1.5, 2–3.5, 4–7.5, 8–11.5 and 12 points
 */
export function chooseCuts(matrix: ResponseMatrix, families: readonly ItemFamily[], maxCategories: number): number[][] {
  const { items, learners, points, fullMarks, count } = matrix;
  const width = items.length;
  return items.map((_, j) => {
    const full = fullMarks[j];
    if (onlyNoneOrAll(matrix, j)) return [full];
    const weightOf = new Map<number, number>();
    for (let row = 0; row < learners.length; row++) {
      const x = points[row * width + j];
      const w = count === undefined ? 1 : count[row];
      if (!Number.isNaN(x) && w > 0) weightOf.set(x, (weightOf.get(x) ?? 0) + w);
    }
    const distinct = [...weightOf.keys()].sort((x, y) => x - y);
    if (ITEM_FAMILIES[families[j]].binary || distinct.length < 2) return [tidy(PASS_SHARE * full)];
    if (families[j] === 'CRM') return markGrid(distinct, full);
    const most = families[j] === 'NRM' ? MOST_NOMINAL : maxCategories;
    if (distinct.length <= most) return distinct.slice(1).map(tidy);
    return group(
      distinct,
      distinct.map((x) => weightOf.get(x) as number),
      most,
    ).map(tidy);
  });
}

/** The marks above 0 of the coarsest even grid on 0 … full that holds the observed points. */
function markGrid(distinct: readonly number[], full: number): number[] {
  const marks = [...new Set([0, ...distinct.map(tidy), full])].sort((x, y) => x - y);
  let step = full;
  for (let i = 1; i < marks.length; i++) step = Math.min(step, marks[i] - marks[i - 1]);
  let steps = Math.round(full / step);
  const onGrid = (n: number): boolean =>
    marks.every((x) => Math.abs((x / full) * n - Math.round((x / full) * n)) < 1e-4 * n);
  while (steps <= MOST_MARKS && !onGrid(steps)) steps++;
  steps = Math.min(steps, MOST_MARKS);
  return Array.from({ length: steps }, (_, v) => tidy(((v + 1) * full) / steps));
}

/** Whether the points of an item are all 0 or full marks. */
function onlyNoneOrAll(matrix: ResponseMatrix, j: number): boolean {
  const { points } = matrix;
  const full = Math.fround(matrix.fullMarks[j]);
  for (let i = j; i < points.length; i += matrix.items.length) {
    const x = points[i];
    if (x !== 0 && x !== full && !Number.isNaN(x)) return false;
  }
  return true;
}

/** Decimal points come out of single precision as 0.10000000149; six digits are what was meant. */
function tidy(x: number): number {
  return Number(x.toPrecision(6));
}

/** Cuts of Fisher's grouping by dynamic programming over `values`, ascending; always at least one cut. */
function group(values: readonly number[], weights: readonly number[], most: number): number[] {
  const n = values.length;
  const w = [0];
  const s = [0];
  const t = [0];
  for (let i = 0; i < n; i++) {
    w.push(w[i] + weights[i]);
    s.push(s[i] + weights[i] * values[i]);
    t.push(t[i] + weights[i] * values[i] ** 2);
  }
  const least = Math.max(LEAST_ANSWERS, LEAST_SHARE * w[n]);
  /** Squared deviations within values i … k − 1. */
  const spread = (i: number, k: number): number => t[k] - t[i] - (s[k] - s[i]) ** 2 / (w[k] - w[i]);
  for (let groups = Math.min(most, n); groups >= 2; groups--) {
    // best[g][k]: least deviation of the first k values in g groups.
    const best = Array.from({ length: groups + 1 }, () => new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY));
    const from = Array.from({ length: groups + 1 }, () => new Int32Array(n + 1));
    best[0][0] = 0;
    for (let g = 1; g <= groups; g++) {
      for (let k = g; k <= n; k++) {
        for (let i = g - 1; i < k; i++) {
          if (w[k] - w[i] < least || best[g - 1][i] === Number.POSITIVE_INFINITY) continue;
          const value = best[g - 1][i] + spread(i, k);
          if (value < best[g][k]) {
            best[g][k] = value;
            from[g][k] = i;
          }
        }
      }
    }
    if (best[groups][n] === Number.POSITIVE_INFINITY) continue;
    const cuts: number[] = [];
    for (let g = groups, k = n; g > 1; g--) {
      k = from[g][k];
      cuts.unshift(values[k]);
    }
    return cuts;
  }
  // Too few answers for two such groups: the middle one parts them.
  let k = 1;
  while (k < n - 1 && w[k] < w[n] / 2) k++;
  return [values[k]];
}

/**
 * Category of some points: the number of cuts at or below them.
 *
 * @example
 * categoryOf(3, [2, 3, 6]); // 2
 */
export function categoryOf(points: number, cuts: readonly number[]): number {
  return coder(cuts)(points);
}

/** Mean points of the learners in each category, `[items][categories]`; an empty category has its least points. */
export function meanPoints(matrix: ResponseMatrix, cuts: readonly (readonly number[])[]): number[][] {
  const width = cuts.length;
  return cuts.map((itemCuts, j) => {
    const least = leastPoints(itemCuts, matrix.fullMarks[j]);
    if (itemCuts.length === 1 && onlyNoneOrAll(matrix, j)) return least;
    const category = coder(itemCuts);
    const sum = new Float64Array(itemCuts.length + 1);
    const weight = new Float64Array(itemCuts.length + 1);
    for (let row = 0; row < matrix.learners.length; row++) {
      const k = category(matrix.points[row * width + j]);
      if (k === MISSING) continue;
      const w = matrix.count === undefined ? 1 : matrix.count[row];
      sum[k] += w * matrix.points[row * width + j];
      weight[k] += w;
    }
    return least.map((points, k) => (weight[k] > 0 ? tidy(sum[k] / weight[k]) : points));
  });
}

/** Category of some points, {@link MISSING} for NaN; the same as {@link categoryOf}, made ready for many. */
export function coder(cuts: readonly number[]): (points: number) => number {
  const least = Float32Array.from(cuts);
  const steps = least.length;
  const first = least[0];
  if (steps === 1) return (x) => (x >= first ? 1 : x < first ? 0 : MISSING);
  return (x) => {
    if (Number.isNaN(x)) return MISSING;
    let low = 0;
    let high = steps;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x >= least[middle]) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
