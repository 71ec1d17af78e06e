import type { ResponseLog } from '../../data/response-log.js';
import { type Positions, walkLog } from './log-walk.js';
import type { SparseRows } from './matrix.js';
import type { Easiness } from './model.js';
import type { Plan } from './plan.js';

/** The values of a log's rows as a sparse matrix, with the score of each: rows learner by learner. */
export interface EncodedLog {
  readonly matrix: SparseRows;
  readonly score: Float32Array;
  /** Row of the log of each row of the matrix. */
  readonly row: Int32Array;
}

/** The matrix of a log: what `walkLog` hands over, row after row. */
export function encodeLog(
  plan: Plan,
  positions: Positions,
  easiness: Easiness | Float64Array | undefined,
  log: ResponseLog,
): EncodedLog {
  const start = new Int32Array(log.length + 1);
  const score = new Float32Array(log.length);
  const order = new Int32Array(log.length);
  let column = new Int32Array(Math.max(16, log.length * 8));
  let value = new Float32Array(column.length);
  let row = 0;
  let end = 0;
  walkLog(plan, positions, easiness, log, (r, values) => {
    if (end + values.count > column.length) {
      const more = Math.ceil(1.1 * (column.length / Math.max(1, row)) * log.length) + values.count;
      const size = Math.max(Math.min(more, 2 * column.length), end + values.count);
      column = grown(column, new Int32Array(size));
      value = grown(value, new Float32Array(size));
    }
    for (let i = 0; i < values.count; i++) {
      column[end] = values.column[i];
      value[end++] = values.value[i];
    }
    score[row] = log.score[r];
    order[row++] = r;
    start[row] = end;
  });
  return {
    matrix: {
      rows: log.length,
      columns: plan.columns,
      start,
      column: column.subarray(0, end),
      value: value.subarray(0, end),
    },
    score,
    row: order,
  };
}

function grown<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
