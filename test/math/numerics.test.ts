import fc from 'fast-check';
import { inv, matrix as mathMatrix } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { cholesky, choleskyInverse, choleskySolve } from '../../src/math/cholesky.js';
import { gaussHermite, normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';
import { findRoot } from '../../src/math/root.js';
import { type SquaremOptions, type SquaremResult, squarem } from '../../src/math/squarem.js';
import { sum } from '../../src/math/sum.js';

describe('quadrature', () => {
  /** E Z^k: 0 for odd k, else 1 · 3 · 5 ⋯ (k − 1). */
  const moment = (k: number): number => {
    let product = k % 2 === 0 ? 1 : 0;
    for (let i = k - 1; i > 0; i -= 2) product *= i;
    return product;
  };

  it.each([1, 2, 3, 7, 20, 61])('Gauss–Hermite of %i points is exact up to its degree', (points) => {
    const { nodes, weights } = gaussHermite(points);
    expect([...nodes].sort((x, y) => x - y)).toEqual([...nodes]);
    for (let k = 0; k < Math.min(2 * points, 24); k++) {
      const got = nodes.reduce((total, x, q) => total + weights[q] * x ** k, 0);
      expect(Math.abs(got - moment(k))).toBeLessThan(1e-12 * Math.max(1, moment(k + (k % 2))));
    }
  });

  it('Gauss–Hermite stands for many points', () => {
    const { nodes, weights } = gaussHermite(180);
    expect(new Set(nodes).size).toBe(180);
    expect(sum(weights)).toBeCloseTo(1, 12);
    expect(sum(nodes.map((x, q) => weights[q] * Math.cos(x)))).toBeCloseTo(Math.exp(-0.5), 12);
    expect(() => gaussHermite(0)).toThrow(RangeError);
  });

  it('the normal grid gives expectations', () => {
    const { nodes, weights } = normalGrid(61);
    expect(nodes[0]).toBe(-6);
    expect(nodes[60]).toBe(6);
    expect(sum(weights)).toBeCloseTo(1, 14);
    expect(sum(nodes.map((x, q) => weights[q] * x * x))).toBeCloseTo(1, 6);
    expect(sum(nodes.map((x, q) => weights[q] * Math.cos(x)))).toBeCloseTo(Math.exp(-0.5), 7);
    expect(() => normalGrid(1)).toThrow(RangeError);
  });
});

describe('cholesky', () => {
  it('solves and inverts what it factors, as mathjs does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.string(), (size, seed) => {
        const { normal } = createRandom(seed);
        const root = Array.from({ length: size }, () => Array.from({ length: size }, () => normal()));
        const full = root.map((x, i) =>
          root.map((y, j) => x.reduce((total, v, k) => total + v * y[k], i === j ? 0.5 : 0)),
        );
        const factor = cholesky(full.flat(), size) as Float64Array;
        expect(factor).toBeDefined();
        const expected = (inv(mathMatrix(full)).toArray() as number[][]).flat();
        choleskyInverse(factor, size).forEach((x, i) => {
          expect(x).toBeCloseTo(expected[i], 8);
        });
        const x = Array.from({ length: size }, () => normal());
        const right = full.map((row) => row.reduce((total, v, k) => total + v * x[k], 0));
        choleskySolve(factor, size, right).forEach((value, i) => {
          expect(value).toBeCloseTo(x[i], 8);
        });
      }),
    );
  });

  it('refuses what is not positive definite', () => {
    expect(cholesky([1, 2, 2, 1], 2)).toBeUndefined();
    expect(cholesky([1, 1, 1, 1], 2)).toBeUndefined();
    expect(cholesky([Number.NaN], 1)).toBeUndefined();
    expect(cholesky([0], 1)).toBeUndefined();
  });
});

describe('findRoot', () => {
  it('finds roots of many kinds', () => {
    expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 12);
    expect(findRoot((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(0.7390851332151607, 12);
    expect(findRoot((x) => (x > 0.3 ? 1 : -1), 0, 1)).toBeCloseTo(0.3, 11);
    expect(findRoot((x) => x, 0, 1)).toBe(0);
    expect(() => findRoot((x) => x * x + 1, -1, 1)).toThrow(RangeError);
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: 0, max: 4 }), (root, power) => {
        const f = (x: number): number => (x - root) ** (2 * power + 1);
        expect(Math.abs(f(findRoot(f, -60, 61)))).toBeLessThan(1e-8);
      }),
    );
  });
});

describe('sum', () => {
  it('keeps what plain addition loses', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Array<number>(10).fill(0.1))).toBe(1);
    expect(sum([])).toBe(0);
    expect(sum([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('squarem', () => {
  /** A linear EM-like map with a fixed point at `goal` and slow directions; the objective is minus a quadratic. */
  const goal = Float64Array.of(3, -2, 0.5);
  const rates = [0.99, 0.9, 0.3];
  const map = (x: Float64Array): { next: Float64Array; objective: number } => ({
    next: x.map((v, i) => goal[i] + rates[i] * (v - goal[i])),
    objective: -x.reduce((total, v, i) => total + (1 - rates[i]) * (v - goal[i]) ** 2, 0),
  });

  type EmMap = typeof map;
  const run = (f: EmMap, options: SquaremOptions): SquaremResult & { accepted: number[] } => {
    const steps = squarem(new Float64Array(3), options);
    const accepted: number[] = [];
    let step = steps.next();
    while (!step.done) {
      const { next, objective } = f(step.value);
      accepted.push(objective);
      step = steps.next({ next, objective });
    }
    return { ...step.value, accepted };
  };

  it('reaches the fixed point in far fewer steps, never falling', () => {
    const result = run(map, { tolerance: 1e-9, maxIterations: 1000 });
    expect(result.converged).toBe(true);
    // Plain EM needs log(1e-9 / 0.03) / log(0.99), over 1,700 steps.
    expect(result.iterations).toBeLessThan(600);
    result.parameters.forEach((x, i) => {
      expect(Math.abs(x - goal[i])).toBeLessThan(1e-6);
    });
    // An extrapolated point that is lower is given up: two steps later the objective is above what it was before.
    const { accepted } = result;
    for (let i = 3; i < accepted.length; i++) {
      expect(Math.max(accepted[i], accepted[i - 1])).toBeGreaterThanOrEqual(Math.min(accepted[i - 2], accepted[i - 3]));
    }
  });

  it('asks for a still objective, too, where told so', () => {
    const loose = run(map, { tolerance: 0.1, maxIterations: 1000 });
    const strict = run(map, { tolerance: 0.1, objectiveTolerance: 1e-12, maxIterations: 1000 });
    expect(strict.iterations).toBeGreaterThan(loose.iterations);
    expect(strict.converged).toBe(true);
  });

  it('stops at the most steps, and NaN is no convergence', () => {
    const few = { tolerance: 1e-9, maxIterations: 5 };
    expect(run(map, few)).toMatchObject({ converged: false, iterations: 5 });
    expect(run((x) => ({ next: x.map(() => Number.NaN), objective: 0 }), few).converged).toBe(false);
  });
});
