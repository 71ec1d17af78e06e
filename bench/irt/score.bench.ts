/**
 * Abilities of 10,000 simulated learners on 50 items of a 2PL with their errors, all methods, each against its plain twin:
 * the same formulas over loops as one would write them by hand, learner by learner, item by item.
 *
 * npx tsx bench/irt/score.bench.ts
 */
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import type { IrtModel } from '../../src/irt/model.js';
import type { ScoreMethod } from '../../src/irt/score/options.js';
import { score } from '../../src/irt/score.js';
import { createRandom } from '../../src/math/random.js';

const LEARNERS = 10_000;
const ITEMS = 50;
const RUNS = 7;

const { normal, uniform } = createRandom('score');
const a = Array.from({ length: ITEMS }, () => Math.exp(normal(0.1, 0.3)));
const b = Array.from({ length: ITEMS }, () => normal());
const points = new Float32Array(LEARNERS * ITEMS);
for (let i = 0; i < LEARNERS; i++) {
  const theta = normal();
  for (let j = 0; j < ITEMS; j++)
    points[i * ITEMS + j] = uniform() < 1 / (1 + Math.exp(-a[j] * (theta - b[j]))) ? 1 : 0;
}
const items = a.map((_, j) => `q${j + 1}`);
const matrix: ResponseMatrix = {
  learners: Array.from({ length: LEARNERS }, (_, i) => `${i + 1}`),
  items,
  points,
  fullMarks: a.map(() => 1),
};
const model: IrtModel = {
  kind: 'irt',
  version: 2,
  items,
  families: a.map(() => '2PL'),
  a,
  b: b.map((x) => [x]),
  cuts: a.map(() => [1]),
  fullMarks: a.map(() => 1),
  latent: [
    { group: 'all', mean: 0, deviation: 1, learners: LEARNERS, se: { mean: Number.NaN, deviation: Number.NaN } },
  ],
  quadrature: { points: 61, bound: 6 },
  se: { a: a.map(() => Number.NaN), b: b.map(() => [Number.NaN]) },
  report: {
    logLikelihood: 0,
    logPrior: 0,
    iterations: 0,
    converged: true,
    parameters: 0,
    learners: LEARNERS,
    bounded: [],
    standardErrors: 'none',
    conditionNumber: Number.NaN,
    digest: '',
    warnings: [],
  },
};

/** Abilities and errors, one after the other. */
type Twin = () => Float64Array;

/** Posterior means: log-probabilities at 61 nodes are tabulated, then added answer by answer. */
const eap: Twin = () => {
  const nodes = Array.from({ length: 61 }, (_, q) => -6 + 0.2 * q);
  const right = new Float64Array(ITEMS * 61);
  const wrong = new Float64Array(ITEMS * 61);
  for (let j = 0; j < ITEMS; j++) {
    for (let q = 0; q < 61; q++) {
      const p = 1 / (1 + Math.exp(-a[j] * (nodes[q] - b[j])));
      right[j * 61 + q] = Math.log(p);
      wrong[j * 61 + q] = Math.log(1 - p);
    }
  }
  const out = new Float64Array(2 * LEARNERS);
  const log = new Float64Array(61);
  for (let i = 0; i < LEARNERS; i++) {
    for (let q = 0; q < 61; q++) log[q] = -0.5 * nodes[q] * nodes[q];
    for (let j = 0; j < ITEMS; j++) {
      const table = points[i * ITEMS + j] === 1 ? right : wrong;
      for (let q = 0; q < 61; q++) log[q] += table[j * 61 + q];
    }
    let most = -Infinity;
    for (let q = 0; q < 61; q++) if (log[q] > most) most = log[q];
    let [sum, mean, square] = [0, 0, 0];
    for (let q = 0; q < 61; q++) {
      const w = Math.exp(log[q] - most);
      sum += w;
      mean += w * nodes[q];
      square += w * nodes[q] * nodes[q];
    }
    mean /= sum;
    out[2 * i] = mean;
    out[2 * i + 1] = Math.sqrt(square / sum - mean * mean);
  }
  return out;
};

/** Newton's method from 0; the derivatives of what is maximised come from loops over the items. */
function newton(kind: 'MAP' | 'MLE' | 'WLE'): Twin {
  const precision = kind === 'MAP' ? 1 : 0;
  const limit = kind === 'MLE' ? 6 : 20;
  return () => {
    const out = new Float64Array(2 * LEARNERS);
    for (let i = 0; i < LEARNERS; i++) {
      let theta = 0;
      let curvature = 1;
      for (let step = 0; step < 100; step++) {
        let slope = -precision * theta;
        let [first, second, third] = [0, 0, 0];
        for (let j = 0; j < ITEMS; j++) {
          const p = 1 / (1 + Math.exp(-a[j] * (theta - b[j])));
          const w = a[j] * a[j] * p * (1 - p);
          slope += a[j] * (points[i * ITEMS + j] - p);
          first += w;
          second += a[j] * w * (1 - 2 * p);
          third += a[j] * a[j] * w * (1 - 6 * p * (1 - p));
        }
        curvature = first + precision;
        if (kind === 'WLE') {
          slope += second / (2 * first);
          curvature -= (third * first - second * second) / (2 * first * first);
        }
        const change = Math.max(-1, Math.min(1, slope / curvature));
        if (Math.abs(theta + change) >= limit) {
          theta = Math.sign(theta + change) * limit;
          break;
        }
        theta += change;
        if (Math.abs(change) < 1e-8) break;
      }
      out[2 * i] = theta;
      out[2 * i + 1] = 1 / Math.sqrt(curvature);
    }
    return out;
  };
}

const twins: readonly (readonly [ScoreMethod, Twin])[] = [
  ['EAP', eap],
  ['MAP', newton('MAP')],
  ['MLE', newton('MLE')],
  ['WLE', newton('WLE')],
];

function milliseconds(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1];
}

const rows = twins.map(([method, twin]) => {
  const expected = twin();
  const { theta } = score(model, matrix, { method });
  let apart = 0;
  for (let i = 0; i < LEARNERS; i++) apart = Math.max(apart, Math.abs(theta[i] - expected[2 * i]));
  const own: number[] = [];
  const plain: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    own.push(milliseconds(() => score(model, matrix, { method })));
    plain.push(milliseconds(twin));
  }
  return {
    method,
    'median ms': median(own).toFixed(1),
    'least ms': Math.min(...own).toFixed(1),
    'twin, median ms': median(plain).toFixed(1),
    'times faster': (median(plain) / median(own)).toFixed(1),
    'largest difference': apart.toExponential(1),
  };
});
console.log(`2PL, ${LEARNERS} × ${ITEMS}, checking and packing the answers included, ${RUNS} runs in turn`);
console.table(rows);
