import { describe, expect, it } from 'vitest';
import { calibrate as calibrateOne } from '../../../src/irt/calibrate.js';
import { calibrate } from '../../../src/irt/multidimensional/calibrate.js';
import type { MirtStructure } from '../../../src/irt/multidimensional/options.js';
import { score } from '../../../src/irt/multidimensional/score.js';
import { createRandom } from '../../../src/math/random.js';
import { draw as drawOne } from '../samples.js';
import { bruteForce, draw, familiesOf, ids, MIXED, MIXED_PATTERN, type MirtTruth, truthOf } from './samples.js';

describe('one dimension', () => {
  it('is what the calibration of one ability finds', () => {
    const { matrix } = drawOne(
      { a: [1.2, 0.7, 1.6, 1, 0.9], b: [[-0.5], [-1, 0.2, 1.4], [0.3], [-0.8, 0.9], [0.1]] },
      500,
      createRandom('one dimension'),
      0.1,
    );
    const tight = { tolerance: 1e-9, objectiveTolerance: 0 };
    for (const family of ['GPCM', 'GRM'] as const) {
      const one = calibrateOne(matrix, { family, ...tight });
      const model = calibrate(matrix, { family, structure: { exploratory: 1 }, ...tight });
      expect(model.report.logLikelihood).toBeCloseTo(one.report.logLikelihood, 8);
      expect(model.report.parameters).toBe(one.report.parameters);
      one.a.forEach((a, j) => {
        expect(Math.abs(model.slopes[j][0] - a)).toBeLessThan(1e-6);
        expect(Math.abs(model.se.slopes[j][0] - one.se.a[j])).toBeLessThan(1e-4);
        one.b[j].forEach((b, v) => {
          expect(Math.abs(-model.intercepts[j][v] / a - b)).toBeLessThan(1e-5);
        });
      });
    }
  });

  it('of slope 1 has the deviation of a Rasch calibration', () => {
    const { matrix } = drawOne(
      { a: [1.4, 1.4, 1.4, 1.4], b: [[-0.5], [0.2], [0.3], [-0.8]] },
      400,
      createRandom('multidimensional rasch'),
    );
    const one = calibrateOne(matrix, { family: 'Rasch', tolerance: 1e-8 });
    const model = calibrate(matrix, { family: 'Rasch', structure: { exploratory: 1 }, tolerance: 1e-8 });
    // The nodes here widen with the deviation; there they stay, and their ends cut off a little more.
    expect(model.report.logLikelihood).toBeCloseTo(one.report.logLikelihood, 3);
    expect(Math.sqrt(model.latent.covariance[0][0])).toBeCloseTo(one.latent[0].deviation, 2);
    // Of a variance v = s² the error is 2 s times that of s.
    expect(model.latent.se.covariance[0][0]).toBeCloseTo(2 * one.latent[0].deviation * one.latent[0].se.deviation, 2);
  });
});

