import { describe, expect, it } from 'vitest';
import { curvePoint, expectedScore, information, testInformation, testScore } from '../../src/irt/curves.js';
import type { IrtModel } from '../../src/irt/model.js';
import { reliability } from '../../src/irt/reliability.js';
import { score } from '../../src/irt/score.js';
import { characteristicCurve, informationCurve, marginalReliability } from '../../src/irt/test-curves.js';
import { createRandom } from '../../src/math/random.js';
import { modelOf } from './samples.js';
import { answer, EVERY, only, withLatent } from './score/samples.js';

describe('informationCurve', () => {
  it('is the information of the items, added up, and the error it leaves', () => {
    const { theta, information: total, se, items } = informationCurve(EVERY, { from: -2, to: 3, points: 11 });
    expect(theta).toEqual([-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3]);
    theta.forEach((x, q) => {
      expect(total[q]).toBeCloseTo(testInformation(EVERY, x), 12);
      expect(se[q]).toBeCloseTo(1 / Math.sqrt(total[q]), 12);
      items.forEach(({ item, information: own }) => {
        expect(own[q]).toBeCloseTo(information(EVERY, item, x), 12);
      });
    });
  });

  it('of the 2PL is a² p (1 − p), highest ¼ a² at b', () => {
    const model = modelOf({ a: [1.6], b: [[0.5]] });
    const { theta, information: own } = informationCurve(model, { from: -1, to: 2, points: 31 });
    expect(Math.max(...own)).toBeCloseTo(0.25 * 1.6 ** 2, 12);
    expect(theta[own.indexOf(Math.max(...own))]).toBeCloseTo(0.5, 12);
  });

  it('takes some items, and refuses what has no meaning', () => {
    expect(informationCurve(EVERY, { items: ['q3', 'q1'] }).items.map(({ item }) => item)).toEqual(['q3', 'q1']);
    expect(informationCurve(EVERY).theta).toHaveLength(81);
    expect(() => informationCurve(EVERY, { from: 1, to: 1 })).toThrow(/bad option/);
    expect(() => informationCurve(EVERY, { points: 1 })).toThrow(/bad option/);
    expect(() => informationCurve(EVERY, { items: ['q99'] })).toThrow(/unknown id/);
  });
});

describe('characteristicCurve', () => {
  it('is the expected sum of points, with its spread', () => {
    const model: IrtModel = { ...only(EVERY, [0, 4, 9]), fullMarks: [5, 4, 12], cuts: [[5], [4], [3, 6, 12]] };
    const { theta, points, deviation, fullMarks } = characteristicCurve(model, { from: -1, to: 1, points: 3 });
    expect(fullMarks).toBe(21);
    theta.forEach((x, q) => {
      expect(points[q]).toBeCloseTo(testScore(model, x), 12);
      expect(points[q]).toBeCloseTo(
        5 * expectedScore(model, 0, x) + 4 * expectedScore(model, 1, x) + 12 * expectedScore(model, 2, x),
        12,
      );
      let variance = 0;
      [
        [0, 5],
        [0, 4],
        [0, 3, 6, 12],
      ].forEach((worth, j) => {
        const { p } = curvePoint(model, j, x);
        const mean = worth.reduce((sum, w, k) => sum + w * p[k], 0);
        variance += worth.reduce((sum, w, k) => sum + p[k] * (w - mean) ** 2, 0);
      });
      expect(deviation[q]).toBeCloseTo(Math.sqrt(variance), 12);
    });
  });

  it('rises with ability and ends at the lowest and highest points', () => {
    const { points, fullMarks } = characteristicCurve(EVERY, { from: -60, to: 60, points: 241 });
    for (let q = 1; q < points.length; q++) expect(points[q]).toBeGreaterThanOrEqual(points[q - 1] - 1e-12);
    expect(points[0]).toBeCloseTo(0.35, 4);
    expect(points[240]).toBeCloseTo(fullMarks - 0.05, 4);
  });
});

describe('reliability', () => {
  const random = createRandom('reliability');
  const items = [...EVERY.items.keys(), ...EVERY.items.keys()];
  const twice = only(EVERY, items);
  const model = withLatent({ ...twice, items: items.map((_, j) => `q${j + 1}`) }, { mean: 0.3, deviation: 1.4 });
  const truth = Array.from({ length: 8000 }, () => random.normal(0.3, 1.4));
  const matrix = answer(model, truth, random);
  const mean = truth.reduce((sum, t) => sum + t, 0) / truth.length;
  const correlation = (theta: ArrayLike<number>): number => {
    const x = Array.from(theta);
    const centre = x.reduce((sum, t) => sum + t, 0) / x.length;
    let [xy, xx, yy] = [0, 0, 0];
    x.forEach((t, i) => {
      xy += (t - centre) * (truth[i] - mean);
      xx += (t - centre) ** 2;
      yy += (truth[i] - mean) ** 2;
    });
    return xy / Math.sqrt(xx * yy);
  };

  it('foretold and found is the squared correlation of scores with the truth', () => {
    const eap = score(model, matrix);
    const squared = correlation(eap.theta) ** 2;
    expect(Math.abs(reliability(eap) - squared)).toBeLessThan(0.015);
    expect(Math.abs(marginalReliability(model) - squared)).toBeLessThan(0.015);
    const wle = score(model, matrix, { method: 'WLE' });
    expect(Math.abs(reliability(wle) - correlation(wle.theta) ** 2)).toBeLessThan(0.03);
  });

  it('of one item has its integral', () => {
    const one = modelOf({ a: [1.5], b: [[0.2]] });
    let [sum, total] = [0, 0];
    for (let t = -8; t <= 8; t += 0.001) {
      const p = 1 / (1 + Math.exp(-1.5 * (t - 0.2)));
      const own = 1.5 ** 2 * p * (1 - p);
      const w = Math.exp(-0.5 * t * t);
      sum += (w * own) / (own + 1);
      total += w;
    }
    expect(marginalReliability(one)).toBeCloseTo(sum / total, 7);
    expect(() => marginalReliability(one, { group: 'B' })).toThrow(/unknown id/);
  });

  it('leaves out who has no score or was stopped, and counts rows as often as they stand', () => {
    const scores = { theta: [0, 1, 2, 6, Number.NaN], se: [0.5, 0.5, 0.5, 9, Number.NaN], bounded: [0, 0, 0, 1, 0] };
    const typed = {
      method: 'MLE' as const,
      theta: Float64Array.from(scores.theta),
      se: Float64Array.from(scores.se),
      bounded: Uint8Array.from(scores.bounded),
    };
    expect(reliability(typed)).toBeCloseTo(1 - 0.25 / 1, 12);
    const { method: _, ...plain } = typed;
    expect(reliability(plain)).toBeCloseTo(1 / 1.25, 12);
    const variance = (3 * (1.25 - 0) ** 2 + 3 * (1.25 - 1) ** 2 + 6 * (2 - 1.25) ** 2) / 11;
    expect(reliability(plain, [3, 3, 6, 1, 1])).toBeCloseTo(variance / (variance + 0.25), 12);
    expect(reliability({ theta: Float64Array.of(1), se: Float64Array.of(1) })).toBeNaN();
  });
});
