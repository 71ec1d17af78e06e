import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { calibrate } from '../../src/irt/calibrate.js';
import { expectedScore, probability } from '../../src/irt/curves.js';
import {
  categoryProbabilities,
  expectedShare,
  type GeneratingItems,
  locateItem,
  pointsOf,
  simulateItems,
} from '../../src/simulate/generating-items.js';
import { simulateAbilities, simulateResponses } from '../../src/simulate/responses.js';
import { EVERY, only } from '../irt/score/samples.js';

const one = (patch: Partial<GeneratingItems>): GeneratingItems => ({
  items: ['x'],
  a: [1.3],
  b: [[0.4]],
  cuts: [[1]],
  fullMarks: [1],
  ...patch,
});

describe('categoryProbabilities', () => {
  test('two categories: the logistic model with guess and slip', () => {
    const truth = one({ guess: [0.2], slip: [0.05] });
    const [wrong, right] = categoryProbabilities(truth, 0, 1);
    expect(right).toBeCloseTo(0.2 + 0.75 / (1 + Math.exp(-1.3 * 0.6)), 12);
    expect(wrong + right).toBe(1);
  });

  test('several categories: written out', () => {
    const truth = one({ a: [0.8], b: [[-1, 0.2, 0.7]], cuts: [[1, 2, 3]], fullMarks: [3] });
    const raw = [1, Math.exp(0.8 * 1.5), Math.exp(0.8 * (1.5 + 0.3)), Math.exp(0.8 * (1.5 + 0.3 - 0.2))];
    const sum = raw.reduce((x, y) => x + y);
    expect([...categoryProbabilities(truth, 0, 0.5)]).toEqual(raw.map((x) => expect.closeTo(x / sum, 12)));
  });

  prop.prop([
    fc.double({ min: 0.05, max: 5, noNaN: true }),
    fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 8 }),
    fc.double({ min: -200, max: 200, noNaN: true }),
  ])('sum to 1, finite, and neighbours have the logit a (x − b)', (a, steps, x) => {
    const truth = one({ a: [a], b: [steps], cuts: [steps.map((_, v) => v + 1)], fullMarks: [steps.length] });
    const p = categoryProbabilities(truth, 0, x);
    expect(p.reduce((s, v) => s + v, 0)).toBeCloseTo(1, 10);
    for (let v = 0; v < steps.length; v++) {
      if (p[v] < 1e-200 || p[v + 1] < 1e-200 || (steps.length === 1 && Math.min(p[0], p[1]) < 1e-6)) continue;
      expect(Math.log(p[v + 1] / p[v])).toBeCloseTo(a * (x - steps[v]), 6);
    }
  });
});

describe('a calibrated model', () => {
  test.each(EVERY.families.map((family, j) => [family, j] as const))('is drawn from as it is: %s (%i)', (_, j) => {
    for (const x of [-4, -1, 0, 0.3, 2, 5]) {
      const own = probability(EVERY, j, x);
      expect([...categoryProbabilities(EVERY, j, x)]).toEqual(own.map((p) => expect.closeTo(p, 12)));
    }
  });

  test('has its parameters come back from what was drawn', () => {
    const items = Array.from({ length: 2 }, () => EVERY.items.map((_, j) => j)).flat();
    const truth = { ...only(EVERY, items), items: items.map((_, j) => `q${j + 1}`) };
    const matrix = simulateResponses(truth, simulateAbilities(4000, { seed: 'families' }), { seed: 'families' });
    const fitted = calibrate(matrix, {
      families: new Map(
        truth.items.map((item, j) => [item, truth.families[j] === 'Rasch' ? '2PL' : truth.families[j]]),
      ),
      standardErrors: 'none',
    });
    expect(fitted.report.converged).toBe(true);
    // Expected shares, which every family has in the same units.
    for (const x of [-1.5, 0, 1.5]) {
      items.forEach((_, j) => {
        expect(Math.abs(expectedScore(fitted, j, x) - expectedScore(truth, j, x))).toBeLessThan(0.06);
      });
    }
  });

  test('a continuous item has one difficulty, whatever its marks', () => {
    const cuts = [Array.from({ length: 12 }, (_, v) => v + 1)];
    const marks = one({ families: ['CRM'], a: [2], b: [[0.3]], scale: [0.8], cuts, fullMarks: [12] });
    const p = categoryProbabilities(marks, 0, 0.3);
    expect(p).toHaveLength(13);
    // Symmetric about the difficulty: m marks are as likely as 12 − m.
    p.forEach((value, k) => {
      expect(value).toBeCloseTo(p[12 - k], 12);
    });
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    const drawn = simulateResponses(marks, new Float64Array(500).fill(0.3), { seed: 'marks' }).points;
    expect(new Set(drawn).size).toBeGreaterThan(10);
  });

  test('without what its family needs is refused', () => {
    const bare = one({ families: ['NRM'] });
    expect(() => categoryProbabilities(bare, 0, 0)).toThrow(RangeError);
    const marks = one({ families: ['CRM'], b: [[0, 0]], cuts: [[1, 2]], fullMarks: [2] });
    expect(() => categoryProbabilities(marks, 0, 0)).toThrow(RangeError);
  });
});

