import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { analyseItems } from '../../../src/irt/classical/analyse.js';
import { analyseDistractors } from '../../../src/irt/classical/distractors.js';
import { scoreDistribution } from '../../../src/irt/classical/distribution.js';
import { judgeDifficulty, judgeDiscrimination, judgeReliability } from '../../../src/irt/classical/verdict.js';
import { incompleteBeta } from '../../../src/math/incomplete-beta.js';
import { createRandom } from '../../../src/math/random.js';
import { realData } from '../../real-data.js';
import { draw, matrixOf } from '../samples.js';

const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;
const covariance = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, v, i) => sum + (v - mean(x)) * (y[i] - mean(y)), 0) / (x.length - 1);
const correlation = (x: readonly number[], y: readonly number[]): number =>
  covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));

function rowsOf(matrix: ResponseMatrix): number[][] {
  const k = matrix.items.length;
  return matrix.learners.map((_, i) => [...matrix.points.subarray(i * k, (i + 1) * k)]);
}

/** LSAT section 6 of Bock & Lieberman (1970): patterns of five items with how many of 1,000 learners gave each. */
const LSAT6: ResponseMatrix = (() => {
  const counts = [
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
  ];
  const rows = counts.map((_, pattern) => [16, 8, 4, 2, 1].map((bit) => Number((pattern & bit) > 0)));
  return matrixOf(rows, [1, 1, 1, 1, 1], counts);
})();

describe('published figures', () => {
  test('LSAT 6: difficulties, correlations and α as the ltm package prints them', () => {
    const { items, reliability, learners } = analyseItems(LSAT6);
    expect(learners).toBe(1000);
    [0.924, 0.709, 0.553, 0.763, 0.87].forEach((p, j) => {
      expect(items[j].difficulty).toBeCloseTo(p, 10);
    });
    expect(reliability.alpha).toBeCloseTo(0.295, 3);
    [0.2754, 0.2376, 0.2168, 0.2459, 0.2663].forEach((alpha, j) => {
      expect(items[j].alphaIfDeleted).toBeCloseTo(alpha, 3);
    });
    [0.362, 0.5668, 0.6184, 0.5344, 0.4354].forEach((r, j) => {
      expect(items[j].itemTotal).toBeCloseTo(r, 2);
    });
    [0.1128, 0.1532, 0.1728, 0.1444, 0.1216].forEach((r, j) => {
      expect(items[j].itemRest).toBeCloseTo(r, 3);
    });
  });

  test('the same from the file of the data, where it is', ({ skip }) => {
    const path = realData('irt/lsat6_patterns.csv');
    if (path === undefined) return skip('real data absent');
    const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
    const rows = lines.map((line) => line.split(',').map(Number));
    const matrix = matrixOf(
      rows.map((row) => row.slice(0, 5)),
      [1, 1, 1, 1, 1],
      rows.map((row) => row[5]),
    );
    const { reliability } = analyseItems(matrix);
    expect(reliability.alpha).toBeCloseTo(analyseItems(LSAT6).reliability.alpha, 12);
  });
});

describe('the interval of α', () => {
  test('inverts the F distribution', () => {
    const { reliability, learners } = analyseItems(LSAT6, { confidence: 0.9 });
    const { alpha, interval } = reliability;
    const d1 = learners - 1;
    const d2 = 4 * d1;
    const below = (limit: number): number => {
      const f = (1 - limit) / (1 - alpha);
      return incompleteBeta(d1 / 2, d2 / 2, (d1 * f) / (d1 * f + d2));
    };
    expect(below(interval.lower)).toBeCloseTo(0.95, 8);
    expect(below(interval.upper)).toBeCloseTo(0.05, 8);
  });

  test('holds the true α as often as it says', () => {
    // Parallel items: variance of the true part 1, of the error 2, six of them: α = 6 / (6 + 2).
    const random = createRandom('coverage');
    let held = 0;
    for (let replicate = 0; replicate < 400; replicate++) {
      const rows = Array.from({ length: 40 }, () => {
        const true1 = random.normal();
        return Array.from({ length: 6 }, () => 50 + 5 * (true1 + Math.SQRT2 * random.normal()));
      });
      const { interval } = analyseItems(matrixOf(rows, [100, 100, 100, 100, 100, 100]), {
        confidence: 0.9,
      }).reliability;
      if (interval.lower < 0.75 && interval.upper > 0.75) held++;
    }
    // Three standard errors are 0.045.
    expect(held / 400).toBeGreaterThan(0.855);
    expect(held / 400).toBeLessThan(0.945);
  });
});

