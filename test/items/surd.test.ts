import { fc, test } from '@fast-check/vitest';
import { all, create } from 'mathjs';
import { describe, expect } from 'vitest';
import type { Surd } from '../../src/items/surd.js';
import * as surd from '../../src/items/surd.js';
import { show } from '../../src/items/value.js';

const math = create(all, { number: 'Fraction' });

const ratio = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 30 }));
/** Sums of rational multiples of √1, √2, √3, √5, √6. */
const anySurd: fc.Arbitrary<Surd> = fc
  .array(fc.tuple(ratio, fc.constantFrom(1n, 2n, 3n, 5n, 6n)), { maxLength: 3 })
  .map((parts) =>
    parts.reduce(
      (sum, [[n, d], root]) =>
        surd.add(sum, surd.multiply(surd.rational(n, d), surd.squareRoot(surd.rational(root)) as Surd)),
      surd.ZERO,
    ),
  );

describe('rational numbers', () => {
  test.prop([ratio, ratio])('agree with the fractions of mathjs', ([an, ad], [bn, bd]) => {
    const a = surd.rational(an, ad);
    const b = surd.rational(bn, bd);
    const x = math.fraction(an, ad);
    const y = math.fraction(bn, bd);
    const text = (f: unknown): string => math.format(f, { fraction: 'ratio' }).replace(/\/1$/, '');
    expect(show(surd.add(a, b))).toBe(text(math.add(x, y)));
    expect(show(surd.subtract(a, b))).toBe(text(math.subtract(x, y)));
    expect(show(surd.multiply(a, b))).toBe(text(math.multiply(x, y)));
    if (bn !== 0) expect(show(surd.divide(a, b))).toBe(text(math.divide(x, y)));
    expect(surd.compare(a, b)).toBe(Math.sign(an * bd - bn * ad));
    expect(Number(surd.floor(a))).toBe(Math.floor(an / ad));
  });

  test('refuse a zero denominator and numbers that grow without end', () => {
    expect(() => surd.rational(1, 0)).toThrow(RangeError);
    expect(() => surd.power(surd.rational(3), 1000)).toThrow(RangeError);
    expect(() => surd.power(surd.ZERO, -1)).toThrow(RangeError);
    expect(() => surd.power(surd.ONE, 1e9)).toThrow(RangeError);
    expect(() => surd.squareRoot(surd.rational(-4))).toThrow(RangeError);
  });
});

describe('sums of roots', () => {
  test.prop([anySurd, anySurd, anySurd])('form a field', (a, b, c) => {
    expect(show(surd.add(a, b))).toBe(show(surd.add(b, a)));
    expect(surd.equal(surd.multiply(a, surd.add(b, c)), surd.add(surd.multiply(a, b), surd.multiply(a, c)))).toBe(true);
    expect(surd.equal(surd.multiply(surd.multiply(a, b), c), surd.multiply(a, surd.multiply(b, c)))).toBe(true);
    if (surd.sign(a) !== 0) expect(show(surd.multiply(a, surd.invert(a)))).toBe('1');
  });

  test.prop([anySurd, anySurd])('follow the doubles', (a, b) => {
    const [x, y] = [surd.toNumber(a), surd.toNumber(b)];
    expect(surd.toNumber(surd.multiply(a, b))).toBeCloseTo(x * y, 6);
    if (Math.abs(x - y) > 1e-9) expect(surd.compare(a, b)).toBe(Math.sign(x - y));
    if (Math.abs(x - Math.round(x)) > 1e-9) expect(Number(surd.floor(a))).toBe(Math.floor(x));
  });

  test.prop([anySurd])('square and take the root again', (a) => {
    const root = surd.squareRoot(surd.multiply(a, a));
    if (root !== undefined) expect(surd.equal(root, surd.sign(a) < 0 ? surd.negate(a) : a)).toBe(true);
    else expect(a.terms.length).toBeGreaterThan(1);
  });

  test('tell apart what doubles cannot', () => {
    // p/q runs through the convergents of √2, for which p² − 2q² is −1 and 1 in turn.
    let [p, q] = [1n, 1n];
    for (let k = 0; k < 200; k++) {
      const gap = surd.subtract(
        surd.rational(p),
        surd.multiply(surd.rational(q), surd.squareRoot(surd.rational(2)) as Surd),
      );
      expect(surd.sign(gap)).toBe(k % 2 === 0 ? -1 : 1);
      expect(surd.floor(gap)).toBe(k % 2 === 0 ? -1n : 0n);
      [p, q] = [p + 2n * q, p + q];
    }
  });

  test('simplify roots', () => {
    expect(show(surd.squareRoot(surd.rational(12)) as Surd)).toBe('2√3');
    expect(show(surd.squareRoot(surd.rational(3, 4)) as Surd)).toBe('1/2√3');
    expect(show(surd.squareRoot(surd.rational(1, 2)) as Surd)).toBe('1/2√2');
    const nested = surd.add(
      surd.rational(3),
      surd.multiply(surd.rational(2), surd.squareRoot(surd.rational(2)) as Surd),
    );
    expect(show(surd.squareRoot(nested) as Surd)).toBe('1 + √2');
    expect(surd.squareRoot(surd.add(surd.ONE, surd.squareRoot(surd.rational(2)) as Surd))).toBeUndefined();
  });

  test('find square parts by brute force', () => {
    for (let n = 1; n <= 3000; n++) {
      let best = 1;
      for (let s = 2; s * s <= n; s++) if (n % (s * s) === 0) best = s;
      expect(surd.squarePart(BigInt(n))).toBe(BigInt(best));
    }
    expect(surd.squarePart(999_999_000_001n ** 2n)).toBe(999_999_000_001n);
    expect(() => surd.squarePart(10n ** 40n + 7n)).toThrow(RangeError);
  });
});
