import { MISSING } from '../../kernels/packed-rows.js';
import type { FitData } from './data.js';

/** Answers of some rows item by item, and the rows' weights: the order in which tables of two items are counted. */
export interface AnswerColumns {
  readonly rows: number;
  /** `[items][rows]`, by index of the model's items; absent items are not wanted. */
  readonly answers: readonly (Uint8Array | undefined)[];
  readonly weight: Float64Array;
}

/** Columns of the given items and rows. */
export function answerColumns(data: FitData, rows: ArrayLike<number>, items: Iterable<number>): AnswerColumns {
  const stride = data.irt.items.length;
  const answers: (Uint8Array | undefined)[] = new Array(stride).fill(undefined);
  for (const j of items) {
    const column = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) column[i] = data.answers[rows[i] * stride + j];
    answers[j] = column;
  }
  return { rows: rows.length, answers, weight: Float64Array.from(rows, (row) => data.weight[row]) };
}

/** Learners by the categories of two items `[categories of one × categories of other]`; those who lack either do not count. */
export function pairCounts(
  columns: AnswerColumns,
  one: number,
  other: number,
  categories: readonly number[],
): Float64Array {
  const x = columns.answers[one] as Uint8Array;
  const y = columns.answers[other] as Uint8Array;
  const { weight, rows } = columns;
  const none = MISSING;
  const own = categories[other];
  const counts = new Float64Array(categories[one] * own);
  for (let i = 0; i < rows; i++) {
    if (x[i] === none || y[i] === none) continue;
    counts[x[i] * own + y[i]] += weight[i];
  }
  return counts;
}