describe('by hand and by brute force', () => {
  const { matrix } = draw({ a: [1, 1.5, 0.8, 1.2], b: [[0], [-0.5], [0, 1], [-1, 0, 1]] }, 200, createRandom('ctt'));

  test('correlations, α, λ₂, split half, SEM', () => {
    const rows = rowsOf(matrix);
    const total = rows.map((row) => row.reduce((sum, x) => sum + x, 0));
    const { items, reliability, total: described } = analyseItems(matrix);
    const column = (j: number): number[] => rows.map((row) => row[j]);
    items.forEach((item, j) => {
      expect(item.itemTotal).toBeCloseTo(correlation(column(j), total), 10);
      expect(item.itemRest).toBeCloseTo(
        correlation(
          column(j),
          total.map((t, i) => t - rows[i][j]),
        ),
        10,
      );
      expect(item.mean).toBeCloseTo(mean(column(j)), 10);
    });
    const variances = [0, 1, 2, 3].map((j) => covariance(column(j), column(j)));
    const v = covariance(total, total);
    expect(reliability.alpha).toBeCloseTo((4 / 3) * (1 - variances.reduce((sum, x) => sum + x, 0) / v), 10);
    expect(reliability.sem).toBeCloseTo(Math.sqrt(v * (1 - reliability.alpha)), 10);
    const odd = rows.map((row) => row[0] + row[2]);
    const even = rows.map((row) => row[1] + row[3]);
    const r = correlation(odd, even);
    expect(reliability.splitHalf.spearmanBrown).toBeCloseTo((2 * r) / (1 + r), 10);
    expect(reliability.splitHalf.guttman).toBeCloseTo((4 * covariance(odd, even)) / v, 10);
    expect(reliability.lambda2).toBeGreaterThanOrEqual(reliability.alpha);
    expect(described.deviation).toBeCloseTo(Math.sqrt(v), 10);
  });

  test('ω of one factor is its closed form', () => {
    // Three items: loadings are √(s12 s13 / s23), exactly.
    const three = draw({ a: [2, 1.5, 1.8], b: [[0], [0.2], [-0.3]] }, 500, createRandom(3)).matrix;
    const rows = rowsOf(three);
    const s = (i: number, j: number): number =>
      covariance(
        rows.map((row) => row[i]),
        rows.map((row) => row[j]),
      );
    const loading = [
      Math.sqrt((s(0, 1) * s(0, 2)) / s(1, 2)),
      Math.sqrt((s(0, 1) * s(1, 2)) / s(0, 2)),
      Math.sqrt((s(0, 2) * s(1, 2)) / s(0, 1)),
    ];
    const common = loading.reduce((sum, x) => sum + x, 0) ** 2;
    const unique = loading.reduce((sum, x, j) => sum + s(j, j) - x * x, 0);
    expect(analyseItems(three).reliability.omega).toBeCloseTo(common / (common + unique), 6);
  });

  test('biserial recovers the correlation of the normal variable behind', () => {
    const random = createRandom('biserial');
    const rows = Array.from({ length: 20_000 }, () => {
      const x = random.normal();
      const behind = 0.6 * x + 0.8 * random.normal();
      return [Number(behind > 0.5), 50 + 10 * x];
    }).map(([one, two]) => [one, Math.min(100, Math.max(0, two))]);
    const { items } = analyseItems(matrixOf(rows, [1, 100]));
    // The total is the second item but for the little that the first adds.
    expect(items[0].polyserial).toBeGreaterThan(0.57);
    expect(items[0].polyserial).toBeLessThan(0.68);
  });

  test('upper and lower 27 %: ties over the border are shared', () => {
    const rows = [[0], [0], [1], [1], [1], [1], [1], [2], [2], [2]].map(([x]) => [x, x]);
    const { items } = analyseItems(matrixOf(rows, [2, 2]));
    // Lower 2.7 learners: two with 0, 0.7 of the five with 1; upper 2.7 of the three with 2.
    expect(items[0].discrimination).toBeCloseTo((2 - 0.7 / 2.7) / 2, 10);
  });
});

