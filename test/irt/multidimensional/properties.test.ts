import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { plan } from '../../../src/irt/calibrate/plan.js';
import { calibrate, calibrateAsync } from '../../../src/irt/multidimensional/calibrate.js';
import { createDesign, mend } from '../../../src/irt/multidimensional/design.js';
import {
  type CalibrateProgress,
  createProblem,
  logPrior,
  maximise,
} from '../../../src/irt/multidimensional/expectation-maximisation.js';
import type { MirtStructure } from '../../../src/irt/multidimensional/options.js';
import { createReduction } from '../../../src/irt/multidimensional/reduction.js';
import { rotate } from '../../../src/irt/multidimensional/rotate.js';
import { score } from '../../../src/irt/multidimensional/score.js';
import { startValues } from '../../../src/irt/multidimensional/start-values.js';
import { layOut } from '../../../src/irt/multidimensional/structure.js';
import { settle } from '../../../src/irt/options.js';
import { createRandom } from '../../../src/math/random.js';
import { bruteForce, draw, familiesOf, ids, MIXED, MIXED_PATTERN, type MirtTruth, truthOf } from './samples.js';

const HALVES = new Map(ids(8).map((item, j) => [item, j < 4 ? 's' : 't'] as const));

const STRUCTURES: readonly (readonly [string, MirtStructure])[] = [
  ['exploratory', { exploratory: 2 }],
  ['confirmatory', MIXED_PATTERN],
  ['bifactor', { bifactor: HALVES }],
  ['testlet', { testlet: HALVES }],
];

/** The rows, and the items, in another order. */
function reorder(matrix: ResponseMatrix, rows: readonly number[], items: readonly number[]): ResponseMatrix {
  const width = matrix.items.length;
  return {
    learners: rows.map((row) => matrix.learners[row]),
    items: items.map((j) => matrix.items[j]),
    points: Float32Array.from(rows.flatMap((row) => items.map((j) => matrix.points[row * width + j]))),
    fullMarks: items.map((j) => matrix.fullMarks[j]),
    ...(matrix.count === undefined ? {} : { count: Float64Array.from(rows, (row) => matrix.count?.[row] ?? 1) }),
  };
}

describe.each(STRUCTURES)('%s', (name, structure) => {
  const { matrix } = draw(MIXED, 200, createRandom(`properties ${name}`), 0.05);
  const families = familiesOf(MIXED);
  const quick = { families, structure, quadraturePoints: 15, bound: 4.5, standardErrors: 'none' } as const;

  it('never falls over plain EM', () => {
    const options = settle({ families, quadraturePoints: 15 });
    const planned = plan(matrix, options, new Float64Array(225));
    const design = createDesign(planned.specifications, layOut(structure, matrix.items));
    const cuts = planned.specifications.map((item) => item.cuts);
    const reduction = createReduction(design, matrix, cuts, planned.sample, 15, 4.5, 'auto');
    const problem = createProblem(design, reduction, planned.sample);
    let x = startValues(design, planned);
    mend(design, x);
    let before = Number.NEGATIVE_INFINITY;
    const first = reduction.run(x).logLikelihood;
    for (let i = 0; i < 25; i++) {
      const evidence = reduction.run(x);
      const objective = evidence.logLikelihood + logPrior(design, x);
      // Nodes move with the covariance, so that a coarse grid leaves a hair.
      expect(objective).toBeGreaterThan(before - 1e-4);
      before = objective;
      x = maximise(problem, x, evidence);
    }
    expect(before).toBeGreaterThan(first + 1);
  });

  it('does not depend on the order of rows and items, nor on rows being counted or repeated', () => {
    const here = calibrate(matrix, { ...quick, tolerance: 1e-6 });
    const r = createRandom('order');
    const rows = r.shuffle(Array.from({ length: 200 }, (_, i) => i));
    const items = r.shuffle(Array.from({ length: 8 }, (_, j) => j));
    const mixed = calibrate(reorder(matrix, rows, items), { ...quick, tolerance: 1e-6 });
    // Other items fix the axes of an exploratory solution, and the nodes lie along them.
    expect(mixed.report.logLikelihood).toBeCloseTo(here.report.logLikelihood, name === 'exploratory' ? 1 : 3);
    if (name === 'confirmatory' || name === 'testlet') {
      items.forEach((j, at) => {
        const dimension = here.dimensions.map((own) => mixed.dimensions.indexOf(own));
        here.slopes[j].forEach((a, d) => {
          expect(Math.abs(mixed.slopes[at][dimension[d]] - a)).toBeLessThan(2e-3);
        });
      });
    }
    const few = { ...quick, maxIterations: 4 };
    const counts = Array.from({ length: 200 }, (_, i) => i % 3);
    const repeated = calibrate(
      reorder(
        matrix,
        counts.flatMap((n, row) => new Array<number>(n).fill(row)),
        [0, 1, 2, 3, 4, 5, 6, 7],
      ),
      few,
    );
    const counted = calibrate({ ...matrix, count: Float64Array.from(counts) }, few);
    expect(counted.report.learners).toBe(repeated.report.learners);
    expect(counted.report.logLikelihood).toBeCloseTo(repeated.report.logLikelihood, 8);
    counted.slopes.forEach((row, j) => {
      row.forEach((a, d) => {
        expect(a).toBeCloseTo(repeated.slopes[j][d], 7);
      });
    });
  });

  it('scores a learner the same whoever else is there, and higher for more points where all slopes are positive', () => {
    const model = calibrate(matrix, { ...quick, maxIterations: 30 });
    const all = score(model, matrix);
    const width = model.dimensions.length;
    const some = score(model, reorder(matrix, [17, 3], [0, 1, 2, 3, 4, 5, 6, 7]));
    for (let d = 0; d < width; d++) {
      expect(some.theta[d]).toBeCloseTo(all.theta[17 * width + d], 10);
      expect(some.se[width + d]).toBeCloseTo(all.se[3 * width + d], 10);
    }
    if (name !== 'testlet' || !model.slopes.every((row) => row[0] > 0)) return;
    const none = {
      ...matrix,
      learners: ['none', 'all'],
      points: Float32Array.from([...matrix.fullMarks.map(() => 0), ...matrix.fullMarks]),
    };
    const { theta } = score(model, none);
    expect(theta[width]).toBeGreaterThan(theta[0] + 1);
  });
});

