import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/irt/calibrate.js';
import { compare } from '../../../src/irt/fit/compare.js';
import { informationCriteria } from '../../../src/irt/fit/information-criteria.js';
import { createRandom } from '../../../src/math/random.js';
import { draw } from '../samples.js';

const random = createRandom('compare');
const truth = {
  a: [0.6, 1.8, 1, 0.8, 1.4, 1.1],
  b: [[-1], [0], [0.5], [1], [-0.4], [0.2]],
};
const { matrix } = draw(truth, 1500, random);
const rasch = calibrate(matrix, { family: 'Rasch' });
const two = calibrate(matrix, { family: '2PL' });

describe('information criteria', () => {
  it('are their definitions', () => {
    const { report } = two;
    const { aic, aicc, bic, sabic, hq, parameters, learners } = informationCriteria(two);
    const deviance = -2 * report.logLikelihood;
    expect([parameters, learners]).toEqual([12, 1500]);
    expect(aic).toBeCloseTo(deviance + 24, 9);
    expect(aicc).toBeCloseTo(deviance + 24 + (2 * 12 * 13) / (1500 - 13), 9);
    expect(bic).toBeCloseTo(deviance + 12 * Math.log(1500), 9);
    expect(sabic).toBeCloseTo(deviance + 12 * Math.log(1502 / 24), 9);
    expect(hq).toBeCloseTo(deviance + 24 * Math.log(Math.log(1500)), 9);
  });

  it('have no AICc where learners are fewer than parameters', () => {
    const few = { report: { ...two.report, learners: 12 } };
    expect(informationCriteria(few).aicc).toBeNaN();
  });
});

describe('likelihood-ratio comparison', () => {
  it('rejects equal slopes where they differ', () => {
    const found = compare(rasch, two);
    expect(found.df).toBe(5);
    expect(found.value).toBeCloseTo(2 * (two.report.logLikelihood - rasch.report.logLikelihood), 9);
    expect(found.p).toBeLessThan(1e-4);
    expect(found.warnings).toEqual([]);
  });

  it('keeps its level where slopes are equal', () => {
    const p = Array.from({ length: 60 }, (_, r) => {
      const own = draw({ a: truth.a.map(() => 1), b: truth.b }, 400, createRandom(`level ${r}`)).matrix;
      const settings = { standardErrors: 'none' } as const;
      return compare(calibrate(own, { family: 'Rasch', ...settings }), calibrate(own, { family: '2PL', ...settings }))
        .p;
    });
    // 60 uniform values: mean 0.5 ± 0.037, those below 0.05 are 3 ± 1.7.
    expect(Math.abs(p.reduce((sum, x) => sum + x, 0) / 60 - 0.5)).toBeLessThan(0.12);
    expect(p.filter((x) => x < 0.05).length).toBeLessThan(9);
  });

  it('refuses models that cannot be compared', () => {
    expect(() => compare(two, rasch)).toThrow(/special case/);
    expect(() => compare(two, two)).toThrow(/fewer parameters first/);
    const other = calibrate(draw(truth, 1500, random).matrix, { family: '2PL' });
    expect(() => compare(rasch, other)).toThrow(/same answers/);
    const less = { ...two, report: { ...two.report, logLikelihood: rasch.report.logLikelihood - 5 } };
    expect(() => compare(rasch, less)).toThrow(/at least as likely/);
    const cut = { ...two, cuts: two.cuts.map(() => [0.5]) };
    expect(() => compare(rasch, cut)).toThrow(/same categories/);
    const graded = { ...two, families: two.families.map(() => 'GRM' as const) };
    expect(() => compare(rasch, graded)).toThrow(/special case/);
    const shaped = { ...rasch, latent: [{ ...rasch.latent[0], weights: [0.5, 0.5] }] };
    expect(() => compare(shaped, two)).toThrow(/as free/);
  });

  it('warns of priors, bounds and estimations that did not converge', () => {
    const doubtful = {
      ...two,
      report: { ...two.report, converged: false, logPrior: -1, bounded: ['q2: slope'] },
    };
    expect(compare(rasch, doubtful).warnings).toHaveLength(3);
  });
});
