/**
 * One binary IRT E-step (log-likelihood and expected counts): the SIMD kernel over packed answers against its plain twin,
 * which adds log-probabilities cell by cell in TypeScript.
 */
import { createEStep } from '../../src/kernels/e-step.js';
import { packAnswers } from '../../src/kernels/packing.js';
import { normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';

const SHAPES = [
  { learners: 10_000, items: 50, nodes: 61, missing: 0 },
  { learners: 20_000, items: 64, nodes: 41, missing: 0 },
  { learners: 20_000, items: 64, nodes: 41, missing: 0.1 },
  { learners: 50_000, items: 100, nodes: 61, missing: 0 },
];
const RUNS = { simd: 9, plain: 3 };

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1];
}

const rows = SHAPES.map(({ learners, items, nodes, missing }) => {
  const { normal, uniform } = createRandom('e-step');
  const a = Array.from({ length: items }, () => Math.exp(normal(0, 0.3)));
  const c = Array.from({ length: items }, () => normal());
  const answers = new Uint8Array(learners * items);
  for (let i = 0; i < learners; i++) {
    const theta = normal();
    for (let j = 0; j < items; j++) {
      const right = uniform() < 1 / (1 + Math.exp(-a[j] * theta - c[j]));
      answers[i * items + j] = uniform() < missing ? 255 : right ? 1 : 0;
    }
  }
  // The group that every learner is in comes first, and its one category has the nodes' prior weights.
  const width = items + 1;
  const withGroup = new Uint8Array(learners * width);
  for (let i = 0; i < learners; i++) withGroup.set(answers.subarray(i * items, (i + 1) * items), i * width + 1);
  const data = packAnswers(withGroup, [1, ...a.map(() => 2)], new Float64Array(learners).fill(1), nodes);
  const grid = normalGrid(nodes);
  const probability = new Float64Array((1 + 2 * items) * nodes);
  probability.set(grid.weights);
  a.forEach((slope, j) => {
    grid.nodes.forEach((theta, q) => {
      const p = 1 / (1 + Math.exp(-slope * theta - c[j]));
      probability[(1 + 2 * j) * nodes + q] = 1 - p;
      probability[(2 + 2 * j) * nodes + q] = p;
    });
  });
  const counts = new Float64Array(probability.length);
  const time = (kernel: 'simd' | 'plain'): number => {
    const eStep = createEStep(data, nodes, kernel);
    const times = Array.from({ length: RUNS[kernel] }, () => {
      const from = performance.now();
      eStep.run(probability, counts);
      return performance.now() - from;
    });
    return median(times);
  };
  const simd = time('simd');
  const plain = time('plain');
  return {
    'learners × items × nodes': `${learners} × ${items} × ${nodes}`,
    missing: `${missing * 100} %`,
    'SIMD ms': simd.toFixed(1),
    'plain ms': plain.toFixed(1),
    'times faster': (plain / simd).toFixed(1),
  };
});
console.log('one E-step, medians');
console.table(rows);
