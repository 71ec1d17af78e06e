import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascend } from '../../src/irt/calibrate/ascend.js';
import { STEEPEST } from '../../src/irt/calibrate/design.js';
import { answer } from '../../src/irt/calibrate/expectation.js';
import { calibrate, calibrateAsync } from '../../src/irt/calibrate.js';
import type { IrtModel } from '../../src/irt/model.js';
import type { CalibrateOptions } from '../../src/irt/options.js';
import { parseIrtModel } from '../../src/irt/schema.js';
import { score } from '../../src/irt/score.js';
import { createRandom } from '../../src/math/random.js';
import { bruteForceLogLikelihood, draw, matrixOf, modelOf, type Truth } from './samples.js';

/** The objective at every point that was accepted, and the model. */
function trace(matrix: Parameters<typeof ascend>[0], options: CalibrateOptions): { path: number[]; model: IrtModel } {
  const { problem, steps } = ascend(matrix, options);
  const path: number[] = [];
  const { design, nodes, eStep } = problem;
  const counts = new Float64Array(design.categoryAt[design.items.length] * nodes.length);
  let step = steps.next();
  while (!step.done) {
    const told = answer(eStep, step.value, counts);
    path.push(step.value.progress.objective);
    step = steps.next(told);
  }
  return { path: path.slice(1), model: step.value.model };
}

function rootMeanSquare(errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}

const TRUTH: Truth = { a: [1.2, 0.7, 1.6, 1], b: [[-0.5], [-1, 0.2, 1.4], [0.3], [-0.8, 0.9]] };

