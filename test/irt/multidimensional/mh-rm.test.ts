import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/irt/multidimensional/calibrate.js';
import { prepare } from '../../../src/irt/multidimensional/curves.js';
import { rowIntegrator } from '../../../src/irt/multidimensional/importance.js';
import { modeFinder } from '../../../src/irt/multidimensional/modes.js';
import { score } from '../../../src/irt/multidimensional/score.js';
import { createRandom } from '../../../src/math/random.js';
import { bruteForce, draw, familiesOf, ids, MIXED, MIXED_PATTERN, type MirtTruth, truthOf } from './samples.js';

describe('two dimensions', () => {
  const { matrix } = draw(MIXED, 400, createRandom('mh-rm'), 0.05);
  const families = familiesOf(MIXED);
  const em = calibrate(matrix, { families, structure: MIXED_PATTERN, quadraturePoints: 21 });
  const options = {
    families,
    structure: MIXED_PATTERN,
    method: 'mh-rm',
    seed: 'two',
    cycles: [60, 60, 800],
    cycleTolerance: 0.15,
  } as const;
  const rm = calibrate(matrix, options);

  it('end where EM does, with its errors', { timeout: 60_000 }, () => {
    expect(rm.report).toMatchObject({ method: 'mh-rm', seed: 'two', converged: true, warnings: [] });
    expect(rm.report.parameters).toBe(em.report.parameters);
    const off = (a: number, b: number, se: number): number => Math.abs(a - b) / se;
    const distances = [
      ...rm.slopes.flatMap((row, j) =>
        row.flatMap((a, d) => (a === 0 ? [] : [off(a, em.slopes[j][d], em.se.slopes[j][d])])),
      ),
      ...rm.intercepts.flatMap((row, j) => row.map((c, v) => off(c, em.intercepts[j][v], em.se.intercepts[j][v]))),
      off(rm.latent.covariance[1][0], em.latent.covariance[1][0], em.latent.se.covariance[1][0]),
    ];
    // Of the width of a standard error the Monte Carlo error is a small part.
    expect(Math.max(...distances)).toBeLessThan(0.35);
    rm.se.slopes.forEach((row, j) => {
      row.forEach((se, d) => {
        if (em.slopes[j][d] === 0) expect(se).toBeNaN();
        else expect(Math.abs(se / em.se.slopes[j][d] - 1)).toBeLessThan(0.15);
      });
    });
    expect(rm.latent.se.covariance[1][0] / em.latent.se.covariance[1][0]).toBeCloseTo(1, 0);
  });

  it('has the log-likelihood of brute force within its stated error', () => {
    const { logLikelihood } = bruteForce(truthOf(rm), matrix, 31, 6);
    expect(rm.report.logLikelihoodError).toBeGreaterThan(0);
    expect(rm.report.logLikelihoodError).toBeLessThan(0.6);
    expect(Math.abs(rm.report.logLikelihood - logLikelihood)).toBeLessThan(4 * rm.report.logLikelihoodError);
  });

  it('is the same for the same seed, another for another, and says so where it has not converged', () => {
    const short = { ...options, cycles: [5, 5, 50], standardErrors: 'none' } as const;
    const few = { ...matrix, learners: matrix.learners.slice(0, 80), points: matrix.points.slice(0, 640) };
    const first = calibrate(few, short);
    expect(calibrate(few, short)).toEqual(first);
    expect(calibrate(few, { ...short, seed: 3 }).slopes).not.toEqual(first.slopes);
    expect(first.report.converged).toBe(false);
    expect(first.report.reason).toMatch(/after 60 cycles/);
  });

  it('finds modes where the gradient is 0, and posterior moments by importance sampling', () => {
    const some = { ...matrix, learners: matrix.learners.slice(0, 4), points: matrix.points.slice(0, 32) };
    const brute = bruteForce(truthOf(em), some, 41, 6);
    const mirt = prepare(em);
    const find = modeFinder(mirt);
    const integrate = rowIntegrator(mirt, 4000, createRandom('moments'));
    for (let row = 0; row < 4; row++) {
      const answers = Uint8Array.from(some.points.subarray(8 * row, 8 * row + 8), (x) => (Number.isNaN(x) ? 255 : x));
      const { theta } = find(answers);
      const one = { ...some, learners: ['x'], points: some.points.slice(8 * row, 8 * row + 8) };
      // The posterior at θ as the likelihood of a model whose abilities are all but known there.
      const at = (place: readonly number[]): number => {
        const own = truthOf(em);
        const shifted = own.intercepts.map((c, j) =>
          c.map((v) => v + own.slopes[j].reduce((s, a, d) => s + a * place[d], 0)),
        );
        const tight = {
          ...own,
          intercepts: shifted,
          covariance: [
            [1e-12, 0],
            [0, 1e-12],
          ],
        };
        const r = own.covariance[0][1];
        const prior = -0.5 * ((place[0] ** 2 - 2 * r * place[0] * place[1] + place[1] ** 2) / (1 - r * r));
        return bruteForce(tight, one, 3, 1).logLikelihood + prior;
      };
      const h = 1e-3;
      for (const [x, y] of [
        [h, 0],
        [0, h],
      ]) {
        const slope = (at([theta[0] + x, theta[1] + y]) - at([theta[0] - x, theta[1] - y])) / (2 * h);
        expect(Math.abs(slope)).toBeLessThan(1e-4);
      }
      const own = integrate(answers);
      expect(Math.abs(own.logLikelihood - bruteForce(truthOf(em), one, 41, 6).logLikelihood)).toBeLessThan(
        5 * Math.sqrt(own.variance) + 1e-9,
      );
      for (let d = 0; d < 2; d++) {
        expect(Math.abs(own.mean[d] - brute.mean[row][d])).toBeLessThan(0.05);
        expect(Math.abs(own.covariance[3 * d] - brute.covariance[row][d][d])).toBeLessThan(0.05);
      }
    }
  });
});

