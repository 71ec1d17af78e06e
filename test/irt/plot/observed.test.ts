import { describe, expect, test } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { probability, testScore } from '../../../src/irt/curves.js';
import { expectedCounts } from '../../../src/irt/expected-counts.js';
import { observeItems } from '../../../src/irt/plot.js';
import { createRandom } from '../../../src/math/random.js';
import { draw, matrixOf, modelOf } from '../samples.js';

const truth = {
  a: Array.from({ length: 12 }, (_, j) => 0.7 + 0.1 * j),
  b: Array.from({ length: 12 }, (_, j) => (j % 4 === 3 ? [-0.6, 0.2, 1.1] : [-1.4 + 0.25 * j])),
};
const model = modelOf(truth);

describe('observed proportions', () => {
  test('lie on the curves that the answers came from, within their errors', () => {
    const { matrix } = draw(truth, 8000, createRandom('observed'), 0.1);
    const observed = observeItems(model, matrix);
    expect(observed.items.map(({ item }) => item)).toEqual(model.items);
    const z: number[] = [];
    for (const { item, bins } of observed.items) {
      expect(bins.length).toBeGreaterThanOrEqual(9);
      for (const { theta, effective, proportions } of bins) {
        const p = probability(model, item, theta);
        expect(proportions.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        for (let k = 1; k < p.length; k++) {
          // The widest bins, at the ends, bend a curve by as much as .02.
          const error = Math.sqrt((p[k] * (1 - p[k])) / effective);
          expect(Math.abs(proportions[k] - p[k])).toBeLessThan(0.02 + 4 * error);
          z.push((proportions[k] - p[k]) / error);
        }
      }
    }
    // Neither drawn to the mean nor spread: most within two errors.
    expect(z.filter((value) => Math.abs(value) < 2).length / z.length).toBeGreaterThan(0.85);
  });

  test('lie off the curve of an item whose parameters are wrong', () => {
    const { matrix } = draw(truth, 4000, createRandom('misfit'));
    const wrong = { ...model, b: model.b.map((steps, j) => (j === 2 ? [steps[0] + 1] : steps)) };
    const gap = (item: string): number => {
      const bins = observeItems(wrong, matrix).items.find((one) => one.item === item)?.bins ?? [];
      return Math.max(
        ...bins.map(({ theta, proportions }) => Math.abs(proportions[1] - probability(wrong, item, theta)[1])),
      );
    };
    expect(gap('q3')).toBeGreaterThan(0.12);
    expect(gap('q2')).toBeLessThan(0.06);
  });

  test('are the expected counts, bin by bin', () => {
    const { matrix } = draw(truth, 300, createRandom('counts'));
    const observed = observeItems(model, matrix, { bins: 60 });
    const { counts } = expectedCounts(model, matrix);
    const first = observed.items[0].bins.reduce((sum, { learners, proportions }) => sum + learners * proportions[1], 0);
    const right = counts.subarray(2 * 61, 3 * 61).reduce((sum, value) => sum + value, 0);
    // Bins of less than one learner are left out.
    expect(first).toBeGreaterThan(right - 2);
    expect(first).toBeLessThan(right + 1e-9);
  });

  test('patterns with counts are as many equal rows, and the order of rows does not matter', () => {
    const { matrix } = draw(truth, 60, createRandom('rows'));
    const width = matrix.items.length;
    const counted: ResponseMatrix = { ...matrix, count: Float64Array.from(matrix.learners, (_, i) => 1 + (i % 3)) };
    const rows: number[] = [];
    matrix.learners.forEach((_, i) => {
      for (let n = 0; n < 1 + (i % 3); n++) rows.unshift(i);
    });
    const repeated: ResponseMatrix = {
      ...matrix,
      learners: rows.map((row, i) => `${row}-${i}`),
      points: Float32Array.from(rows.flatMap((row) => [...matrix.points.subarray(row * width, (row + 1) * width)])),
    };
    const [one, other] = [observeItems(model, counted), observeItems(model, repeated)];
    one.items.forEach(({ bins }, j) => {
      bins.forEach((bin, b) => {
        const twin = other.items[j].bins[b];
        for (const key of ['theta', 'learners', 'effective', 'share', 'shareError'] as const) {
          expect(twin[key]).toBeCloseTo(bin[key], 9);
        }
      });
    });
    expect(other.test.length).toBe(one.test.length);
  });

  test('mean points of the test lie on its characteristic curve', () => {
    const { matrix } = draw(truth, 8000, createRandom('test'));
    const { test: bins } = observeItems(model, matrix);
    expect(bins.length).toBeGreaterThanOrEqual(9);
    for (const { theta, points, error } of bins.slice(1, -1)) {
      expect(Math.abs(points - testScore(model, theta))).toBeLessThan(0.1 + 4 * error);
    }
  });

  test('of one group only, each on its own distribution', () => {
    const random = createRandom('groups');
    const { matrix } = draw(truth, 2000, random);
    const groups = matrix.learners.map((_, i) => (i % 2 === 0 ? 'all' : 'b'));
    const two = { ...model, latent: [model.latent[0], { ...model.latent[0], group: 'b' }] };
    const [all, a, b] = [
      observeItems(two, matrix, { groups, bins: 5 }),
      observeItems(two, matrix, { groups, only: 'all', bins: 5 }),
      observeItems(two, matrix, { groups, only: 'b', bins: 5 }),
    ];
    const learners = ({ items }: typeof all): number => items[0].bins.reduce((sum, bin) => sum + bin.learners, 0);
    expect(learners(all)).toBeCloseTo(2000, 6);
    expect(learners(a)).toBeCloseTo(1000, 6);
    expect(learners(b)).toBeCloseTo(1000, 6);
    expect(() => observeItems(two, matrix, { groups, only: 'c' })).toThrow('unknown id');
  });

  test('items that the matrix lacks have none, and a number of bins without meaning is refused', () => {
    const matrix: ResponseMatrix = {
      ...matrixOf(
        Array.from({ length: 40 }, (_, i) => [i % 2]),
        [1],
      ),
      items: ['q1'],
    };
    const observed = observeItems(model, matrix);
    expect(observed.items.map(({ item }) => item)).toEqual(['q1']);
    expect(observed.test).toEqual([]);
    expect(() => observeItems(model, matrix, { bins: 1 })).toThrow('bad option');
  });
});
