/**
 * Memory that a calibration holds beside the response matrix, against the packed data: the code bytes (one a block of items and
 * row) with the weight and place of each row, 12 bytes; no row equals another. Tables and the kernel's memory come on top and do
 * not grow with the learners. Measured as bytes outside the heap (array buffers and WebAssembly memory) after a full collection
 * at every E-step.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrateAsync } from '../../src/irt/calibrate.js';
import { createRandom } from '../../src/math/random.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const LEARNERS = 300_000;
const ITEMS = 100;

function simulate(): ResponseMatrix {
  const { normal, uniform } = createRandom('memory');
  const b = Array.from({ length: ITEMS }, () => normal());
  const points = new Float32Array(LEARNERS * ITEMS);
  for (let i = 0; i < LEARNERS; i++) {
    const theta = normal();
    for (let j = 0; j < ITEMS; j++) points[i * ITEMS + j] = uniform() < 1 / (1 + Math.exp(b[j] - theta)) ? 1 : 0;
  }
  return {
    learners: Array.from({ length: LEARNERS }, (_, i) => `${i}`),
    items: b.map((_, j) => `q${j + 1}`),
    points,
    fullMarks: b.map(() => 1),
  };
}

const matrix = simulate();
// A block holds eight binary items; the group of the learners is a digit of the first.
const packed = LEARNERS * (Math.ceil(ITEMS / 8) + 12);
collect();
const before = process.memoryUsage().external;
let most = 0;
await calibrateAsync(matrix, {
  family: '2PL',
  standardErrors: 'none',
  maxIterations: 4,
  onProgress: () => {
    collect();
    most = Math.max(most, process.memoryUsage().external - before);
  },
});
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
console.table([
  {
    'learners × items': `${LEARNERS} × ${ITEMS}`,
    'matrix MB': megabytes(matrix.points.byteLength),
    'packed MB': megabytes(packed),
    'held MB': megabytes(most),
    'times packed': (most / packed).toFixed(2),
  },
]);
