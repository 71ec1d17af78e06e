/**
 * 2PL of 10,000 simulated learners × 50 items, the whole `calibrate` with standard errors:
 * the SIMD kernel over packed answers against its plain twin, the same EM over loops as one would write them by hand.
 */
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { createRandom } from '../../src/math/random.js';

const LEARNERS = 10_000;
const ITEMS = 50;
const RUNS = 5;

function simulate(): ResponseMatrix {
  const { normal, uniform } = createRandom('calibrate-2pl');
  const items = Array.from({ length: ITEMS }, (_, j) => ({
    id: `q${j + 1}`,
    a: Math.exp(normal(0.1, 0.3)),
    b: normal(),
  }));
  const points = new Float32Array(LEARNERS * ITEMS);
  for (let i = 0; i < LEARNERS; i++) {
    const theta = normal();
    for (let j = 0; j < ITEMS; j++) {
      points[i * ITEMS + j] = uniform() < 1 / (1 + Math.exp(-items[j].a * (theta - items[j].b))) ? 1 : 0;
    }
  }
  return {
    learners: Array.from({ length: LEARNERS }, (_, i) => `${i + 1}`),
    items: items.map(({ id }) => id),
    points,
    fullMarks: items.map(() => 1),
  };
}

function seconds(work: () => unknown): number {
  const from = performance.now();
  work();
  return (performance.now() - from) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1];
}

const matrix = simulate();
const kernels = ['simd', 'plain'] as const;
const times = { simd: [] as number[], plain: [] as number[] };
for (let run = 0; run < RUNS; run++) {
  for (const kernel of kernels) times[kernel].push(seconds(() => calibrate(matrix, { family: '2PL', kernel })));
}
const [simd, plain] = kernels.map((kernel) => calibrate(matrix, { family: '2PL', kernel }));
const rows = kernels.map((kernel, i) => {
  const { report } = [simd, plain][i];
  const time = median(times[kernel]);
  return {
    kernel,
    'median s': time.toFixed(3),
    'least s': Math.min(...times[kernel]).toFixed(3),
    'times faster': (median(times.plain) / time).toFixed(1),
    'E-steps': report.iterations,
    logLikelihood: report.logLikelihood.toFixed(4),
  };
});
console.log(`2PL, ${LEARNERS} × ${ITEMS}, 61 nodes, with standard errors, ${RUNS} runs in turn`);
console.table(rows);
