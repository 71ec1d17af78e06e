import { describe, expect, it } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import type { IrtModel } from '../../../src/irt/model.js';
import { score } from '../../../src/irt/score.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf } from '../samples.js';
import { answer, EVERY, integrate, logLikelihood, rowsOf, withLatent } from './samples.js';

const random = createRandom('priors');
const matrix = answer(
  EVERY,
  Array.from({ length: 30 }, () => random.normal()),
  random,
  0.3,
);
const rows = rowsOf(matrix);

describe('groups', () => {
  const model = withLatent(
    EVERY,
    { group: 'A', mean: 0, deviation: 1 },
    { group: 'B', mean: -1, deviation: 0.6 },
    { group: '__proto__', mean: 1.5, deviation: 2 },
  );
  const groups = rows.map((_, i) => ['A', 'B', '__proto__'][i % 3]);

  it('have each row scored under its own distribution', () => {
    const { theta, se } = score(model, matrix, { groups });
    const map = score(model, matrix, { groups, method: 'MAP' });
    rows.forEach((row, i) => {
      const { mean, deviation } = model.latent[i % 3];
      const posterior = (t: number): number => logLikelihood(model, row, t) - 0.5 * ((t - mean) / deviation) ** 2;
      const [expected, spread] = integrate(posterior);
      expect(theta[i]).toBeCloseTo(expected, 6);
      expect(se[i]).toBeCloseTo(spread, 6);
      const h = 1e-4;
      expect((posterior(map.theta[i] + h) - posterior(map.theta[i] - h)) / (2 * h)).toBeCloseTo(0, 5);
    });
  });

  it('are those of the model with one group, each on its own', () => {
    for (const method of ['EAP', 'MAP', 'EAPsum'] as const) {
      const all = score(model, matrix, { groups, method });
      model.latent.forEach((own, g) => {
        const one = score(withLatent(EVERY, own), matrix, { method });
        groups.forEach((name, i) => {
          if (name !== own.group) return;
          expect(all.theta[i]).toBeCloseTo(one.theta[i], 6);
          expect(all.se[i]).toBeCloseTo(one.se[i], 6);
        });
        expect(own.group).toBe(['A', 'B', '__proto__'][g]);
      });
    }
  });

  it('do not touch MLE and WLE, which need none', () => {
    for (const method of ['MLE', 'WLE'] as const) {
      expect(score(model, matrix, { method, groups }).theta).toEqual(score(EVERY, matrix, { method }).theta);
    }
  });

  it('are needed where there are several, and refused where the model has no such', () => {
    expect(() => score(model, matrix)).toThrow(/bad option: column "groups".*one of A, B, __proto__/);
    expect(() => score(model, matrix, { groups: ['A'] })).toThrow(/30 names, one a row/);
    let fault: unknown;
    try {
      score(model, matrix, { groups: groups.map((name, i) => (i === 4 ? 'C' : name)) });
    } catch (error) {
      fault = error;
    }
    expect((fault as YincaiError).faults).toEqual([
      expect.objectContaining({ code: 'unknown-id', row: 5, column: 'group', value: 'C' }),
    ]);
    expect(fault).toBeInstanceOf(YincaiError);
  });
});

describe('a histogram of abilities', () => {
  const nodes = Array.from({ length: 61 }, (_, q) => -6 + 0.2 * q);
  const raw = nodes.map((t) => Math.exp(-0.5 * ((t + 1.2) / 0.5) ** 2) + 0.6 * Math.exp(-0.5 * ((t - 1.4) / 0.4) ** 2));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  const mean = nodes.reduce((sum, t, q) => sum + weights[q] * t, 0);
  const deviation = Math.sqrt(nodes.reduce((sum, t, q) => sum + weights[q] * (t - mean) ** 2, 0));
  const model = withLatent(EVERY, { mean, deviation, weights });

  it('is the prior of EAP, sums and nobody’s answers', () => {
    const { theta, se } = score(model, matrix);
    rows.forEach((row, i) => {
      const logs = nodes.map((t, q) => Math.log(weights[q]) + logLikelihood(model, row, t));
      const most = Math.max(...logs);
      const w = logs.map((log) => Math.exp(log - most));
      const mass = w.reduce((a, b) => a + b, 0);
      const expected = nodes.reduce((sum, t, q) => sum + w[q] * t, 0) / mass;
      expect(theta[i]).toBeCloseTo(expected, 10);
      expect(se[i]).toBeCloseTo(Math.sqrt(nodes.reduce((sum, t, q) => sum + w[q] * (t - expected) ** 2, 0) / mass), 10);
    });
    const empty = { ...matrixOf([rows[0].map(() => Number.NaN)], EVERY.fullMarks), items: EVERY.items };
    for (const method of ['EAP', 'MAP', 'EAPsum'] as const) {
      const none = score(model, empty, { method });
      expect(none.theta[0]).toBeCloseTo(mean, 10);
      expect(none.se[0]).toBeCloseTo(deviation, 10);
    }
  });
});

