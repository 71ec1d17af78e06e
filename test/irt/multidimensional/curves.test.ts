import { describe, expect, it } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import { calibrate } from '../../../src/irt/multidimensional/calibrate.js';
import {
  expectedScore,
  information,
  multidimensionalDifficulty,
  probability,
  testInformation,
} from '../../../src/irt/multidimensional/curves.js';
import type { MirtModel } from '../../../src/irt/multidimensional/model.js';
import type { CalibrateOptions } from '../../../src/irt/multidimensional/options.js';
import { factorLoadings, rotate, rotateLoadings } from '../../../src/irt/multidimensional/rotate.js';
import { score } from '../../../src/irt/multidimensional/score.js';
import { parseMirtModel } from '../../../src/irt/schema.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf } from '../samples.js';
import { categoriesOf, draw, familiesOf, ids, MIXED, MIXED_PATTERN, type MirtTruth, truthOf } from './samples.js';

const { matrix } = draw(MIXED, 200, createRandom('curves'), 0.05);
const model = calibrate(matrix, {
  families: familiesOf(MIXED),
  structure: MIXED_PATTERN,
  quadraturePoints: 15,
  maxIterations: 8,
});
const at = [0.7, -0.4];

describe('curves', () => {
  it('are the formulas', () => {
    const truth = truthOf(model);
    model.items.forEach((item, j) => {
      const p = probability(model, item, at);
      categoriesOf(truth, j, at).forEach((own, k) => {
        expect(p[k]).toBeCloseTo(own, 12);
      });
      const steps = model.intercepts[j].length;
      expect(expectedScore(model, j, at)).toBeCloseTo(p.reduce((sum, own, k) => sum + own * k, 0) / steps, 12);
    });
  });

  it('inform as much as the squared derivatives of the log probabilities', () => {
    const h = 1e-5;
    model.items.forEach((_, j) => {
      const p = probability(model, j, at);
      const by = [0, 1].map((d) => {
        const moved = (sign: number): number[] =>
          probability(
            model,
            j,
            at.map((t, e) => t + (d === e ? sign * h : 0)),
          );
        const [up, down] = [moved(1), moved(-1)];
        return p.map((_, k) => (Math.log(up[k]) - Math.log(down[k])) / (2 * h));
      });
      const own = information(model, j, at);
      for (const d of [0, 1]) {
        for (const e of [0, 1]) {
          expect(own[d][e]).toBeCloseTo(
            p.reduce((sum, q, k) => sum + q * by[d][k] * by[e][k], 0),
            6,
          );
        }
      }
    });
    const whole = testInformation(model, at);
    expect(whole[0][1]).toBeCloseTo(whole[1][0], 12);
    expect(whole[0][0]).toBeGreaterThan(0);
  });

  it('have a multidimensional difficulty where the steepest line through 0 crosses one half', () => {
    const { discrimination, difficulty, angles } = multidimensionalDifficulty({
      slopes: [
        [3, 4],
        [0, 1.5],
      ],
      intercepts: [[-2.5], [3]],
    });
    expect(discrimination).toEqual([5, 1.5]);
    expect(difficulty).toEqual([[0.5], [-2]]);
    expect(angles[1]).toEqual([90, 0]);
    expect(Math.cos((angles[0][0] * Math.PI) / 180)).toBeCloseTo(0.6, 12);
    const own = multidimensionalDifficulty(model);
    const direction = model.slopes[0].map((a) => a / own.discrimination[0]);
    const [, right] = probability(
      model,
      0,
      direction.map((u) => u * own.difficulty[0][0]),
    );
    expect(right).toBeCloseTo(0.5, 12);
  });

  it('of unknown items and of other numbers of abilities are refused', () => {
    expect(() => probability(model, 'nobody', at)).toThrow(YincaiError);
    expect(() => probability(model, 'q1', [0])).toThrow(/2 abilities/);
  });
});