describe('rotation', () => {
  it('changes neither the likelihood nor what the abilities explain', () => {
    const { matrix } = draw(MIXED, 300, createRandom('rotation'));
    const model = calibrate(matrix, {
      families: familiesOf(MIXED),
      structure: { exploratory: 2 },
      quadraturePoints: 21,
      maxIterations: 30,
      standardErrors: 'none',
    });
    const { logLikelihood } = bruteForce(truthOf(model), matrix, 31, 6);
    for (const rotation of ['varimax', 'oblimin'] as const) {
      const turned = rotate(model, rotation);
      expect(bruteForce(truthOf(turned), matrix, 31, 6).logLikelihood).toBeCloseTo(logLikelihood, 4);
      const { theta } = score(turned, matrix);
      const before = score(model, matrix).theta;
      // z = slopes · E θ is the same in all coordinates.
      for (let row = 0; row < 5; row++) {
        for (let j = 0; j < 8; j++) {
          const z = (slopes: readonly number[], from: Float64Array): number =>
            slopes[0] * from[2 * row] + slopes[1] * from[2 * row + 1];
          expect(z(turned.slopes[j], theta)).toBeCloseTo(z(model.slopes[j], before), 3);
        }
      }
    }
  });
});

describe('the sign of a dimension', () => {
  it('does not matter: items turned round give slopes turned round', () => {
    const { matrix } = draw(MIXED, 300, createRandom('sign'));
    const quick = { families: familiesOf(MIXED), structure: MIXED_PATTERN, quadraturePoints: 21, tolerance: 1e-6 };
    const here = calibrate(matrix, { ...quick, standardErrors: 'none' });
    // Binary items alone are their own mirror images; item 1 is one.
    const turned = Float32Array.from(matrix.points, (x, i) => (i % 8 === 0 ? 1 - x : x));
    const there = calibrate({ ...matrix, points: turned }, { ...quick, standardErrors: 'none' });
    expect(there.report.logLikelihood).toBeCloseTo(here.report.logLikelihood, 5);
    expect(there.slopes[0][0]).toBeCloseTo(-here.slopes[0][0], 3);
    expect(there.slopes[1][0]).toBeCloseTo(here.slopes[1][0], 3);
  });
});

describe('rows drawn at random', () => {
  it('always have a likelihood, finite scores and errors below those of the prior', () => {
    const truth: MirtTruth = {
      ...MIXED,
      families: ids(8).map(() => '2PL' as const),
      intercepts: ids(8).map(() => [0]),
    };
    const { matrix } = draw(truth, 120, createRandom('finite'));
    const model = calibrate(matrix, {
      family: '2PL',
      structure: { bifactor: HALVES },
      quadraturePoints: 15,
      standardErrors: 'none',
    });
    const cell = fc.constantFrom(0, 1, Number.NaN);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const own = {
          learners: rows.map((_, i) => `${i}`),
          items: matrix.items,
          points: Float32Array.from(rows.flat()),
          fullMarks: matrix.fullMarks,
        };
        for (const method of ['EAP', 'MAP'] as const) {
          const { theta, se } = score(model, own, { method });
          expect(theta.every(Number.isFinite)).toBe(true);
          expect(se.every((s) => s > 0 && s < 1.0001)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('calibrateAsync', () => {
  it('gives the same, tells how far it is, and stops when told', async () => {
    const { matrix } = draw(MIXED, 100, createRandom('async'));
    const options = { families: familiesOf(MIXED), structure: MIXED_PATTERN, quadraturePoints: 11, maxIterations: 5 };
    const seen: CalibrateProgress[] = [];
    const model = await calibrateAsync(matrix, { ...options, onProgress: (progress) => seen.push(progress) });
    expect(model).toEqual(calibrate(matrix, options));
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(['em', 'errors']));
    const stop = new AbortController();
    const work = calibrateAsync(matrix, {
      ...options,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
  });
});
