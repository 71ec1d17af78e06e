import { describe, expect, it } from 'vitest';
import { inverseForm } from '../../../src/irt/fit/inverse-form.js';
import {
  conditionalMoments,
  expectedMoments,
  itemFunctions,
  type MomentKind,
  momentLayout,
} from '../../../src/irt/fit/moments.js';
import { cholesky, choleskySolve } from '../../../src/math/cholesky.js';
import { normalGrid } from '../../../src/math/quadrature.js';
import { createRandom } from '../../../src/math/random.js';

/** Random P(category | node) of items. */
function curves(categories: readonly number[], nodes: Float64Array, seed: string): Float64Array[] {
  const { normal } = createRandom(seed);
  return categories.map((own) => {
    const a = Math.exp(normal(0.2, 0.4));
    const b = Array.from({ length: own - 1 }, () => normal());
    const out = new Float64Array(own * nodes.length);
    nodes.forEach((x, q) => {
      const terms = [1];
      for (const step of b) terms.push(terms[terms.length - 1] * Math.exp(a * (x - step)));
      const sum = terms.reduce((s, t) => s + t, 0);
      terms.forEach((t, k) => {
        out[k * nodes.length + q] = t / sum;
      });
    });
    return out;
  });
}

/** Mean and covariance of the moments by listing every answer pattern. */
function enumerate(
  kind: MomentKind,
  categories: readonly number[],
  probability: readonly Float64Array[],
  prior: Float64Array,
): { mean: number[]; covariance: number[][] } {
  const t = (own: number, k: number): number[] =>
    kind === 'sums' || own === 2 ? [k] : Array.from({ length: own - 1 }, (_, b) => (k === b + 1 ? 1 : 0));
  const s = (own: number, k: number): number[] => (kind === 'mixed' ? [k] : t(own, k));
  const patterns: { x: number[]; p: number }[] = [];
  const extend = (x: number[]): void => {
    if (x.length < categories.length) {
      for (let k = 0; k < categories[x.length]; k++) extend([...x, k]);
      return;
    }
    let p = 0;
    prior.forEach((w, q) => {
      p += x.reduce((product, k, j) => product * probability[j][k * prior.length + q], w);
    });
    patterns.push({ x, p });
  };
  extend([]);
  const values = patterns.map(({ x }) => {
    const v = x.flatMap((k, j) => t(categories[j], k));
    for (let l = 0; l < x.length; l++)
      for (let m = l + 1; m < x.length; m++)
        for (const f of s(categories[l], x[l])) for (const g of s(categories[m], x[m])) v.push(f * g);
    return v;
  });
  const size = values[0].length;
  const mean = Array.from({ length: size }, (_, i) => values.reduce((sum, v, n) => sum + patterns[n].p * v[i], 0));
  const covariance = mean.map((a, i) =>
    mean.map((b, k) => values.reduce((sum, v, n) => sum + patterns[n].p * (v[i] - a) * (v[k] - b), 0)),
  );
  return { mean, covariance };
}

describe.each([
  ['sums', [2, 2, 2, 2]],
  ['sums', [4, 2, 3, 3]],
  ['categories', [4, 2, 3, 3]],
  ['mixed', [3, 2, 4, 3]],
] as const)('moments by %s of items of %j categories', (kind, categories) => {
  const { nodes, weights } = normalGrid(41);
  const probability = curves(categories, nodes, `${kind} ${categories}`);
  const items = probability.map((p, j) => conditionalMoments(itemFunctions(kind, categories[j]), p, nodes.length));
  const layout = momentLayout(items);
  const { mean, covariance } = enumerate(kind, categories, probability, weights);

  it('have the mean of the enumerated patterns', () => {
    const expected = expectedMoments(items, layout, weights);
    expect(expected).toHaveLength(mean.length);
    mean.forEach((x, i) => {
      expect(expected[i]).toBeCloseTo(x, 12);
    });
  });

  it('have the inverse covariance of the enumerated patterns', () => {
    const form = inverseForm(items, layout, weights);
    const { normal } = createRandom('right sides');
    const columns = Array.from({ length: 3 }, () => Float64Array.from(mean, () => normal()));
    const size = mean.length;
    const factor = cholesky(covariance.flat(), size) as Float64Array;
    const found = form?.(columns) as Float64Array;
    columns.forEach((x, i) => {
      columns.forEach((y, k) => {
        const solved = choleskySolve(factor, size, y);
        const expected = x.reduce((sum, value, n) => sum + value * solved[n], 0);
        expect(Math.abs(found[i * 3 + k] / expected - 1)).toBeLessThan(1e-7);
      });
    });
  });
});
