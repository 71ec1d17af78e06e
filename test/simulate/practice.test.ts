import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { simulateItems } from '../../src/simulate/generating-items.js';
import { fade, simulatePractice, strengthen } from '../../src/simulate/practice.js';

const dynamics = { gain: 0.1, ceiling: 1, halfLife: 100 };

describe('the laws of practice', () => {
  test('n answers: ceiling (1 − (1 − gain / ceiling)ⁿ)', () => {
    let gain = 0;
    for (let n = 1; n <= 30; n++) {
      gain = strengthen(gain, 1, dynamics);
      expect(gain).toBeCloseTo(1 - 0.9 ** n, 12);
    }
  });

  prop.prop([fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 9 })])(
    'n answers of share 1/n count as one',
    (start, parts) => {
      let gain = start;
      for (let i = 0; i < parts; i++) gain = strengthen(gain, 1 / parts, dynamics);
      expect(gain).toBeCloseTo(strengthen(start, 1, dynamics), 12);
      expect(gain).toBeGreaterThanOrEqual(start);
      expect(gain).toBeLessThanOrEqual(1 + 1e-12);
    },
  );

  test('half is left after the half-life, and fading composes', () => {
    expect(fade(0.8, 100, dynamics)).toBeCloseTo(0.4, 12);
    expect(fade(fade(0.8, 13, dynamics), 21, dynamics)).toBeCloseTo(fade(0.8, 34, dynamics), 12);
  });
});

describe('simulatePractice', () => {
  const truth = simulateItems(3, { seed: 'p' });
  const needs = [[0], [0, 1], []];
  const learner = { learner: 'l', ability: (day: number) => day / 100, deviation: [0.2, -0.3] };

  test('what looks see is the law', () => {
    const plan = [{ day: 0 }, { day: 10, item: 0 }, { day: 10 }, { day: 60, item: 1 }, { day: 110 }];
    const { looks, points } = simulatePractice(truth, needs, learner, plan, { seed: 1, ...dynamics });
    expect([...looks[0]]).toEqual([0.2, -0.3]);
    expect(looks[1][0]).toBeCloseTo(0.3, 12);
    expect(looks[1][1]).toBe(-0.3);
    const first = strengthen(0.1 * 2 ** -0.5, 0.5, dynamics) * 2 ** -0.5;
    const second = strengthen(0, 0.5, dynamics) * 2 ** -0.5;
    expect(looks[2][0]).toBeCloseTo(0.2 + first, 12);
    expect(looks[2][1]).toBeCloseTo(-0.3 + second, 12);
    expect([...points].map(Number.isNaN)).toEqual([true, false, true, false, true]);
  });

  test('exam answers teach nothing, and looks change nothing', () => {
    const plan = [
      { day: 0, item: 0, learns: false },
      { day: 1, item: 0 },
      { day: 2, item: 1 },
    ];
    const seen = plan.flatMap((step) => [step, { day: step.day }]);
    const plain = simulatePractice(truth, needs, learner, plan, { seed: 1, ...dynamics });
    const looked = simulatePractice(truth, needs, learner, seen, { seed: 1, ...dynamics });
    expect([...looked.points].filter((won) => !Number.isNaN(won))).toEqual([...plain.points]);
    expect([...looked.looks[0]]).toEqual([0.2, -0.3]);
  });

  test('practice raises the share of right answers by what the model says', () => {
    const hard = { items: ['x'], a: [1], b: [[0]], cuts: [[1]], fullMarks: [1] };
    const plan = Array.from({ length: 20 }, () => ({ day: 0, item: 0 }));
    const n = 3000;
    const right = new Float64Array(20);
    for (let l = 0; l < n; l++) {
      const own = { learner: `l${l}`, ability: () => 0, deviation: [0] };
      simulatePractice(hard, [[0]], own, plan, { seed: 7, ...dynamics }).points.forEach((won, t) => {
        right[t] += won / n;
      });
    }
    right.forEach((share, t) => {
      const expected = 1 / (1 + Math.exp(-(1 - 0.9 ** t)));
      expect(Math.abs(share - expected)).toBeLessThan(4 * (0.5 / Math.sqrt(n)));
    });
  });

  test('days must not go back', () => {
    expect(() => simulatePractice(truth, needs, learner, [{ day: 2 }, { day: 1 }], { seed: 1 })).toThrow(RangeError);
    expect(() => simulatePractice(truth, needs, learner, [{ day: Number.NaN }], { seed: 1 })).toThrow(RangeError);
  });
});
