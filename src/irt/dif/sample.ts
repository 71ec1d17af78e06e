import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { checkMatrix } from '../check.js';
import { chooseCuts, coder } from '../coding.js';
import type { ItemFamily } from '../model.js';

/** Answers of the learners of several groups, ready for comparing items. */
export interface DifSample {
  readonly matrix: ResponseMatrix;
  /** The reference group first, then the focal groups in the order of their names. */
  readonly groups: readonly string[];
  /** Index into `groups` of each row. */
  readonly groupOf: Int32Array;
  /** How many learners each row stands for; 0 where nothing was answered. */
  readonly weight: Float64Array;
  /** Least points of category 1, 2, … of each item. */
  readonly cuts: readonly (readonly number[])[];
  /** Category of each cell, row-major; −1 where missing. */
  readonly category: Int16Array;
}

/**
 * Reads groups and answers; points are put into at most `maxCategories` categories, of which each is used in every group:
 * a category that some group lacks joins its neighbour. Binary families cut at the pass mark.
 *
 * @throws YincaiError for groups that do not fit the rows, fewer than two groups, a group with fewer than two learners, an unknown reference.
 */
export function difSample(
  matrix: ResponseMatrix,
  groups: readonly string[],
  reference: string | undefined,
  maxCategories: number,
  family: ItemFamily = 'GPCM',
): DifSample {
  checkMatrix(matrix);
  const rows = matrix.learners.length;
  const width = matrix.items.length;
  if (groups.length !== rows) {
    throw new YincaiError({
      code: 'bad-format',
      column: 'groups',
      value: `${groups.length} groups`,
      expected: `a group for each of the ${rows} rows`,
      expectedZh: `每行一个组别，共 ${rows} 个`,
    });
  }
  const weight = Float64Array.from({ length: rows }, (_, row) => {
    const cells = matrix.points.subarray(row * width, (row + 1) * width);
    return cells.every(Number.isNaN) ? 0 : (matrix.count?.[row] ?? 1);
  });
  const first = reference ?? groups[0];
  const names = [first, ...[...new Set(groups)].filter((name) => name !== first).sort()];
  const place = new Map(names.map((name, g) => [name, g] as const));
  const groupOf = Int32Array.from(groups, (name) => place.get(name) as number);
  const size = new Float64Array(names.length);
  groupOf.forEach((g, row) => {
    size[g] += weight[row];
  });
  names.forEach((name, g) => {
    if (size[g] >= 2) return;
    throw new YincaiError({
      code: reference !== undefined && g === 0 && !groups.includes(reference) ? 'unknown-id' : 'not-enough-data',
      column: 'groups',
      value: name,
      expected: 'a group of at least two learners with answers',
      expectedZh: '至少有两名有作答学生的组',
    });
  });
  if (names.length < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      column: 'groups',
      value: names.join(', '),
      expected: 'at least two groups',
      expectedZh: '至少两个组',
    });
  }
  const chosen = chooseCuts(
    matrix,
    matrix.items.map(() => family),
    maxCategories,
  );
  const category = new Int16Array(rows * width);
  const cuts = chosen.map((own, j) => {
    const kept = usedEverywhere(matrix, own, j, groupOf, weight, names.length);
    const code = coder(kept);
    for (let row = 0; row < rows; row++) {
      const x = matrix.points[row * width + j];
      category[row * width + j] = Number.isNaN(x) ? -1 : code(x);
    }
    return kept;
  });
  return { matrix, groups: names, groupOf, weight, cuts, category };
}

/** Cuts without those beside which a group has nobody, the fewest gone; at least one stays. */
function usedEverywhere(
  matrix: ResponseMatrix,
  cuts: readonly number[],
  j: number,
  groupOf: Int32Array,
  weight: Float64Array,
  groups: number,
): readonly number[] {
  const width = matrix.items.length;
  const kept = [...cuts];
  while (kept.length > 1) {
    const seen = Array.from({ length: groups }, () => new Float64Array(kept.length + 1));
    const code = coder(kept);
    for (let row = 0; row < weight.length; row++) {
      const x = matrix.points[row * width + j];
      if (!Number.isNaN(x)) seen[groupOf[row]][code(x)] += weight[row];
    }
    const empty = kept.findIndex((_, v) => seen.some((own) => own[v + 1] === 0));
    const low = seen.some((own) => own[0] === 0);
    if (empty < 0 && !low) break;
    kept.splice(low ? 0 : empty, 1);
  }
  return kept;
}

/** Learners of each group. */
export function groupSizes({ groups, groupOf, weight }: DifSample): number[] {
  const size = groups.map(() => 0);
  groupOf.forEach((g, row) => {
    size[g] += weight[row];
  });
  return size;
}