describe('properties', () => {
  const answers = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }), {
    minLength: 6,
    maxLength: 25,
  });

  test.prop([answers])('order of rows and items is nothing; counts are repeated rows', (rows) => {
    const full = [3, 3, 3, 3, 3];
    const one = analyseItems(matrixOf(rows, full));
    const turned = analyseItems(matrixOf([...rows].reverse(), full));
    expect(round(turned)).toEqual(round(one));
    const twice = analyseItems(matrixOf([...rows, ...rows], full));
    const counted = analyseItems(
      matrixOf(
        rows,
        full,
        rows.map(() => 2),
      ),
    );
    expect(round(counted.items)).toEqual(round(twice.items.map((item) => item)));
    expect(round(counted.reliability)).toEqual(round(twice.reliability));
    const backwards = analyseItems(
      matrixOf(
        rows.map((row) => [...row].reverse()),
        full,
      ),
    );
    backwards.items.forEach((item, j) => {
      expect(item.difficulty).toBeCloseTo(one.items[4 - j].difficulty, 10);
      if (Number.isFinite(item.itemRest)) expect(item.itemRest).toBeCloseTo(one.items[4 - j].itemRest, 8);
    });
  });

  test.prop([answers])('without missing cells the rules agree', (rows) => {
    const matrix = matrixOf(rows, [3, 3, 3, 3, 3]);
    expect(round(analyseItems(matrix, { missing: 'zero' }))).toEqual(round(analyseItems(matrix)));
    expect(round(analyseItems(matrix, { missing: 'complete' }))).toEqual(round(analyseItems(matrix)));
  });

  test('missing cells: own statistics are of those who have the item', () => {
    const rows = [
      [1, 0, 1],
      [Number.NaN, 1, 1],
      [0, 0, Number.NaN],
      [1, 1, 1],
      [0, 1, 0],
      [Number.NaN, Number.NaN, Number.NaN],
    ];
    const { items, learners, warnings } = analyseItems(matrixOf(rows, [1, 1, 1]));
    expect(learners).toBe(5);
    expect(items.map(({ answered, missing }) => [answered, missing])).toEqual([
      [4, 2],
      [5, 1],
      [4, 2],
    ]);
    expect(items[0].difficulty).toBe(0.5);
    expect(warnings.some((text) => text.includes('1 of 6'))).toBe(true);
    expect(analyseItems(matrixOf(rows, [1, 1, 1]), { missing: 'complete' }).learners).toBe(3);
  });
});

/** Numbers to nine digits, so that sums in another order are equal. */
function round(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, x) => (typeof x === 'number' ? Number(x.toFixed(9)) + 0 : x));
}

describe('distribution of totals', () => {
  test('bands and rates', () => {
    const { bands, rates } = scoreDistribution(matrixOf([[0], [39], [40], [59], [60], [85], [100]], [100]));
    expect(bands.map(({ learners }) => learners)).toEqual([1, 0, 0, 1, 1, 1, 1, 0, 1, 1]);
    expect(bands[0].above).toBe(1);
    expect(bands[9]).toEqual({ from: 90, to: 100, learners: 1, share: 1 / 7, above: 1 / 7 });
    expect(rates).toEqual({ excellent: 2 / 7, pass: 3 / 7, low: 2 / 7 });
    expect(() => scoreDistribution(matrixOf([[0], [1]], [1]), { width: -1 })).toThrow(YincaiError);
  });
});

