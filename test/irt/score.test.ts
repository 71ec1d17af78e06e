import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  categoryProbabilities,
  expectedScore,
  information,
  probability,
  testInformation,
} from '../../src/irt/curves.js';
import { reliability } from '../../src/irt/reliability.js';
import { score } from '../../src/irt/score.js';
import { logistic } from '../../src/math/logistic.js';
import { createRandom } from '../../src/math/random.js';
import { draw, matrixOf, modelOf } from './samples.js';

const MODEL = modelOf({ a: [1.2, 0.7, -0.4, 2], b: [[-0.5], [-1, 0.2, 1.4], [0.3], [-0.8, 0.9]] });

describe('curves', () => {
  it('are the 2PL for two categories', () => {
    expect(probability(MODEL, 'q1', 0.4)[1]).toBeCloseTo(logistic(1.2 * 0.9), 14);
    expect(expectedScore(MODEL, 0, 0.4)).toBeCloseTo(logistic(1.2 * 0.9), 14);
    const p = logistic(1.2 * 0.9);
    expect(information(MODEL, 'q1', 0.4)).toBeCloseTo(1.44 * p * (1 - p), 14);
  });

  it('are probabilities, have their steps where neighbours meet, and never overflow', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: -200, max: 200, noNaN: true }),
        (a, b, theta) => {
          const p = categoryProbabilities(a, b, theta);
          expect(p).toHaveLength(b.length + 1);
          expect(p.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
          b.forEach((step, v) => {
            const at = categoryProbabilities(a, b, step);
            expect(at[v]).toBeCloseTo(at[v + 1], 9);
          });
        },
      ),
    );
  });

  it('have information that is the expected squared slope of the log-likelihood', () => {
    const h = 1e-5;
    MODEL.items.forEach((item) => {
      const [low, here, high] = [-h, 0, h].map((d) => probability(MODEL, item, 0.3 + d));
      const expected = here.reduce((sum, p, k) => sum + p * ((Math.log(high[k]) - Math.log(low[k])) / (2 * h)) ** 2, 0);
      expect(information(MODEL, item, 0.3)).toBeCloseTo(expected, 7);
    });
    expect(testInformation(MODEL, 0.3)).toBeCloseTo(
      MODEL.items.reduce((sum, item) => sum + information(MODEL, item, 0.3), 0),
      12,
    );
  });

  it('count points as they were won', () => {
    const model = {
      ...MODEL,
      categoryPoints: [
        [0, 1],
        [0.5, 1, 2, 3],
        [0, 1],
        [0, 1, 2],
      ],
    };
    const p = probability(model, 'q2', 0);
    expect(expectedScore(model, 'q2', 0)).toBeCloseTo((0.5 * p[0] + p[1] + 2 * p[2] + 3 * p[3]) / 3, 14);
    expect(() => probability(MODEL, 'q9', 0)).toThrow(/unknown id/);
    expect(() => probability(MODEL, 4, 0)).toThrow(/unknown id/);
  });
});

