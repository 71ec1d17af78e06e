import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { adjust } from '../../../src/irt/dif/adjust.js';
import { cochranMantelHaenszel, mantelHaenszel, meanDifference } from '../../../src/irt/dif/contingency.js';
import type { Stratum } from '../../../src/irt/dif/matching.js';

const strata = (tables: readonly (readonly number[])[]): Stratum[] =>
  tables.map((counts, score) => ({ score, counts: Float64Array.from(counts) }));

describe('published tables', () => {
  // Bickel, Hammel & O'Connell (1975), Science 187: admissions to Berkeley; men rejected, admitted, women rejected, admitted.
  const berkeley = strata([
    [313, 512, 19, 89],
    [207, 353, 8, 17],
    [205, 120, 391, 202],
    [279, 138, 244, 131],
    [138, 53, 299, 94],
    [351, 22, 317, 24],
  ]);

  test('admissions to Berkeley: as R prints them', () => {
    const { oddsRatio, logOddsRatio, se, test: corrected } = mantelHaenszel(berkeley, true);
    expect(oddsRatio).toBeCloseTo(0.9046968, 7);
    expect(Math.exp(logOddsRatio - 1.959964 * se)).toBeCloseTo(0.7719074, 6);
    expect(Math.exp(logOddsRatio + 1.959964 * se)).toBeCloseTo(1.0603298, 6);
    expect(corrected.statistic).toBeCloseTo(1.4269, 4);
    expect(corrected.p).toBeCloseTo(0.2323, 4);
  });

  test('job satisfaction of Agresti (2002), p. 57: general association as R prints it', () => {
    const { statistic, df, p } = cochranMantelHaenszel(
      strata([
        [1, 3, 11, 2, 2, 3, 17, 3, 0, 1, 8, 5, 0, 2, 4, 2],
        [1, 1, 2, 1, 0, 3, 5, 1, 0, 0, 7, 3, 0, 1, 9, 6],
      ]),
      4,
      4,
    );
    expect(statistic).toBeCloseTo(10.2001, 4);
    expect(df).toBe(9);
    expect(p).toBeCloseTo(0.3345, 4);
  });

  test('an item of ten strata as SAS has it', () => {
    const focal = [
      [57, 10],
      [1503, 432],
      [1859, 1736],
      [563, 1383],
      [124, 541],
      [26, 175],
      [8, 73],
      [0, 22],
      [0, 9],
      [0, 0],
    ];
    const reference = [
      [53, 10],
      [2054, 866],
      [2647, 3856],
      [884, 3316],
      [188, 1301],
      [50, 474],
      [13, 193],
      [3, 71],
      [0, 17],
      [0, 3],
    ];
    const {
      oddsRatio,
      logOddsRatio,
      se,
      test: plain,
    } = mantelHaenszel(strata(reference.map((own, k) => [...own, ...focal[k]])), false);
    expect(plain.statistic).toBeCloseTo(205.2952852813, 8);
    expect(plain.p / 1.46000887157466e-46).toBeCloseTo(1, 5);
    expect(oddsRatio).toBeCloseTo(1.53011608995743, 12);
    expect(Math.exp(logOddsRatio - 1.959964 * se)).toBeCloseTo(1.44335984061157, 6);
    expect(Math.exp(logOddsRatio + 1.959964 * se)).toBeCloseTo(1.62208701037061, 6);
  });
});

describe('tests of tables', () => {
  const tables = (groups: number, categories: number): fc.Arbitrary<number[][]> =>
    fc.array(
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: groups * categories, maxLength: groups * categories }),
      {
        minLength: 2,
        maxLength: 6,
      },
    );

  test.prop([tables(2, 2)])('of two groups and categories are one and the same', (given) => {
    const plain = mantelHaenszel(strata(given), false).test;
    const general = cochranMantelHaenszel(strata(given), 2, 2);
    const mean = cochranMantelHaenszel(strata(given), 2, 2, [0, 1]);
    expect(general.statistic).toBeCloseTo(plain.statistic, 8);
    expect(mean.statistic).toBeCloseTo(plain.statistic, 8);
    expect(mantelHaenszel(strata(given), true).test.statistic).toBeLessThanOrEqual(plain.statistic + 1e-12);
  });

  test.prop([tables(3, 4)])(
    'do not depend on the order of groups, categories, strata, nor on the scores\u2019 scale',
    (given) => {
      const general = cochranMantelHaenszel(strata(given), 3, 4);
      const turned = given.map((own) => [2, 0, 1].flatMap((g) => [3, 1, 0, 2].map((k) => own[g * 4 + k]))).reverse();
      expect(cochranMantelHaenszel(strata(turned), 3, 4).statistic).toBeCloseTo(general.statistic, 8);
      const mean = cochranMantelHaenszel(strata(given), 3, 4, [0, 1, 2, 5]);
      expect(cochranMantelHaenszel(strata(given), 3, 4, [3, 5, 7, 13]).statistic).toBeCloseTo(mean.statistic, 8);
    },
  );

  test.prop([tables(2, 3)])('change sign with the groups', (given) => {
    const turned = given.map((own) => [...own.slice(3), ...own.slice(0, 3)]);
    const one = mantelHaenszel(strata(given.map((own) => [own[0], own[1], own[3], own[4]])), true);
    const two = mantelHaenszel(strata(turned.map((own) => [own[0], own[1], own[3], own[4]])), true);
    expect(one.logOddsRatio).toBeCloseTo(-two.logOddsRatio, 10);
    expect(one.test.statistic).toBeCloseTo(two.test.statistic, 8);
  });

  test('by hand: one stratum', () => {
    const { difference } = meanDifference(strata([[6, 2, 2, 1, 3, 6]]), 3, [0, 1, 2]);
    expect(difference).toBeCloseTo(1.5 - 0.6, 12);
    // Mantel's test on one stratum is (n − 1) r² of group and score.
    const { statistic } = cochranMantelHaenszel(strata([[6, 2, 2, 1, 3, 6]]), 2, 3, [0, 1, 2]);
    const scores = [...Array(6).fill(0), 1, 1, 2, 2, 0, 1, 1, 1, ...Array(6).fill(2)] as number[];
    const group = scores.map((_, i) => (i < 10 ? 0 : 1));
    const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
    const covariance = (x: readonly number[], y: readonly number[]): number =>
      mean(x.map((v, i) => (v - mean(x)) * (y[i] - mean(y))));
    const r2 = covariance(scores, group) ** 2 / covariance(scores, scores) / covariance(group, group);
    expect(statistic).toBeCloseTo(19 * r2, 10);
  });
});

describe('adjusted p-values', () => {
  test('as R adjusts them', () => {
    expect(adjust([0.01, 0.04, 0.03, 0.005], 'Holm').map((p) => Number(p.toFixed(6)))).toEqual([
      0.03, 0.06, 0.06, 0.02,
    ]);
    expect(adjust([0.01, 0.04, 0.03, 0.005], 'BH').map((p) => Number(p.toFixed(6)))).toEqual([0.02, 0.04, 0.04, 0.02]);
    expect(adjust([0.5, Number.NaN, 0.01], 'Holm')).toEqual([0.5, Number.NaN, 0.02]);
  });

  test.prop([fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })])(
    'are never smaller, and Holm never below BH',
    (p) => {
      const holm = adjust(p, 'Holm');
      const bh = adjust(p, 'BH');
      p.forEach((own, i) => {
        expect(bh[i]).toBeGreaterThanOrEqual(own - 1e-15);
        expect(holm[i]).toBeGreaterThanOrEqual(bh[i] - 1e-15);
      });
    },
  );
});
