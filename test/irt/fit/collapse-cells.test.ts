import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type CellRow, collapseCells } from '../../../src/irt/fit/collapse-cells.js';

const sum = (rows: readonly CellRow[], side: 'observed' | 'expected'): number =>
  rows.reduce((total, row) => total + row[side].reduce((a, b) => a + b, 0), 0);

describe('merging of cells', () => {
  it('joins a sparse row to the neighbour with fewer learners', () => {
    const table = [
      { observed: [8, 2], expected: [7, 3] },
      { observed: [3, 0], expected: [2.5, 0.5] },
      { observed: [6, 6], expected: [5, 7] },
    ];
    expect(collapseCells(table)).toEqual([
      { observed: [11, 2], expected: [9.5, 3.5] },
      { observed: [6, 6], expected: [5, 7] },
    ]);
  });

  it('leaves out rows without learners and joins a row of one learner to the next', () => {
    const table = [
      { observed: [1, 0], expected: [0.6, 0.4] },
      { observed: [0, 0], expected: [0, 0] },
      { observed: [4, 5], expected: [5, 4] },
    ];
    expect(collapseCells(table)).toEqual([{ observed: [5, 5], expected: [5.6, 4.4] }]);
  });

  it('joins end rows in which a category is impossible, and categories within a row', () => {
    const table = [
      { observed: [2, 3, 0], expected: [2, 3, 0] },
      { observed: [4, 9, 2], expected: [0.5, 9.5, 5] },
      { observed: [0, 2, 8], expected: [0, 4, 6] },
    ];
    const [row, ...rest] = collapseCells(table);
    expect(rest).toEqual([]);
    expect(row).toEqual({ observed: [6, 14, 10], expected: [2.5, 16.5, 11] });
    expect(collapseCells([table[1], { observed: [5, 5, 5], expected: [5, 5, 5] }])[0].expected).toEqual([10, 5, 0]);
  });

  const cells = (size: number): fc.Arbitrary<number[]> =>
    fc.array(fc.double({ min: 0.01, max: 20, noNaN: true }), { minLength: size, maxLength: size });

  test.prop([
    fc.integer({ min: 2, max: 5 }).chain((width) =>
      fc.array(
        cells(width).chain((expected) =>
          fc.record({
            expected: fc.constant(expected),
            observed: fc.array(fc.nat(9), { minLength: width, maxLength: width }),
          }),
        ),
        { minLength: 1, maxLength: 12 },
      ),
    ),
  ])('keeps what was observed and leaves no cell below 1 while there are two rows', (table) => {
    const merged = collapseCells(table);
    expect(sum(merged, 'observed')).toBe(sum(table, 'observed'));
    if (merged.length > 1) {
      for (const { expected } of merged) for (const e of expected) expect(e === 0 || e >= 1).toBe(true);
    }
    expect(merged.every(({ observed, expected }) => observed.length === expected.length)).toBe(true);
  });
});
