import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anderson } from '../../src/math/anderson.js';
import { createRandom } from '../../src/math/random.js';
import { type EmStep, type SquaremOptions, type SquaremResult, squarem } from '../../src/math/squarem.js';

type Accelerated = typeof anderson;

function run(
  accelerate: Accelerated,
  map: (x: Float64Array) => EmStep,
  size: number,
  options: SquaremOptions,
): SquaremResult & { readonly path: readonly number[] } {
  const steps = accelerate(new Float64Array(size), options);
  const path: number[] = [];
  let step = steps.next();
  while (!step.done) {
    const told = map(step.value);
    path.push(told.objective);
    step = steps.next(told);
  }
  return { ...step.value, path };
}

/** A linear EM-like map towards `goal` with the given rates; its objective is minus a quadratic. */
function linear(goal: readonly number[], rates: readonly number[]): (x: Float64Array) => EmStep {
  return (x) => ({
    next: x.map((v, i) => goal[i] + rates[i] * (v - goal[i])),
    objective: -x.reduce((total, v, i) => total + (1 - rates[i]) * (v - goal[i]) ** 2, 0),
  });
}

describe('anderson', () => {
  it('solves a linear map in as many steps as it has rates, and two more', () => {
    const goal = [3, -2, 0.5, 1];
    const result = run(anderson, linear(goal, [0.99, 0.9, 0.3, 0.9]), 4, { tolerance: 1e-8, maxIterations: 50 });
    expect(result.converged).toBe(true);
    expect(result.iterations).toBeLessThanOrEqual(6);
    result.parameters.forEach((x, i) => {
      expect(x).toBeCloseTo(goal[i], 6);
    });
  });

  it('reaches the fixed point of any such map in fewer steps than squarem, or hardly more', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (seed, size) => {
        const r = createRandom(seed);
        const goal = Array.from({ length: size }, () => r.normal());
        const map = linear(
          goal,
          goal.map(() => 0.98 * r.uniform()),
        );
        const options = { tolerance: 1e-8, maxIterations: 5000 };
        const fast = run(anderson, map, size, options);
        const slow = run(squarem, map, size, options);
        expect(fast.converged).toBe(true);
        expect(fast.iterations).toBeLessThanOrEqual(1.5 * slow.iterations + 5);
        fast.parameters.forEach((x, i) => {
          expect(Math.abs(x - goal[i])).toBeLessThan(1e-5);
        });
      }),
    );
  });

  it('gives up a point where the objective fell, and goes on from the best one', () => {
    // Moves shrink as the root of the distance, so that a secant runs past the top.
    const plain = (v: number): number => v + 0.1 * Math.sign(1 - v) * Math.sqrt(Math.abs(1 - v));
    const steps = anderson(new Float64Array(1), { tolerance: 1e-10, maxIterations: 12 });
    let best = { value: Number.NEGATIVE_INFINITY, point: 0 };
    let falls = 0;
    let fell = false;
    let step = steps.next();
    while (!step.done) {
      const [x] = step.value;
      if (fell) expect(x).toBe(plain(best.point));
      const objective = -((1 - x) ** 2);
      fell = objective < best.value;
      if (fell) falls++;
      else best = { value: objective, point: x };
      step = steps.next({ next: Float64Array.of(plain(x)), objective });
    }
    expect(falls).toBeGreaterThan(0);
    expect(step.value.iterations).toBe(12);
  });

  it('stops at the most steps, and NaN is no convergence', () => {
    const few = { tolerance: 1e-12, maxIterations: 3 };
    expect(run(anderson, linear([1, 2], [0.9, 0.5]), 2, few)).toMatchObject({ converged: false, iterations: 3 });
    const bad = (x: Float64Array): EmStep => ({ next: x.map(() => Number.NaN), objective: 0 });
    expect(run(anderson, bad, 2, few).converged).toBe(false);
  });
});