describe('rotations', () => {
  const simple = [
    [0.8, 0],
    [0.7, 0],
    [0.6, 0],
    [0, 0.75],
    [0, 0.65],
    [0, 0.5],
  ];

  it('find simple structure again, whatever it was turned by', () => {
    for (const angle of [0.3, 0.9, 1.4]) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const turned = simple.map(([x, y]) => [c * x - s * y, s * x + c * y]);
      for (const rotation of ['varimax', 'oblimin'] as const) {
        const { turn } = rotateLoadings(turned, rotation);
        // Of an orthogonal T, T⁻ᵀ is T itself; here the oblique one comes out orthogonal too.
        const back = turned.map((row) => [0, 1].map((e) => Math.abs(row[0] * turn[0][e] + row[1] * turn[1][e])));
        const order = back[0][0] > back[0][1] ? [0, 1] : [1, 0];
        simple.forEach((row, j) => {
          row.forEach((x, d) => {
            expect(back[j][order[d]]).toBeCloseTo(x, 4);
          });
        });
      }
    }
  });

  it('leave communalities as they are', () => {
    const exploratory = calibrate(matrix, {
      families: familiesOf(MIXED),
      structure: { exploratory: 2 },
      quadraturePoints: 15,
      maxIterations: 8,
      standardErrors: 'none',
    });
    const before = factorLoadings(exploratory).communalities;
    for (const rotation of ['varimax', 'oblimin'] as const) {
      const turned = factorLoadings(rotate(exploratory, rotation));
      turned.communalities.forEach((h, j) => {
        expect(h).toBeCloseTo(before[j], 8);
      });
      if (rotation === 'varimax') expect(turned.correlations[0][1]).toBeCloseTo(0, 8);
    }
  });

  it('are for exploratory models', () => {
    expect(() => rotate(model)).toThrow(/exploratory/);
  });
});

describe('a model as JSON', () => {
  it('comes back the same', () => {
    const back = parseMirtModel(JSON.parse(JSON.stringify(model)), 'mirt.json');
    expect(back).toEqual(model);
    expect(score(back, matrix).theta).toEqual(score(model, matrix).theta);
  });

  it('is refused where something does not fit', () => {
    const broken =
      (change: Partial<MirtModel>): (() => MirtModel) =>
      () =>
        parseMirtModel({ ...model, ...change });
    const { latent } = model;
    expect(broken({ version: 2 as 1 })).toThrow(/version 1/);
    expect(broken({ slopes: model.slopes.slice(1) })).toThrow(/8 values/);
    expect(
      broken({
        latent: {
          ...latent,
          covariance: [
            [1, 2],
            [2, 1],
          ],
        },
      }),
    ).toThrow(/positive definite/);
    expect(broken({ families: model.families.map(() => 'NRM' as const) })).toThrow(/slopes of its own/);
    expect(broken({ items: model.items.map(() => 'q1') })).toThrow(/unique/);
    expect(broken({ loads: model.loads.map(() => [0, 0]) })).toThrow(/as its load is/);
    expect(broken({ dimensions: ['__proto__', '__proto__'] })).toThrow(/unique/);
  });
});