describe('points', () => {
  const truth = one({ b: [[-1, 0, 1]], cuts: [[3, 7, 12]], fullMarks: [12] });

  test('categories cover the whole points without gap or overlap', () => {
    expect([0, 1, 2, 3].map((k) => pointsOf(truth, 0, k).most)).toEqual([0, 3, 7, 12]);
    expect([0, 1, 2, 3].map((k) => pointsOf({ ...truth, spread: [true] }, 0, k))).toEqual([
      { least: 0, most: 2 },
      { least: 3, most: 6 },
      { least: 7, most: 11 },
      { least: 12, most: 12 },
    ]);
  });

  test('expected share weights the least or the mean points', () => {
    const p = categoryProbabilities(truth, 0, 0.3);
    expect(expectedShare(truth, 0, 0.3)).toBeCloseTo((3 * p[1] + 7 * p[2] + 12 * p[3]) / 12, 12);
    expect(expectedShare({ ...truth, spread: [true] }, 0, 0.3)).toBeCloseTo(
      (p[0] + 4.5 * p[1] + 9 * p[2] + 12 * p[3]) / 12,
      12,
    );
  });

  prop.prop([
    fc.double({ min: 0.3, max: 0.9, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: 0.2, max: 1.5, noNaN: true }),
  ])('locateItem moves the steps to the share', (share, mean, deviation) => {
    const move = locateItem(truth, 0, share, { mean, deviation });
    const moved = { ...truth, b: truth.b.map((steps) => steps.map((step) => step + move)) };
    let sum = 0;
    let weights = 0;
    for (let z = -6; z <= 6; z += 0.01) {
      const w = Math.exp(-0.5 * z * z);
      sum += w * expectedShare(moved, 0, mean + deviation * z);
      weights += w;
    }
    expect(sum / weights).toBeCloseTo(share, 5);
  });

  test('locateItem refuses what guessing already reaches', () => {
    expect(() => locateItem(one({ guess: [0.25] }), 0, 0.2)).toThrow(RangeError);
  });
});

describe('simulateItems', () => {
  test('moments of a large draw', () => {
    const truth = simulateItems(20_000, { seed: 3, difficulty: 0.5, difficultySpread: 0.8 });
    const b = truth.b.map(([step]) => step);
    const logs = truth.a.map(Math.log);
    const mean = (list: readonly number[]) => list.reduce((s, x) => s + x, 0) / list.length;
    const sd = (list: readonly number[]) => Math.sqrt(mean(list.map((x) => (x - mean(list)) ** 2)));
    // Four standard errors of a mean and a standard deviation.
    expect(Math.abs(mean(b) - 0.5)).toBeLessThan(4 * (0.8 / Math.sqrt(20_000)));
    expect(Math.abs(sd(b) - 0.8)).toBeLessThan(4 * (0.8 / Math.sqrt(40_000)));
    expect(Math.abs(mean(logs) - 0.1)).toBeLessThan(4 * (0.3 / Math.sqrt(20_000)));
    expect(Math.abs(sd(logs) - 0.3)).toBeLessThan(4 * (0.3 / Math.sqrt(40_000)));
  });

  test('the first items stay when more are drawn, and steps are evenly apart', () => {
    const few = simulateItems(4, { seed: 'x', categories: [2, 3, 5, 2] });
    const more = simulateItems(6, { seed: 'x', categories: [2, 3, 5, 2, 2, 4] });
    expect(more.b.slice(0, 4)).toEqual(few.b);
    expect(more.a.slice(0, 4)).toEqual(few.a);
    expect(few.b[2][1] - few.b[2][0]).toBeCloseTo(0.8, 12);
    expect(few.fullMarks).toEqual([1, 2, 4, 1]);
    expect(few.cuts[2]).toEqual([1, 2, 3, 4]);
  });

  test('refuses one category and a wrong number of counts', () => {
    expect(() => simulateItems(1, { seed: 1, categories: 1 })).toThrow(RangeError);
    expect(() => simulateItems(2, { seed: 1, categories: [2] })).toThrow(RangeError);
  });
});
