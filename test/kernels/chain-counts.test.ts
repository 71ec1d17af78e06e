import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type ChainTree, createChains, SCALE_EVERY, spansOf } from '../../src/kernels/chain-counts.js';
import { simdSupported } from '../../src/kernels/wasm.js';

/** A tree in which every node but the first hangs on a random earlier node of the length before. */
function treeOf(shape: readonly (readonly [number, number])[][]): ChainTree {
  const parent = [0];
  const code = [0];
  const levels = [0, 1];
  for (const level of shape) {
    const [from, to] = [levels.at(-2)!, levels.at(-1)!];
    for (const [at, c] of level) {
      parent.push(from + (at % (to - from)));
      code.push(c);
    }
    levels.push(parent.length);
  }
  const size = parent.length;
  const ends = new Float64Array(size);
  const hasChild = new Uint8Array(size);
  for (let n = 1; n < size; n++) hasChild[parent[n]] = 1;
  // Every leaf ends at least one sequence, and some inner nodes do.
  for (let n = 1; n < size; n++) ends[n] = hasChild[n] === 0 ? 1 + (n % 3) : n % 2;
  return {
    size,
    parent: Int32Array.from(parent),
    code: Int32Array.from(code),
    ends,
    kinds: 2,
    levels: Int32Array.from(levels),
  };
}

const inner = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const level = fc.array(fc.tuple(fc.nat(50), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 6 });

describe.skipIf(!simdSupported())('counts by SIMD', () => {
  property.prop([fc.array(level, { minLength: 1, maxLength: 3 * SCALE_EVERY }), inner, inner, inner, inner, inner], {
    numRuns: 80,
  })('are those of the plain twin, and so is the likelihood', (shape, prior, learn, guess, slip, forget) => {
    const tree = treeOf(shape);
    const point = {
      prior,
      learn,
      forget,
      likelyKnown: Float64Array.of(slip, 1 - slip),
      likelyUnknown: Float64Array.of(1 - guess, guess),
    };
    const [simd] = createChains([tree], 'simd');
    const [plain] = createChains([tree], 'plain');
    expect([simd.kernel, plain.kernel]).toEqual(['simd', 'plain']);
    const [a, b] = [simd.run(point), plain.run(point)];
    for (const name of ['first', 'moves'] as const) {
      a[name].forEach((x, i) => {
        expect(Math.abs(x - b[name][i]), `${name} ${i}`).toBeLessThan(1e-10 * (1 + Math.abs(b[name][i])));
      });
    }
    expect(Math.abs(simd.logLikelihood() - plain.logLikelihood())).toBeLessThan(1e-10 * tree.size);
  });

  test('of several trees do not mix', () => {
    const trees = [treeOf([[[0, 1]], [[0, 0]]]), treeOf([[[0, 0]], [[0, 1]], [[0, 1]]])];
    const point = {
      prior: 0.4,
      learn: 0.2,
      forget: 0.1,
      likelyKnown: Float64Array.of(0.1, 0.9),
      likelyUnknown: Float64Array.of(0.8, 0.2),
    };
    const together = createChains(trees, 'simd');
    const first = [...together[0].run(point).moves];
    together[1].run(point);
    expect([...together[0].run(point).moves]).toEqual(first);
    expect([...createChains([trees[0]], 'simd')[0].run(point).moves]).toEqual(first);
  });

  test('SIMD is refused where answers are not binary', () => {
    expect(() => createChains([{ ...treeOf([[[0, 1]]]), kinds: 3 }], 'simd')).toThrow(RangeError);
  });
});

test('spans cover every node once, and one in so many lengths is scaled', () => {
  const levels = Int32Array.from({ length: 40 }, (_, d) => (d === 0 ? 0 : 2 * d - 1));
  const spans = spansOf(levels);
  let next = 1;
  for (let i = 0; i < spans.length; i += 3) {
    expect(spans[i]).toBe(next);
    next = spans[i + 1];
  }
  expect(next).toBe(levels.at(-1));
  expect(spans.filter((_, i) => i % 3 === 2).reduce((sum, one) => sum + one, 0)).toBe(Math.floor(38 / SCALE_EVERY));
});
