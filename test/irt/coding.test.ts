import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/irt/calibrate.js';
import { categoryOf, chooseCuts, LEAST_ANSWERS, LEAST_SHARE } from '../../src/irt/coding.js';
import { expectedScore } from '../../src/irt/curves.js';
import { createRandom } from '../../src/math/random.js';
import { matrixOf } from './samples.js';

const column = (values: readonly number[], full: number) =>
  matrixOf(
    values.map((x) => [x]),
    [full],
  );
const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value);

describe('chooseCuts', () => {
  it('keeps right and wrong whatever the marks', () => {
    expect(chooseCuts(column([0, 5, 5, Number.NaN], 5), ['GPCM'], 5)).toEqual([[5]]);
    expect(chooseCuts(column([0, 5, 5], 5), ['2PL'], 5)).toEqual([[5]]);
    expect(chooseCuts(column([Number.NaN], 5), ['GPCM'], 5)).toEqual([[5]]);
  });

  it('passes from 60 % of full marks in a 2PL', () => {
    expect(chooseCuts(column([0, 2, 3, 5], 5), ['2PL'], 5)).toEqual([[3]]);
    expect(chooseCuts(column([0, 6.5, 12], 12), ['2PL'], 5)).toEqual([[7.2]]);
  });

  it('makes few points categories, the lowest observed the base', () => {
    expect(chooseCuts(column([1, 2, 3, 4, 2], 4), ['GPCM'], 5)).toEqual([[2, 3, 4]]);
    expect(chooseCuts(column([0, 1.5, 0.1, 3], 3), ['GPCM'], 5)).toEqual([[0.1, 1.5, 3]]);
    expect(categoryOf(Math.fround(0.1), [0.1, 1.5, 3])).toBe(1);
    expect(categoryOf(1.49, [0.1, 1.5, 3])).toBe(1);
    expect(categoryOf(3, [0.1, 1.5, 3])).toBe(3);
    expect(categoryOf(0, [0.1, 1.5, 3])).toBe(0);
  });

  it('groups long items where their points fall apart', () => {
    const values = [0, 1, 2, 10, 11, 12].flatMap((x) => repeat(x, 40));
    expect(chooseCuts(column(values, 12), ['GPCM'], 2)).toEqual([[10]]);
    expect(chooseCuts(column(values, 12), ['GPCM'], 5)[0]).toHaveLength(4);
  });

  it('gives every group enough answers, where there are enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 24 }), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 2, max: 7 }),
        (halves, most) => {
          const matrix = column(
            halves.map((x) => x / 2),
            12,
          );
          const [cuts] = chooseCuts(matrix, ['GPCM'], most);
          expect(cuts.length).toBeGreaterThanOrEqual(1);
          expect(cuts.length).toBeLessThan(most);
          expect([...cuts].sort((x, y) => x - y)).toEqual(cuts);
          const sizes = repeat(0, cuts.length + 1);
          for (const x of matrix.points) sizes[categoryOf(x, cuts)]++;
          const distinct = new Set(halves).size;
          if (distinct > most && cuts.length > 1) {
            expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Math.max(LEAST_ANSWERS, LEAST_SHARE * halves.length));
          }
          if (distinct > 1 && !(cuts.length === 1 && cuts[0] === 12)) expect(Math.min(...sizes)).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('takes an exam as schools have it: choices of 5, a long question of 17 with half points', () => {
    const r = createRandom('exam');
    const rows = Array.from({ length: 600 }, () => {
      const theta = r.normal();
      const choice = (b: number) => (r.bernoulli(1 / (1 + Math.exp(b - theta))) ? 5 : 0);
      const long = Math.min(17, Math.max(0, Math.round(2 * (8 + 4 * theta + r.normal(0, 2))) / 2));
      return [choice(-1), choice(0), choice(1), choice(0.5), long];
    });
    const matrix = matrixOf(rows, [5, 5, 5, 5, 17]);
    const model = calibrate(matrix);
    expect(model.report.converged).toBe(true);
    expect(model.report.warnings).toEqual([]);
    expect(model.b.map((steps) => steps.length)).toEqual([1, 1, 1, 1, 4]);
    expect(model.cuts.slice(0, 4)).toEqual([[5], [5], [5], [5]]);
    // Expected points follow the mean points of learners: at θ = 0 about 8 of 17.
    expect(17 * expectedScore(model, 'q5', 0)).toBeGreaterThan(7);
    expect(17 * expectedScore(model, 'q5', 0)).toBeLessThan(9);
    const right = calibrate(matrix, { family: '2PL' });
    expect(right.b.every((steps) => steps.length === 1)).toBe(true);
    expect(right.cuts[4]).toEqual([10.2]);
  });
});