describe('distractors', () => {
  const choices = [
    ['A', 'AC'],
    ['B', 'CA'],
    ['a', 'A'],
    ['C', ''],
    ['Ａ', 'A、C'],
    ['B', null],
  ];

  test('options by score group, key first; letters of several in order', () => {
    const [one, two] = analyseDistractors({ items: ['q1', 'q2'], key: ['A', 'ac'], choices });
    expect(one.options.map(({ option, chosen }) => [option, chosen])).toEqual([
      ['A', 3],
      ['B', 2],
      ['C', 1],
    ]);
    expect(one.options[0].isKey).toBe(true);
    expect(two.learners).toBe(5);
    expect(two.options[0]).toMatchObject({ option: 'AC', chosen: 3, share: 0.6 });
    for (let g = 0; g < 3; g++)
      expect(one.options.reduce((sum, own) => sum + own.groupShares[g], 0)).toBeCloseTo(1, 10);
  });

  test('a wrong key shows itself', () => {
    const random = createRandom('key');
    const rows = Array.from({ length: 400 }, () => {
      const theta = random.normal();
      return Array.from({ length: 8 }, (_, j) =>
        random.bernoulli(1 / (1 + Math.exp(-1.5 * theta))) ? 'A' : j === 3 ? 'B' : random.pick(['B', 'C', 'D']),
      );
    });
    const key = ['A', 'A', 'A', 'B', 'A', 'A', 'A', 'A'];
    const tables = analyseDistractors({ items: key.map((_, j) => `q${j}`), key, choices: rows });
    expect(tables[3].options.find(({ option }) => option === 'A')?.flags).toEqual(['attracts-strong', 'key-suspect']);
    expect(tables[0].options[0].discrimination).toBeGreaterThan(0.5);
    expect(tables[0].options[0].pointBiserial).toBeGreaterThan(0.3);
    expect(tables[0].options.slice(1).every(({ flags }) => flags.length === 0)).toBe(true);
  });

  test('tables that do not fit are refused, by row', () => {
    expect(() => analyseDistractors({ items: ['q1'], key: [], choices: [['A'], ['B']] })).toThrow(/1 keys/);
    expect(() => analyseDistractors({ items: ['q1'], key: ['A'], choices: [['A'], ['B', 'C']] })).toThrow(/row 2/);
    expect(() => analyseDistractors({ items: ['q1'], key: ['A'], choices: [['A']] })).toThrow(/two learners/);
  });
});

describe('words', () => {
  test('stand at the borders of the literature', () => {
    expect([0.29, 0.3, 0.7, 0.71].map((p) => judgeDifficulty(p).level)).toEqual([
      'hard',
      'moderate',
      'moderate',
      'easy',
    ]);
    expect([-0.1, 0.1, 0.2, 0.3, 0.4].map((d) => judgeDiscrimination(d).level)).toEqual([
      'negative',
      'poor',
      'fair',
      'good',
      'excellent',
    ]);
    expect([0.6, 0.7, 0.8, 0.9].map((r) => judgeReliability(r).level)).toEqual([
      'low',
      'acceptable',
      'good',
      'excellent',
    ]);
    expect(judgeReliability(Number.NaN).level).toBe('unknown');
  });
});

describe('bad input', () => {
  test('is refused or told', () => {
    expect(() => analyseItems(matrixOf([[1]], [1]))).toThrow(/two learners/);
    expect(() => analyseItems(matrixOf([[1], [0]], [1]), { groupShare: 0.9 })).toThrow(/groupShare/);
    const { warnings, items, reliability } = analyseItems(matrixOf([[1], [1]], [1]));
    expect(warnings.join()).toContain('everybody won full marks');
    expect(items[0].itemTotal).toBeNaN();
    expect(reliability.alpha).toBeNaN();
  });
});
