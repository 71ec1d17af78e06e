import { calibrate } from '../../../src/irt/calibrate.js';
import { createRandom } from '../../../src/math/random.js';

const LEARNERS = 3000;
const ITEMS = 40;
const RUNS = 7;

/** Calibrates in turn, and says the median milliseconds of each way. */
function measure(): Record<string, string | number>[] {
  const { normal, uniform } = createRandom('tab');
  const a = Array.from({ length: ITEMS }, () => Math.exp(normal(0.1, 0.3)));
  const b = Array.from({ length: ITEMS }, () => normal());
  const points = new Float32Array(LEARNERS * ITEMS);
  for (let i = 0; i < LEARNERS; i++) {
    const theta = normal();
    for (let j = 0; j < ITEMS; j++)
      points[i * ITEMS + j] = uniform() < 1 / (1 + Math.exp(-a[j] * (theta - b[j]))) ? 1 : 0;
  }
  const matrix = {
    learners: Array.from({ length: LEARNERS }, (_, i) => `${i}`),
    items: a.map((_, j) => `q${j}`),
    points,
    fullMarks: a.map(() => 1),
  };
  const ways = [
    { kernel: 'simd', standardErrors: 'none' },
    { kernel: 'simd', standardErrors: 'observed' },
    { kernel: 'plain', standardErrors: 'none' },
  ] as const;
  const times = ways.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    ways.forEach((way, w) => {
      const from = performance.now();
      calibrate(matrix, { family: '2PL', ...way });
      times[w].push(performance.now() - from);
    });
  }
  const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1];
  return ways.map((way, w) => ({
    ...way,
    'median ms': Math.round(median(times[w])),
    'least ms': Math.round(Math.min(...times[w])),
    'to the plain twin': (median(times[w]) / median(times[2])).toFixed(2),
  }));
}

Object.assign(window, { measure });
