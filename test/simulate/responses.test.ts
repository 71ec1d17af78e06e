import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { categoryProbabilities, expectedShare, simulateItems } from '../../src/simulate/generating-items.js';
import { simulateAbilities, simulateResponses } from '../../src/simulate/responses.js';

describe('simulateResponses', () => {
  test('the share of each category is its probability', () => {
    const truth = simulateItems(3, { seed: 'm', categories: [2, 3, 5] });
    const n = 20_000;
    const matrix = simulateResponses(truth, new Float64Array(n).fill(0.3), { seed: 'm' });
    for (let i = 0; i < 3; i++) {
      const p = categoryProbabilities(truth, i, 0.3);
      for (let k = 0; k < p.length; k++) {
        let count = 0;
        for (let l = 0; l < n; l++) if (matrix.points[l * 3 + i] === k) count++;
        expect(Math.abs(count / n - p[k])).toBeLessThan(4 * Math.sqrt((p[k] * (1 - p[k])) / n) + 1e-9);
      }
    }
  });

  test('answers of a learner are independent given the ability', () => {
    const truth = simulateItems(2, { seed: 'i' });
    const n = 20_000;
    const { points } = simulateResponses(truth, new Float64Array(n), { seed: 'i' });
    let both = 0;
    let first = 0;
    let second = 0;
    for (let l = 0; l < n; l++) {
      both += points[2 * l] * points[2 * l + 1];
      first += points[2 * l];
      second += points[2 * l + 1];
    }
    expect(Math.abs(both / n - (first / n) * (second / n))).toBeLessThan(4 * (0.25 / Math.sqrt(n)));
  });

  prop.prop([fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 }), fc.integer()])(
    'a row depends on its own learner alone',
    (ids, seed) => {
      const truth = simulateItems(5, { seed, categories: 3 });
      const ability = ids.map((_, l) => l / 3 - 1);
      const options = { missing: 0.2, absent: 0.2, seed };
      const all = simulateResponses(truth, ability, { ...options, learners: ids });
      const back = simulateResponses(truth, ability.toReversed(), { ...options, learners: ids.toReversed() });
      const alone = simulateResponses(truth, [ability[1]], { ...options, learners: [ids[1]] });
      ids.forEach((_, l) => {
        const mirrored = ids.length - 1 - l;
        expect([...back.points.slice(mirrored * 5, mirrored * 5 + 5)]).toEqual([...all.points.slice(l * 5, l * 5 + 5)]);
      });
      expect([...alone.points]).toEqual([...all.points.slice(5, 10)]);
    },
  );

  test('missing and absent shares, and answers that stay the same beside them', () => {
    const truth = simulateItems(10, { seed: 1 });
    const ability = simulateAbilities(4000, { seed: 1 });
    const full = simulateResponses(truth, ability, { seed: 1 });
    const holes = simulateResponses(truth, ability, { seed: 1, missing: 0.1, absent: 0.05 });
    let missing = 0;
    let absent = 0;
    for (let l = 0; l < 4000; l++) {
      const row = holes.points.slice(l * 10, l * 10 + 10);
      if (row.every(Number.isNaN)) absent++;
      else missing += row.filter(Number.isNaN).length;
      row.forEach((won, i) => {
        if (!Number.isNaN(won)) expect(won).toBe(full.points[l * 10 + i]);
      });
    }
    expect(Math.abs(absent / 4000 - 0.05)).toBeLessThan(4 * Math.sqrt(0.0475 / 4000));
    expect(Math.abs(missing / ((4000 - absent) * 10) - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / 38_000));
    expect(full.points.some(Number.isNaN)).toBe(false);
  });

  test('spread gives every whole number within a category, and the expected share', () => {
    const truth = { items: ['q'], a: [1], b: [[-0.5, 0.5]], cuts: [[4, 12]], fullMarks: [12], spread: [true] };
    const n = 20_000;
    const { points } = simulateResponses(truth, new Float64Array(n), { seed: 9 });
    expect(new Set(points)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    const mean = points.reduce((s, x) => s + x, 0) / n / 12;
    expect(Math.abs(mean - expectedShare(truth, 0, 0))).toBeLessThan(4 * (0.5 / Math.sqrt(n)));
  });

  test('shift moves the location', () => {
    const truth = simulateItems(4, { seed: 2 });
    const plain = simulateResponses(truth, [1.5, -0.5], { seed: 2 });
    const shifted = simulateResponses(truth, [0, 0], { seed: 2, shift: (l) => [1.5, -0.5][l] });
    expect(shifted.points).toEqual(plain.points);
  });

  test('refuses shares out of range and a wrong number of ids', () => {
    const truth = simulateItems(1, { seed: 2 });
    expect(() => simulateResponses(truth, [0], { seed: 1, missing: 1.5 })).toThrow(RangeError);
    expect(() => simulateResponses(truth, [0], { seed: 1, absent: Number.NaN })).toThrow(RangeError);
    expect(() => simulateResponses(truth, [0], { seed: 1, learners: [] })).toThrow(RangeError);
  });
});

test('simulateAbilities: moments, and the first stay when more are drawn', () => {
  const draw = simulateAbilities(20_000, { seed: 5, mean: 0.2, deviation: 1.5 });
  const mean = draw.reduce((s, x) => s + x, 0) / draw.length;
  const variance = draw.reduce((s, x) => s + (x - mean) ** 2, 0) / draw.length;
  expect(Math.abs(mean - 0.2)).toBeLessThan(4 * (1.5 / Math.sqrt(20_000)));
  expect(Math.abs(Math.sqrt(variance) - 1.5)).toBeLessThan(4 * (1.5 / Math.sqrt(40_000)));
  expect([...simulateAbilities(7, { seed: 5, mean: 0.2, deviation: 1.5 })]).toEqual([...draw.slice(0, 7)]);
  expect(simulateAbilities(3, { seed: 5 })).not.toEqual(simulateAbilities(3, { seed: 6 }));
});
