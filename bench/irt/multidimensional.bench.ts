/**
 * Multidimensional calibration of 2,000 simulated learners × 30 items, standard errors left out: two exploratory dimensions over
 * 31² nodes (those within the bound), and a bifactor model of three specific dimensions by dimension reduction over 31 × 31 nodes
 * a dimension. The SIMD kernel over packed answers against its plain twin, loops as one would write them by hand, in the same run.
 */
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/multidimensional/calibrate.js';
import type { MirtStructure } from '../../src/irt/multidimensional/options.js';
import { createRandom } from '../../src/math/random.js';

const LEARNERS = 2000;
const ITEMS = 30;
const RUNS = 3;
/** E-steps of a run; both kernels take the same ones. */
const STEPS = 12;

/** Every item on its own of so many dimensions, and on a general one. */
function simulate(general: number, specific: number, dimensions: number): ResponseMatrix {
  const { normal, uniform } = createRandom(`multidimensional ${dimensions}`);
  const c = Array.from({ length: ITEMS }, () => normal());
  const points = new Float32Array(LEARNERS * ITEMS);
  for (let i = 0; i < LEARNERS; i++) {
    const whole = normal();
    const own = Array.from({ length: dimensions }, () => normal());
    for (let j = 0; j < ITEMS; j++) {
      const z = general * whole + specific * own[j % dimensions] + c[j];
      points[i * ITEMS + j] = uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
    }
  }
  return {
    learners: Array.from({ length: LEARNERS }, (_, i) => `${i + 1}`),
    items: c.map((_, j) => `q${j + 1}`),
    points,
    fullMarks: c.map(() => 1),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1];
}

const bifactor = new Map(Array.from({ length: ITEMS }, (_, j) => [`q${j + 1}`, `s${j % 3}`] as const));
const claims: readonly (readonly [string, ResponseMatrix, MirtStructure])[] = [
  ['two dimensions', simulate(0.7, 1.2, 2), { exploratory: 2 }],
  ['bifactor, 3 specific', simulate(1.2, 1, 3), { bifactor }],
];
const kernels = ['simd', 'plain'] as const;
const rows = claims.flatMap(([model, matrix, structure]) => {
  const times = { simd: [] as number[], plain: [] as number[] };
  const likelihood = { simd: 0, plain: 0 };
  for (let run = 0; run < RUNS; run++) {
    for (const kernel of kernels) {
      const from = performance.now();
      const { report } = calibrate(matrix, {
        family: '2PL',
        structure,
        kernel,
        maxIterations: STEPS,
        standardErrors: 'none',
      });
      times[kernel].push((performance.now() - from) / 1000);
      likelihood[kernel] = report.logLikelihood;
    }
  }
  return kernels.map((kernel) => ({
    model,
    kernel,
    'median s': median(times[kernel]).toFixed(2),
    'least s': Math.min(...times[kernel]).toFixed(2),
    'times faster': (median(times.plain) / median(times[kernel])).toFixed(1),
    logLikelihood: likelihood[kernel].toFixed(4),
  }));
});
console.log(`2PL, ${LEARNERS} × ${ITEMS}, ${STEPS} E- and M-steps, ${RUNS} runs in turn`);
console.table(rows);
