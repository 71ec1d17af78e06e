import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { boundedAscent, type Slope } from '../../src/math/bounded-ascent.js';
import { lbfgs } from '../../src/math/lbfgs.js';

/** −½ (x − c)ᵀ diag(h) (x − c), whose bounded maximum is c clamped. */
function bowl(centre: readonly number[], steepness: readonly number[]): (x: Float64Array) => Slope {
  return (x) => ({
    value: -0.5 * centre.reduce((sum, c, i) => sum + steepness[i] * (x[i] - c) ** 2, 0),
    gradient: x.map((value, i) => -steepness[i] * (value - centre[i])),
  });
}

/** −Rosenbrock: one maximum, 0 at (1, 1), along a bent ridge. */
function ridge(x: Float64Array): Slope {
  const [a, b] = x;
  return {
    value: -(100 * (b - a * a) ** 2 + (1 - a) ** 2),
    gradient: Float64Array.of(400 * a * (b - a * a) + 2 * (1 - a), -200 * (b - a * a)),
  };
}

const coordinate = fc.double({ min: -3, max: 3, noNaN: true });

describe('ascent within bounds', () => {
  property.prop([
    fc.array(fc.tuple(coordinate, coordinate, fc.double({ min: 0.01, max: 100, noNaN: true })), {
      minLength: 1,
      maxLength: 5,
    }),
  ])('of a bowl ends at its centre, or on the bound before it', (coordinates) => {
    const centre = coordinates.map(([c]) => c);
    const n = centre.length;
    const result = boundedAscent(
      coordinates.map(([, start]) => start),
      bowl(
        centre,
        coordinates.map(([, , h]) => h),
      ),
      {
        lower: new Float64Array(n).fill(-1),
        upper: new Float64Array(n).fill(1),
        curvature: new Float64Array(n).fill(1),
        tolerance: 1e-14,
        maxIterations: 200,
      },
    );
    expect(result.converged).toBe(true);
    result.point.forEach((x, i) => {
      expect(x).toBeCloseTo(Math.min(Math.max(centre[i], -1), 1), 5);
    });
  });

  test('climbs a bent ridge, and stops on a bound across it', () => {
    const free = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(2, 2) };
    const rest = { curvature: Float64Array.of(1, 1), tolerance: 1e-14, maxIterations: 500 };
    const top = boundedAscent([-1.2, 1], ridge, { ...free, ...rest });
    expect(top.point[0]).toBeCloseTo(1, 5);
    expect(top.point[1]).toBeCloseTo(1, 5);
    const bound = boundedAscent([-1.2, 1], ridge, { ...free, ...rest, upper: Float64Array.of(0.5, 2) });
    expect(bound.point[0]).toBe(0.5);
    expect(bound.point[1]).toBeCloseTo(0.25, 5);
  });
});

describe('ascent with limited memory', () => {
  test('climbs a bent ridge', () => {
    const top = lbfgs([-1.2, 1], ridge, { tolerance: 1e-15, maxIterations: 500 });
    expect(top.point[0]).toBeCloseTo(1, 4);
    expect(top.point[1]).toBeCloseTo(1, 4);
  });

  property.prop([fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 12 })])(
    'with the right curvature a bowl takes one step',
    (coordinates) => {
      const steepness = coordinates.map((_, i) => 10 ** (i % 5));
      const centre = coordinates.map(([c]) => c);
      const result = lbfgs(
        coordinates.map(([, start]) => start),
        bowl(centre, steepness),
        { tolerance: 1e-12, maxIterations: 3, curvature: Float64Array.from(steepness) },
      );
      result.point.forEach((x, i) => {
        expect(x).toBeCloseTo(centre[i], 8);
      });
    },
  );

  test('never falls, and says that it did not get there', () => {
    const short = lbfgs([-1.2, 1], ridge, { tolerance: 1e-15, maxIterations: 3 });
    expect(short.converged).toBe(false);
    expect(short.value).toBeGreaterThanOrEqual(ridge(Float64Array.of(-1.2, 1)).value);
  });

  test('with patience one small gain is no end', () => {
    const options = { tolerance: 1e-3, maxIterations: 500 };
    const hasty = lbfgs([-1.2, 1], ridge, options);
    const patient = lbfgs([-1.2, 1], ridge, { ...options, patience: 3 });
    expect([hasty.converged, patient.converged]).toEqual([true, true]);
    expect(patient.iterations).toBeGreaterThanOrEqual(hasty.iterations + 2);
    expect(patient.value).toBeGreaterThanOrEqual(hasty.value);
  });
});
