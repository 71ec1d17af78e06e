import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/irt/multidimensional/calibrate.js';
import type { MirtStructure } from '../../../src/irt/multidimensional/options.js';
import { factorLoadings, rotate } from '../../../src/irt/multidimensional/rotate.js';
import { score } from '../../../src/irt/multidimensional/score.js';
import { createRandom } from '../../../src/math/random.js';
import { draw, ids, type MirtTruth } from './samples.js';

const r = createRandom('recovery');
const families = ids(15).map((_, j) => (j % 5 === 4 ? ('GRM' as const) : ('2PL' as const)));
const intercepts = families.map((family) => (family === 'GRM' ? [0.9, -0.7] : [r.normal(0, 0.8)]));
const steep = families.map(() => Math.exp(r.normal(0.25, 0.2)));
const SETS = ['s', 't', 'u'];

const CORRELATED: MirtTruth = {
  families,
  slopes: steep.map((a, j) => SETS.map((_, d) => (j % 3 === d ? a : 0))),
  intercepts,
  covariance: [
    [1, 0.6, 0.3],
    [0.6, 1, 0.45],
    [0.3, 0.45, 1],
  ],
};

const eye = [0, 1, 2, 3].map((d) => [0, 1, 2, 3].map((e) => Number(d === e)));
const BIFACTOR: MirtTruth = {
  families,
  slopes: steep.map((a, j) => [a, ...SETS.map((_, d) => (j % 3 === d ? 1.1 : 0))]),
  intercepts,
  covariance: eye,
};
const TESTLET: MirtTruth = {
  families,
  slopes: steep.map((a, j) => [a, ...SETS.map((_, d) => (j % 3 === d ? a : 0))]),
  intercepts,
  covariance: eye.map((row, d) => row.map((v) => v * [1, 0.3, 0.7, 1.2][d])),
};
const MEMBERS = new Map(ids(15).map((item, j) => [item, SETS[j % 3]] as const));

const CASES: readonly (readonly [string, MirtTruth, MirtStructure])[] = [
  [
    'three correlated dimensions',
    CORRELATED,
    { dimensions: SETS, loads: new Map([...MEMBERS].map(([item, name]) => [item, [name]] as const)) },
  ],
  ['bifactor', BIFACTOR, { bifactor: MEMBERS }],
  ['testlet', TESTLET, { testlet: MEMBERS }],
];

describe.each(CASES)('%s', (name, truth, structure) => {
  it('comes back from simulated answers', { timeout: 120_000 }, () => {
    const { matrix, theta } = draw(truth, 1000, createRandom(`recover ${name}`), 0.05);
    const model = calibrate(matrix, {
      families: new Map(families.map((family, j) => [`q${j + 1}`, family] as const)),
      structure,
      quadraturePoints: 15,
      bound: 4.5,
      standardErrors: name === 'three correlated dimensions' ? 'cross-product' : 'observed',
    });
    expect(model.report).toMatchObject({ converged: true, learners: 1000, bounded: [] });
    const errors = (pick: 'slopes' | 'intercepts'): number[] =>
      truth[pick].flatMap((row, j) => row.flatMap((t, d) => (t === 0 ? [] : [model[pick][j][d] - t])));
    for (const pick of ['slopes', 'intercepts'] as const) {
      const own = errors(pick);
      const bias = own.reduce((a, b) => a + b, 0) / own.length;
      const rmse = Math.sqrt(own.reduce((sum, e) => sum + e * e, 0) / own.length);
      expect(Math.abs(bias)).toBeLessThan(0.08);
      expect(rmse).toBeLessThan(0.25);
      const z = truth[pick].flatMap((row, j) =>
        row.flatMap((t, d) => (t === 0 ? [] : [(model[pick][j][d] - t) / model.se[pick][j][d]])),
      );
      const spread = Math.sqrt(z.reduce((sum, v) => sum + v * v, 0) / z.length);
      expect(spread).toBeGreaterThan(0.6);
      expect(spread).toBeLessThan(1.5);
    }
    model.latent.covariance.forEach((row, d) => {
      row.forEach((v, e) => {
        const se = model.latent.se.covariance[d][e];
        if (Number.isNaN(se)) expect(v).toBe(truth.covariance[d][e]);
        else expect(Math.abs(v - truth.covariance[d][e])).toBeLessThan(3.5 * se);
      });
    });
    const scores = score(model, matrix);
    const size = truth.covariance.length;
    const standardised = scores.theta.map((t, i) => (t - theta[Math.floor(i / size)][i % size]) / scores.se[i]);
    const rms = Math.sqrt(standardised.reduce((sum, e) => sum + e * e, 0) / standardised.length);
    expect(rms).toBeGreaterThan(0.93);
    expect(rms).toBeLessThan(1.07);
  });
});

describe('exploratory', () => {
  it('finds simple structure again by oblimin', { timeout: 60_000 }, () => {
    const covariance = [
      [1, 0.4],
      [0.4, 1],
    ];
    const truth: MirtTruth = {
      families: ids(12).map(() => '2PL' as const),
      slopes: ids(12).map((_, j) => (j < 6 ? [1.4 + 0.1 * j, 0] : [0, 1.2 + 0.1 * j])),
      intercepts: ids(12).map((_, j) => [0.5 - 0.1 * j]),
      covariance,
    };
    const { matrix } = draw(truth, 1500, createRandom('exploratory'));
    const model = calibrate(matrix, {
      family: '2PL',
      structure: { exploratory: 2 },
      quadraturePoints: 21,
      standardErrors: 'none',
    });
    expect(model.report.converged).toBe(true);
    expect(model.slopes[0][1]).toBe(0);
    const { loadings, correlations, communalities } = factorLoadings(rotate(model, 'oblimin'));
    const order = Math.abs(loadings[0][0]) > Math.abs(loadings[0][1]) ? [0, 1] : [1, 0];
    truth.slopes.forEach((row, j) => {
      const strength = row[0] + row[1];
      const expected = strength / Math.hypot(1.702, strength);
      row.forEach((a, d) => {
        expect(Math.abs(loadings[j][order[d]] - (a === 0 ? 0 : expected))).toBeLessThan(0.12);
      });
      expect(Math.abs(communalities[j] - expected ** 2)).toBeLessThan(0.12);
    });
    expect(Math.abs(correlations[0][1] - 0.4)).toBeLessThan(0.1);
  });
});
