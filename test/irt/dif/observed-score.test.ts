import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import { difLogistic } from '../../../src/irt/dif/logistic.js';
import { fitLogistic } from '../../../src/irt/dif/logistic-model.js';
import { classOfDelta, classOfEffect, difMantelHaenszel } from '../../../src/irt/dif/mantel-haenszel.js';
import { matrixOf } from '../samples.js';
import { twoGroups } from './groups.js';

describe('Mantel–Haenszel', () => {
  test('agrees with tables counted by hand', () => {
    const { matrix, groups } = twoGroups({ seed: 1, learners: 400, items: 6 });
    const { items } = difMantelHaenszel(matrix, groups, { purify: false, correction: false });
    const width = 6;
    for (let j = 0; j < width; j++) {
      const cell = new Map<number, number[]>();
      groups.forEach((group, row) => {
        const x = [...matrix.points.subarray(row * width, (row + 1) * width)];
        const total = x.reduce((s, v) => s + v, 0);
        const own = cell.get(total) ?? [0, 0, 0, 0];
        own[(group === 'g0' ? 0 : 2) + x[j]]++;
        cell.set(total, own);
      });
      let [above, below, deviation, variance] = [0, 0, 0, 0];
      for (const [b, a, d, c] of cell.values()) {
        const t = a + b + c + d;
        if (a + b === 0 || c + d === 0) continue;
        above += (a * d) / t;
        below += (b * c) / t;
        deviation += a - ((a + b) * (a + c)) / t;
        variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (t * t * (t - 1));
      }
      expect(items[j].pairs[0].oddsRatio).toBeCloseTo(above / below, 10);
      expect(items[j].test.statistic).toBeCloseTo(deviation ** 2 / variance, 10);
      expect(items[j].pairs[0].delta).toBeCloseTo(-2.35 * Math.log(above / below), 10);
    }
  });

  test('finds planted items, with the right sign and class, and no others; purification keeps it clean', () => {
    const { matrix, groups } = twoGroups({
      seed: 2,
      learners: 3000,
      items: 20,
      means: [0, -0.5],
      planted: [
        { item: 3, shift: 1 },
        { item: 11, shift: -1 },
        { item: 12, shift: 1 },
      ],
    });
    const { items, rounds } = difMantelHaenszel(matrix, groups, { adjust: 'Holm' });
    expect(items.filter(({ flagged }) => flagged).map(({ item }) => item)).toEqual(['q4', 'q12', 'q13']);
    expect(items[3].pairs[0].etsClass).toBe('C');
    expect(items[3].pairs[0].delta).toBeLessThan(-1.5);
    expect(items[11].pairs[0].delta).toBeGreaterThan(1.5);
    expect(items[3].pairs[0].meanDifference).toBeLessThan(0);
    expect(rounds).toBeGreaterThan(1);
    expect(items[3].matching).toBe(false);
  });

  test('three groups and several categories: the same findings, each focal group for itself', () => {
    const { matrix, groups } = twoGroups({
      seed: 3,
      learners: 3000,
      items: 12,
      steps: 3,
      means: [0, 0.3, -0.3],
      planted: [{ item: 5, shift: 0.6 }],
    });
    const { items } = difMantelHaenszel(matrix, groups, { adjust: 'Holm' });
    expect(items.filter(({ flagged }) => flagged).map(({ item }) => item)).toEqual(['q6']);
    expect(items[5].pairs).toHaveLength(2);
    expect(items[5].pairs.map(({ etsClass }) => etsClass)).not.toContain('AA');
    expect(items[5].test.df).toBe(2);
    expect(items[5].general.df).toBe(6);
    expect(items[0].pairs[0].oddsRatio).toBeNaN();
  });

  test('classes by ETS\u2019 rule', () => {
    expect(classOfDelta(0.2, 3, 1)).toBe('A');
    expect(classOfDelta(0.01, 0.9, 0.1)).toBe('A');
    expect(classOfDelta(0.01, -1.2, 0.3)).toBe('B');
    expect(classOfDelta(0.01, 1.6, 0.4)).toBe('B');
    expect(classOfDelta(0.01, -1.6, 0.3)).toBe('C');
    expect(classOfEffect(0.01, 0.17)).toBe('AA');
    expect(classOfEffect(0.01, -0.2)).toBe('BB');
    expect(classOfEffect(0.01, 0.26)).toBe('CC');
    expect(classOfEffect(0.06, 0.5)).toBe('AA');
  });
});

