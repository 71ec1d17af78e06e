/**
 * Whole calibrations of simulated answers, without standard errors as the peers time them, and with: one thread and two by the
 * SIMD kernel over packed answers, and where that is bearable the plain twin, the same EM over loops as one would write them by
 * hand. The same estimates by SQUAREM show what Anderson's method saves in E-steps. Threads are workers of their own files, so
 * that the package is built first (`npm run build:js`).
 *
 * mirt 1.41 (R/C++) took 3.2 s for 10,000 × 50 2PL (17 EM cycles, without standard errors) on a machine of this kind.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate as fromSource } from '../../src/irt/calibrate.js';
import type { IrtModel, ItemFamily } from '../../src/irt/model.js';
import type { CalibrateOptions } from '../../src/irt/options.js';
import type { calibrateParallel as Parallel } from '../../src/irt/parallel.js';
import { createRandom } from '../../src/math/random.js';

interface Shape {
  readonly family: ItemFamily;
  readonly learners: number;
  readonly items: number;
  readonly categories: number;
  /** Whether the plain twin joins in. */
  readonly plain: boolean;
  readonly runs: number;
}

const SHAPES: readonly Shape[] = [
  { family: '2PL', learners: 10_000, items: 50, categories: 2, plain: true, runs: 5 },
  { family: '2PL', learners: 50_000, items: 100, categories: 2, plain: false, runs: 3 },
  { family: 'GRM', learners: 10_000, items: 30, categories: 5, plain: true, runs: 5 },
  { family: '2PL', learners: 3000, items: 40, categories: 2, plain: true, runs: 5 },
  { family: 'Rasch', learners: 10_000, items: 50, categories: 2, plain: false, runs: 5 },
  { family: '3PL', learners: 10_000, items: 50, categories: 2, plain: false, runs: 3 },
];

/** Answers of the graded kind: category k where θ passes the k-th of thresholds 0.8 apart. */
function simulate({ learners, items, categories }: Shape): ResponseMatrix {
  const { normal, uniform } = createRandom('calibrate');
  const a = Array.from({ length: items }, () => Math.exp(normal(0.1, 0.3)));
  const b = Array.from({ length: items }, () => normal());
  const points = new Float32Array(learners * items);
  for (let i = 0; i < learners; i++) {
    const theta = normal();
    for (let j = 0; j < items; j++) {
      const u = uniform();
      for (let v = 1; v < categories; v++) {
        const threshold = b[j] + 0.8 * (v - categories / 2);
        if (u < 1 / (1 + Math.exp(-a[j] * (theta - threshold)))) points[i * items + j] = v;
      }
    }
  }
  return {
    learners: Array.from({ length: learners }, (_, i) => `${i + 1}`),
    items: a.map((_, j) => `q${j + 1}`),
    points,
    fullMarks: a.map(() => categories - 1),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1];
}

// Both ways from the built files, so that neither has the better compiled copy.
const folder = new URL('../../dist/irt/', import.meta.url);
const isBuilt = existsSync(fileURLToPath(new URL('parallel.js', folder)));
const load = async <Module>(file: string): Promise<Module> => (await import(new URL(file, folder).href)) as Module;
const parallel = isBuilt
  ? (await load<{ calibrateParallel: typeof Parallel }>('parallel.js')).calibrateParallel
  : undefined;
const calibrate = isBuilt ? (await load<{ calibrate: typeof fromSource }>('calibrate.js')).calibrate : fromSource;
if (parallel === undefined) console.log('no threads: build the package first (npm run build:js)');

const rows: Record<string, string | number>[] = [];
for (const shape of SHAPES) {
  const matrix = simulate(shape);
  const ways: [string, (options: CalibrateOptions) => IrtModel | Promise<IrtModel>][] = [
    ['1 thread', (options) => calibrate(matrix, options)],
    ...(parallel === undefined
      ? []
      : [
          [
            '2 threads',
            (options: CalibrateOptions) => parallel(matrix, { ...options, threads: 2 }),
          ] as (typeof ways)[0],
        ]),
    ['1 thread, errors', (options) => calibrate(matrix, { ...options, standardErrors: 'observed' })],
    ...(shape.plain
      ? [
          [
            'plain twin',
            (options: CalibrateOptions) => calibrate(matrix, { ...options, kernel: 'plain' }),
          ] as (typeof ways)[0],
        ]
      : []),
  ];
  const times = ways.map((): number[] => []);
  let model: IrtModel | undefined;
  // A first run of each way that does not count: code is compiled as it runs.
  for (let run = -1; run < shape.runs; run++) {
    for (let w = 0; w < ways.length; w++) {
      if (ways[w][0] === 'plain twin' && run !== 0) continue;
      const from = performance.now();
      model = await ways[w][1]({ family: shape.family, standardErrors: 'none' });
      if (run >= 0) times[w].push((performance.now() - from) / 1000);
    }
  }
  const squarem = calibrate(matrix, { family: shape.family, standardErrors: 'none', acceleration: 'squarem' });
  const one = median(times[0]);
  ways.forEach(([way], w) => {
    rows.push({
      what: `${shape.family} ${shape.learners} × ${shape.items}${shape.categories > 2 ? ` × ${shape.categories}` : ''}`,
      way,
      'median s': median(times[w]).toFixed(3),
      'least s': Math.min(...times[w]).toFixed(3),
      'to 1 thread': (median(times[w]) / one).toFixed(2),
      'E-steps': model?.report.iterations ?? 0,
      'by SQUAREM': squarem.report.iterations,
    });
  });
}
console.table(rows);
