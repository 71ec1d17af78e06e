import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import { arrowOf, factorArrow } from '../../src/tracing/logistic/arrow.js';
import { solveLasso } from '../../src/tracing/logistic/lasso.js';
import { addCurvature, addDiagonal, addTransposed, type SparseRows, times } from '../../src/tracing/logistic/matrix.js';
import { solveRidge } from '../../src/tracing/logistic/newton.js';
import { solvePooled } from '../../src/tracing/logistic/shrinkage.js';

function sparse(dense: readonly (readonly number[])[]): SparseRows {
  const start = [0];
  const column: number[] = [];
  const value: number[] = [];
  for (const row of dense) {
    row.forEach((x, c) => {
      if (x === 0) return;
      column.push(c);
      value.push(x);
    });
    start.push(column.length);
  }
  return {
    rows: dense.length,
    columns: dense[0].length,
    start: Int32Array.from(start),
    column: Int32Array.from(column),
    value: Float32Array.from(value),
  };
}

/** Rows with an intercept, two values, and one of four items. */
function problem(rows: number, seed: string): { matrix: SparseRows; score: Float64Array } {
  const random = createRandom(seed);
  const dense: number[][] = [];
  const score = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const x = Math.fround(random.normal());
    const y = Math.fround(random.normal());
    const item = random.integer(0, 3);
    const one = [0, 0, 0, 0].map((_, i) => (i === item ? 1 : 0));
    // The item's columns stand before and between the shared ones, as in a model.
    dense.push([1, ...one, x, y]);
    const z = 0.3 + x - 0.5 * y + [1, -1, 0, 0.5][item];
    score[r] = random.bernoulli(1 / (1 + Math.exp(-z))) ? 1 : 0;
  }
  return { matrix: sparse(dense), score };
}

const OPTIONS = { iterations: 100, tolerance: 1e-14 };

/** Gradient of the penalised loss at w. */
function slopeAt(matrix: SparseRows, score: ArrayLike<number>, w: Float64Array, precision: Float64Array): Float64Array {
  const z = new Float64Array(matrix.rows);
  times(matrix, w, z);
  const out = w.map((x, c) => x * precision[c]);
  addTransposed(
    matrix,
    z.map((x, r) => 1 / (1 + Math.exp(-x)) - score[r]),
    out,
  );
  return out;
}

describe('ridge', () => {
  test('closed form: one intercept, k of n right, hardly any penalty: log(k / (n − k))', () => {
    const matrix = sparse(Array.from({ length: 10 }, () => [1]));
    const score = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
    const { weights, curvature, logLikelihood, converged } = solveRidge(matrix, score, Float64Array.of(1e-12), OPTIONS);
    expect(converged).toBe(true);
    expect(weights[0]).toBeCloseTo(Math.log(7 / 3), 6);
    expect(curvature[0]).toBeCloseTo(10 * 0.21, 6);
    expect(logLikelihood).toBeCloseTo(7 * Math.log(0.7) + 3 * Math.log(0.3), 8);
  });

  test('a fraction counts as that much of a right answer', () => {
    const matrix = sparse([[1], [1], [1], [1]]);
    const { weights } = solveRidge(matrix, [0.7, 0.7, 0.7, 0.7], Float64Array.of(1e-12), OPTIONS);
    expect(weights[0]).toBeCloseTo(Math.log(7 / 3), 6);
  });

  test('its gradient is 0, with the arrow and without, and both end in one point', () => {
    const { matrix, score } = problem(400, 'ridge');
    const precision = new Float64Array(7).fill(0.5);
    const arrow = arrowOf(
      matrix,
      [
        { first: 5, end: 7 },
        { first: 0, end: 1 },
      ],
      4,
      [{ first: 1, width: 1 }],
    );
    const plain = solveRidge(matrix, score, precision, OPTIONS);
    const quick = solveRidge(matrix, score, precision, { ...OPTIONS, arrow });
    for (const { weights } of [plain, quick]) {
      for (const g of slopeAt(matrix, score, weights, precision)) expect(Math.abs(g)).toBeLessThan(1e-5);
    }
    quick.weights.forEach((w, c) => {
      expect(w).toBeCloseTo(plain.weights[c], 6);
    });
    expect(quick.iterations).toBeLessThan(10);
  });

  test('the arrow solves the curvature exactly, items of several columns included', () => {
    const { matrix } = problem(60, 'arrow');
    // Items 0 and 1 have two columns each.
    const arrow = arrowOf(
      matrix,
      [
        { first: 0, end: 1 },
        { first: 5, end: 7 },
      ],
      2,
      [{ first: 1, width: 2 }],
    );
    const d = Float64Array.from({ length: 60 }, (_, r) => 0.1 + (r % 5) / 20);
    const precision = Float64Array.from({ length: 7 }, (_, c) => 0.3 + c / 10);
    const diagonal = precision.slice();
    addDiagonal(matrix, d, diagonal);
    const solve = factorArrow(arrow, d, precision, diagonal);
    const x = Float64Array.from([1, -2, 3, 0.5, -1, 2, 1.5]);
    const right = x.map((v, c) => v * precision[c]);
    addCurvature(matrix, d, x, right);
    const found = new Float64Array(7);
    solve(right, found);
    found.forEach((v, c) => {
      expect(v).toBeCloseTo(x[c], 9);
    });
  });

  test('a warm start at the optimum takes no step', () => {
    const { matrix, score } = problem(200, 'warm');
    const precision = new Float64Array(7).fill(1);
    const { weights } = solveRidge(matrix, score, precision, OPTIONS);
    expect(solveRidge(matrix, score, precision, { ...OPTIONS, tolerance: 1e-10, from: weights }).iterations).toBe(0);
  });

  property.prop([
    fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean()), { minLength: 3, maxLength: 30 }),
  ])('no other point near has less loss', (rows) => {
    const matrix = sparse(rows.map(([x]) => [1, Math.fround(x)]));
    const score = rows.map(([, right]) => (right ? 1 : 0));
    const precision = Float64Array.of(0.1, 0.1);
    const loss = (w: Float64Array): number => {
      const from = solveRidge(matrix, score, precision, { from: w, iterations: 0 as number, tolerance: 1e-300 });
      return from.penalty - from.logLikelihood;
    };
    const { weights } = solveRidge(matrix, score, precision, OPTIONS);
    const best = loss(weights);
    for (const [a, b] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-3],
      [0, -1e-3],
    ]) {
      expect(loss(Float64Array.of(weights[0] + a, weights[1] + b))).toBeGreaterThanOrEqual(best - 1e-9);
    }
  });
});

