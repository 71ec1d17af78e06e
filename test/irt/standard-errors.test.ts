import { inv, matrix as mathMatrix } from 'mathjs';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { createRandom } from '../../src/math/random.js';
import { bruteForceLogLikelihood, draw, matrixOf, type Truth } from './samples.js';

/** Standard errors from the brute-force Hessian of the marginal log-likelihood in a and b, by central differences. */
function numericalErrors(truth: Truth, matrix: ResponseMatrix): number[] {
  const flat = truth.a.flatMap((a, j) => [a, ...truth.b[j]]);
  const unflat = (values: readonly number[]): Truth => {
    let at = 0;
    const a: number[] = [];
    const b = truth.b.map((steps) => {
      a.push(values[at++]);
      return steps.map(() => values[at++]);
    });
    return { a, b };
  };
  const h = 2e-3;
  const value = (i: number, di: number, k: number, dk: number): number =>
    bruteForceLogLikelihood(unflat(flat.map((x, at) => x + (at === i ? di : 0) + (at === k ? dk : 0))), matrix, 61);
  const hessian = flat.map((_, i) =>
    flat.map(
      (_, k) => -(value(i, h, k, h) - value(i, h, k, -h) - value(i, -h, k, h) + value(i, -h, k, -h)) / (4 * h * h),
    ),
  );
  const covariance = inv(mathMatrix(hessian)).toArray() as number[][];
  return flat.map((_, i) => Math.sqrt(covariance[i][i]));
}

/** The same answers as patterns with counts, so that brute force has less to do. */
function tally(matrix: ResponseMatrix): ResponseMatrix {
  const width = matrix.items.length;
  const patterns = new Map<string, { row: number[]; count: number }>();
  for (let i = 0; i < matrix.learners.length; i++) {
    const row = [...matrix.points.subarray(i * width, (i + 1) * width)];
    const pattern = patterns.get(row.join()) ?? { row, count: 0 };
    pattern.count++;
    patterns.set(row.join(), pattern);
  }
  const list = [...patterns.values()];
  return matrixOf(
    list.map(({ row }) => row),
    matrix.fullMarks,
    list.map(({ count }) => count),
  );
}

const TRUTH: Truth = { a: [1.3, 0.8, 1.5], b: [[-0.5], [-1, 0.8], [0.4]] };

describe('standard errors', () => {
  it.each([
    ['complete answers', 0],
    ['missing cells', 0.25],
  ])('equal those of the numerical Hessian: %s', (_, missing) => {
    const { matrix } = draw(TRUTH, 800, createRandom(`hessian-${missing}`), missing);
    const model = calibrate(matrix, { tolerance: 1e-9 });
    const expected = numericalErrors(model, tally(matrix));
    const got = model.se.a.flatMap((a, j) => [a, ...model.se.b[j]]);
    got.forEach((se, i) => {
      expect(Math.abs(se / expected[i] - 1)).toBeLessThan(2e-3);
    });
  });

  it('by cross-products are near the observed ones in a large sample, and may be left out', () => {
    const { matrix } = draw(TRUTH, 6000, createRandom('cross'));
    const observed = calibrate(matrix);
    const crossed = calibrate(matrix, { standardErrors: 'cross-product' });
    observed.se.a.forEach((se, j) => {
      expect(Math.abs(crossed.se.a[j] / se - 1)).toBeLessThan(0.15);
    });
    expect(calibrate(matrix, { standardErrors: 'none' }).se.a).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('make intervals that cover the truth nine times in ten', () => {
    const truth: Truth = { a: [1, 1.4, 0.7, 1.2, 0.9, 1.1], b: [[0], [0.6], [-0.8], [1], [-0.3], [0.2]] };
    let inside = 0;
    let all = 0;
    for (let replication = 0; replication < 60; replication++) {
      const { matrix } = draw(truth, 500, createRandom(`cover-${replication}`));
      const model = calibrate(matrix, { quadraturePoints: 31 });
      truth.a.forEach((a, j) => {
        if (Math.abs(model.a[j] - a) < 1.645 * model.se.a[j]) inside++;
        if (Math.abs(model.b[j][0] - truth.b[j][0]) < 1.645 * model.se.b[j][0]) inside++;
        all += 2;
      });
    }
    // 720 intervals, dependent within a replication: ±0.04 is some three standard errors.
    expect(inside / all).toBeGreaterThan(0.86);
    expect(inside / all).toBeLessThan(0.94);
  });
});