describe('bad input', () => {
  const attempt = (options: CalibrateOptions) => () =>
    calibrate(matrix, { maxIterations: 2, quadraturePoints: 7, ...options });

  it('is told', () => {
    expect(attempt({ structure: { exploratory: 0 } })).toThrow(/number of factors/);
    expect(attempt({ structure: { exploratory: 2 }, family: 'NRM' })).toThrow(/2PL/);
    expect(attempt({ structure: { dimensions: ['a', 'a'], loads: new Map() } })).toThrow(/different names/);
    expect(attempt({ structure: { dimensions: ['a'], loads: new Map([['q99', ['a']]]) } })).toThrow(/response table/);
    expect(attempt({ structure: { dimensions: ['a'], loads: new Map([['q1', ['b']]]) } })).toThrow(/one of a/);
    expect(attempt({ structure: { bifactor: new Map([['q1', 'general']]) } })).toThrow(/no primary dimension/);
    expect(attempt({ structure: { exploratory: 4 }, method: 'em' })).toThrow(/mh-rm/);
    const measured = new Map(ids(8).map((item) => [item, ['a']] as const));
    expect(attempt({ structure: { dimensions: ['a', 'b'], loads: measured } })).toThrow(/at least one item/);
    expect(attempt({ structure: { exploratory: 2 }, cycles: [1, 2, 0] })).toThrow(/whole numbers/);
    expect(() =>
      score(
        model,
        matrixOf(
          [[1]],
          [1].map(() => 1),
        ),
      ),
    ).not.toThrow();
    expect(() => score(model, { ...matrixOf([[1]], [1]), items: ['other'] })).toThrow(/calibrated model/);
  });

  it('that identifies nothing gives finite numbers and a warning', () => {
    const none = matrixOf(
      Array.from({ length: 60 }, (_, i) => [i % 2, 1, Number.NaN, (i >> 1) % 2]),
      [1, 1, 1, 1],
    );
    const odd = calibrate(none, {
      family: '2PL',
      structure: { exploratory: 2 },
      quadraturePoints: 11,
      standardErrors: 'none',
    });
    expect(odd.report.warnings.join()).toMatch(/q2.*everybody got it right/);
    expect(odd.report.warnings.join()).toMatch(/q3.*nobody answered/);
    expect(odd.slopes.flat().every(Number.isFinite)).toBe(true);
    const alike = matrixOf(
      Array.from({ length: 60 }, (_, i) => new Array<number>(4).fill(i % 2)),
      [1, 1, 1, 1],
    );
    const steep = calibrate(alike, { family: '2PL', structure: { exploratory: 1 }, standardErrors: 'none' });
    expect(steep.report.bounded.length).toBeGreaterThan(0);
    expect(steep.report.warnings.join()).toMatch(/held at its bound/);
  });

  it('may hold the strangest ids', () => {
    const strange = { ...matrix, items: ['__proto__', 'constructor', ...matrix.items.slice(2)] };
    const loads = new Map([
      ['__proto__', ['toString']],
      ['constructor', ['toString']],
    ]);
    const own = calibrate(strange, {
      family: 'GPCM',
      structure: { dimensions: ['toString', '__proto__'], loads },
      quadraturePoints: 9,
      maxIterations: 3,
      standardErrors: 'none',
    });
    expect(own.items[0]).toBe('__proto__');
    expect(own.slopes[0][1]).toBe(0);
    expect(probability(own, '__proto__', [0, 0])).toHaveLength(2);
  });
});

describe('asymptotes and continuous items', () => {
  it('serve on several dimensions', { timeout: 30_000 }, () => {
    const truth: MirtTruth = {
      families: ids(8).map((_, j) => (j % 2 === 0 ? '3PL' : '2PL')),
      slopes: ids(8).map((_, j) => (j < 4 ? [1.5, 0] : [0, 1.5])),
      intercepts: ids(8).map((_, j) => [0.4 * (j % 3) - 0.4]),
      lower: ids(8).map((_, j) => (j % 2 === 0 ? 0.2 : 0)),
      covariance: [
        [1, 0.5],
        [0.5, 1],
      ],
    };
    const drawn = draw(truth, 500, createRandom('asymptotes')).matrix;
    const loads = new Map(ids(8).map((item, j) => [item, [j < 4 ? 'x' : 'y']] as const));
    const own = calibrate(drawn, {
      families: familiesOf(truth),
      structure: { dimensions: ['x', 'y'], loads },
      quadraturePoints: 15,
    });
    expect(own.report.converged).toBe(true);
    expect(own.lower?.[1]).toBe(0);
    expect(own.lower?.[0]).toBeGreaterThan(0.05);
    expect(own.lower?.[0]).toBeLessThan(0.4);
    expect(own.se.lower?.[0]).toBeGreaterThan(0);
    expect(own.report.logPrior).not.toBe(0);
    // Marks of 10 as shares: a logit around z.
    const r = createRandom('continuous');
    const rows = Array.from({ length: 300 }, () => {
      const theta = [r.normal(), r.normal()];
      return ids(6).map((_, j) => Math.round(10 / (1 + Math.exp(-theta[j < 3 ? 0 : 1] - 0.5 * r.normal()))));
    });
    const marks = calibrate(matrixOf(rows, [10, 10, 10, 10, 10, 10]), {
      family: 'CRM',
      structure: {
        dimensions: ['x', 'y'],
        loads: new Map(ids(6).map((item, j) => [item, [j < 3 ? 'x' : 'y']] as const)),
      },
      quadraturePoints: 15,
    });
    expect(marks.report.converged).toBe(true);
    expect(marks.spread?.every((s) => s !== null && s > 1)).toBe(true);
    expect(parseMirtModel(JSON.parse(JSON.stringify(marks)))).toEqual(marks);
    expect(Math.abs(marks.latent.covariance[0][1])).toBeLessThan(0.25);
  });
});
