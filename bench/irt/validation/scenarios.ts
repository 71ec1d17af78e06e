import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { calibrate } from '../../../src/irt/calibrate.js';
import { curveTable, prepare } from '../../../src/irt/curves.js';
import type { IrtModel, ItemFamily, NominalParameters } from '../../../src/irt/model.js';
import type { CalibrateOptions } from '../../../src/irt/options.js';
import { logit } from '../../../src/math/logistic.js';
import { createRandom, type Random } from '../../../src/math/random.js';

/** An estimate beside its truth. */
export interface Recovered {
  readonly kind: string;
  readonly truth: number;
  readonly estimate: number;
  readonly error: number;
}

/** One simulated sample, estimated. */
export interface Replication {
  readonly converged: boolean;
  readonly parameters: readonly Recovered[];
}

/** A model, with the design it is recovered under. */
export interface Scenario {
  readonly name: string;
  /** What is simulated, in one or two sentences. */
  readonly design: string;
  readonly replicate: (seed: string) => Replication;
}

/** True items: what an `IrtModel` says of them. */
interface Items {
  readonly families: readonly ItemFamily[];
  readonly a: readonly number[];
  readonly b: readonly (readonly number[])[];
  readonly cuts: readonly (readonly number[])[];
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  readonly nominal?: readonly (NominalParameters | null)[];
  readonly scale?: readonly (number | null)[];
}

function modelOf(items: Items): IrtModel {
  const none = Number.NaN;
  return {
    kind: 'irt',
    version: 2,
    items: items.a.map((_, j) => `q${j + 1}`),
    fullMarks: items.cuts.map((cuts) => cuts[cuts.length - 1]),
    ...items,
    latent: [{ group: 'all', mean: 0, deviation: 1, learners: 0, se: { mean: none, deviation: none } }],
    quadrature: { points: 61, bound: 6 },
    se: { a: [], b: [] },
    report: {
      logLikelihood: none,
      logPrior: 0,
      iterations: 0,
      converged: true,
      parameters: 0,
      learners: 0,
      bounded: [],
      standardErrors: 'none',
      conditionNumber: none,
      digest: '',
      warnings: [],
    },
  };
}

/** Answers of learners with the given abilities; a category pays its least points. */
function answers(truth: IrtModel, theta: Float64Array, r: Random, missing = 0): ResponseMatrix {
  const irt = prepare(truth);
  const table = curveTable(irt, theta);
  const learners = theta.length;
  const items = truth.items.length;
  const points = new Float32Array(learners * items);
  for (let i = 0; i < learners; i++) {
    for (let j = 0; j < items; j++) {
      let u = r.uniform();
      let k = 0;
      while (k < irt.categories[j] - 1) {
        u -= table[(irt.categoryAt[j] + k) * learners + i];
        if (u < 0) break;
        k++;
      }
      points[i * items + j] = r.bernoulli(missing) ? Number.NaN : k === 0 ? 0 : truth.cuts[j][k - 1];
    }
  }
  return {
    learners: Array.from({ length: learners }, (_, i) => `${i + 1}`),
    items: truth.items,
    points,
    fullMarks: truth.fullMarks,
  };
}

const normals = (n: number, r: Random, mean = 0, deviation = 1): Float64Array =>
  Float64Array.from({ length: n }, () => r.normal(mean, deviation));

/** Everything an estimated model and its truth have in common. */
function compare(truth: IrtModel, model: IrtModel): Recovered[] {
  const out: Recovered[] = [];
  const add = (kind: string, real: number, estimate: number, error: number): void => {
    // Fixed parameters have no error.
    if (Number.isFinite(error)) out.push({ kind, truth: real, estimate, error });
  };
  const common = model.families.every((family) => family === '1PL');
  model.items.forEach((_, j) => {
    if (model.families[j] === 'NRM') {
      const [real, found, se] = [truth.nominal?.[j], model.nominal?.[j], model.se.nominal?.[j]];
      for (let k = 1; k < (real?.slopes.length ?? 0); k++) {
        add('slope', real?.slopes[k] as number, found?.slopes[k] as number, se?.slopes[k] as number);
        add('intercept', real?.intercepts[k] as number, found?.intercepts[k] as number, se?.intercepts[k] as number);
      }
      return;
    }
    if (!common || j === 0) add('a', truth.a[j], model.a[j], model.se.a[j]);
    model.b[j].forEach((b, v) => {
      add('b', truth.b[j][v], b, model.se.b[j][v]);
    });
    for (const [name, real, found, se] of [
      ['lower', truth.lower?.[j], model.lower?.[j], model.se.lower?.[j]],
      ['upper', truth.upper?.[j], model.upper?.[j], model.se.upper?.[j]],
    ] as const) {
      if (real === undefined || found === undefined || se === undefined) continue;
      add(`logit ${name}`, logit(real), logit(found), se / (found * (1 - found)));
    }
    const scale = truth.scale?.[j];
    if (typeof scale === 'number') add('scale', scale, model.scale?.[j] as number, model.se.scale?.[j] as number);
  });
  return out;
}

