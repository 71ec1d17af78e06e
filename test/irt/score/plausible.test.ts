import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { plausibleValues, samplerOf } from '../../../src/irt/score/plausible.js';
import { score } from '../../../src/irt/score.js';
import { normalCdf, normalQuantile } from '../../../src/math/normal.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf } from '../samples.js';
import { answer, EVERY, integrate, logLikelihood, rowsOf, withLatent } from './samples.js';

const random = createRandom('plausible');
const MODEL = withLatent(EVERY, { mean: 0.5, deviation: 1.3 });

describe('the quantile function of a density on nodes', () => {
  it.each([0.9, 0.4, 0.25])('is that of the normal law, deviation %f', (deviation) => {
    const nodes = Float64Array.from({ length: 61 }, (_, q) => -6 + 0.2 * q);
    const sampler = samplerOf(
      nodes,
      nodes.map((t) => Math.exp(-0.5 * ((t - 0.37) / deviation) ** 2)),
    );
    for (const u of [0.001, 0.01, 0.1, 0.3, 0.5, 0.77, 0.95, 0.999]) {
      expect(Math.abs((sampler(u) - 0.37) / deviation - normalQuantile(u))).toBeLessThan(1e-3);
    }
    let previous = Number.NEGATIVE_INFINITY;
    for (let u = 0; u < 1; u += 1 / 512) {
      expect(sampler(u)).toBeGreaterThanOrEqual(previous);
      previous = sampler(u);
    }
  });

  it('runs between nodes where some weigh nothing', () => {
    const nodes = Float64Array.of(-2, -1, 0, 1, 2);
    const sampler = samplerOf(nodes, Float64Array.of(0, 0, 1, 0, 0));
    expect(sampler(0)).toBeCloseTo(-1, 12);
    expect(sampler(0.5)).toBeCloseTo(0, 12);
    // The triangle on −1 … 1.
    expect(sampler(0.125)).toBeCloseTo(-0.5, 2);
  });
});