describe('score', () => {
  const { matrix, theta: truth } = draw(
    modelOf({
      a: Array.from({ length: 40 }, (_, j) => 0.8 + (j % 5) * 0.2),
      b: Array.from({ length: 40 }, (_, j) => (j % 4 === 0 ? [-1, 0.5] : [(j - 20) / 12])),
    }),
    1500,
    createRandom('score'),
    0.1,
  );
  const model = modelOf({
    a: Array.from({ length: 40 }, (_, j) => 0.8 + (j % 5) * 0.2),
    b: Array.from({ length: 40 }, (_, j) => (j % 4 === 0 ? [-1, 0.5] : [(j - 20) / 12])),
  });

  it('is the posterior mean and deviation that brute force finds', () => {
    const rows = [
      [1, 3, 0, 2],
      [0, 0, 1, 0],
      [1, Number.NaN, 0, Number.NaN],
    ];
    const { theta, se } = score(MODEL, matrixOf(rows, MODEL.fullMarks));
    rows.forEach((row, i) => {
      let [mass, mean, square] = [0, 0, 0];
      for (let t = -9; t <= 9; t += 0.01) {
        let p = Math.exp(-0.5 * t * t);
        row.forEach((k, j) => {
          if (!Number.isNaN(k)) p *= probability(MODEL, j, t)[k];
        });
        mass += p;
        mean += p * t;
        square += p * t * t;
      }
      mean /= mass;
      expect(theta[i]).toBeCloseTo(mean, 5);
      expect(se[i]).toBeCloseTo(Math.sqrt(square / mass - mean * mean), 5);
    });
  });

  it('by MAP is where the log posterior is flat, with the curvature there', () => {
    const rows = [
      [1, 3, 1, 2],
      [0, 0, 0, 0],
      [1, 1, Number.NaN, 1],
    ];
    const { theta, se } = score(MODEL, matrixOf(rows, MODEL.fullMarks), { method: 'MAP' });
    rows.forEach((row, i) => {
      const logPosterior = (t: number): number =>
        row.reduce((sum, k, j) => (Number.isNaN(k) ? sum : sum + Math.log(probability(MODEL, j, t)[k])), -0.5 * t * t);
      const h = 1e-3;
      const [low, here, high] = [-h, 0, h].map((d) => logPosterior(theta[i] + d));
      expect(Math.abs((high - low) / (2 * h))).toBeLessThan(1e-6);
      expect(1 / Math.sqrt(-(high - 2 * here + low) / h ** 2)).toBeCloseTo(se[i], 4);
    });
  });

  it('tells the truth with honest errors, and both methods and kernels agree', () => {
    const eap = score(model, matrix);
    let within = 0;
    truth.forEach((t, i) => {
      if (Math.abs(eap.theta[i] - t) < 1.645 * eap.se[i]) within++;
    });
    expect(within / truth.length).toBeGreaterThan(0.87);
    expect(within / truth.length).toBeLessThan(0.93);
    const plain = score(model, matrix, { kernel: 'plain' });
    const map = score(model, matrix, { method: 'MAP' });
    eap.theta.forEach((t, i) => {
      expect(Math.abs(t - plain.theta[i])).toBeLessThan(1e-10);
      expect(Math.abs(t - map.theta[i])).toBeLessThan(0.15);
    });
    const r = reliability(eap);
    const mse = truth.reduce((sum, t, i) => sum + (t - eap.theta[i]) ** 2, 0) / truth.length;
    expect(Math.abs(r - (1 - mse))).toBeLessThan(0.05);
  });

  it('is finite for all right, all wrong and nothing', () => {
    const full = model.fullMarks;
    const rows = [[...full], full.map(() => 0), full.map(() => Number.NaN)];
    for (const method of ['EAP', 'MAP'] as const) {
      const { theta, se } = score(model, matrixOf(rows, full), { method });
      expect(theta[0]).toBeGreaterThan(2);
      expect(theta[0]).toBeLessThan(6);
      expect(theta[1]).toBeLessThan(-2);
      expect(theta[1]).toBeGreaterThan(-6);
      expect([theta[2], se[2]]).toEqual([0, 1]);
      expect(se[0]).toBeGreaterThan(0);
    }
  });

  it('matches items by id and refuses those it does not know', () => {
    const one = matrixOf([[1, 2]], [1, 2]);
    const named = { ...one, items: ['q1', 'q4'] };
    const whole = matrixOf([[1, Number.NaN, Number.NaN, 2]], MODEL.fullMarks);
    expect(score(MODEL, named).theta[0]).toBeCloseTo(score(MODEL, whole).theta[0], 12);
    expect(() => score(MODEL, { ...one, items: ['q1', '__proto__'] })).toThrow(/unknown id: column "__proto__"/);
    expect(() => score(MODEL, { ...one, items: ['q1', 'q2'] })).toThrow(/full marks 3, as calibrated/);
    expect(() => score(MODEL, whole, { method: 'ML' as 'EAP' })).toThrow(/bad option/);
  });
});