describe('calibrate', () => {
  it('reports the marginal likelihood that brute force finds, and stands on its top', () => {
    const { matrix } = draw(TRUTH, 400, createRandom('brute'), 0.15);
    const model = calibrate(matrix, { tolerance: 1e-8 });
    expect(model.report.logLikelihood).toBeCloseTo(bruteForceLogLikelihood(model, matrix), 8);
    expect(model.report.parameters).toBe(11);
    const h = 1e-3;
    const move = (j: number, v: number, by: number): Truth => ({
      a: model.a.map((a, i) => (i === j && v < 0 ? a + by : a)),
      b: model.b.map((steps, i) => steps.map((b, u) => (i === j && u === v ? b + by : b))),
    });
    model.b.forEach((steps, j) => {
      for (let v = -1; v < steps.length; v++) {
        const up = bruteForceLogLikelihood(move(j, v, h), matrix);
        const down = bruteForceLogLikelihood(move(j, v, -h), matrix);
        expect(Math.abs((up - down) / (2 * h))).toBeLessThan(1e-3);
        expect(up + down).toBeLessThan(2 * model.report.logLikelihood);
      }
    });
  });

  it('recovers a simulated 2PL of 3,000 learners and 30 items', () => {
    const r = createRandom('recover-2pl');
    const truth: Truth = {
      a: Array.from({ length: 30 }, () => Math.exp(r.normal(0.1, 0.3))),
      b: Array.from({ length: 30 }, () => [r.normal()]),
    };
    const model = calibrate(draw(truth, 3000, r).matrix, { family: '2PL' });
    expect(model.report.converged).toBe(true);
    // Estimates miss by about their standard errors: the standardised errors have mean square near 1.
    const za = truth.a.map((a, j) => (model.a[j] - a) / model.se.a[j]);
    const zb = truth.b.map((b, j) => (model.b[j][0] - b[0]) / model.se.b[j][0]);
    for (const z of [za, zb]) {
      expect(rootMeanSquare(z)).toBeGreaterThan(0.6);
      expect(rootMeanSquare(z)).toBeLessThan(1.5);
    }
    expect(rootMeanSquare(truth.a.map((a, j) => model.a[j] - a))).toBeLessThan(0.1);
  });

  it('recovers a simulated GPCM of binary and graded items with missing cells', () => {
    const r = createRandom('recover-gpcm');
    const truth: Truth = {
      a: Array.from({ length: 16 }, () => Math.exp(r.normal(-0.1, 0.25))),
      b: Array.from({ length: 16 }, (_, j) => Array.from({ length: 1 + (j % 4) }, (_, v) => r.normal(v - 1, 0.4))),
    };
    const model = calibrate(draw(truth, 3000, r, 0.1).matrix);
    expect(model.report.converged).toBe(true);
    const z = truth.a.map((a, j) => (model.a[j] - a) / model.se.a[j]);
    const zb = truth.b.flatMap((steps, j) => steps.map((b, v) => (model.b[j][v] - b) / model.se.b[j][v]));
    expect(rootMeanSquare(z)).toBeLessThan(1.6);
    expect(rootMeanSquare(zb)).toBeLessThan(1.4);
    expect(rootMeanSquare(zb)).toBeGreaterThan(0.6);
  });

  it('never lets the likelihood fall, and gives the same by both kernels', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 55, max: 300 }),
        fc.constantFrom(0, 0.2),
        (seed, learners, missing) => {
          const { matrix } = draw(TRUTH, learners, createRandom(seed), missing);
          const { path, model } = trace(matrix, { kernel: 'auto', quadraturePoints: 31 });
          for (let i = 1; i < path.length; i++) expect(path[i]).toBeGreaterThanOrEqual(path[i - 1] - 1e-8);
          const plain = calibrate(matrix, { kernel: 'plain', quadraturePoints: 31 });
          expect(Math.abs(plain.report.logLikelihood - model.report.logLikelihood)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('does not care for the order of learners or items, nor whether equal rows are counted', () => {
    const r = createRandom('order');
    const { matrix } = draw(TRUTH, 500, r, 0.1);
    const rows = matrix.learners.map((_, i) => [...matrix.points.subarray(i * 4, i * 4 + 4)]);
    const options = { tolerance: 1e-9 };
    const model = calibrate(matrix, options);
    const near = (other: IrtModel, order: readonly number[]): void => {
      expect(other.report.logLikelihood).toBeCloseTo(model.report.logLikelihood, 7);
      expect(other.report.learners).toBe(model.report.learners);
      order.forEach((j, at) => {
        expect(other.a[at]).toBeCloseTo(model.a[j], 5);
        expect(other.se.a[at]).toBeCloseTo(model.se.a[j], 5);
        other.b[at].forEach((b, v) => {
          expect(b).toBeCloseTo(model.b[j][v], 5);
        });
      });
    };
    const same = [0, 1, 2, 3];
    near(calibrate(matrixOf(r.shuffle(rows), matrix.fullMarks), options), same);
    const order = [2, 0, 3, 1];
    const turned = rows.map((row) => order.map((j) => row[j]));
    near(
      calibrate(
        matrixOf(
          turned,
          order.map((j) => matrix.fullMarks[j]),
        ),
        options,
      ),
      order,
    );
    const tally = new Map<string, { row: number[]; count: number }>();
    for (const row of rows) {
      const key = row.join();
      tally.set(key, { row, count: (tally.get(key)?.count ?? 0) + 1 });
    }
    const patterns = [...tally.values()];
    near(
      calibrate(
        matrixOf(
          patterns.map(({ row }) => row),
          matrix.fullMarks,
          patterns.map(({ count }) => count),
        ),
        options,
      ),
      same,
    );
  });

  it('gives the same when run beside other work, tells how far it is, and stops when asked', async () => {
    const { matrix } = draw(TRUTH, 300, createRandom('async'));
    const seen: number[] = [];
    const model = await calibrateAsync(matrix, { onProgress: ({ iterations }) => seen.push(iterations) });
    expect(model).toEqual(calibrate(matrix));
    expect(seen.length).toBeGreaterThan(3);
    const stop = new AbortController();
    const stopped = calibrateAsync(matrix, { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
    await expect(calibrateAsync(matrix, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('leaves learners without answers out, and says so', () => {
    const { matrix } = draw(TRUTH, 200, createRandom('absent'));
    const rows = matrix.learners.map((_, i) => [...matrix.points.subarray(i * 4, i * 4 + 4)]);
    const absent = Array<number>(4).fill(Number.NaN);
    const model = calibrate(matrixOf([absent, ...rows, absent], matrix.fullMarks));
    expect(model.report.learners).toBe(200);
    expect(model.report.warnings).toEqual(['2 rows without answers left out']);
    calibrate(matrix).a.forEach((a, j) => {
      expect(model.a[j]).toBeCloseTo(a, 10);
    });
  });

  it('reports that it did not converge', () => {
    const { matrix } = draw(TRUTH, 200, createRandom('few steps'));
    const { report } = calibrate(matrix, { maxIterations: 3 });
    expect(report.converged).toBe(false);
    expect(report.reason).toContain('still moved');
  });

  it('survives JSON', () => {
    const model = calibrate(draw(TRUTH, 200, createRandom('json')).matrix);
    expect(parseIrtModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });
});

describe('what the answers do not identify', () => {
  const truth = modelOf({ a: [1, 1, 1, 1, 1, 1], b: [[0], [0.5], [-0.5], [1], [-1], [0]] });

  it('all right, all wrong and unanswered items stay finite and are named', () => {
    const { matrix } = draw(truth, 300, createRandom('extreme'));
    for (let i = 0; i < 300; i++) {
      matrix.points[i * 6] = 1;
      matrix.points[i * 6 + 1] = 0;
      matrix.points[i * 6 + 2] = Number.NaN;
    }
    const model = calibrate(matrix);
    expect(model.report.converged).toBe(true);
    expect(model.report.warnings).toEqual([
      'item "q1": everybody got it right; a weak prior keeps it finite',
      'item "q2": everybody got it wrong; a weak prior keeps it finite',
      'item "q3": nobody answered it; its parameters are the prior alone',
    ]);
    for (const value of [...model.a, ...model.b.flat(), ...model.se.a, ...model.se.b.flat()]) {
      expect(Number.isFinite(value)).toBe(true);
    }
    expect(model.b[0][0]).toBeLessThan(-2);
    expect(model.b[1][0]).toBeGreaterThan(2);
    expect(model.a[2]).toBeCloseTo(1, 6);
    expect(model.b[2][0]).toBeCloseTo(0, 6);
    expect(model.se.a[2]).toBeCloseTo(0.5, 6);
  });

  it('few learners, and one or two items, are steadied by the prior', () => {
    const { matrix } = draw(truth, 10, createRandom('ten'));
    const model = calibrate(matrix);
    expect(model.report.warnings[0]).toContain('only 10 learners');
    for (const a of model.a) expect(Math.abs(a - 1)).toBeLessThan(1.5);
    const single = calibrate(
      matrixOf(
        Array.from({ length: 100 }, (_, i) => [i < 30 ? 1 : 0]),
        [1],
      ),
    );
    expect(single.report.warnings[0]).toContain('fewer than three items');
    expect(single.a[0]).toBeCloseTo(1, 1);
    expect(single.b[0][0]).toBeGreaterThan(0.5);
  });

  it('a perfect scale is held at the bound', () => {
    const rows = Array.from({ length: 120 }, (_, i) => [0, 1, 2, 3].map((j) => (i % 5 > j ? 1 : 0)));
    const model = calibrate(matrixOf(rows, [1, 1, 1, 1]));
    expect(Math.max(...model.a)).toBeLessThanOrEqual(STEEPEST);
    expect(model.report.warnings.some((warning) => warning.includes('bound'))).toBe(true);
    for (const b of model.b.flat()) expect(Number.isFinite(b)).toBe(true);
  });
});

describe('any table of points', () => {
  it('is calibrated to finite numbers or refused with faults', () => {
    const cell = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }).map((x) => x / 2) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((width) =>
        fc.tuple(
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 80 }),
          fc.array(fc.constantFrom(6, 7.5, 12), { minLength: width, maxLength: width }),
        ),
      );
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('2PL', 'GPCM'),
        fc.integer({ min: 2, max: 8 }),
        ([rows, full], family, most) => {
          const matrix = matrixOf(rows, full);
          if (rows.filter((row) => row.some((x) => !Number.isNaN(x))).length < 2) {
            expect(() => calibrate(matrix)).toThrow(/not enough data/);
            return;
          }
          const options = { family, maxCategories: most, quadraturePoints: 21, maxIterations: 300 } as const;
          const { path, model } = trace(matrix, options);
          for (let i = 1; i < path.length; i++) expect(path[i]).toBeGreaterThanOrEqual(path[i - 1] - 1e-7);
          expect(Number.isFinite(model.report.logLikelihood)).toBe(true);
          for (const value of [...model.a, ...model.b.flat()]) expect(Number.isFinite(value)).toBe(true);
          expect(parseIrtModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
          for (const method of ['EAP', 'MAP'] as const) {
            const { theta, se } = score(model, matrix, { method });
            for (const value of [...theta, ...se]) expect(Number.isFinite(value)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('bad input', () => {
  const refuse = (work: () => unknown, ...codes: string[]): void => {
    try {
      work();
    } catch (error) {
      expect((error as { faults: { code: string }[] }).faults.map(({ code }) => code)).toEqual(codes);
      return;
    }
    expect.fail('accepted');
  };

  it('is named by row, column and value', () => {
    const matrix = matrixOf(
      [
        [1, -1],
        [Number.POSITIVE_INFINITY, 0],
        [0, 1.5],
      ],
      [1, 1],
    );
    refuse(() => calibrate(matrix), 'bad-value', 'bad-value', 'bad-value');
    expect(() => calibrate(matrix)).toThrow(/row 1, column "q2", value "-1"; expected points from 0 to 1/);
  });

  it('one learner, nobody, nothing', () => {
    refuse(() => calibrate(matrixOf([[1, 0]], [1, 1])), 'not-enough-data');
    refuse(() => calibrate(matrixOf([], [1, 1])), 'not-enough-data');
    refuse(() => calibrate(matrixOf([[], []], [])), 'not-enough-data');
    refuse(() => calibrate(matrixOf([[Number.NaN], [Number.NaN]], [1])), 'not-enough-data');
  });

  it('sizes, doubles, full marks, counts, options', () => {
    const good = matrixOf(
      [
        [1, 0],
        [0, 1],
      ],
      [1, 1],
    );
    refuse(() => calibrate({ ...good, items: ['q', 'q'] }), 'duplicate');
    refuse(() => calibrate({ ...good, points: good.points.subarray(1) }), 'bad-format');
    refuse(() => calibrate({ ...good, fullMarks: [1, 0] }), 'bad-value', 'bad-value');
    refuse(() => calibrate({ ...good, count: Float64Array.of(1, -1) }), 'bad-value');
    refuse(() => calibrate(good, { quadraturePoints: 4 }), 'bad-option');
    refuse(() => calibrate(good, { tolerance: Number.NaN }), 'bad-option');
    refuse(() => calibrate(good, { family: '5PL' as '2PL' }), 'bad-option');
  });

  it('takes ids such as __proto__', () => {
    const { matrix } = draw(TRUTH, 100, createRandom('proto'));
    const named = { ...matrix, items: ['__proto__', 'constructor', 'toString', '=cmd()'] };
    expect(calibrate(named).items).toEqual(named.items);
  });
});
