import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { curveTable, prepare } from '../../src/irt/curves.js';
import type { IrtModel, ItemFamily } from '../../src/irt/model.js';
import type { CalibrateOptions } from '../../src/irt/options.js';
import { normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';
import { matrixOf, modelOf } from './samples.js';

/** Marginal log-likelihood of a model by its curves, learner by learner, with its own latent distribution. */
function likelihoodOf(model: IrtModel, matrix: ResponseMatrix): number {
  const irt = prepare(model);
  const { nodes } = normalGrid(model.quadrature.points, model.quadrature.bound);
  const [{ mean, deviation, weights }] = model.latent;
  const prior = Float64Array.from(weights ?? nodes, (x) =>
    weights ? x : Math.exp(-0.5 * ((x - mean) / deviation) ** 2),
  );
  const norm = prior.reduce((sum, x) => sum + x, 0);
  const table = curveTable(irt, nodes);
  const width = model.items.length;
  let total = 0;
  for (let row = 0; row < matrix.learners.length; row++) {
    let integral = 0;
    for (let q = 0; q < nodes.length; q++) {
      let p = prior[q] / norm;
      for (let j = 0; j < width; j++) {
        const x = matrix.points[row * width + j];
        if (Number.isNaN(x)) continue;
        const k = model.cuts[j].filter((cut) => x >= Math.fround(cut)).length;
        p *= table[(irt.categoryAt[j] + k) * nodes.length + q];
      }
      integral += p;
    }
    total += Math.log(integral);
  }
  return total;
}

const FAMILIES: readonly ItemFamily[] = [
  'Rasch',
  '1PL',
  '2PL',
  '3PL',
  '4PL',
  'PCM',
  'GPCM',
  'RSM',
  'GRM',
  'NRM',
  'CRM',
];

/** Four-category answers (binary ones for binary families) of a graded kind. */
function sample(seed: string, learners: number, family: ItemFamily, items = 6, missing = 0): ResponseMatrix {
  const r = createRandom(seed);
  const binary = ['Rasch', '1PL', '2PL', '3PL', '4PL'].includes(family);
  const difficulty = Array.from({ length: items }, () => r.normal());
  const rows = Array.from({ length: learners }, () => {
    const theta = r.normal();
    return difficulty.map((b, j) => {
      const x = (0.7 + 0.15 * j) * (theta - b) + Math.log(1 / (1 / r.uniform() - 1) || 1e-9);
      const k = binary ? (x > 0 ? 1 : 0) : x > 1.2 ? 3 : x > 0.1 ? 2 : x > -1.2 ? 1 : 0;
      return r.bernoulli(missing) ? Number.NaN : k;
    });
  });
  return matrixOf(
    rows,
    difficulty.map(() => (binary ? 1 : 3)),
  );
}

describe.each(FAMILIES)('%s', (family) => {
  const options: CalibrateOptions = { family, tolerance: 1e-7 };

  it('has the likelihood that its curves give, and no parameter moves it up', () => {
    const matrix = sample(`likelihood-${family}`, 600, family, 6, 0.1);
    const model = calibrate(matrix, options);
    expect(model.report.converged).toBe(true);
    const best = likelihoodOf(model, matrix);
    expect(model.report.logLikelihood).toBeCloseTo(best, 6);
    if (family === '3PL' || family === '4PL') return;
    const [group] = model.latent;
    for (const step of [-0.02, 0.02]) {
      const moved: IrtModel[] = [
        ...model.items.map((_, j) => ({
          ...model,
          b: model.b.map((b, i) => (i === j ? b.map((x) => x + step) : b)),
          ...(model.nominal
            ? {
                nominal: model.nominal.map((n, i) =>
                  i === j && n
                    ? { slopes: n.slopes, intercepts: n.intercepts.map((c, k) => (k > 0 ? c + step : c)) }
                    : n,
                ),
              }
            : {}),
        })),
        ...(family === 'Rasch' || family === 'PCM' || family === 'RSM'
          ? [{ ...model, latent: [{ ...group, deviation: group.deviation + step }] }]
          : [
              {
                ...model,
                a: model.a.map((a) => a + step),
                ...(model.scale
                  ? { scale: model.scale.map((s, j) => ((s as number) * (model.a[j] + step)) / model.a[j]) }
                  : {}),
              },
            ]),
      ];
      for (const other of family === 'NRM' ? moved.slice(0, -1) : moved) {
        expect(likelihoodOf(other, matrix)).toBeLessThan(best);
      }
    }
  });

  it('does not care for the order of learners and items', () => {
    const matrix = sample(`order-${family}`, 400, family, 4, 0.1);
    const r = createRandom('shuffle');
    const model = calibrate(matrix, options);
    const rows = matrix.learners.map((_, i) => [...matrix.points.subarray(i * 4, i * 4 + 4)]);
    const order = [2, 0, 3, 1];
    const turned = calibrate(
      matrixOf(
        r.shuffle(rows).map((row) => order.map((j) => row[j])),
        matrix.fullMarks,
      ),
      options,
    );
    expect(turned.report.logLikelihood).toBeCloseTo(model.report.logLikelihood, 5);
    order.forEach((j, at) => {
      expect(Math.abs(turned.a[at] - model.a[j])).toBeLessThan(2e-3);
      turned.b[at].forEach((b, v) => {
        expect(Math.abs(b - model.b[j][v])).toBeLessThan(family === '4PL' ? 0.02 : 4e-3);
      });
    });
  });

  it('is finite for any answers', () => {
    const cell = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }).map((x) => x / 2) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 70 }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        fc.pre(rows.filter((row) => row.some((x) => !Number.isNaN(x))).length >= 2);
        const matrix = matrixOf(
          rows,
          rows[0].map(() => 3),
        );
        const model = calibrate(matrix, { family, quadraturePoints: 21, maxIterations: 200 });
        expect(Number.isFinite(model.report.logLikelihood)).toBe(true);
        for (const value of model.a) expect(Number.isFinite(value)).toBe(true);
        // Neighbouring nominal categories of equal slopes cross nowhere.
        if (family !== 'NRM') for (const value of model.b.flat()) expect(Number.isFinite(value)).toBe(true);
        expect(model.latent[0].deviation).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });
});

