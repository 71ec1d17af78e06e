import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { chiSquare, chiSquareNoncentrality, chiSquareQuantile } from '../../src/math/chi-square.js';
import { normalCdf } from '../../src/math/normal.js';

const positive = fc.double({ min: 0.01, max: 60, noNaN: true });

describe('chi-square', () => {
  it('has the published 5 % points', () => {
    // Abramowitz & Stegun (1964), table 26.8.
    for (const [df, x] of [
      [1, 3.84146],
      [2, 5.99147],
      [10, 18.307],
      [100, 124.342],
    ] as const) {
      expect(chiSquareQuantile(0.95, df)).toBeCloseTo(x, 3);
      expect(chiSquare(x, df).upper).toBeCloseTo(0.05, 4);
    }
  });

  it('has the noncentral values of an independent program', () => {
    // SciPy 1.17, scipy.stats.ncx2.
    expect(chiSquare(10, 5, 2).lower).toBeCloseTo(0.79227110543391, 12);
    expect(chiSquare(1, 10, 30).lower / 1.6543380643827279e-10).toBeCloseTo(1, 10);
    expect(chiSquare(80, 3, 10).upper / 1.06310409502e-8).toBeCloseTo(1, 10);
    expect(chiSquare(60000, 464, 60000).lower).toBeCloseTo(0.17230472140789, 10);
    expect(chiSquareQuantile(0.3, 4, 7)).toBeCloseTo(7.267967632271, 10);
    expect(chiSquareNoncentrality(20, 5, 0.05)).toBeCloseTo(32.714926566533, 7);
  });

  test.prop([positive, positive])('of one degree of freedom is the square of a normal', (x, lambda) => {
    const [root, shift] = [Math.sqrt(x), Math.sqrt(lambda)];
    const { lower, upper } = chiSquare(x, 1, lambda);
    expect(lower).toBeCloseTo(normalCdf(root - shift) - normalCdf(-root - shift), 12);
    expect(lower + upper).toBeCloseTo(1, 12);
  });

  const freedom = fc.double({ min: 0.5, max: 60, noNaN: true });
  test.prop([freedom, positive, fc.double({ min: 0.001, max: 0.999, noNaN: true })])(
    'quantile and noncentrality undo the distribution',
    (df, lambda, p) => {
      expect(chiSquare(chiSquareQuantile(p, df, lambda), df, lambda).lower).toBeCloseTo(p, 9);
      const x = chiSquareQuantile(p, df, lambda);
      // The noncentrality is ill-determined where the distribution hardly moves with it.
      if (p > 0.01 && p < 0.99) expect(chiSquare(x, df, chiSquareNoncentrality(x, df, p)).lower).toBeCloseTo(p, 8);
    },
  );

  it('has no noncentrality below 0', () => {
    expect(chiSquareNoncentrality(3, 10, 0.95)).toBe(0);
  });

  it('refuses what has no meaning', () => {
    expect(() => chiSquare(-1, 2)).toThrow(RangeError);
    expect(() => chiSquare(1, 0)).toThrow(RangeError);
    expect(() => chiSquare(1, 2, -1)).toThrow(RangeError);
    expect(() => chiSquareQuantile(1.5, 2)).toThrow(RangeError);
    expect(() => chiSquareNoncentrality(1, 2, 0)).toThrow(RangeError);
  });
});