describe('lasso', () => {
  test('without strength it is ridge', () => {
    const { matrix, score } = problem(300, 'lasso');
    const precision = new Float64Array(7).fill(0.5);
    const ridge = solveRidge(matrix, score, precision, OPTIONS);
    const lasso = solveLasso(matrix, score, new Float64Array(7), precision, { ...OPTIONS, tolerance: 1e-12 });
    lasso.weights.forEach((w, c) => {
      expect(w).toBeCloseTo(ridge.weights[c], 4);
    });
  });

  test('optimality: |slope| = strength where a weight is not 0, at most that where it is', () => {
    const { matrix, score } = problem(300, 'kkt');
    const strength = Float64Array.of(0, 12, 12, 12, 12, 12, 12);
    const precision = new Float64Array(7).fill(1e-3);
    const { weights, converged } = solveLasso(matrix, score, strength, precision, { ...OPTIONS, tolerance: 1e-12 });
    expect(converged).toBe(true);
    const slope = slopeAt(matrix, score, weights, precision);
    let zeros = 0;
    weights.forEach((w, c) => {
      if (w === 0) {
        zeros++;
        expect(Math.abs(slope[c])).toBeLessThanOrEqual(strength[c] + 1e-3);
      } else expect(slope[c]).toBeCloseTo(-strength[c] * Math.sign(w), 2);
    });
    expect(zeros).toBeGreaterThan(0);
    expect(zeros).toBeLessThan(6);
  });
});

test('pooling finds the spread of many weights', () => {
  const random = createRandom('pool');
  const items = 300;
  const dense: number[][] = [];
  const score: number[] = [];
  for (let i = 0; i < items; i++) {
    const w = random.normal(0, 0.5);
    for (let k = 0; k < 40; k++) {
      dense.push(Array.from({ length: items }, (_, c) => (c === i ? 1 : 0)));
      score.push(random.bernoulli(1 / (1 + Math.exp(-w))) ? 1 : 0);
    }
  }
  const matrix = sparse(dense);
  const { precision } = solvePooled(matrix, score, [{ first: 0, end: items }], 8, { iterations: 50, tolerance: 1e-9 });
  // Deviation .5 is a precision of 4; 300 weights with a standard error of .32 each leave some room.
  expect(precision[0]).toBeGreaterThan(2.8);
  expect(precision[0]).toBeLessThan(5.7);
});
