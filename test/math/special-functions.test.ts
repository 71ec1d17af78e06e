import fc from 'fast-check';
import { lgamma, erf as mathErf } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { betaQuantile, incompleteBeta } from '../../src/math/incomplete-beta.js';
import { incompleteGamma } from '../../src/math/incomplete-gamma.js';
import { logBeta, logGamma } from '../../src/math/log-gamma.js';
import { log1pExp, logistic, logit, logSumExp } from '../../src/math/logistic.js';
import { erf, normalCdf, normalDensity, normalQuantile } from '../../src/math/normal.js';

const unit = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
const shape = fc.double({ min: 0.05, max: 300, noNaN: true });

function relative(got: number, expected: number, tolerance: number): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(expected), 1e-300));
}

describe('logistic', () => {
  it('and logit undo each other', () => {
    fc.assert(fc.property(unit, (p) => relative(logistic(logit(p)), p, 1e-12)));
    expect([logistic(800), logistic(-800), logistic(0)]).toEqual([1, 0, 0.5]);
    expect([logit(0), logit(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('logs of exponentials neither overflow nor vanish', () => {
    expect(log1pExp(1000)).toBe(1000);
    relative(log1pExp(-700), Math.exp(-700), 1e-12);
    expect(log1pExp(0)).toBeCloseTo(Math.LN2, 15);
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY, 3])).toBe(3);
  });
});

describe('logGamma', () => {
  it('is the logarithm of factorials and of half-integer gammas', () => {
    let factorial = 0;
    for (let n = 1; n < 200; n++) {
      expect(Math.abs(logGamma(n) - factorial)).toBeLessThan(1e-14 * Math.max(1, factorial));
      factorial += Math.log(n);
    }
    relative(logGamma(0.5), 0.5 * Math.log(Math.PI), 1e-14);
    expect(logGamma(0)).toBe(Number.POSITIVE_INFINITY);
    expect(logGamma(-1)).toBeNaN();
  });

  it('agrees with mathjs and its own recurrence', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
        const scale = Math.max(1, Math.abs(logGamma(x)));
        expect(Math.abs(logGamma(x) - lgamma(x))).toBeLessThan(5e-12 * scale);
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-13 * scale);
      }),
    );
    relative(Math.exp(logBeta(2, 3)), 1 / 12, 1e-13);
  });
});

describe('incompleteGamma', () => {
  it('is exponential and Poisson in closed form', () => {
    for (const x of [1e-8, 0.3, 1, 5, 40]) {
      relative(incompleteGamma(1, x).lower, -Math.expm1(-x), 1e-13);
      relative(incompleteGamma(1, x).upper, Math.exp(-x), 1e-12);
      // P(Poisson(x) ≤ 3) is the upper function with shape 4.
      const poisson = Math.exp(-x) * (1 + x + x ** 2 / 2 + x ** 3 / 6);
      relative(incompleteGamma(4, x).upper, poisson, 1e-12);
    }
    // 95 % point of chi-square with 5 degrees of freedom.
    expect(incompleteGamma(2.5, 11.0704976935 / 2).upper).toBeCloseTo(0.05, 10);
    expect(incompleteGamma(3, 0)).toEqual({ lower: 0, upper: 1 });
    expect(incompleteGamma(3, Number.POSITIVE_INFINITY)).toEqual({ lower: 1, upper: 0 });
    expect(() => incompleteGamma(0, 1)).toThrow(RangeError);
  });

  it('ascends from 0 to 1', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 500, noNaN: true }), (a, x) => {
        const { lower, upper } = incompleteGamma(a, x);
        expect(lower + upper).toBeCloseTo(1, 12);
        expect(incompleteGamma(a, x + 0.5).lower).toBeGreaterThanOrEqual(lower - 1e-14);
      }),
    );
  });
});

describe('incompleteBeta', () => {
  it('is a binomial tail', () => {
    // I_p(k, n − k + 1) = P(Binomial(n, p) ≥ k).
    const choose = [1, 7, 21, 35, 35, 21, 7, 1];
    for (const p of [0.05, 0.3, 0.5, 0.92]) {
      for (let k = 1; k <= 7; k++) {
        let tail = 0;
        for (let i = k; i <= 7; i++) tail += choose[i] * p ** i * (1 - p) ** (7 - i);
        relative(incompleteBeta(k, 8 - k, p), tail, 1e-12);
      }
    }
    expect([incompleteBeta(2, 3, 0), incompleteBeta(2, 3, 1)]).toEqual([0, 1]);
    expect(() => incompleteBeta(2, 3, 1.1)).toThrow(RangeError);
  });

  it('mirrors, and its quantile undoes it', () => {
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
        expect(incompleteBeta(a, b, x)).toBeCloseTo(1 - incompleteBeta(b, a, 1 - x), 9);
      }),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 50, noNaN: true }),
        fc.double({ min: 0.5, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (a, b, p) => {
          expect(incompleteBeta(a, b, betaQuantile(a, b, p))).toBeCloseTo(p, 9);
        },
      ),
    );
    relative(betaQuantile(1, 1, 0.3), 0.3, 1e-12);
    relative(betaQuantile(2, 1, 0.25), 0.5, 1e-12);
  });
});

describe('normal', () => {
  it('has the known points', () => {
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14);
    relative(normalCdf(-10), 7.619853024160527e-24, 1e-11);
    relative(normalQuantile(0.975), 1.959963984540054, 1e-14);
    relative(normalQuantile(1e-200), -30.20559, 1e-6);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(() => normalQuantile(2)).toThrow(RangeError);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });

  it('agrees with mathjs, and the quantile undoes the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => {
        expect(Math.abs(erf(x) - mathErf(x))).toBeLessThan(1e-13);
        if (Math.abs(x) < 5) expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 8);
        const h = 1e-5;
        expect((normalCdf(x + h) - normalCdf(x - h)) / (2 * h)).toBeCloseTo(normalDensity(x), 8);
      }),
    );
  });
});
