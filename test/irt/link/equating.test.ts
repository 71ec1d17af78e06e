import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import { syntheticLine } from '../../../src/irt/link/equating/anchor-methods.js';
import { type EquatingMethod, equate } from '../../../src/irt/link/equating/equate.js';
import { percentileRank, scoreAtRank } from '../../../src/irt/link/equating/equipercentile.js';
import type { FormScores } from '../../../src/irt/link/equating/frequencies.js';
import { equateObservedScores, equateTrueScores } from '../../../src/irt/link/equating/irt-equating.js';
import { presmooth, presmoothJoint } from '../../../src/irt/link/equating/presmooth.js';
import { link } from '../../../src/irt/link/link.js';
import { rescale } from '../../../src/irt/link/rescale.js';
import { createRandom } from '../../../src/math/random.js';
import { modelOf } from '../samples.js';
import { ACT_X, ACT_Y, COMMON_ITEMS, formX, formY, GROUP_NODES, GROUP_X } from './kolen-brennan.js';

const points = ACT_X.map((_, x) => x);
const actX: FormScores = { scores: points, count: ACT_X, fullMarks: 40 };
const actY: FormScores = { scores: points, count: ACT_Y, fullMarks: 40 };
const equated = (of: { readonly table: readonly { readonly equated: number }[] }): number[] =>
  of.table.map((row) => row.equated);

describe('ACT mathematics, Kolen & Brennan (2004)', () => {
  test('mean and linear equating: Table 2.7 and the equate package', () => {
    const mean = equated(equate(actX, actY, { method: 'mean', replicates: 0 }));
    expect(mean[20]).toBeCloseTo(19.1274, 4);
    mean.forEach((y, x) => {
      expect(y - x).toBeCloseTo(-0.8726, 4);
    });
    const linear = equated(equate(actX, actY, { method: 'linear', replicates: 0 }));
    // Means 19.8524 and 18.9798, deviations 8.2116 and 8.9393.
    expect(linear[0]).toBeCloseTo(18.9798 - (8.9393 / 8.2116) * 19.8524, 2);
    expect(linear[40]).toBeCloseTo(18.9798 + (8.9393 / 8.2116) * (40 - 19.8524), 2);
  });

  test('equipercentile without smoothing: Table 2.7', () => {
    const y = equated(equate(actX, actY, { replicates: 0 }));
    [0, 0.9796, 1.6462, 2.2856, 2.8932, 3.6205, 4.4997, 5.5148].forEach((known, x) => {
      expect(y[x]).toBeCloseTo(known, 4);
    });
  });

  test('log-linear presmoothing of degree 6: Table 3.5', () => {
    const y = equated(equate(actX, actY, { smooth: 6, replicates: 0 }));
    [-0.4384, 0.1239, 0.9293, 1.8264, 2.741, 3.6573].forEach((known, x) => {
      expect(y[x]).toBeCloseTo(known, 3);
    });
  });

  test('bootstrap errors are near the published ones of equipercentile equating, and repeat by the seed', () => {
    const one = equate(actX, actY, { replicates: 300, seed: 'a' });
    expect(equate(actX, actY, { replicates: 300, seed: 'a' }).table).toEqual(one.table);
    const middle = one.table.slice(10, 31).map(({ se }) => se);
    // By Lord's (1982) formula they lie between 0.2 and 0.4 there, Table 3.2 and Figure 7.1.
    expect(Math.min(...middle)).toBeGreaterThan(0.15);
    expect(Math.max(...middle)).toBeLessThan(0.45);
    const smooth = equate(actX, actY, { replicates: 100, smooth: 6 }).table.slice(10, 31);
    const average = (rows: readonly number[]): number => rows.reduce((sum, x) => sum + x, 0) / rows.length;
    expect(average(smooth.map(({ se }) => se))).toBeLessThan(average(middle));
  });
});