describe('nominal items', () => {
  it('do not care which category is the first: likelihood and curves stay', () => {
    const matrix = sample('labels', 800, 'NRM', 5);
    const turn = [2, 0, 3, 1];
    const turned = { ...matrix, points: matrix.points.map((x) => turn[x]) };
    const options: CalibrateOptions = { family: 'NRM', tolerance: 1e-7 };
    const model = calibrate(matrix, options);
    const other = calibrate(turned, options);
    expect(other.report.logLikelihood).toBeCloseTo(model.report.logLikelihood, 4);
    const theta = Float64Array.of(-1.5, 0, 1.5);
    const [p, q] = [model, other].map((m) => curveTable(prepare(m), theta));
    /** Largest difference of the curves; those of the other may be mirrored, since nothing says which end is up. */
    const difference = (mirrored: boolean): number => {
      let most = 0;
      for (let j = 0; j < 5; j++) {
        for (let k = 0; k < 4; k++) {
          for (let t = 0; t < 3; t++) {
            const a = p[(j * 4 + k) * 3 + t];
            const b = q[(j * 4 + turn[k]) * 3 + (mirrored ? 2 - t : t)];
            most = Math.max(most, Math.abs(a - b));
          }
        }
      }
      return most;
    };
    expect(Math.min(difference(false), difference(true))).toBeLessThan(2e-3);
  });
});

