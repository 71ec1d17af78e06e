import { type Fault, MAX_FAULTS, YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';

/**
 * Refuses a matrix that cannot be read: sizes that do not fit, an item twice, full marks not above 0,
 * points that are negative, infinite or above full marks, counts that are negative or not finite.
 *
 * @throws YincaiError naming up to 100 cells by row, column and value.
 */
export function checkMatrix(matrix: ResponseMatrix): void {
  const { learners, items, points, fullMarks, count } = matrix;
  const faults: Fault[] = [];
  let total = 0;
  const add = (fault: Fault): void => {
    total++;
    if (faults.length < MAX_FAULTS) faults.push(fault);
  };
  if (points.length !== learners.length * items.length) {
    add({
      code: 'bad-format',
      column: 'points',
      value: String(points.length),
      expected: `${learners.length} × ${items.length} cells`,
      expectedZh: `${learners.length} × ${items.length} 个单元格`,
    });
  }
  if (fullMarks.length !== items.length) {
    add({
      code: 'bad-format',
      column: 'fullMarks',
      value: String(fullMarks.length),
      expected: `${items.length} full marks, one an item`,
      expectedZh: `每题一个满分，共 ${items.length} 个`,
    });
  }
  if (count !== undefined && count.length !== learners.length) {
    add({ code: 'bad-format', column: 'count', value: String(count.length), expected: `${learners.length} counts` });
  }
  if (total > 0) throw new YincaiError(faults, total);

  const seen = new Set<string>();
  items.forEach((item, j) => {
    if (seen.has(item)) {
      add({ code: 'duplicate', column: item, expected: 'each item once', expectedZh: '每道题只出现一次' });
    }
    seen.add(item);
    if (!(fullMarks[j] > 0 && Number.isFinite(fullMarks[j]))) {
      add({
        code: 'bad-value',
        column: item,
        value: String(fullMarks[j]),
        expected: 'full marks above 0',
        expectedZh: '满分大于 0',
      });
    }
  });
  count?.forEach((n, row) => {
    if (n >= 0 && Number.isFinite(n)) return;
    add({ code: 'bad-value', row: row + 1, column: 'count', value: String(n), expected: 'a count of 0 or more' });
  });
  const width = items.length;
  const most = Float32Array.from(fullMarks);
  for (let row = 0; row < learners.length; row++) {
    for (let j = 0; j < width; j++) {
      const x = points[row * width + j];
      if ((x >= 0 && x <= most[j]) || Number.isNaN(x)) continue;
      add({
        code: 'bad-value',
        row: row + 1,
        column: items[j],
        value: String(x),
        expected: `points from 0 to ${fullMarks[j]}, or missing`,
        expectedZh: `0 到 ${fullMarks[j]} 分，或缺考`,
        mend: 'correct the points or the full marks',
        mendZh: '请核对得分或满分',
      });
    }
  }
  if (total > 0) throw new YincaiError(faults, total);
}
