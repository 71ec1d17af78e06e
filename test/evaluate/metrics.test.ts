import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  auc,
  calibrationError,
  logLoss,
  measure,
  reliabilityCurve,
  rmse,
} from '../../src/evaluate/metrics.js';
import { createRandom } from '../../src/math/random.js';

/** The definition: every pair of a right and a wrong answer. */
function aucByPairs(predicted: readonly number[], score: readonly number[]): number {
  let won = 0;
  let pairs = 0;
  for (let i = 0; i < score.length; i++) {
    for (let j = 0; j < score.length; j++) {
      if (!(score[i] > 0.5 && score[j] <= 0.5)) continue;
      pairs++;
      won += predicted[i] > predicted[j] ? 1 : predicted[i] === predicted[j] ? 0.5 : 0;
    }
  }
  return won / pairs;
}

// Few distinct predictions, so that ties are the rule; and at least one answer of each kind.
const answers = fc
  .array(
    fc.record({ p: fc.integer({ min: 0, max: 6 }).map((x) => x / 6), s: fc.constantFrom(0, 0.25, 0.5, 0.75, 1) }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => [...rows, { p: 0.5, s: 1 }, { p: 1 / 3, s: 0 }]);

describe('AUC', () => {
  property.prop([answers])('is the share of pairs won, ties half, to the last bit of a pair', (rows) => {
    const p = rows.map((row) => row.p);
    const s = rows.map((row) => row.s);
    expect(auc(p, s)).toBeCloseTo(aucByPairs(p, s), 12);
  });

  property.prop([answers])('does not change under a rising map, and turns over when predictions are turned', (rows) => {
    const p = rows.map((row) => row.p);
    const s = rows.map((row) => row.s);
    const here = auc(p, s);
    expect(
      auc(
        p.map((x) => Math.exp(3 * x) - 7),
        s,
      ),
    ).toEqual(here);
    expect(
      auc(
        p.map((x) => -x),
        s,
      ),
    ).toBeCloseTo(1 - here, 12);
  });

  test('random labels give ½ within four standard errors', () => {
    const { uniform, bernoulli } = createRandom('auc');
    const n = 40_000;
    const p = Array.from({ length: n }, uniform);
    const s = p.map(() => (bernoulli(0.5) ? 1 : 0));
    expect(Math.abs(auc(p, s) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / (3 * n)));
  });

  test('no pair, no AUC; a NaN among predictions is refused', () => {
    expect(auc([0.2, 0.9], [1, 1])).toBeNaN();
    expect(auc([], [])).toBeNaN();
    expect(() => auc([Number.NaN, 0.5], [1, 0])).toThrow(RangeError);
    expect(() => auc([0.5], [1, 0])).toThrow(RangeError);
  });

  test('takes typed arrays', () => {
    expect(auc(Float64Array.of(0.9, 0.8, 0.3, 0.8), Float32Array.of(1, 1, 0, 0))).toBe(0.875);
  });
});

describe('other metrics', () => {
  test('by hand', () => {
    expect(logLoss([0.8, 0.4], [1, 0])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 14);
    expect(rmse([0.8, 0.4], [1, 0])).toBeCloseTo(Math.sqrt((0.04 + 0.16) / 2), 14);
    expect(accuracy([0.9, 0.4, 0.6, 0.5], [1, 0, 0, 1])).toBe(0.75);
  });

  test('a sure miss costs much and stays finite', () => {
    expect(logLoss([0], [1])).toBeCloseTo(15 * Math.LN10, 9);
    expect(logLoss([1], [0])).toBeGreaterThan(30);
    expect(logLoss([1, 0], [1, 0])).toBeLessThan(1e-14);
  });

  property.prop([fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })])(
    'no prediction of a fractional score has less log-loss than the score itself',
    (p, s) => {
      expect(logLoss([p], [s])).toBeGreaterThanOrEqual(logLoss([s], [s]) - 1e-12);
    },
  );

  test('calibration error by hand: bins of equal width, the last closed', () => {
    expect(calibrationError([0.8, 0.8], [1, 0])).toBeCloseTo(0.3, 12);
    // Bins [.0,.5) and [.5, 1]: |.25 − .5| · 2/4 + |.875 − 1| · 2/4.
    expect(calibrationError([0.1, 0.4, 0.75, 1], [0, 1, 1, 1], 2)).toBeCloseTo(0.1875, 12);
    const curve = reliabilityCurve([0.1, 0.4, 0.75, 1], [0, 1, 1, 1], 2);
    expect(curve.map((bin) => bin.count)).toEqual([2, 2]);
    expect(curve[1].predicted).toBeCloseTo(0.875, 12);
    expect(() => reliabilityCurve([1.1], [1])).toThrow(RangeError);
    expect(() => reliabilityCurve([0.1], [1], 0)).toThrow(RangeError);
  });

  test('answers drawn from the predictions are calibrated', () => {
    const { uniform, bernoulli } = createRandom('ece');
    const p = Array.from({ length: 100_000 }, uniform);
    const s = p.map((x) => (bernoulli(x) ? 1 : 0));
    expect(calibrationError(p, s)).toBeLessThan(0.01);
    expect(
      calibrationError(
        p.map((x) => x / 2),
        s,
      ),
    ).toBeGreaterThan(0.2);
  });

  test('measure gathers them all', () => {
    const p = [0.9, 0.4, 0.6];
    const s = [1, 0, 0];
    expect(measure(p, s)).toEqual({
      auc: auc(p, s),
      rmse: rmse(p, s),
      logLoss: logLoss(p, s),
      accuracy: accuracy(p, s),
      ece: calibrationError(p, s),
      interactions: 3,
    });
  });
});
