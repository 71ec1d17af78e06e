import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import type { IrtModel, ItemFamily } from '../../../src/irt/model.js';
import type { ScoreMethod } from '../../../src/irt/score/options.js';
import { score } from '../../../src/irt/score.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf, modelOf } from '../samples.js';
import { answer, EVERY, only, withLatent } from './samples.js';

const METHODS = ['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'] as const;

/** Tests of 1 to 8 items of families whose slopes are above 0 and whose likelihood ratios rise with the category. */
const tests = fc
  .array(
    fc.record({
      family: fc.constantFrom<ItemFamily>('Rasch', '2PL', 'PCM', 'GPCM', 'GRM'),
      a: fc.double({ min: 0.2, max: 3, noNaN: true }),
      b: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 4 }),
      answer: fc.nat(4),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((items) => {
    const b = items.map(({ family, b: own }) => {
      if (family === 'Rasch' || family === '2PL') return [own[0]];
      // Thresholds of graded items ascend.
      return family === 'GRM' ? own.map((_, v) => Math.min(...own) + 0.7 * v) : own;
    });
    const a = items.map(({ family, a: own }) => (family === 'Rasch' || family === 'PCM' ? 1 : own));
    const model = modelOf(
      { a, b },
      items.map(({ family }) => family),
    );
    return { model, row: items.map(({ answer: k }, j) => Math.min(k, b[j].length)) };
  });

describe('scores', () => {
  it.each(['EAP', 'MAP'] as const)('by %s rise with every answer, where slopes are above 0', (method) => {
    fc.assert(
      fc.property(tests, fc.nat(), ({ model, row }, at) => {
        const j = at % row.length;
        fc.pre(row[j] < model.fullMarks[j]);
        const better = row.map((k, i) => (i === j ? k + 1 : k));
        const { theta } = score(model, matrixOf([row, better], model.fullMarks), { method });
        expect(theta[1]).toBeGreaterThan(theta[0]);
      }),
      { numRuns: 60 },
    );
  });

  it('by the sum rise with the sum', () => {
    fc.assert(
      fc.property(tests, ({ model }) => {
        const rows = model.fullMarks.map((_, n) => model.fullMarks.map((full, j) => (j <= n ? full : 0)));
        const { theta } = score(model, matrixOf(rows, model.fullMarks), { method: 'EAPsum' });
        for (let i = 1; i < theta.length; i++) expect(theta[i]).toBeGreaterThan(theta[i - 1]);
      }),
      { numRuns: 30 },
    );
  });

  it('turn with the scale: with every category and location reversed they change their sign', () => {
    fc.assert(
      fc.property(tests, fc.constantFrom(...METHODS), ({ model, row }, method) => {
        const turned: IrtModel = { ...model, b: model.b.map((steps) => steps.map((x) => -x).reverse()) };
        const other = row.map((k, j) => model.fullMarks[j] - k);
        const here = score(model, matrixOf([row], model.fullMarks), { method });
        const there = score(turned, matrixOf([other], model.fullMarks), { method });
        expect(there.theta[0]).toBeCloseTo(-here.theta[0], 5);
        expect(there.se[0] / here.se[0]).toBeCloseTo(1, 4);
        expect(there.bounded[0]).toBe(here.bounded[0]);
      }),
      { numRuns: 60 },
    );
  });

  it('move with the scale: abilities, items and prior moved and stretched give the same', () => {
    fc.assert(
      fc.property(
        tests,
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.constantFrom<ScoreMethod>('EAP', 'MAP', 'WLE'),
        ({ model, row }, shift, scale, method) => {
          const families = model.families.map((family) =>
            family === 'Rasch' ? '2PL' : family === 'PCM' ? 'GPCM' : family,
          );
          const moved: IrtModel = {
            ...withLatent(model, { mean: shift, deviation: scale }),
            families,
            a: model.a.map((a) => a / scale),
            b: model.b.map((steps) => steps.map((x) => scale * x + shift)),
          };
          const here = score(model, matrixOf([row], model.fullMarks), { method });
          fc.pre(Math.abs(here.theta[0]) < 5);
          const there = score(moved, matrixOf([row], model.fullMarks), { method });
          expect(there.theta[0]).toBeCloseTo(scale * here.theta[0] + shift, 5);
          expect(there.se[0] / scale).toBeCloseTo(here.se[0], 4);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rows', () => {
  const random = createRandom('rows');
  const matrix = answer(
    EVERY,
    Array.from({ length: 60 }, () => random.normal()),
    random,
    0.15,
  );
  const width = matrix.items.length;

  it.each(METHODS)('in any order, items in any order: %s stays', (method) => {
    const there = score(EVERY, matrix, { method });
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...matrix.learners.keys()], { minLength: 60 }),
        fc.shuffledSubarray([...matrix.items.keys()], { minLength: width }),
        (rows, items) => {
          const turned: ResponseMatrix = {
            learners: rows.map((row) => matrix.learners[row]),
            items: items.map((j) => matrix.items[j]),
            fullMarks: items.map((j) => matrix.fullMarks[j]),
            points: Float32Array.from(rows.flatMap((row) => items.map((j) => matrix.points[row * width + j]))),
          };
          const here = score(EVERY, turned, { method });
          rows.forEach((row, i) => {
            expect(
              Object.is(here.theta[i], there.theta[row]) || Math.abs(here.theta[i] - there.theta[row]) < 1e-9,
            ).toBe(true);
            expect(here.se[i]).toBeCloseTo(there.se[row], 8);
          });
        },
      ),
      { numRuns: 10 },
    );
  });

  it.each(METHODS)('that stand for many are scored as each of the many: %s', (method) => {
    const counted = { ...matrix, count: Float64Array.from(matrix.learners, (_, i) => i % 4) };
    const { theta, se } = score(EVERY, matrix, { method });
    const own = score(EVERY, counted, { method });
    expect(own.theta).toEqual(theta);
    expect(own.se).toEqual(se);
    const twice = {
      ...matrix,
      learners: [...matrix.learners, ...matrix.learners.map((id) => `${id}'`)],
      points: Float32Array.of(...matrix.points, ...matrix.points),
    };
    const both = score(EVERY, twice, { method });
    expect(both.theta.slice(0, 60)).toEqual(both.theta.slice(60));
    both.theta.slice(0, 60).forEach((x, i) => {
      expect(Math.abs(x - theta[i])).toBeLessThan(1e-9);
    });
  });

  it.each(METHODS)('give %s alike by both kernels', (method) => {
    const simd = score(EVERY, matrix, { method });
    const plain = score(EVERY, matrix, { method, kernel: 'plain' });
    simd.theta.forEach((x, i) => {
      expect(Math.abs(x - plain.theta[i])).toBeLessThan(1e-9);
      expect(Math.abs(simd.se[i] - plain.se[i])).toBeLessThan(1e-8);
    });
  });

  it('that lack items are scored as by a test without them', () => {
    const keep = [0, 3, 4, 9, 12];
    const part = only(EVERY, keep);
    const cut = {
      ...matrix,
      items: part.items,
      fullMarks: part.fullMarks,
      points: Float32Array.from(matrix.learners.flatMap((_, row) => keep.map((j) => matrix.points[row * width + j]))),
    };
    for (const method of METHODS) {
      const whole = score(EVERY, cut, { method });
      const alone = score(part, cut, { method });
      whole.theta.forEach((x, i) => {
        if (Number.isNaN(x)) expect(alone.theta[i]).toBeNaN();
        else expect(Math.abs(x - alone.theta[i])).toBeLessThan(1e-6);
      });
    }
  });

  it('of nobody give no scores', () => {
    const none = { ...matrix, learners: [], points: new Float32Array(0) };
    for (const method of METHODS) expect(score(EVERY, none, { method }).theta).toHaveLength(0);
  });
});