describe('logistic regression', () => {
  test('of a binary covariate is the log odds ratio', () => {
    // Counts [wrong; right] at x = 0 and x = 1.
    const { slopes, logLikelihood } = fitLogistic([Float64Array.of(0, 1)], Float64Array.of(30, 10, 20, 40), 2, 2);
    expect(slopes[0]).toBeCloseTo(Math.log((40 * 30) / (10 * 20)), 8);
    const entropy = 30 * Math.log(0.6) + 20 * Math.log(0.4) + 10 * Math.log(0.2) + 40 * Math.log(0.8);
    expect(logLikelihood).toBeCloseTo(entropy, 8);
  });

  test('agrees with Newton steps on single rows written apart from it', () => {
    const { matrix, groups } = twoGroups({ seed: 4, learners: 300, items: 5 });
    const width = 5;
    const totals = groups.map((_, row) =>
      matrix.points.subarray(row * width, (row + 1) * width).reduce((s, v) => s + v, 0),
    );
    const y = groups.map((_, row) => matrix.points[row * width + 2]);
    const focal = groups.map((group) => Number(group === 'g1'));
    const likelihood = (columns: readonly (readonly number[])[]): number => {
      let beta = columns.map(() => 0);
      for (let step = 0; step < 60; step++) {
        const gradient = columns.map(() => 0);
        const hessian = columns.map(() => columns.map(() => 0));
        y.forEach((own, i) => {
          const p = 1 / (1 + Math.exp(-beta.reduce((s, b, c) => s + b * columns[c][i], 0)));
          columns.forEach((column, c) => {
            gradient[c] += (own - p) * column[i];
            columns.forEach((other, d) => {
              hessian[c][d] += p * (1 - p) * column[i] * other[i];
            });
          });
        });
        beta = beta.map((b, c) => b + solve(hessian, gradient)[c]);
      }
      return y.reduce((sum, own, i) => {
        const eta = beta.reduce((s, b, c) => s + b * columns[c][i], 0);
        return sum + own * eta - Math.log1p(Math.exp(eta));
      }, 0);
    };
    const one = totals.map(() => 1);
    const both = totals.map((x, i) => x * focal[i]);
    const [l0, l1, l2, l3] = [[one], [one, totals], [one, totals, focal], [one, totals, focal, both]].map(likelihood);
    const { items } = difLogistic(matrix, groups, { purify: false });
    expect(items[2].uniform.statistic).toBeCloseTo(2 * (l2 - l1), 6);
    expect(items[2].nonuniform.statistic).toBeCloseTo(2 * (l3 - l2), 6);
    expect(items[2].both.statistic).toBeCloseTo(2 * (l3 - l1), 6);
    const n = y.length;
    const nagelkerke = (l: number): number => (1 - Math.exp((2 * (l0 - l)) / n)) / (1 - Math.exp((2 * l0) / n));
    expect(items[2].r2).toBeCloseTo(nagelkerke(l3) - nagelkerke(l1), 8);
  });

  test.prop([fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 12, maxLength: 12 })])(
    'cumulative logits turn with the categories',
    (counts) => {
      const x = [Float64Array.of(-1, 0, 0.5, 1)];
      const forth = fitLogistic(x, Float64Array.from(counts), 3, 4);
      const turned = [...counts.slice(8), ...counts.slice(4, 8), ...counts.slice(0, 4)];
      const back = fitLogistic(x, Float64Array.from(turned), 3, 4);
      expect(back.slopes[0]).toBeCloseTo(-forth.slopes[0], 5);
      expect(back.logLikelihood).toBeCloseTo(forth.logLikelihood, 7);
    },
  );

  test('tells level from slope', () => {
    const { matrix, groups } = twoGroups({
      seed: 5,
      learners: 4000,
      items: 20,
      planted: [
        { item: 4, shift: 0.8 },
        { item: 10, factor: 0.4 },
      ],
    });
    const { items } = difLogistic(matrix, groups, { adjust: 'Holm' });
    expect(items.filter(({ flagged }) => flagged).map(({ item }) => item)).toEqual(['q5', 'q11']);
    expect(items[4].uniform.p).toBeLessThan(1e-6);
    expect(items[4].level[0]).toBeLessThan(-0.4);
    expect(items[10].nonuniform.p).toBeLessThan(1e-4);
    expect(items[4].nonuniform.p).toBeGreaterThan(0.001);
    expect(items[4].zumboThomas).toBe('negligible');
  });

  test('separated data end in a warning, not in an error', () => {
    const rows = [...Array(20).keys()].map((i) => [i % 2, i % 2, i % 2, i < 10 ? 0 : 1]);
    const groups = rows.map((_, i) => (i % 4 < 2 ? 'a' : 'b'));
    const { warnings, items } = difLogistic(matrixOf(rows, [1, 1, 1, 1]), groups, { purify: false });
    expect(items).toHaveLength(4);
    expect(warnings.some((text) => text.includes('no finite solution'))).toBe(true);
  });
});

