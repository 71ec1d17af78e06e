/**
 * One binary IRT E-step (log-likelihood and expected counts): the SIMD kernel over packed answers against its plain twin in
 * TypeScript, and against the same loops in C++ (`g++ -O3 -march=native`) where there is a compiler. All add log-probabilities
 * cell by cell but the kernel. The three are run in turn.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
const ROUNDS = 5;

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1];
}

const folder = mkdtempSync(join(tmpdir(), 'e-step-'));

/** Path of the compiled C++ twin, or undefined without a compiler. */
function compile(): string | undefined {
  const program = join(folder, 'plain-e-step');
  const source = fileURLToPath(new URL('plain-e-step.cpp', import.meta.url));
  try {
    execFileSync('g++', ['-O3', '-march=native', '-o', program, source], { stdio: 'pipe' });
    return program;
  } catch {
    console.log('no C++ twin: g++ is not here');
    return undefined;
  }
}

const program = compile();
const rows = SHAPES.map(({ learners, items, nodes, missing }, index) => {
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
  const file = join(folder, `${index}`);
  const bytes = (values: Float64Array): Uint8Array =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(
    file,
    Buffer.concat([
      new Uint8Array(Int32Array.of(learners, items, nodes).buffer),
      answers,
      bytes(grid.weights),
      bytes(probability.subarray(nodes)),
    ]),
  );
  const counts = new Float64Array(probability.length);
  const eSteps = { simd: createEStep(data, nodes, 'simd'), plain: createEStep(data, nodes, 'plain') };
  const times = { simd: [] as number[], plain: [] as number[], cpp: [] as number[] };
  const told = { simd: 0, plain: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kernel of ['simd', 'plain'] as const) {
      const repeats = kernel === 'simd' ? 5 : 1;
      const from = performance.now();
      for (let i = 0; i < repeats; i++) told[kernel] = eSteps[kernel].run(probability, counts);
      times[kernel].push((performance.now() - from) / repeats);
    }
    if (program === undefined) continue;
    const output = execFileSync(program, [file, '3'], { encoding: 'utf8' });
    const { milliseconds, logLikelihood } = JSON.parse(output) as { milliseconds: number; logLikelihood: number };
    if (Math.abs(logLikelihood - told.simd) > 1e-6 * Math.abs(logLikelihood)) throw new Error('the twins disagree');
    times.cpp.push(milliseconds);
  }
  const simd = median(times.simd);
  const ratio = (values: readonly number[]): string => (values.length === 0 ? '–' : (median(values) / simd).toFixed(1));
  return {
    'learners × items × nodes': `${learners} × ${items} × ${nodes}`,
    missing: `${missing * 100} %`,
    'SIMD ms': simd.toFixed(1),
    'plain ms': median(times.plain).toFixed(1),
    'C++ ms': times.cpp.length === 0 ? '–' : median(times.cpp).toFixed(1),
    'times the plain twin': ratio(times.plain),
    'times C++': ratio(times.cpp),
  };
});
rmSync(folder, { recursive: true });
console.log(`one E-step, medians of ${ROUNDS} rounds`);
console.table(rows);