describe('plausibleValues', () => {
  const matrix = answer(MODEL, [0.3, -1.5, 2.5, 0], random, 0.2);
  const rows = rowsOf(matrix);

  it('are draws from each learner’s posterior', () => {
    const count = 1000;
    const { values } = plausibleValues(MODEL, matrix, { seed: 1, count });
    expect(values).toHaveLength(count);
    rows.forEach((row, i) => {
      const log = (t: number): number => logLikelihood(MODEL, row, t) - 0.5 * ((t - 0.5) / 1.3) ** 2;
      const [mean, deviation] = integrate(log);
      const draws = values.map((column) => column[i]);
      const own = draws.reduce((sum, x) => sum + x, 0) / count;
      expect(Math.abs(own - mean) / (deviation / Math.sqrt(count))).toBeLessThan(3.5);
      const spread = Math.sqrt(draws.reduce((sum, x) => sum + (x - own) ** 2, 0) / (count - 1));
      expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.08);
      // Kolmogorov and Smirnov's distance from the posterior's own distribution function; 1.95/√n has p = .001.
      const grid = Array.from({ length: 2401 }, (_, g) => -12 + 0.01 * g);
      const most = Math.max(...grid.map(log));
      let mass = 0;
      const cdf = grid.map((t) => (mass += Math.exp(log(t) - most))).map((c) => c / mass);
      const sorted = [...draws].sort((x, y) => x - y);
      let distance = 0;
      sorted.forEach((x, r) => {
        const p = cdf[Math.round((x + 12) / 0.01)];
        distance = Math.max(distance, Math.abs(p - r / count), Math.abs(p - (r + 1) / count));
      });
      expect(distance).toBeLessThan(1.95 / Math.sqrt(count) + 0.01);
    });
  });

  it('are the same for the same seed, and a learner’s own whoever else is there', () => {
    const first = plausibleValues(MODEL, matrix, { seed: 'a', count: 3 });
    expect(plausibleValues(MODEL, matrix, { seed: 'a', count: 3 })).toEqual(first);
    expect(plausibleValues(MODEL, matrix, { seed: 'b', count: 3 }).values[0]).not.toEqual(first.values[0]);
    const width = matrix.items.length;
    const turned: ResponseMatrix = {
      ...matrix,
      learners: [matrix.learners[2], matrix.learners[0]],
      points: Float32Array.of(...matrix.points.subarray(2 * width, 3 * width), ...matrix.points.subarray(0, width)),
    };
    const other = plausibleValues(MODEL, turned, { seed: 'a', count: 5 });
    for (let draw = 0; draw < 3; draw++) {
      expect(other.values[draw][0]).toBe(first.values[draw][2]);
      expect(other.values[draw][1]).toBe(first.values[draw][0]);
    }
    const plain = plausibleValues(MODEL, matrix, { seed: 'a', count: 3, kernel: 'plain' });
    plain.values.forEach((column, d) => {
      for (let i = 0; i < column.length; i++) expect(column[i]).toBeCloseTo(first.values[d][i], 9);
    });
  });

  it('are draws from the prior where nothing was answered', () => {
    const count = 1000;
    const none = {
      ...matrixOf([EVERY.items.map(() => Number.NaN)], EVERY.fullMarks),
      items: EVERY.items,
    };
    const draws = plausibleValues(MODEL, none, { seed: 2, count }).values.map(([x]) => x);
    const sorted = [...draws].sort((x, y) => x - y);
    let distance = 0;
    sorted.forEach((x, r) => {
      distance = Math.max(distance, Math.abs(normalCdf((x - 0.5) / 1.3) - (r + 0.5) / count));
    });
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
  });

  it('have the mean and variance of the population, which EAP shrinks and MLE widens', () => {
    const truth = Array.from({ length: 6000 }, () => random.normal(0.5, 1.3));
    const many = answer(MODEL, truth, random);
    const variance = (x: ArrayLike<number>): number => {
      const list = Array.from(x);
      const mean = list.reduce((sum, t) => sum + t, 0) / list.length;
      return list.reduce((sum, t) => sum + (t - mean) ** 2, 0) / (list.length - 1);
    };
    const { values } = plausibleValues(MODEL, many, { seed: 3, count: 1 });
    expect(Math.abs(variance(values[0]) / variance(truth) - 1)).toBeLessThan(0.04);
    expect(variance(score(MODEL, many).theta) / variance(truth)).toBeLessThan(0.9);
    expect(variance(score(MODEL, many, { method: 'WLE' }).theta) / variance(truth)).toBeGreaterThan(1.05);
  });

  it('regress on covariates and groups as the model says', () => {
    const model = {
      ...withLatent(EVERY, { mean: 0, deviation: 0.5 }),
      regression: { covariates: ['intercept', 'x'], coefficients: [0, 1], se: [0, 0] },
    };
    const values = Array.from({ length: 2000 }, () => random.normal());
    const few = { ...model, items: model.items };
    const drawn = answer(
      few,
      values.map((x) => x + random.normal(0, 0.5)),
      random,
      0.8,
    );
    const [pv] = plausibleValues(model, drawn, { seed: 4, count: 1, covariates: { names: ['x'], values } }).values;
    const slope = values.reduce((sum, x, i) => sum + x * pv[i], 0) / values.reduce((sum, x) => sum + x * x, 0);
    expect(Math.abs(slope - 1)).toBeLessThan(0.04);
  });

  it('refuse what has no meaning', () => {
    for (const count of [0, 1.5, 2000]) {
      expect(() => plausibleValues(MODEL, matrix, { seed: 1, count })).toThrow(/bad option: column "count"/);
    }
    expect(() => plausibleValues(MODEL, matrix, { seed: 1, kernel: 'gpu' as 'auto' })).toThrow(/bad option/);
  });
});