describe('a latent regression', () => {
  const model: IrtModel = {
    ...withLatent(EVERY, { mean: 0.4, deviation: 0.7 }),
    regression: { covariates: ['intercept', 'hours', 'girl'], coefficients: [0.4, 0.5, -0.3], se: [0, 0, 0] },
  };
  const values = rows.flatMap((_, i) => [i % 2, (i - 15) / 10]);
  const covariates = { names: ['girl', 'hours'], values };

  it('gives each row the mean of its covariates', () => {
    const eap = score(model, matrix, { covariates });
    const map = score(model, matrix, { covariates, method: 'MAP' });
    rows.forEach((row, i) => {
      const mean = 0.4 - 0.3 * (i % 2) + (0.5 * (i - 15)) / 10;
      const one = withLatent(EVERY, { mean, deviation: 0.7 });
      const own = { ...matrixOf([row], EVERY.fullMarks), items: EVERY.items };
      expect(eap.theta[i]).toBeCloseTo(score(one, own).theta[0], 7);
      expect(eap.se[i]).toBeCloseTo(score(one, own).se[0], 7);
      expect(map.theta[i]).toBeCloseTo(score(one, own, { method: 'MAP' }).theta[0], 6);
    });
  });

  it('needs them, all and finite', () => {
    expect(() => score(model, matrix)).toThrow(/values of hours, girl/);
    expect(() => score(model, matrix, { covariates: { names: ['girl', 'age'], values } })).toThrow(
      /covariates hours, girl/,
    );
    expect(() => score(model, matrix, { covariates: { names: ['girl', 'hours'], values: [1] } })).toThrow(
      /30 × 2 values/,
    );
    const holed = values.map((x, i) => (i === 7 ? Number.NaN : x));
    expect(() => score(model, matrix, { covariates: { names: ['girl', 'hours'], values: holed } })).toThrow(
      /row 4: hours/,
    );
    expect(score(model, matrix, { method: 'MLE' }).theta).toHaveLength(30);
  });
});

describe('a prior far from the answers', () => {
  it('keeps scores finite where their product with the likelihood is 0 to working precision', () => {
    const items = Array.from({ length: 400 }, (_, j) => j);
    const model: IrtModel = {
      ...EVERY,
      items: items.map((j) => `q${j + 1}`),
      families: items.map(() => '2PL'),
      a: items.map(() => 4),
      b: items.map(() => [4]),
      cuts: items.map(() => [1]),
      fullMarks: items.map(() => 1),
      se: { a: items.map(() => Number.NaN), b: items.map(() => [Number.NaN]) },
      latent: [{ ...EVERY.latent[0], mean: -2, deviation: 0.1 }],
    };
    const right = matrixOf([items.map(() => 1)], model.fullMarks);
    const { theta, se } = score(model, right);
    // Far below all items the likelihood is exp(Σ a θ), so the posterior is normal with mean −2 + 0.1² · 1600.
    const [mean, spread] = integrate(
      (t) =>
        logLikelihood(
          model,
          items.map(() => 1),
          t,
        ) -
        0.5 * ((t + 2) / 0.1) ** 2,
      -6,
      8,
      0.005,
    );
    expect(theta[0]).toBeCloseTo(mean, 4);
    expect(se[0]).toBeCloseTo(spread, 4);
    const map = score(model, right, { method: 'MAP' });
    expect(Math.abs(map.theta[0] - mean)).toBeLessThan(0.01);
  });
});
