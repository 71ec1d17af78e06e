import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';

/**
 * What a missing cell does to a learner's total. `prorate`: the total is the share of the marks of the items that the learner was
 * given, times the full marks. `zero`: nothing won. `complete`: learners with a missing cell are left out.
 */
export type MissingRule = 'prorate' | 'zero' | 'complete';

/** Learners that count in an analysis, with their totals. */
export interface Totals {
  /** Rows of the matrix that count. */
  readonly rows: Int32Array;
  /** How many learners each stands for `[rows]`. */
  readonly weight: Float64Array;
  /** Points won, missing cells as the rule says `[rows]`. */
  readonly total: Float64Array;
  /** Points of the cells, row-major `[rows × items]`; NaN where missing and the rule is `prorate`. */
  readonly points: Float64Array;
  /** Σ weight. */
  readonly learners: number;
  readonly fullMarks: number;
  /** Whether any cell is missing. */
  readonly missing: boolean;
}

/** Totals of a matrix; rows without answers, and rows that stand for nobody, are left out. */
export function totalsOf(matrix: ResponseMatrix, rule: MissingRule): Totals {
  const { fullMarks, count } = matrix;
  const width = fullMarks.length;
  const full = fullMarks.reduce((sum, marks) => sum + marks, 0);
  const rows: number[] = [];
  const weight: number[] = [];
  const total: number[] = [];
  let missing = false;
  for (let row = 0; row < matrix.learners.length; row++) {
    const w = count === undefined ? 1 : count[row];
    if (!(w > 0)) continue;
    let won = 0;
    let offered = 0;
    let lacks = false;
    for (let j = 0; j < width; j++) {
      const x = matrix.points[row * width + j];
      if (Number.isNaN(x)) lacks = true;
      else {
        won += x;
        offered += fullMarks[j];
      }
    }
    if (offered === 0 || (lacks && rule === 'complete')) continue;
    if (lacks && rule === 'prorate') missing = true;
    rows.push(row);
    weight.push(w);
    total.push(rule === 'prorate' && lacks ? (won / offered) * full : won);
  }
  const points = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) {
      const x = matrix.points[row * width + j];
      points[i * width + j] = rule === 'zero' && Number.isNaN(x) ? 0 : x;
    }
  });
  const learners = weight.reduce((sum, w) => sum + w, 0);
  if (learners < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      value: String(learners),
      expected: 'at least two learners with answers',
      expectedZh: '至少两名有作答的学生',
    });
  }
  return {
    rows: Int32Array.from(rows),
    weight: Float64Array.from(weight),
    total: Float64Array.from(total),
    points,
    learners,
    fullMarks: full,
    missing,
  };
}

/** Totals without item j, on the scale of the other items' full marks `[rows]`; NaN where nothing else was given. */
export function restOf(totals: Totals, fullMarks: readonly number[], j: number): Float64Array {
  const width = fullMarks.length;
  const { points } = totals;
  const others = totals.fullMarks - fullMarks[j];
  return Float64Array.from(totals.total, (total, i) => {
    const x = points[i * width + j];
    if (!totals.missing) return total - x;
    let won = 0;
    let offered = 0;
    for (let k = 0; k < width; k++) {
      if (k === j || Number.isNaN(points[i * width + k])) continue;
      won += points[i * width + k];
      offered += fullMarks[k];
    }
    return offered === 0 ? Number.NaN : (won / offered) * others;
  });
}

/** Weighted moments of the pairs without NaN; deviations by Σ weight − 1. */
export interface PairMoments {
  readonly weight: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly varianceX: number;
  readonly varianceY: number;
  readonly covariance: number;
  /** NaN where either does not vary. */
  readonly correlation: number;
}

/** Moments of x and y; `x(i)` reads the i-th value. */
export function pairMoments(x: (i: number) => number, y: ArrayLike<number>, weight: ArrayLike<number>): PairMoments {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < y.length; i++) {
    const a = x(i);
    if (Number.isNaN(a) || Number.isNaN(y[i])) continue;
    n += weight[i];
    meanX += weight[i] * a;
    meanY += weight[i] * y[i];
  }
  meanX /= n;
  meanY /= n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < y.length; i++) {
    const a = x(i) - meanX;
    const b = y[i] - meanY;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    xx += weight[i] * a * a;
    yy += weight[i] * b * b;
    xy += weight[i] * a * b;
  }
  // What is left of rounding where a column is constant is not a deviation.
  const varies = xx > 1e-12 * n * meanX ** 2 && yy > 1e-12 * n * meanY ** 2;
  return {
    weight: n,
    meanX,
    meanY,
    varianceX: xx / (n - 1),
    varianceY: yy / (n - 1),
    covariance: xy / (n - 1),
    correlation: varies ? xy / Math.sqrt(xx * yy) : Number.NaN,
  };
}
