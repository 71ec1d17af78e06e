import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Belief, type PointDeviation, pointBelief } from '../../src/diagnosis/belief.js';
import {
  averageShare,
  evaluateCurve,
  expectedShare,
  itemParameters,
} from '../../src/diagnosis/point-ability/item-curve.js';
import { type Evidence, update } from '../../src/diagnosis/point-ability/update.js';
import { normalCdf } from '../../src/math/normal.js';

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const curve = fc.record({
  a: number(0.4, 2),
  b: fc.array(number(-2, 2), { minLength: 1, maxLength: 3 }),
});
const ability = fc.record({ mean: number(-1.5, 1.5), variance: number(0.1, 1) });
const deviation = fc.record({ mean: number(-0.5, 0.5), variance: number(0.05, 0.6), slope: number(-0.6, 0.2) });
const answer = (points: number): fc.Arbitrary<Evidence> =>
  fc
    .record({ curve, share: fc.constantFrom(0, 0.5, 1), points: fc.subarray([...Array(points).keys()]) })
    .map(({ curve: c, share, points: k }) => ({ curve: c, category: share * c.b.length, points: k }));
const START: Belief = { mean: 0, variance: 1 };
const FRESH: PointDeviation = { mean: 0, variance: 0.36, slope: 0 };

/** Moments of θ, x₀ and x₁ by summing over a grid of (θ, ε₀, ε₁). */
function byGrid(from: Belief, block: readonly PointDeviation[], answers: readonly Evidence[]) {
  const point = { logLikelihood: 0, slope: 0, information: 0 };
  const steps = 31;
  const at = (sd: number, i: number): number => (-5 + (10 * i) / (steps - 1)) * sd;
  const sums = { weight: 0, mean: [0, 0, 0], square: [0, 0, 0] };
  for (let i = 0; i < steps; i++) {
    const theta = from.mean + at(Math.sqrt(from.variance), i);
    for (let j = 0; j < steps; j++) {
      const e0 = at(Math.sqrt(block[0].variance), j);
      for (let k = 0; k < steps; k++) {
        const e1 = at(Math.sqrt(block[1].variance), k);
        const delta = [block[0].mean + block[0].slope * theta + e0, block[1].mean + block[1].slope * theta + e1];
        let log =
          -((theta - from.mean) ** 2) / (2 * from.variance) -
          (e0 * e0) / (2 * block[0].variance) -
          (e1 * e1) / (2 * block[1].variance);
        for (const one of answers) {
          const x = one.points.reduce((sum, p) => sum + delta[p] / one.points.length, theta);
          evaluateCurve(one.curve, one.category, x, point);
          log += point.logLikelihood;
        }
        const weight = Math.exp(log);
        sums.weight += weight;
        [theta, theta + delta[0], theta + delta[1]].forEach((value, v) => {
          sums.mean[v] += weight * value;
          sums.square[v] += weight * value * value;
        });
      }
    }
  }
  return sums.mean.map((mean, v) => {
    const m = mean / sums.weight;
    return { mean: m, variance: sums.square[v] / sums.weight - m * m };
  });
}

