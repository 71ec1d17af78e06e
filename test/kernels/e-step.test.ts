import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEStep } from '../../src/kernels/e-step.js';
import { LEAST_PROBABILITY, MISSING, type PackedRows, type RowHooks } from '../../src/kernels/packed-rows.js';
import { packAnswers, packRows, unpackRow } from '../../src/kernels/packing.js';
import { simdSupported } from '../../src/kernels/wasm.js';
import { createRandom } from '../../src/math/random.js';

interface Shape {
  readonly rows: number;
  readonly categories: readonly number[];
  readonly nodes: number;
  readonly missing: number;
  readonly sharp: number;
  readonly seed: string;
}

interface Made {
  readonly answers: Uint8Array;
  readonly data: PackedRows;
  readonly curves: Float64Array;
  readonly total: number;
}

/** Rows whose first item, of one category, carries prior weights of the nodes. */
function make(shape: Shape): Made {
  const r = createRandom(shape.seed);
  const { rows, nodes } = shape;
  const categories = [1, ...shape.categories];
  const answers = new Uint8Array(rows * categories.length);
  for (let i = 0; i < answers.length; i++) {
    const j = i % categories.length;
    answers[i] = j === 0 ? 0 : r.bernoulli(shape.missing) ? MISSING : r.integer(0, categories[j] - 1);
  }
  const weight = Float64Array.from({ length: rows }, () => (r.bernoulli(0.2) ? 0 : r.integer(1, 9)));
  const total = categories.reduce((a, b) => a + b, 0);
  const curves = new Float64Array(total * nodes);
  let first = 0;
  for (const k of categories) {
    for (let q = 0; q < nodes; q++) {
      const raw = Array.from({ length: k }, () => Math.exp(shape.sharp * r.normal()));
      const sum = k === 1 ? 1 / (r.uniform() + 0.01) : raw.reduce((a, b) => a + b, 0);
      for (let c = 0; c < k; c++) {
        curves[(first + c) * nodes + q] = Math.max(LEAST_PROBABILITY, (k === 1 ? 1 : raw[c]) / sum);
      }
    }
    first += k;
  }
  return { answers, data: packAnswers(answers, categories, weight, nodes), curves, total };
}

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 60 }),
  categories: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(2) }, fc.integer({ min: 2, max: 7 })), {
    minLength: 1,
    maxLength: 40,
  }),
  nodes: fc.integer({ min: 1, max: 23 }),
  missing: fc.constantFrom(0, 0.1, 0.9, 1),
  sharp: fc.constantFrom(0.5, 2, 15, 60),
  seed: fc.string(),
});

function near(got: number, expected: number, scale: number): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-10 * Math.max(scale, Math.abs(expected)));
}

describe.runIf(simdSupported())('the SIMD kernel', () => {
  it('agrees with its plain twin for any shape, missing cells and weights', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { data, curves, total } = make(shape);
        const counts = new Float64Array(total * shape.nodes).fill(7);
        const expected = new Float64Array(total * shape.nodes);
        const weight = data.weight.reduce((a, b) => a + b, 0);
        const simd = createEStep(data, shape.nodes, 'simd');
        const plain = createEStep(data, shape.nodes, 'plain');
        expect([simd.kernel, plain.kernel]).toEqual(['simd', 'plain']);
        near(simd.run(curves, counts), plain.run(curves, expected), 1);
        for (let i = 0; i < counts.length; i++) near(counts[i], expected[i], Math.max(1, weight));
        const from = Math.floor(shape.rows / 3);
        const out = [0, 1].map(() => new Float64Array((shape.rows - from) * shape.nodes));
        const factors: RowHooks['factors'] = (start, stop, into, stride) => {
          for (let row = start; row < stop; row++) {
            for (let q = 0; q < stride; q++) {
              into[(row - start) * stride + q] = q < shape.nodes ? Math.exp(Math.sin(row + q)) : 0;
            }
          }
        };
        for (const own of [undefined, factors]) {
          const a = simd.posteriors(curves, from, shape.rows, out[0], own);
          const b = plain.posteriors(curves, from, shape.rows, out[1], own);
          for (let i = 0; i < a.length; i++) near(a[i], b[i], 1);
          for (let i = 0; i < out[0].length; i++) near(out[0][i], out[1][i], 1);
        }
        // With factors, and every row seen once with the posterior that is counted.
        const seen = [simd, plain].map((eStep) => {
          const visits = new Float64Array(shape.rows * shape.nodes);
          const logs = new Float64Array(shape.rows).fill(Number.NaN);
          const into = new Float64Array(total * shape.nodes);
          const all = eStep.run(curves, into, {
            factors,
            visit: (start, stop, posterior, stride, own) => {
              for (let row = start; row < stop; row++) {
                expect(logs[row]).toBeNaN();
                logs[row] = own[row - start];
                visits.set(posterior.subarray((row - start) * stride).subarray(0, shape.nodes), row * shape.nodes);
              }
            },
          });
          return { visits, logs, into, all };
        });
        near(seen[0].all, seen[1].all, 1);
        for (let i = 0; i < shape.rows; i++) near(seen[0].logs[i], seen[1].logs[i], 1);
        for (let i = 0; i < out[1].length; i++) near(seen[0].visits[from * shape.nodes + i], out[1][i], 1);
        for (let i = 0; i < counts.length; i++) near(seen[0].into[i], seen[1].into[i], Math.max(1, weight));
      }),
      { numRuns: 200 },
    );
  });

  it('takes blocks of learners, long tests and answers against all odds', () => {
    for (const shape of [
      { rows: 9000, categories: Array<number>(19).fill(2), nodes: 15, missing: 0, sharp: 1, seed: 'many' },
      { rows: 40, categories: Array<number>(900).fill(2), nodes: 61, missing: 0.05, sharp: 3, seed: 'long' },
      { rows: 200, categories: Array<number>(300).fill(2), nodes: 31, missing: 0, sharp: 90, seed: 'odd' },
      { rows: 50, categories: [200, 2, 128, 3, 254], nodes: 9, missing: 0.2, sharp: 2, seed: 'wide' },
    ]) {
      const { data, curves, total } = make(shape);
      const counts = new Float64Array(total * shape.nodes);
      const expected = new Float64Array(total * shape.nodes);
      near(
        createEStep(data, shape.nodes, 'simd').run(curves, counts),
        createEStep(data, shape.nodes, 'plain').run(curves, expected),
        1,
      );
      for (let i = 0; i < counts.length; i++) near(counts[i], expected[i], shape.rows);
    }
  });
});