describe('the 36-item forms of Kolen & Brennan (2004), Tables 6.5–6.9', () => {
  // They link by mean-sigma without item 27, and print 1.1761 and −0.5042.
  const anchors = COMMON_ITEMS.filter((j) => j !== 27).map((j) => `c${j}`);
  const constants = link(formX(), formY(), { method: 'mean-sigma', anchors, standardErrors: 'none' });
  const moved = rescale(formX(), constants);

  test('constants', () => {
    expect(constants.slope).toBeCloseTo(1.1761, 4);
    expect(constants.intercept).toBeCloseTo(-0.5042, 4);
  });

  test('true-score equating: as Kolen\u2019s program prints it', () => {
    const { table, theta } = equateTrueScores(moved, formY());
    const known = [
      0, 0.888027, 1.776054, 2.66408, 3.552107, 4.440134, 5.328161, 6.134033, 7.185802, 8.39496, 9.621725, 10.82559,
      12.000215, 13.149525, 14.280262, 15.399495, 16.513518, 17.627108, 18.742944, 19.861174, 20.979305, 22.09259,
      23.194994, 24.280626, 25.345249, 26.387408, 27.408805, 28.413824, 29.408303, 30.397704, 31.384411, 32.363711,
      33.317925, 34.209551, 34.979905, 35.575623, 36,
    ];
    known.forEach((y, x) => {
      // The parameters are printed to four digits.
      expect(Math.abs(table[x].equated - y)).toBeLessThan(4e-3);
    });
    expect(theta[7]).toBeCloseTo(-4.336128, 2);
    expect(theta[20]).toBeCloseTo(0.399813, 3);
    expect(theta[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  test('observed-score equating: as Equating Recipes prints it', () => {
    const nodes = GROUP_NODES.map((x) => 1.176097 * x - 0.504253);
    const { table } = equateObservedScores(moved, formY(), { population: { nodes, weights: GROUP_X } });
    const known = [
      -0.34282, 0.61797, 1.58023, 2.54607, 3.51863, 4.50272, 5.50491, 6.53186, 7.58611, 8.66206, 9.74833, 10.83677,
      11.93076, 13.04597, 14.19741, 15.37004, 16.51341, 17.59764, 18.64402, 19.67901, 20.73909, 21.8786, 23.10523,
      24.29262, 25.36488, 26.36725, 27.34587, 28.32431, 29.32187, 30.35358, 31.38002, 32.34828, 33.28258, 34.20073,
      35.07631, 35.85308, 36.39047,
    ];
    known.forEach((y, x) => {
      expect(Math.abs(table[x].equated - y)).toBeLessThan(2e-3);
    });
    expect(table[0].rounded).toBe(0);
  });
});

describe('IRT equating', () => {
  const form = (shift: number): ReturnType<typeof modelOf> =>
    modelOf({
      a: [1, 1.4, 0.8, 1.2, 1],
      b: [[-1 + shift], [0 + shift], [0.3 + shift, 1 + shift], [-0.5 + shift, 0.5 + shift, 1.5 + shift], [2 + shift]],
    });

  test('of a form with itself is the identity', () => {
    for (const row of equateTrueScores(form(0), form(0)).table) expect(row.equated).toBeCloseTo(row.score, 7);
    for (const row of equateObservedScores(form(0), form(0)).table) expect(row.equated).toBeCloseTo(row.score, 7);
  });

  test.prop([fc.double({ min: -1.5, max: 1.5, noNaN: true })])('rises, stays within, and turns back', (shift) => {
    const { table } = equateTrueScores(form(0), form(shift));
    expect(table[0].equated).toBeCloseTo(0, 10);
    expect(table[8].equated).toBe(8);
    for (let x = 1; x < table.length; x++) expect(table[x].equated).toBeGreaterThan(table[x - 1].equated);
    // A harder second form: the same score is worth fewer of its points.
    if (shift > 0.01) expect(table[4].equated).toBeLessThan(4);
    const observed = equateObservedScores(form(0), form(shift)).table;
    for (let x = 1; x < observed.length; x++)
      expect(observed[x].equated).toBeGreaterThanOrEqual(observed[x - 1].equated);
    if (shift > 0.2) expect(observed[4].equated).toBeLessThan(4);
  });

  test('errors of the link become errors of equated scores: as links drawn around it spread', () => {
    const random = createRandom('link errors');
    const constants = { slope: 1.1, intercept: 0.2, se: { slope: 0.05, intercept: 0.08, covariance: 0.002 } };
    const base = form(0);
    const to = form(0.3);
    const told = equateTrueScores(rescale(base, constants), to, { link: constants }).table;
    const observed = equateObservedScores(rescale(base, constants), to, { link: constants }).table;
    const draws = Array.from({ length: 400 }, () => {
      const z = random.normal();
      // Correlation 0.5 of slope and intercept.
      const slope = 1.1 + 0.05 * z;
      const intercept = 0.2 + 0.08 * (0.5 * z + Math.sqrt(0.75) * random.normal());
      return equateTrueScores(rescale(base, { slope, intercept }), to).table.map(({ equated }) => equated);
    });
    for (const x of [2, 4, 6]) {
      const mean = draws.reduce((sum, own) => sum + own[x], 0) / draws.length;
      const spread = Math.sqrt(draws.reduce((sum, own) => sum + (own[x] - mean) ** 2, 0) / (draws.length - 1));
      expect(told[x].se / spread).toBeGreaterThan(0.87);
      expect(told[x].se / spread).toBeLessThan(1.13);
      expect(observed[x].se / told[x].se).toBeGreaterThan(0.6);
      expect(observed[x].se / told[x].se).toBeLessThan(1.6);
    }
    expect(told[8].se).toBe(0);
    expect(equateTrueScores(base, to).table[4].se).toBeNaN();
  });

  test('half marks, and forms of unequal length', () => {
    const short = modelOf({ a: [1, 1], b: [[0], [1]] });
    const { table } = equateTrueScores(short, form(0), { step: 0.5 });
    expect(table.map(({ score }) => score)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(table[4].equated).toBe(8);
    expect(() => equateTrueScores(short, short, { step: 0 })).toThrow(YincaiError);
    const flat = { ...short, a: [-1, -1] };
    expect(() => equateTrueScores(flat, short)).toThrow(/not identified/);
  });
});

describe('percentile ranks', () => {
  test('by hand: Kolen & Brennan, Table 2.3', () => {
    // The first form: 0 0 1 1 1 2 2 3 3 4; the second: 0 1 1 2 2 3 3 3 4 4.
    const from = { scores: [0, 0, 1, 1, 1, 2, 2, 3, 3, 4], fullMarks: 4 };
    const to = { scores: [0, 1, 1, 2, 2, 3, 3, 3, 4, 4], fullMarks: 4 };
    [0.5, 1.75, 2.8333, 3.5, 4.25].forEach((y, x) => {
      expect(equated(equate(from, to, { replicates: 0 }))[x]).toBeCloseTo(y, 4);
    });
  });

  test.prop([
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 12 }).filter((c) => c.some((n) => n > 0)),
  ])('score and rank are inverse where somebody is', (given) => {
    const frequencies = { counts: Float64Array.from(given), step: 0.5 };
    const rank = percentileRank(frequencies);
    const score = scoreAtRank(frequencies);
    given.forEach((n, x) => {
      if (n > 0) expect(score(rank(x * 0.5))).toBeCloseTo(x * 0.5, 8);
    });
  });

  test.prop([
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 6, maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 6, maxLength: 6 }),
  ])('equating back gives the score again; the equated distribution is the other one', (one, two) => {
    const form = (count: number[]): FormScores => ({ scores: [0, 1, 2, 3, 4, 5], count, fullMarks: 5 });
    const forth = equate(form(one), form(two), { replicates: 0 }).table;
    const back = scoreAtRank({ counts: Float64Array.from(one), step: 1 });
    const rank = percentileRank({ counts: Float64Array.from(two), step: 1 });
    forth.forEach((row) => {
      expect(back(rank(row.equated))).toBeCloseTo(row.score, 8);
    });
  });
});

describe('presmoothing', () => {
  test('keeps number and moments', () => {
    const smooth = presmooth({ counts: Float64Array.from(ACT_X), step: 1 }, 4).counts;
    for (let power = 0; power <= 4; power++) {
      const moment = (counts: ArrayLike<number>): number =>
        Array.from(counts).reduce((sum, c, x) => sum + c * (x / 40) ** power, 0);
      expect(moment(smooth)).toBeCloseTo(moment(ACT_X), 5);
    }
    expect(smooth.every((c) => c > 0)).toBe(true);
  });

  test('of joint frequencies keeps the moments of both and their product', () => {
    const random = createRandom('joint');
    const counts = Float64Array.from({ length: 11 * 6 }, (_, at) =>
      Math.round(40 * Math.exp(-0.2 * (Math.floor(at / 6) / 2 - (at % 6)) ** 2) * (0.6 + 0.8 * random.uniform())),
    );
    const given = { counts, scores: 11, anchors: 6, step: 1 };
    const smooth = presmoothJoint(given, { scores: 3, anchors: 2, cross: 1 }).counts;
    const moment = (c: Float64Array, i: number, k: number): number =>
      c.reduce((sum, n, at) => sum + n * (Math.floor(at / 6) / 10) ** i * ((at % 6) / 5) ** k, 0);
    for (const [i, k] of [
      [0, 0],
      [1, 0],
      [3, 0],
      [0, 2],
      [1, 1],
    ]) {
      expect(moment(smooth, i, k)).toBeCloseTo(moment(counts, i, k), 5);
    }
  });
});

describe('groups that differ, with an anchor', () => {
  const random = createRandom('neat');
  /** Totals of a form of 30 items with 10 anchor items among them. */
  function group(learners: number, mean: number, harder: number, within: boolean): FormScores {
    const scores: number[] = [];
    const anchor: number[] = [];
    for (let i = 0; i < learners; i++) {
      const theta = mean + random.normal();
      const answer = (b: number): number => Number(random.bernoulli(1 / (1 + Math.exp(-1.2 * (theta - b)))));
      let own = 0;
      for (let j = 0; j < 20; j++) own += answer(-1.5 + 0.15 * j + harder);
      let common = 0;
      for (let j = 0; j < 10; j++) common += answer(-1.5 + 0.33 * j);
      scores.push(within ? own + common : own);
      anchor.push(common);
    }
    return { scores, anchor, fullMarks: within ? 30 : 20, anchorMarks: 10 };
  }

  test.each(['Tucker', 'Levine', 'chained-linear', 'chained-equipercentile', 'frequency-estimation'] as const)(
    '%s takes out the difference of the groups, where the anchor is within and where it is apart',
    (method: EquatingMethod) => {
      for (const internalAnchor of [true, false]) {
        const weak = group(3000, -0.5, 0, internalAnchor);
        const able = group(3000, 0.3, 0.4, internalAnchor);
        const { table } = equate(weak, able, { method, internalAnchor, replicates: 0 });
        // What the same learners would score on both: true-score equating of the generating items.
        const items = (harder: number): ReturnType<typeof modelOf> =>
          modelOf({
            a: Array.from({ length: internalAnchor ? 30 : 20 }, () => 1.2),
            b: Array.from({ length: internalAnchor ? 30 : 20 }, (_, j) => [
              j < 20 ? -1.5 + 0.15 * j + harder : -1.5 + 0.33 * (j - 20),
            ]),
          });
        const truth = equateTrueScores(items(0), items(0.4)).table;
        const middle = internalAnchor ? [10, 15, 20] : [6, 10, 14];
        // Regressions on an anchor of ten items take out too little: known of these two methods.
        const most = method === 'Tucker' || method === 'frequency-estimation' ? 1.6 : 1;
        for (const x of middle) expect(Math.abs(table[x].equated - truth[x].equated)).toBeLessThan(most);
        // Without the anchor the able group would make the second form look easy.
        const naive = equate(
          { scores: weak.scores, fullMarks: weak.fullMarks },
          { scores: able.scores, fullMarks: able.fullMarks },
          { method: 'linear', replicates: 0 },
        ).table;
        expect(Math.abs(naive[middle[1]].equated - truth[middle[1]].equated)).toBeGreaterThan(
          1.1 * Math.abs(table[middle[1]].equated - truth[middle[1]].equated) + 0.5,
        );
      }
    },
  );

  test('Tucker and Levine of Kolen & Brennan (2004), ch. 4: a form of 36 items with 12 common ones', () => {
    const one = {
      x: { mean: 15.8205, variance: 6.5278 ** 2 },
      v: { mean: 5.1063, variance: 2.376 ** 2 },
      covariance: 13.4088,
    };
    const two = {
      x: { mean: 18.6728, variance: 6.8784 ** 2 },
      v: { mean: 5.8626, variance: 2.4515 ** 2 },
      covariance: 14.7603,
    };
    const coefficients = (method: 'Tucker' | 'Levine'): number[] => {
      const equating = syntheticLine(one, two, 1, method, true);
      return [equating(0), equating(1) - equating(0)];
    };
    const [tuckerAt0, tuckerSlope] = coefficients('Tucker');
    expect(tuckerSlope).toBeCloseTo(1.0289, 4);
    expect(tuckerAt0).toBeCloseTo(0.537, 3);
    const [levineAt0, levineSlope] = coefficients('Levine');
    expect(levineSlope).toBeCloseTo(1.0112, 3);
    expect(levineAt0).toBeCloseTo(0.2514, 2);
    // A population of both groups alike with itself changes nothing.
    const identity = syntheticLine(one, one, 0.3, 'Tucker', true);
    for (const x of [0, 10, 36]) expect(identity(x)).toBeCloseTo(x, 10);
  });

  test('errors, smoothing and refusals', () => {
    const weak = group(400, -0.5, 0, true);
    const able = group(400, 0.3, 0.4, true);
    const made = equate(weak, able, { method: 'frequency-estimation', smooth: 3, replicates: 20, seed: 3 });
    expect(made.design).toBe('anchor');
    expect(made.table.slice(8, 24).every(({ se }) => se > 0.05 && se < 2)).toBe(true);
    expect(() => equate(weak, able, { method: 'linear' })).toThrow(/bad option/);
    expect(() => equate({ scores: [1, 41], fullMarks: 40 }, actY)).toThrow(/row 2/);
    expect(() => equate({ scores: [1, 2, 3], fullMarks: 40 }, actY, { design: 'single-group' })).toThrow(
      /same learners/,
    );
    expect(() => equate({ scores: [1], fullMarks: 40 }, actY)).toThrow(/two learners/);
    expect(() => equate(actX, actY, { design: 'anchor' })).toThrow(/anchor scores/);
  });

  test('in a single group pairs are drawn together: errors of like forms are smaller', () => {
    const abilities = Array.from({ length: 500 }, () => random.normal());
    const scores = (noise: number): number[] =>
      abilities.map((t) => Math.min(40, Math.max(0, Math.round(20 + 6 * t + noise * random.normal()))));
    const [one, two] = [scores(2), scores(2)];
    const forms = [
      { scores: one, fullMarks: 40 },
      { scores: two, fullMarks: 40 },
    ] as const;
    const se = (design: 'single-group' | 'equivalent-groups'): number =>
      equate(...forms, { design, method: 'mean', replicates: 200 }).table[20].se;
    expect(se('single-group')).toBeLessThan(0.6 * se('equivalent-groups'));
  });
});