describe('mixed formats of an exam paper', () => {
  it('gives every kind of question its family, and long ones their categories or marks', () => {
    const r = createRandom('paper');
    const rows = Array.from({ length: 700 }, () => {
      const t = r.normal();
      const p = (b: number): number => 1 / (1 + Math.exp(-1.2 * (t - b)));
      const single = (b: number): number => (r.bernoulli(0.25 + 0.75 * p(b)) ? 5 : 0);
      const multiple = (b: number): number => (r.bernoulli(p(b + 0.8)) ? 5 : r.bernoulli(p(b - 0.5)) ? 2 : 0);
      const long = (b: number, full: number): number => {
        const share = 1 / (1 + Math.exp(-(t - b + 0.6 * r.normal())));
        return Math.round(2 * full * share) / 2;
      };
      return [
        single(0),
        single(0.5),
        multiple(0),
        multiple(0.6),
        r.bernoulli(p(0.2)) ? 5 : 0,
        long(0, 10),
        long(0.4, 17),
      ];
    });
    const matrix = matrixOf(rows, [5, 5, 5, 5, 5, 10, 17]);
    const families = new Map<string, ItemFamily>([
      ['q1', '3PL'],
      ['q2', '3PL'],
      ['q3', 'GRM'],
      ['q4', 'GPCM'],
      ['q7', 'CRM'],
    ]);
    const model = calibrate(matrix, { families });
    expect(model.families).toEqual(['3PL', '3PL', 'GRM', 'GPCM', '2PL', 'GPCM', 'CRM']);
    expect(model.cuts[2]).toEqual([2, 5]);
    // 21 different marks are grouped into five categories; as continuous they stay 34 half marks.
    expect(model.cuts[5]).toHaveLength(4);
    expect(model.cuts[6]).toHaveLength(34);
    expect(model.lower?.[0]).toBeGreaterThan(0.1);
    expect(model.lower?.[2]).toBe(0);
    expect(model.scale?.[6]).toBeCloseTo(1, 0);
    expect(model.report.converged).toBe(true);
    expect(model.report.logLikelihood).toBeCloseTo(likelihoodOf(model, matrix), 6);
  });
});