describe('both', () => {
  /** Share of items without DIF that are flagged at 5 % over simulated tests, and of planted items found. */
  function rates(method: 'mh' | 'logistic', steps: number): { typeI: number; power: number } {
    let [wrong, clean, found, planted] = [0, 0, 0, 0];
    for (let seed = 0; seed < 12; seed++) {
      const { matrix, groups } = twoGroups({
        seed: `rates ${seed}`,
        learners: 1200,
        items: 20,
        steps,
        means: [0, -0.3],
        planted: [{ item: 8, shift: 0.7 }],
      });
      const { items } =
        method === 'mh' ? difMantelHaenszel(matrix, groups) : difLogistic(matrix, groups, { test: 'uniform' });
      items.forEach(({ flagged }, j) => {
        if (j === 8) {
          planted++;
          if (flagged) found++;
        } else {
          clean++;
          if (flagged) wrong++;
        }
      });
    }
    return { typeI: wrong / clean, power: found / planted };
  }

  test.each([
    ['mh', 1],
    ['mh', 3],
    ['logistic', 1],
    ['logistic', 3],
  ] as const)('%s, %i steps: errors of the first kind near the level, planted items found', (method, steps) => {
    const { typeI, power } = rates(method, steps);
    // 228 items: three standard errors are 0.043.
    expect(typeI).toBeLessThan(0.095);
    expect(typeI).toBeGreaterThan(0.01);
    expect(power).toBeGreaterThan(0.9);
  });

  test('patterns with counts are as good as single rows, in any order', () => {
    const { matrix, groups } = twoGroups({ seed: 6, learners: 600, items: 4 });
    const patterns = new Map<string, { row: number[]; group: string; n: number }>();
    groups.forEach((group, i) => {
      const row = [...matrix.points.subarray(i * 4, i * 4 + 4)];
      const key = `${group} ${row}`;
      const own = patterns.get(key) ?? { row, group, n: 0 };
      own.n++;
      patterns.set(key, own);
    });
    const list = [...patterns.values()].reverse();
    const counted = matrixOf(
      list.map(({ row }) => row),
      [1, 1, 1, 1],
      list.map(({ n }) => n),
    );
    const labels = list.map(({ group }) => group);
    const one = difMantelHaenszel(matrix, groups, { reference: 'g0' });
    const two = difMantelHaenszel(counted, labels, { reference: 'g0' });
    expect(two.groups).toEqual(one.groups);
    two.items.forEach((item, j) => {
      expect(item.test.statistic).toBeCloseTo(one.items[j].test.statistic, 8);
      expect(item.pairs[0].delta).toBeCloseTo(one.items[j].pairs[0].delta, 8);
    });
    const l1 = difLogistic(matrix, groups, { reference: 'g0' });
    const l2 = difLogistic(counted, labels, { reference: 'g0' });
    l2.items.forEach((item, j) => {
      expect(item.both.statistic).toBeCloseTo(l1.items[j].both.statistic, 6);
    });
  });

  test('missing cells are left out, and groups that do not fit are refused', () => {
    const { matrix, groups } = twoGroups({ seed: 7, learners: 500, items: 8 });
    const points = matrix.points.map((x, at) => (at % 13 === 0 ? Number.NaN : x));
    const { items } = difMantelHaenszel({ ...matrix, points }, groups);
    expect(items.every(({ test: own }) => Number.isFinite(own.statistic))).toBe(true);
    expect(() => difMantelHaenszel(matrix, groups.slice(1))).toThrow(YincaiError);
    expect(() =>
      difMantelHaenszel(
        matrix,
        groups.map(() => 'a'),
      ),
    ).toThrow(/two groups/);
    expect(() => difMantelHaenszel(matrix, groups, { reference: 'x' })).toThrow(/unknown id/);
    expect(() => difLogistic(matrix, groups, { alpha: 2 })).toThrow(/bad option/);
    const named = groups.map((group) => (group === 'g0' ? '__proto__' : 'constructor'));
    expect(difLogistic(matrix, named).reference).toBe('__proto__');
  });
});

/** Solves a small linear system by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const factor = rows[k][i] / rows[i][i];
      for (let c = i; c <= n; c++) rows[k][c] -= factor * rows[i][c];
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}
