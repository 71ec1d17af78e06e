import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/math/random.js';

const DRAWS = 40_000;

function moments(draw: () => number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < DRAWS; i++) {
    const x = draw();
    sum += x;
    squares += x * x;
  }
  const mean = sum / DRAWS;
  return { mean, variance: squares / DRAWS - mean * mean };
}

describe('createRandom', () => {
  it('gives pinned numbers, so that seeded fixtures never drift', () => {
    const random = createRandom('yincai');
    expect([random.uniform(), random.uniform(), random.uniform()]).toMatchInlineSnapshot(`
      [
        0.5138554384511685,
        0.6016948806837542,
        0.25699024843413565,
      ]
    `);
    expect([createRandom(7).integer(0, 1_000_000), createRandom(7).normal()]).toMatchInlineSnapshot(`
      [
        807784,
        0.935949065792627,
      ]
    `);
  });

  it('is the same for the same seed and different for others', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const draw = (seed: string) => Array.from({ length: 4 }, createRandom(seed).uniform);
        expect(draw(a)).toEqual(draw(a));
        if (a !== b) expect(draw(a)).not.toEqual(draw(b));
      }),
    );
    expect(createRandom(1).uniform()).not.toBe(createRandom('1').uniform());
  });

  it('splits by key whatever was drawn before', () => {
    const whole = createRandom('s');
    for (let i = 0; i < 10; i++) whole.uniform();
    expect(whole.split('k').uniform()).toBe(createRandom('s').split('k').uniform());
    expect(createRandom('s').split('k').uniform()).not.toBe(createRandom('s').split('l').uniform());
    expect(createRandom('a').split('b').split('c').uniform()).not.toBe(createRandom('a').split('b/c').uniform());
  });

  it('has the moments of the laws', () => {
    const r = createRandom('moments');
    const check = (draw: () => number, mean: number, variance: number) => {
      const got = moments(draw);
      // Five standard errors of the mean; 6 % of the variance.
      expect(Math.abs(got.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
      expect(Math.abs(got.variance / variance - 1)).toBeLessThan(0.06);
    };
    check(r.uniform, 0.5, 1 / 12);
    check(() => r.normal(2, 3), 2, 9);
    check(() => r.integer(-3, 6), 1.5, 99 / 12);
    check(() => Number(r.bernoulli(0.3)), 0.3, 0.21);
    check(() => r.exponential(2), 0.5, 0.25);
    check(() => r.gamma(0.4, 2), 0.8, 1.6);
    check(() => r.gamma(5), 5, 5);
    check(() => r.beta(2, 3), 0.4, 0.04);
    check(() => r.poisson(3.5), 3.5, 3.5);
    check(() => r.poisson(120), 120, 120);
    check(() => r.categorical([1, 0, 3]), 1.5, 0.75);
  });

  it('has no visible lag correlation and even bits', () => {
    const { uniform } = createRandom('bits');
    const cells = new Array<number>(256).fill(0);
    let previous = uniform();
    let lag = 0;
    for (let i = 0; i < DRAWS; i++) {
      const x = uniform();
      lag += (x - 0.5) * (previous - 0.5);
      previous = x;
      cells[Math.floor(x * 256)]++;
    }
    const expected = DRAWS / 256;
    const chi2 = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi2).toBeGreaterThan(255 - 5 * Math.sqrt(510));
    expect(chi2).toBeLessThan(255 + 5 * Math.sqrt(510));
    expect(Math.abs(lag / DRAWS) * 12).toBeLessThan(5 / Math.sqrt(DRAWS));
  });

  it('shuffles and samples without loss', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (list, seed) => {
        const r = createRandom(seed);
        expect([...r.shuffle(list)].sort()).toEqual([...list].sort());
        expect(r.sample(list, Math.floor(list.length / 2))).toHaveLength(Math.floor(list.length / 2));
        if (list.length > 0) expect(list).toContain(r.pick(list));
      }),
    );
    const seen = new Set<string>();
    const r = createRandom('orders');
    for (let i = 0; i < 400; i++) seen.add(r.shuffle([1, 2, 3, 4]).join());
    expect(seen.size).toBe(24);
  });

  it('refuses what has no meaning', () => {
    const r = createRandom(0);
    expect(() => r.pick([])).toThrow(RangeError);
    expect(() => r.integer(2, 1)).toThrow(RangeError);
    expect(() => r.gamma(0)).toThrow(RangeError);
    expect(() => r.beta(-1, 1)).toThrow(RangeError);
    expect(() => r.categorical([0, 0])).toThrow(RangeError);
    expect(() => r.categorical([Number.NaN])).toThrow(RangeError);
    expect(() => r.sample([1], 2)).toThrow(RangeError);
  });
});