describe('the plain twin', () => {
  it('counts what can be counted by hand', () => {
    const data = packAnswers(Uint8Array.of(0, 1, 2, 0, 0, MISSING), [1, 2, 3], Float64Array.of(3, 5), 2);
    const curves = Float64Array.of(0.5, 0.5, 0.8, 0.4, 0.2, 0.6, 0.5, 0.1, 0.3, 0.2, 0.2, 0.7);
    const counts = new Float64Array(12);
    const logLikelihood = createEStep(data, 2, 'plain').run(curves, counts);
    const first = [0.5 * 0.2 * 0.2, 0.5 * 0.6 * 0.7];
    const second = [0.5 * 0.8, 0.5 * 0.4];
    expect(logLikelihood).toBeCloseTo(3 * Math.log(first[0] + first[1]) + 5 * Math.log(second[0] + second[1]), 12);
    const share = first.map((x) => (3 * x) / (first[0] + first[1]));
    const other = second.map((x) => (5 * x) / (second[0] + second[1]));
    const expected = [share[0] + other[0], share[1] + other[1], ...other, ...share, 0, 0, 0, 0, ...share];
    for (let i = 0; i < 12; i++) expect(counts[i]).toBeCloseTo(expected[i], 12);
  });

  it('sums the counts of an item to the weight of those who answered it', () => {
    const { answers, data, curves, total } = make({
      rows: 30,
      categories: [2, 4, 2],
      nodes: 5,
      missing: 0.3,
      sharp: 1,
      seed: 'sum',
    });
    const counts = new Float64Array(total * 5);
    createEStep(data, 5, 'auto').run(curves, counts);
    let answered = 0;
    for (let i = 0; i < 30; i++) if (answers[i * 4 + 2] !== MISSING) answered += data.weight[i];
    expect(counts.subarray(15, 35).reduce((a, b) => a + b, 0)).toBeCloseTo(answered, 9);
  });
});

describe('packing', () => {
  it('gives back what was packed, and joins equal rows with their weights', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { answers, data } = make(shape);
        const width = data.categories.length;
        const into = new Uint8Array(width);
        for (let row = 0; row < data.rows; row++) {
          unpackRow(data, row, into);
          expect(into).toEqual(answers.slice(row * width, (row + 1) * width));
        }
        const joined = packRows(
          {
            rows: data.rows,
            categories: data.categories,
            read: (row, out) => {
              out.set(answers.subarray(row * width, (row + 1) * width));
              return data.weight[row];
            },
          },
          shape.nodes,
        );
        const weights = new Float64Array(joined.rows);
        for (let row = 0; row < data.rows; row++) {
          const at = joined.rowOf[row];
          expect(at < 0).toBe(data.weight[row] === 0);
          if (at < 0) continue;
          weights[at] += data.weight[row];
          unpackRow(joined, at, into);
          expect(into).toEqual(answers.slice(row * width, (row + 1) * width));
        }
        expect(joined.weight).toEqual(weights);
        const keys = Array.from({ length: joined.rows }, (_, row) => {
          unpackRow(joined, row, into);
          return into.join();
        });
        expect(new Set(keys).size).toBe(joined.rows);
      }),
      { numRuns: 60 },
    );
  });
});