describe('distributions of abilities', () => {
  const skewed = (r: ReturnType<typeof createRandom>): number => {
    // Two parts in five weak and close together, the others spread: mean 0, deviation 1.
    const raw = r.bernoulli(0.4) ? r.normal(-1.1, 0.25) : r.normal(0.73, 0.75);
    return raw / 1.09;
  };
  const r = createRandom('skewed');
  const truth = modelOf({
    a: Array.from({ length: 25 }, () => 1.5),
    b: Array.from({ length: 25 }, (_, j) => [-2 + j / 6]),
  });
  const rows = Array.from({ length: 3000 }, () => {
    const theta = skewed(r);
    return truth.b.map(([b]) => (r.bernoulli(1 / (1 + Math.exp(-1.5 * (theta - b)))) ? 1 : 0));
  });
  const matrix = matrixOf(rows, truth.fullMarks);
  const normal = calibrate(matrix, { family: '2PL', standardErrors: 'none' });

  it.each([
    ['histogram' as const, 'histogram'],
    [{ davidian: 4 }, 'Davidian curve'],
  ])('%j bends to a skewed sample, keeping mean 0 and deviation 1', (latent, _name) => {
    const model = calibrate(matrix, { family: '2PL', latent, standardErrors: 'none' });
    expect(model.report.logLikelihood).toBeGreaterThan(normal.report.logLikelihood + 10);
    expect(model.report.logLikelihood).toBeCloseTo(likelihoodOf(model, matrix), 5);
    const [{ mean, deviation, weights }] = model.latent;
    expect(mean).toBeCloseTo(0, 3);
    expect(deviation).toBeCloseTo(1, 2);
    expect(weights?.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
    const miss = (m: IrtModel): number =>
      Math.sqrt(m.b.reduce((sum, [b], j) => sum + (b - truth.b[j][0]) ** 2, 0) / 25);
    expect(miss(model)).toBeLessThan(miss(normal));
    // The left hump is where it is.
    const { nodes } = normalGrid(61);
    const below = (at: number): number => nodes.reduce((sum, x, q) => sum + (x < at ? (weights?.[q] ?? 0) : 0), 0);
    expect(below(-0.6)).toBeGreaterThan(0.3);
    expect(below(-1.6)).toBeLessThan(0.05);
  });

  it('the curve of a normal sample is near the normal', () => {
    const own = createRandom('normal');
    const plain = matrixOf(
      Array.from({ length: 2000 }, () => {
        const theta = own.normal();
        return truth.b.map(([b]) => (own.bernoulli(1 / (1 + Math.exp(-1.5 * (theta - b)))) ? 1 : 0));
      }),
      truth.fullMarks,
    );
    const bent = calibrate(plain, { family: '2PL', latent: { davidian: 2 }, standardErrors: 'none' });
    const straight = calibrate(plain, { family: '2PL', standardErrors: 'none' });
    const gain = bent.report.logLikelihood - straight.report.logLikelihood;
    expect(gain).toBeGreaterThan(-0.05);
    expect(gain).toBeLessThan(8);
  });
});

describe('groups, covariates, anchors', () => {
  const r = createRandom('groups');
  const truth = modelOf({
    a: Array.from({ length: 15 }, () => Math.exp(r.normal(0.1, 0.2))),
    b: Array.from({ length: 15 }, () => [r.normal()]),
  });
  const answers = (theta: readonly number[]): ResponseMatrix =>
    matrixOf(
      theta.map((t) => truth.b.map(([b], j) => (r.bernoulli(1 / (1 + Math.exp(-truth.a[j] * (t - b)))) ? 1 : 0))),
      truth.fullMarks,
    );
  const theta = Array.from({ length: 3000 }, (_, i) => (i < 1500 ? r.normal() : r.normal(0.6, 0.8)));
  const matrix = answers(theta);
  const groups = theta.map((_, i) => (i < 1500 ? '甲校' : '__proto__'));

  it('two groups have their means and deviations; the reference may be chosen', () => {
    const model = calibrate(matrix, { family: '2PL', groups });
    expect(model.latent.map(({ group }) => group)).toEqual(['甲校', '__proto__']);
    const [first, second] = model.latent;
    expect([first.mean, first.deviation, first.se.mean]).toEqual([0, 1, Number.NaN]);
    expect(Math.abs(second.mean - 0.6)).toBeLessThan(3 * second.se.mean);
    expect(Math.abs(second.deviation - 0.8)).toBeLessThan(3 * second.se.deviation);
    const other = calibrate(matrix, { family: '2PL', groups, reference: '__proto__' });
    // Another scale on the same grid: the sums over nodes differ a little.
    expect(other.report.logLikelihood).toBeCloseTo(model.report.logLikelihood, 2);
    // The same up to a linear change of scale.
    expect(other.latent[1].mean).toBeCloseTo(-second.mean / second.deviation, 2);
    expect(other.a[0]).toBeCloseTo(model.a[0] * second.deviation, 2);
  });

  it('one covariate of two values is two groups of one deviation', () => {
    const values = theta.map((_, i) => (i < 1500 ? 0 : 1));
    const model = calibrate(matrix, { family: '2PL', covariates: { names: ['school'], values } });
    const { covariates, coefficients, se } = model.regression ?? { covariates: [], coefficients: [], se: [] };
    expect(covariates).toEqual(['intercept', 'school']);
    expect(coefficients[0]).toBe(0);
    expect(Math.abs(coefficients[1] - 0.6 / 0.93)).toBeLessThan(4 * se[1]);
    const alone = calibrate(matrix, { family: '2PL' });
    expect(model.report.logLikelihood).toBeGreaterThan(alone.report.logLikelihood + 50);
    const plain = calibrate(matrix, { family: '2PL', covariates: { names: ['school'], values }, kernel: 'plain' });
    expect(plain.report.logLikelihood).toBeCloseTo(model.report.logLikelihood, 6);
    // A covariate that tells nothing leaves the items where they are.
    const noise = calibrate(matrix, { family: '2PL', covariates: { names: ['zero'], values: values.map(() => 0) } });
    expect(noise.report.logLikelihood).toBeCloseTo(alone.report.logLikelihood, 2);
  });

  it('anchored items stay and put the others on their scale', () => {
    const scale = calibrate(matrix, { family: '2PL' });
    const keep = [0, 3, 6, 9, 12];
    const anchors: IrtModel = {
      ...scale,
      items: keep.map((j) => scale.items[j]),
      families: keep.map((j) => scale.families[j]),
      a: keep.map((j) => scale.a[j]),
      b: keep.map((j) => scale.b[j]),
      cuts: keep.map((j) => scale.cuts[j]),
      fullMarks: keep.map(() => 1),
    };
    const strong = answers(Array.from({ length: 2500 }, () => r.normal(1, 0.9)));
    const model = calibrate(strong, { family: '2PL', anchors });
    for (const j of keep) {
      expect(model.a[j]).toBe(scale.a[j]);
      expect(model.b[j][0]).toBeCloseTo(scale.b[j][0], 12);
      expect(model.se.a[j]).toBeNaN();
    }
    model.items.forEach((_, j) => {
      if (!keep.includes(j)) expect(Math.abs(model.b[j][0] - scale.b[j][0])).toBeLessThan(0.5);
    });
    expect(model.latent[0].mean).toBeGreaterThan(0.4);
    expect(model.report.warnings).toEqual([]);
    const one = {
      ...anchors,
      items: ['q1'],
      families: ['2PL' as const],
      a: [scale.a[0]],
      b: [scale.b[0]],
      cuts: [[1]],
      fullMarks: [1],
    };
    expect(calibrate(strong, { family: '2PL', anchors: one }).report.warnings).toEqual([
      'only 1 anchor item: the scale hangs on it',
    ]);
    expect(() => calibrate(strong, { anchors: { ...one, items: ['other'] } })).toThrow(/at least one item/);
    expect(() => calibrate(strong, { anchors: { ...one, fullMarks: [2] } })).toThrow(/full marks 2/);
  });

  it('groups that share no item have no common scale', () => {
    const apart = { ...matrix, points: matrix.points.slice() };
    for (let i = 0; i < 3000; i++) {
      for (let j = 0; j < 15; j++) if (j < 7 === i < 1500) apart.points[i * 15 + j] = Number.NaN;
    }
    expect(() => calibrate(apart, { family: '2PL', groups })).toThrow(/not identified/);
    // One item in common is enough to be joined.
    for (let i = 0; i < 3000; i++) apart.points[i * 15] = matrix.points[i * 15];
    expect(calibrate(apart, { family: '2PL', groups }).latent).toHaveLength(2);
  });

  it('refuses options that do not fit', () => {
    const bad = (options: CalibrateOptions, message: RegExp): void => {
      expect(() => calibrate(matrix, options)).toThrow(message);
    };
    bad({ groups: ['a'] }, /3000 groups/);
    bad({ groups, reference: 'c' }, /one of 甲校, __proto__/);
    bad({ groups, covariates: { names: [], values: [] } }, /without groups/);
    bad({ covariates: { names: ['x'], values: [1] } }, /3000 × 1/);
    bad({ covariates: { names: ['x'], values: theta.map(() => Number.NaN) } }, /row 1, column "x"/);
    bad({ families: new Map([['no', '2PL']]) }, /an item of the response table/);
    bad({ priors: [{ items: ['no'], parameter: 'a', density: { normal: [0, 1] } }] }, /an item of the response table/);
    bad({ priors: [{ parameter: 'b', density: { beta: [1, 1] } }] }, /bad option/);
    bad({ latent: { davidian: 11 } }, /1 to 10/);
    bad({ latent: { davidian: 2 }, groups }, /one group/);
    bad({ latent: { davidian: 2 }, family: 'Rasch' }, /free slopes/);
  });
});

describe('priors', () => {
  const matrix = sample('priors', 300, '2PL', 5);

  it('pull towards their mode, the more the tighter', () => {
    const b = (deviation: number): number =>
      calibrate(matrix, {
        family: '2PL',
        priors: [{ items: ['q1'], parameter: 'b', density: { normal: [3, deviation] } }],
      }).b[0][0];
    const [wide, tight] = [b(1), b(0.05)];
    expect(tight).toBeGreaterThan(wide);
    expect(tight).toBeCloseTo(3, 0);
    const a = calibrate(matrix, {
      family: '2PL',
      priors: [{ parameter: 'a', density: { logNormal: [Math.log(2), 0.001] } }],
    }).a;
    for (const slope of a) expect(slope).toBeCloseTo(2, 2);
    const c = calibrate(matrix, { family: '2PL', priors: [{ parameter: 'c', density: { normal: [0, 0.001] } }] }).b;
    for (const [step] of c) expect(step).toBeCloseTo(0, 2);
  });

  it('are at their top with the likelihood: the objective, and standard errors that know them', () => {
    const priors: CalibrateOptions['priors'] = [
      { parameter: 'a', density: { normal: [1, 0.3] } },
      { parameter: 'b', density: { normal: [0, 1] } },
    ];
    const model = calibrate(matrix, { family: '2PL', priors, tolerance: 1e-8 });
    const objective = (m: Pick<IrtModel, 'a' | 'b'>): number =>
      likelihoodOf({ ...model, ...m }, matrix) -
      m.a.reduce((sum, a, j) => sum + ((a - 1) / 0.3) ** 2 / 2 + m.b[j][0] ** 2 / 2, 0);
    const best = objective(model);
    expect(model.report.logLikelihood + model.report.logPrior).toBeCloseTo(best, 6);
    for (const step of [-0.01, 0.01]) {
      model.items.forEach((_, j) => {
        expect(objective({ a: model.a.map((a, i) => (i === j ? a + step : a)), b: model.b })).toBeLessThan(best);
        expect(objective({ a: model.a, b: model.b.map(([b], i) => [i === j ? b + step : b]) })).toBeLessThan(best);
      });
    }
    const free = calibrate(matrix, { family: '2PL' });
    expect(model.se.a[0]).toBeLessThan(free.se.a[0]);
  });

  it('of asymptotes are there unless put aside', () => {
    const own = sample('asymptotes', 500, '3PL', 8);
    const usual = calibrate(own, { family: '3PL' });
    expect(usual.report.logPrior).not.toBe(0);
    const bare = calibrate(own, { family: '3PL', defaultPriors: false, standardErrors: 'none' });
    expect(bare.report.logPrior).toBe(0);
    expect(bare.report.logLikelihood).toBeGreaterThan(usual.report.logLikelihood - 1e-6);
    const high = calibrate(own, { family: '3PL', priors: [{ parameter: 'lower', density: { beta: [300, 700] } }] });
    for (const g of high.lower ?? []) expect(g).toBeCloseTo(0.3, 1);
  });
});

describe('what is odd is said', () => {
  it('copies of an item, and a deviation that one item cannot tell', () => {
    const matrix = sample('copies', 200, '2PL', 4);
    for (let i = 0; i < 200; i++) matrix.points[i * 4 + 3] = matrix.points[i * 4 + 1];
    expect(calibrate(matrix).report.warnings[0]).toContain('"q2" and "q4" have the same points of every learner');
    const one = calibrate(
      matrixOf(
        Array.from({ length: 100 }, (_, i) => [i % 3 === 0 ? 1 : 0]),
        [1],
      ),
      { family: 'Rasch' },
    );
    expect(one.report.warnings[0]).toContain('does not identify the deviation');
    expect(one.latent[0].deviation).toBe(1);
  });

  it('abilities beyond the grid', () => {
    const r = createRandom('edge');
    const rows = Array.from({ length: 500 }, () => {
      const t = r.normal(0, 6);
      return Array.from({ length: 12 }, (_, j) => (r.bernoulli(1 / (1 + Math.exp(-(t - (j - 6))))) ? 1 : 0));
    });
    const matrix = matrixOf(rows, new Array<number>(12).fill(1));
    const model = calibrate(matrix, { family: 'Rasch' });
    expect(model.report.warnings.join()).toContain('widen it by a larger bound');
    const wide = calibrate(matrix, { family: 'Rasch', bound: 20, quadraturePoints: 201 });
    expect(wide.report.warnings.join()).not.toContain('widen');
  });

  it('half marks are categories like others, and the same data have the same digest', () => {
    const matrix = matrixOf(
      Array.from({ length: 90 }, (_, i) => [(i % 5) / 2, i % 2]),
      [2, 1],
    );
    const model = calibrate(matrix, { maxCategories: 5 });
    expect(model.cuts[0]).toEqual([0.5, 1, 1.5, 2]);
    expect(calibrate({ ...matrix, points: matrix.points.slice() }).report.digest).toBe(model.report.digest);
    const other = { ...matrix, points: matrix.points.map((x, i) => (i === 7 ? Number.NaN : x)) };
    expect(calibrate(other).report.digest).not.toBe(model.report.digest);
  });
});
