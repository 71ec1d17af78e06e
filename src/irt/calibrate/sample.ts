import type { ResponseMatrix } from '../../data/response-matrix.js';
import { MISSING } from '../../kernels/packed-rows.js';
import { type Packed, packRows } from '../../kernels/packing.js';
import { coder } from '../coding.js';

/** Packed answers of a matrix; the first packed item is the learner's group. */
export interface Sample {
  readonly packed: Packed;
  /** Learners with at least one answer, counts included. */
  readonly learners: number;
  /** Rows without answers, left out. */
  readonly empty: number;
}

/** How a matrix is read: the cuts of the items, the column of each (−1 where the matrix has none), the group of each row. */
export interface Reading {
  readonly cuts: readonly (readonly number[])[];
  readonly column: ArrayLike<number>;
  readonly groups: number;
  /** Group of each row, or absent for one group. */
  readonly groupOf?: ArrayLike<number>;
}

/** Packs a matrix; equal rows are joined unless `distinct`. */
export function packMatrix(matrix: ResponseMatrix, reading: Reading, nodes: number, distinct = false): Sample {
  const { points, items, count } = matrix;
  const { cuts, column, groupOf } = reading;
  const width = items.length;
  const coders = cuts.map(coder);
  let learners = 0;
  let empty = 0;
  const packed = packRows(
    {
      rows: matrix.learners.length,
      categories: [reading.groups, ...cuts.map((own) => own.length + 1)],
      read: (row, into) => {
        const w = count === undefined ? 1 : count[row];
        let answered = 0;
        into[0] = groupOf === undefined ? 0 : groupOf[row];
        for (let j = 0; j < coders.length; j++) {
          const k = column[j] < 0 ? MISSING : coders[j](points[row * width + column[j]]);
          into[j + 1] = k;
          if (k !== MISSING) answered++;
        }
        return answered > 0 ? w : 0;
      },
    },
    nodes,
    distinct,
  );
  for (let row = 0; row < packed.rowOf.length; row++) if (packed.rowOf[row] < 0) empty++;
  for (let row = 0; row < packed.rows; row++) learners += packed.weight[row];
  return { packed, learners, empty };
}

/** Numbers of learners by category of every item and by group `[groups + Σ categories]`. */
export function marginals(sample: Sample): Float64Array {
  const { packed } = sample;
  const { blocks, categories, codes, weight } = packed;
  const first: number[] = [];
  let total = 0;
  for (const own of categories) {
    first.push(total);
    total += own;
  }
  const out = new Float64Array(total);
  blocks.forEach((block, b) => {
    // Few codes, many rows: codes are counted first and taken apart once.
    const seen = new Float64Array(block.codes);
    for (let row = 0; row < packed.rows; row++) seen[codes[row * blocks.length + b]] += weight[row];
    for (let code = 0; code < block.codes; code++) {
      let rest = code;
      for (let j = block.from; j < block.to; j++) {
        const radix = block.radix[j - block.from];
        const digit = rest % radix;
        rest = (rest - digit) / radix;
        if (digit < categories[j]) out[first[j] + digit] += seen[code];
      }
    }
  });
  return out;
}