const BIFACTOR: MirtTruth = {
  families: ['2PL', '2PL', 'GRM', '2PL', '2PL', '2PL', '2PL'],
  slopes: [
    [1.2, 0.8, 0],
    [1, 0.9, 0],
    [1.4, 0.6, 0],
    [1.1, 0, 1.2],
    [0.9, 0, 0.7],
    [1.3, 0, 0.9],
    [1, 0, 0],
  ],
  intercepts: [[0.3], [-0.5], [0.8, -0.6], [0.2], [-0.9], [0.5], [0]],
  covariance: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

const SPECIFIC = new Map(['s', 's', 's', 't', 't', 't'].map((name, j) => [`q${j + 1}`, name] as const));

const TESTLET: MirtTruth = {
  ...BIFACTOR,
  slopes: BIFACTOR.slopes.map(([a, s, t]) => [a, s > 0 ? a : 0, t > 0 ? a : 0]),
  covariance: [
    [1, 0, 0],
    [0, 0.5, 0],
    [0, 0, 0.9],
  ],
};

const CASES: readonly (readonly [string, MirtTruth, MirtStructure, number])[] = [
  ['confirmatory', MIXED, MIXED_PATTERN, 31],
  ['bifactor', BIFACTOR, { bifactor: SPECIFIC }, 21],
  ['testlet', TESTLET, { testlet: SPECIFIC }, 21],
];

describe.each(CASES)('%s', (name, truth, structure, points) => {
  const { matrix } = draw(truth, 150, createRandom(name), 0.1);
  const bound = 6;
  const quadraturePoints = points;
  const model = calibrate(matrix, {
    families: familiesOf(truth),
    structure,
    quadraturePoints,
    bound,
    tolerance: 1e-6,
    maxIterations: 400,
  });

  it('has the likelihood that brute force finds, and stands on its top', () => {
    expect(model.report.method).toBe('em');
    const own = truthOf(model);
    expect(Math.abs(bruteForce(own, matrix, points, bound).logLikelihood - model.report.logLikelihood)).toBeLessThan(
      2e-4,
    );
    // Near the top a step of h changes the likelihood by −information h² / 2 either way.
    const h = 0.02;
    const coarse = (moved: MirtTruth): number => bruteForce(moved, matrix, 17, 5).logLikelihood;
    const here = coarse(own);
    for (const [j, d] of [
      [0, 0],
      [4, name === 'confirmatory' ? 1 : 0],
    ]) {
      const at = (by: number): number =>
        coarse({
          ...own,
          // The slope of a testlet's item is that of both its dimensions.
          slopes: own.slopes.map((row, i) =>
            row.map((a, e) => (i === j && (e === d || (name === 'testlet' && a !== 0)) ? a + by : a)),
          ),
        });
      expect(at(h) + at(-h)).toBeLessThan(2 * here);
      expect(Math.abs(at(h) - at(-h)) / (2 * h)).toBeLessThan(0.05);
    }
  });

  it('scores as brute force does', () => {
    const some = {
      ...matrix,
      learners: matrix.learners.slice(0, 6),
      points: matrix.points.slice(0, 6 * matrix.items.length),
    };
    const { mean, covariance } = bruteForce(truthOf(model), some, points, bound);
    const scores = score(model, some);
    const size = model.dimensions.length;
    mean.forEach((row, i) => {
      row.forEach((m, d) => {
        expect(Math.abs(scores.theta[i * size + d] - m)).toBeLessThan(1e-5);
        expect(Math.abs(scores.se[i * size + d] - Math.sqrt(covariance[i][d][d]))).toBeLessThan(1e-5);
        for (let e = 0; e < size; e++) {
          expect(Math.abs(scores.covariance[(i * size + d) * size + e] - covariance[i][d][e])).toBeLessThan(1e-5);
        }
      });
    });
  });

  it('is the same by the plain kernel', () => {
    const options = { families: familiesOf(truth), structure, quadraturePoints, maxIterations: 4 } as const;
    const [simd, plain] = (['auto', 'plain'] as const).map((kernel) =>
      calibrate(matrix, { ...options, standardErrors: 'none', kernel }),
    );
    expect(plain.report.logLikelihood).toBeCloseTo(simd.report.logLikelihood, 8);
    plain.slopes.forEach((row, j) => {
      row.forEach((a, d) => {
        expect(a).toBeCloseTo(simd.slopes[j][d], 8);
      });
    });
  });

  it('has errors by cross-products near those observed', () => {
    const crossed = calibrate(matrix, {
      families: familiesOf(truth),
      structure,
      quadraturePoints,
      standardErrors: 'cross-product',
    });
    expect(crossed.report.standardErrors).toBe('cross-product');
    expect(model.report.standardErrors).toBe('observed');
    const ratios = crossed.se.intercepts.flatMap((row, j) => row.map((se, v) => se / model.se.intercepts[j][v]));
    const middle = ratios.sort((a, b) => a - b)[ratios.length >> 1];
    expect(middle).toBeGreaterThan(0.7);
    expect(middle).toBeLessThan(1.5);
  });
});

describe('the errors of a covariance', () => {
  it('are what the curvature of the profile near the top says', () => {
    // With the items held at their estimates the curvature is more than what the error allows for.
    const { matrix } = draw(MIXED, 150, createRandom('confirmatory'), 0.1);
    const model = calibrate(matrix, { families: familiesOf(MIXED), structure: MIXED_PATTERN });
    const own = truthOf(model);
    const r = own.covariance[0][1];
    const at = (rho: number): number =>
      bruteForce(
        {
          ...own,
          covariance: [
            [1, rho],
            [rho, 1],
          ],
        },
        matrix,
        31,
        6,
      ).logLikelihood;
    const h = 0.03;
    const curvature = (2 * at(r) - at(r + h) - at(r - h)) / (h * h);
    const held = 1 / Math.sqrt(curvature);
    expect(model.latent.se.covariance[0][1]).toBeGreaterThan(held);
    expect(model.latent.se.covariance[0][1]).toBeLessThan(2 * held);
  });
});

describe('two tiers', () => {
  it('of two correlated primary abilities and specific ones give the likelihood of brute force', () => {
    const truth: MirtTruth = {
      families: ids(6).map(() => '2PL' as const),
      slopes: [
        [1.2, 0, 0.8],
        [1, 0, 0.9],
        [1.4, 0, 0],
        [0, 1.1, 0.7],
        [0, 1.3, 0],
        [0, 0.9, 0],
      ],
      intercepts: [[0.3], [-0.5], [0.2], [-0.9], [0.5], [0]],
      covariance: [
        [1, 0.4, 0],
        [0.4, 1, 0],
        [0, 0, 1],
      ],
    };
    const { matrix } = draw(truth, 120, createRandom('two tiers'));
    const primary = {
      dimensions: ['a', 'b'],
      loads: new Map(truth.slopes.map(([a], j) => [`q${j + 1}`, [a > 0 ? 'a' : 'b']] as const)),
    };
    const bifactor = new Map([1, 2, 4].map((j) => [`q${j}`, 's'] as const));
    const model = calibrate(matrix, {
      family: '2PL',
      structure: { bifactor, primary },
      maxIterations: 6,
      standardErrors: 'none',
      quadraturePoints: 21,
      bound: 5,
    });
    expect(model.dimensions).toEqual(['a', 'b', 's']);
    expect(model.primary).toBe(2);
    const brute = bruteForce(truthOf(model), matrix, 21, 5);
    expect(Math.abs(brute.logLikelihood - model.report.logLikelihood)).toBeLessThan(5e-3);
  });
});