interface Design {
  readonly learners: number;
  readonly items: (r: Random) => Items;
  readonly options: CalibrateOptions;
  readonly deviation?: number;
  readonly missing?: number;
}

/** A scenario of one group with normal abilities. Items are drawn anew in each replication where `anew`, else once a scenario. */
function plain(name: string, design: string, given: Design, anew = false): Scenario {
  const fixed = modelOf(given.items(createRandom(`${name}-items`)));
  return {
    name,
    design,
    replicate: (seed) => {
      const r = createRandom(seed);
      const truth = anew ? modelOf(given.items(r)) : fixed;
      const theta = normals(given.learners, r, 0, given.deviation ?? 1);
      const model = calibrate(answers(truth, theta, r, given.missing), given.options);
      const parameters = compare(truth, model);
      const [{ deviation, se }] = model.latent;
      if (given.deviation !== undefined) {
        parameters.push({ kind: 'deviation', truth: given.deviation, estimate: deviation, error: se.deviation });
      }
      return { converged: model.report.converged, parameters };
    },
  };
}

const list = <T>(n: number, of: (j: number) => T): T[] => Array.from({ length: n }, (_, j) => of(j));
const slope = (r: Random): number => Math.exp(r.normal(0.1, 0.3));
const steps = (r: Random, n: number, distance: number): number[] => {
  const centre = r.normal(0, 0.7);
  return list(n, (v) => centre + distance * (v - (n - 1) / 2) + 0.4 * (r.uniform() - 0.5));
};
const binary = (family: ItemFamily, n: number, a: (r: Random) => number) => (r: Random) => ({
  families: list(n, () => family),
  a: list(n, () => a(r)),
  b: list(n, () => [r.normal(0, 0.9)]),
  cuts: list(n, () => [1]),
});
const ordered = (family: ItemFamily, n: number, categories: number, a: (r: Random) => number) => (r: Random) => ({
  families: list(n, () => family),
  a: list(n, () => a(r)),
  b: list(n, () => steps(r, categories - 1, 0.9)),
  cuts: list(n, () => list(categories - 1, (v) => v + 1)),
});
const one = (): number => 1;

/** A draw from Beta(α, β), by gamma variates with whole-number shapes. */
function beta(r: Random, alpha: number, b: number): number {
  const gamma = (shape: number): number => {
    let sum = 0;
    for (let i = 0; i < shape; i++) sum -= Math.log(1 - r.uniform());
    return sum;
  };
  const x = gamma(alpha);
  return x / (x + gamma(b));
}

/** An asymptote within the bounds of the estimation, drawn from its prior. */
function asymptote(r: Random, alpha: number, b: number, low: number, high: number): number {
  for (;;) {
    const x = beta(r, alpha, b);
    if (x > low && x < high) return x;
  }
}