describe('testlets and counted rows', () => {
  it('end where EM does', { timeout: 60_000 }, () => {
    const truth: MirtTruth = {
      families: ids(12).map(() => '2PL' as const),
      slopes: ids(12).map((_, j) => [1.2, j < 4 ? 1.2 : 0, j >= 4 && j < 8 ? 1.2 : 0]),
      intercepts: ids(12).map((_, j) => [0.3 * (j % 3) - 0.3]),
      covariance: [
        [1, 0, 0],
        [0, 0.8, 0],
        [0, 0, 0.4],
      ],
    };
    const { matrix } = draw(truth, 300, createRandom('testlets by mh-rm'));
    // Each learner twice over: the chains of a row share its weight.
    const counted = { ...matrix, count: new Float64Array(300).fill(2) };
    const testlet = new Map(ids(8).map((item, j) => [item, j < 4 ? 's' : 't'] as const));
    const structure = { testlet };
    const em = calibrate(counted, { family: '2PL', structure, quadraturePoints: 15, bound: 4.5 });
    const rm = calibrate(counted, {
      family: '2PL',
      structure,
      method: 'mh-rm',
      cycles: [100, 100, 700],
      cycleTolerance: 0.15,
      standardErrors: 'none',
    });
    expect(rm.report.learners).toBe(600);
    em.slopes.forEach(([a], j) => {
      expect(Math.abs(rm.slopes[j][0] - a)).toBeLessThan(0.8 * em.se.slopes[j][0]);
      expect(rm.slopes[j][1]).toBe(em.loads[j][1] === 1 ? rm.slopes[j][0] : 0);
    });
    for (const d of [1, 2]) {
      const gap = Math.abs(rm.latent.covariance[d][d] - em.latent.covariance[d][d]);
      expect(gap).toBeLessThan(0.8 * em.latent.se.covariance[d][d]);
    }
    expect(Math.abs(rm.report.logLikelihood - em.report.logLikelihood)).toBeLessThan(
      4 * rm.report.logLikelihoodError + 0.5,
    );
  });
});

describe('two testlets that are the whole test', () => {
  it('do not tell their variances apart, and say so', () => {
    const truth: MirtTruth = {
      families: ids(8).map(() => '2PL' as const),
      slopes: ids(8).map((_, j) => (j < 4 ? [1.2, 1.2, 0] : [1.2, 0, 1.2])),
      intercepts: ids(8).map(() => [0]),
      covariance: [
        [1, 0, 0],
        [0, 0.8, 0],
        [0, 0, 0.4],
      ],
    };
    const { matrix } = draw(truth, 300, createRandom('whole'));
    const testlet = new Map(ids(8).map((item, j) => [item, j < 4 ? 's' : 't'] as const));
    const model = calibrate(matrix, { family: '2PL', structure: { testlet }, quadraturePoints: 15, bound: 4.5 });
    expect(model.report.conditionNumber).toBeGreaterThan(1e5);
    expect(model.se.slopes[0][0] > 1 || Number.isNaN(model.se.slopes[0][0])).toBe(true);
  });
});

describe('six dimensions', () => {
  it('recovers slopes and correlations, and scores them', { timeout: 120_000 }, () => {
    const r = createRandom('six');
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const truth: MirtTruth = {
      families: ids(24).map(() => '2PL' as const),
      slopes: ids(24).map((_, j) => names.map((_, d) => (j % 6 === d ? 1 + 0.25 * (j % 4) : 0))),
      intercepts: ids(24).map(() => [r.normal(0, 0.8)]),
      covariance: names.map((_, d) => names.map((_, e) => (d === e ? 1 : 0.5))),
    };
    const { matrix, theta } = draw(truth, 600, r);
    const loads = new Map(ids(24).map((item, j) => [item, [names[j % 6]]] as const));
    const model = calibrate(matrix, {
      family: '2PL',
      structure: { dimensions: names, loads },
      cycles: [60, 60, 600],
      cycleTolerance: 0.3,
    });
    // `auto` takes MH-RM past three dimensions.
    expect(model.report).toMatchObject({
      method: 'mh-rm',
      converged: true,
      standardErrors: 'observed',
      parameters: 63,
    });
    const z = truth.slopes.flatMap((row, j) =>
      row.flatMap((a, d) => (a === 0 ? [] : [(model.slopes[j][d] - a) / model.se.slopes[j][d]])),
    );
    const spread = Math.sqrt(z.reduce((sum, v) => sum + v * v, 0) / z.length);
    expect(spread).toBeGreaterThan(0.5);
    expect(spread).toBeLessThan(1.6);
    const correlations = names.flatMap((_, d) => Array.from({ length: d }, (_, e) => model.latent.covariance[d][e]));
    const mean = correlations.reduce((a, b) => a + b, 0) / correlations.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.06);
    correlations.forEach((c) => {
      expect(Math.abs(c - 0.5)).toBeLessThan(0.25);
    });
    const some = { ...matrix, learners: matrix.learners.slice(0, 100), points: matrix.points.slice(0, 2400) };
    const eap = score(model, some, { draws: 300 });
    const map = score(model, some, { method: 'MAP' });
    const errors = eap.theta.map((t, i) => (t - theta[Math.floor(i / 6)][i % 6]) / eap.se[i]);
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(rms).toBeGreaterThan(0.85);
    expect(rms).toBeLessThan(1.15);
    const gaps = eap.theta.map((t, i) => Math.abs(t - map.theta[i]));
    expect(Math.max(...gaps)).toBeLessThan(0.4);
  });
});
