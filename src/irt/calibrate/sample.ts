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
  const own = cuts.length;
  // Most items are right or wrong: these are read without a call a cell.
  const coders = cuts.map((steps) => (steps.length === 1 ? undefined : coder(steps)));
  const single = Float32Array.from(cuts, ([first]) => first);
  const from = Int32Array.from(column);
  let learners = 0;
  const packed = packRows(
    {
      rows: matrix.learners.length,
      categories: [reading.groups, ...cuts.map((steps) => steps.length + 1)],
      missing: missingColumns(points, width, from),
      read: (row, into) => {
        const base = row * width;
        let answered = 0;
        into[0] = groupOf === undefined ? 0 : groupOf[row];
        for (let j = 0; j < own; j++) {
          const x = from[j] < 0 ? Number.NaN : points[base + from[j]];
          const code = coders[j];
          const k = code !== undefined ? code(x) : x >= single[j] ? 1 : x < single[j] ? 0 : MISSING;
          into[j + 1] = k;
          if (k !== MISSING) answered++;
        }
        return answered === 0 ? 0 : count === undefined ? 1 : count[row];
      },
    },
    nodes,
    distinct,
  );
  let empty = 0;
  for (let row = 0; row < packed.rowOf.length; row++) if (packed.rowOf[row] < 0) empty++;
  for (let row = 0; row < packed.rows; row++) learners += packed.weight[row];
  return { packed, learners, empty };
}

/** 1 for packed items, the group first, that have missing cells. */
function missingColumns(points: Float32Array, width: number, from: Int32Array): Uint8Array {
  const missing = new Uint8Array(width);
  let j = 0;
  for (let i = 0; i < points.length; i++) {
    if (Number.isNaN(points[i])) missing[j] = 1;
    if (++j === width) j = 0;
  }
  return Uint8Array.from([0, ...Array.from(from, (c) => (c < 0 ? 1 : missing[c]))]);
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