export const SCENARIOS: readonly Scenario[] = [
  plain('Rasch', '1,000 learners, 20 items, abilities of deviation 1.3.', {
    learners: 1000,
    items: binary('Rasch', 20, one),
    options: { family: 'Rasch' },
    deviation: 1.3,
  }),
  plain('1PL', '1,000 learners, 20 items of slope 1.3.', {
    learners: 1000,
    items: binary('1PL', 20, () => 1.3),
    options: { family: '1PL' },
  }),
  plain('2PL', '1,000 learners, 20 items.', {
    learners: 1000,
    items: binary('2PL', 20, slope),
    options: { family: '2PL' },
  }),
  plain('2PL with missing cells', '1,000 learners, 20 items, a quarter of the cells missing at random.', {
    learners: 1000,
    items: binary('2PL', 20, slope),
    options: { family: '2PL' },
    missing: 0.25,
  }),
  plain(
    '3PL',
    '3,000 learners, 30 items; a, b and chance level drawn anew, the last from its prior Beta(5, 17).',
    {
      learners: 3000,
      items: (r) => ({
        ...binary('3PL', 30, slope)(r),
        lower: list(30, () => asymptote(r, 5, 17, 0.02, 0.49)),
      }),
      options: { family: '3PL' },
    },
    true,
  ),
  plain(
    '4PL',
    '10,000 learners, 40 items; parameters drawn anew, the asymptotes from their priors Beta(5, 17) and Beta(20, 2), log a from N(0.1, 0.3²), which is its prior.',
    {
      learners: 10_000,
      items: (r) => ({
        ...binary('4PL', 40, slope)(r),
        lower: list(40, () => asymptote(r, 5, 17, 0.02, 0.49)),
        upper: list(40, () => asymptote(r, 20, 2, 0.51, 0.995)),
      }),
      options: { family: '4PL', priors: [{ parameter: 'a', density: { logNormal: [0.1, 0.3] } }] },
    },
    true,
  ),
  plain('PCM', '1,000 learners, 12 items of 4 categories, abilities of deviation 1.2.', {
    learners: 1000,
    items: ordered('PCM', 12, 4, one),
    options: { family: 'PCM' },
    deviation: 1.2,
  }),
  plain('RSM', '1,000 learners, 12 items of 4 categories that share their steps, abilities of deviation 1.2.', {
    learners: 1000,
    items: (r) => ({
      families: list(12, () => 'RSM' as const),
      a: list(12, one),
      b: list(12, () => {
        const centre = r.normal(0, 0.7);
        return [-0.9, 0.1, 0.8].map((t) => centre + t);
      }),
      cuts: list(12, () => [1, 2, 3]),
    }),
    options: { family: 'RSM' },
    deviation: 1.2,
  }),
  plain('GPCM', '1,500 learners, 12 items of 4 categories.', {
    learners: 1500,
    items: ordered('GPCM', 12, 4, (r) => 0.8 * slope(r)),
    options: { family: 'GPCM' },
  }),
  plain('GRM', '1,000 learners, 12 items of 5 categories.', {
    learners: 1000,
    items: ordered('GRM', 12, 5, slope),
    options: { family: 'GRM' },
  }),
  plain('NRM', '2,500 learners, 12 items of 4 unordered options.', {
    learners: 2500,
    items: (r) => {
      const nominal = list(12, () => ({
        slopes: [0, ...list(3, (k) => 0.5 * (k - 0.5) + r.normal(0, 0.3))],
        intercepts: [0, ...list(3, () => r.normal(0, 0.5))],
      }));
      return {
        families: list(12, () => 'NRM' as const),
        a: list(12, one),
        b: list(12, () => [0, 0, 0]),
        cuts: list(12, () => [1, 2, 3]),
        nominal,
      };
    },
    options: { family: 'NRM' },
  }),
  plain('CRM', '800 learners, 8 items of 12 marks, estimated as continuous.', {
    learners: 800,
    items: (r) => ({
      families: list(8, () => 'CRM' as const),
      a: list(8, () => 1.5 * slope(r)),
      b: list(8, () => [r.normal(0, 0.6)]),
      scale: list(8, () => 0.8 + 0.4 * r.uniform()),
      cuts: list(8, () => list(12, (v) => v + 1)),
    }),
    options: { family: 'CRM' },
  }),
  plain(
    'Exam paper of mixed formats',
    '1,500 learners; 8 single choices 0/5 (3PL, chance level drawn from its prior), 4 multiple selects 0/2/5 (GRM), 4 blanks 0/5 (2PL), 4 constructed responses of 12 marks (CRM); all drawn anew.',
    {
      learners: 1500,
      items: (r) => {
        const families = [
          ...list(8, () => '3PL' as const),
          ...list(4, () => 'GRM' as const),
          ...list(4, () => '2PL' as const),
          ...list(4, () => 'CRM' as const),
        ];
        const cutsOf = { '3PL': [5], GRM: [2, 5], '2PL': [5], CRM: list(12, (v) => v + 1) };
        return {
          families,
          a: list(20, () => slope(r)),
          b: families.map((family) => (family === 'GRM' ? steps(r, 2, 0.9) : [r.normal(0, 0.8)])),
          cuts: families.map((family) => cutsOf[family]),
          lower: families.map((family) => (family === '3PL' ? asymptote(r, 5, 17, 0.02, 0.49) : 0)),
          scale: families.map((family) => (family === 'CRM' ? 1 : null)),
        };
      },
      options: {
        families: new Map(
          list(20, (j) => [`q${j + 1}`, j < 8 ? '3PL' : j < 12 ? 'GRM' : j < 16 ? '2PL' : 'CRM'] as const),
        ),
      },
    },
    true,
  ),
  {
    name: 'Two groups',
    design:
      '2PL, 20 items, 800 learners of N(0, 1) and 800 of N(0.5, 1.2²); the second group lacks five items, the first another five.',
    replicate: (seed) => {
      const r = createRandom(seed);
      const truth = modelOf(binary('2PL', 20, slope)(createRandom('groups-items')));
      const theta = Float64Array.from([...normals(800, r), ...normals(800, r, 0.5, 1.2)]);
      const matrix = answers(truth, theta, r);
      const groups = list(1600, (i) => (i < 800 ? 'first' : 'second'));
      for (let i = 0; i < 1600; i++) {
        for (let j = 0; j < 5; j++) matrix.points[i * 20 + (i < 800 ? j : 19 - j)] = Number.NaN;
      }
      const model = calibrate(matrix, { family: '2PL', groups });
      const { mean, deviation, se } = model.latent[1];
      return {
        converged: model.report.converged,
        parameters: [
          ...compare(truth, model),
          { kind: 'mean of the second group', truth: 0.5, estimate: mean, error: se.mean },
          { kind: 'deviation of the second group', truth: 1.2, estimate: deviation, error: se.deviation },
        ],
      };
    },
  },
  {
    name: 'Latent regression',
    design: '2PL, 20 items, 1,000 learners, θ = 0.5 x₁ − 0.3 x₂ + e, x₁ binary, x₂ normal, e ~ N(0, 1).',
    replicate: (seed) => {
      const r = createRandom(seed);
      const truth = modelOf(binary('2PL', 20, slope)(createRandom('regression-items')));
      const x = list(1000, (i) => [i % 2, r.normal()]);
      const theta = Float64Array.from(x, ([x1, x2]) => 0.5 * x1 - 0.3 * x2 + r.normal());
      const model = calibrate(answers(truth, theta, r), {
        family: '2PL',
        covariates: { names: ['x1', 'x2'], values: x.flat() },
      });
      const { coefficients, se } = model.regression as NonNullable<IrtModel['regression']>;
      return {
        converged: model.report.converged,
        parameters: [
          ...compare(truth, model),
          { kind: 'coefficient', truth: 0.5, estimate: coefficients[1], error: se[1] },
          { kind: 'coefficient', truth: -0.3, estimate: coefficients[2], error: se[2] },
        ],
      };
    },
  },
  {
    name: 'Anchored items',
    design: '2PL, 10 items fixed at their truth and 10 new ones, 1,000 learners of N(0.4, 1.1²).',
    replicate: (seed) => {
      const r = createRandom(seed);
      const truth = modelOf(binary('2PL', 20, slope)(createRandom('anchor-items')));
      const matrix = answers(truth, normals(1000, r, 0.4, 1.1), r);
      const first = <T>(values: readonly T[]): readonly T[] => values.slice(0, 10);
      const anchors: IrtModel = {
        ...truth,
        items: first(truth.items),
        families: first(truth.families),
        a: first(truth.a),
        b: first(truth.b),
        cuts: first(truth.cuts),
        fullMarks: first(truth.fullMarks),
      };
      const model = calibrate(matrix, { family: '2PL', anchors });
      const [{ mean, deviation, se }] = model.latent;
      return {
        converged: model.report.converged,
        parameters: [
          ...compare(truth, model),
          { kind: 'mean', truth: 0.4, estimate: mean, error: se.mean },
          { kind: 'deviation', truth: 1.1, estimate: deviation, error: se.deviation },
        ],
      };
    },
  },
];