describe('update', () => {
  property.prop([ability, fc.tuple(deviation, deviation), fc.array(answer(2), { minLength: 1, maxLength: 6 })], {
    numRuns: 12,
    seed: 7,
  })('is near the exact posterior of θ and of both points', (from, block, answers) => {
    const posterior = update(from, block, answers);
    const found = [posterior.ability, ...posterior.points.map((one) => pointBelief(posterior.ability, one))];
    byGrid(from, block, answers).forEach((exact, v) => {
      // Laplace takes the mode for the mean: off by up to a quarter of a standard deviation where few answers leave it skew.
      expect(Math.abs(found[v].mean - exact.mean)).toBeLessThan(0.25 * Math.sqrt(exact.variance));
      expect(Math.abs(found[v].variance / exact.variance - 1)).toBeLessThan(0.25);
    });
  });

  property.prop([ability, fc.array(deviation, { minLength: 3, maxLength: 3 }), answer(3)])(
    'by one answer equals the block update with an answer that tells nothing beside it',
    (from, block, one) => {
      const empty: Evidence = { curve: { a: 0, b: [0] }, category: 0, points: [2] };
      const single = update(from, block, [one]);
      const joint = update(from, block, [one, empty]);
      expect(single.ability.mean).toBeCloseTo(joint.ability.mean, 7);
      expect(single.ability.variance).toBeCloseTo(joint.ability.variance, 7);
      expect(single.logEvidence).toBeCloseTo(joint.logEvidence - Math.log(0.5), 7);
      single.points.forEach((point, k) => {
        expect(point.mean).toBeCloseTo(joint.points[k].mean, 7);
        expect(point.variance).toBeCloseTo(joint.points[k].variance, 7);
        expect(point.slope).toBeCloseTo(joint.points[k].slope, 7);
      });
    },
  );

  property.prop([fc.array(answer(3), { minLength: 2, maxLength: 10 })])(
    'does not depend on the order of answers or of points',
    (answers) => {
      const block = [FRESH, FRESH, FRESH];
      const here = update(START, block, answers);
      const turned = answers.toReversed().map((one) => ({ ...one, points: one.points.map((k) => 2 - k) }));
      const there = update(START, block, turned);
      expect(there.ability.mean).toBeCloseTo(here.ability.mean, 8);
      here.points.forEach((point, k) => {
        expect(there.points[2 - k].mean).toBeCloseTo(point.mean, 8);
        expect(there.points[2 - k].variance).toBeCloseTo(point.variance, 8);
      });
    },
  );

  property.prop([fc.array(answer(3), { minLength: 1, maxLength: 8 }), fc.nat()])(
    'a wrong answer made right raises θ’s mean, and an answer never blurs θ',
    (answers, pick) => {
      const block = [FRESH, FRESH, FRESH];
      const at = pick % answers.length;
      const set = (category: number): number =>
        update(
          START,
          block,
          answers.map((one, j) => (j === at ? { ...one, category } : one)),
        ).ability.mean;
      expect(set(answers[at].curve.b.length)).toBeGreaterThan(set(0));
      expect(update(START, block, answers).ability.variance).toBeLessThan(START.variance);
    },
  );

  test('a point that only one item touches keeps its regression on θ: better ability elsewhere raises it', () => {
    const item = { a: 1.5, b: [0] };
    const first = update(START, [FRESH], [{ curve: item, category: 1, points: [0] }]);
    const before = pointBelief(first.ability, first.points[0]).mean;
    const second = update(first.ability, [], [{ curve: item, category: 1, points: [] }]);
    expect(pointBelief(second.ability, first.points[0]).mean).toBeGreaterThan(before);
  });

  test('one item answered many times over: mean deviation is not mistaken for ability', () => {
    const answers = Array.from({ length: 40 }, (): Evidence => ({ curve: { a: 1, b: [0] }, category: 1, points: [0] }));
    const { ability: after, points } = update(START, [{ ...FRESH, variance: 1 }], answers);
    // θ and δ share the evidence evenly, and stay negatively correlated.
    expect(after.mean).toBeCloseTo(points[0].mean + points[0].slope * after.mean, 6);
    expect(points[0].slope).toBeLessThan(-0.5);
  });
});

describe('item curves', () => {
  property.prop([curve, number(-3, 3), number(0, 1)])('slope and information are the derivatives', (c, x, share) => {
    const h = 1e-5;
    const category = share * c.b.length;
    const at = (where: number) => {
      const out = { logLikelihood: 0, slope: 0, information: 0 };
      evaluateCurve(c, category, where, out);
      return out;
    };
    expect(at(x).slope).toBeCloseTo((at(x + h).logLikelihood - at(x - h).logLikelihood) / (2 * h), 5);
    expect(at(x).information).toBeCloseTo(-(at(x + h).slope - at(x - h).slope) / (2 * h), 5);
    const p = expectedShare(c, x);
    expect(p > 0 && p < 1).toBe(true);
  });

  property.prop([number(0.02, 0.98)])(
    'an uncalibrated item has its difficulty as the mean over N(0, 1)',
    (difficulty) => {
      const c = itemParameters({ difficulty });
      expect(averageShare(c, { mean: 0, variance: 1 })).toBeCloseTo(difficulty, 4);
    },
  );

  test('difficulties beyond what a table can know are bounded', () => {
    expect(itemParameters({ difficulty: 0 })).toEqual(itemParameters({ difficulty: 0.02 }));
    expect(itemParameters({ difficulty: Number.NaN })).toEqual({ a: 1, b: [0] });
  });
});

test('Φ against published values', () => {
  // Abramowitz & Stegun, tables 26.1 and 26.2.
  expect(normalCdf(0)).toBe(0.5);
  expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
  expect(normalCdf(-1.96)).toBeCloseTo(0.02499789514822, 14);
  expect(normalCdf(-5) / 2.866515718791939e-7).toBeCloseTo(1, 10);
  expect(normalCdf(2.9999999) - normalCdf(3.0000001)).toBeCloseTo(0, 8);
  expect(normalCdf(-40)).toBe(0);
});
