import { describe, expect, it } from 'vitest';
import { createPoint } from '../../src/irt/families/family.js';
import {
  createItemExpansion,
  deriveItem,
  fillItem,
  type ItemCurve,
  itemCurve,
  itemExpander,
} from '../../src/irt/item-curve.js';
import type { ItemFamily } from '../../src/irt/model.js';
import { createRandom } from '../../src/math/random.js';

const cases: readonly [ItemFamily, readonly number[], number, readonly number[]][] = [
  ['2PL', [1], 1, [1.3, -0.4]],
  ['3PL', [1], 1, [1.3, -0.4, -1.5]],
  ['4PL', [1], 1, [1.3, -0.4, -1.5, 2.5]],
  ['GPCM', [1, 2, 3], 3, [0.8, 0.9, 0.1, -0.7]],
  ['RSM', [1, 2, 3], 3, [1, 0.9, -0.4, -1.1]],
  ['GRM', [1, 2, 3], 3, [1.2, 1.5, 0.2, -0.9]],
  ['NRM', [1, 2, 3], 3, [0.4, -0.3, 1.2, 0.5, 0.2, -0.4]],
  ['CRM', [1, 2, 3, 4, 5, 6, 7], 7, [1.1, 0.3, 0.4]],
];

const axis = Float64Array.from({ length: 9 }, (_, q) => -2 + 0.5 * q);

/** Σ counts log P, written without the expansion. */
function value(item: ItemCurve, parameters: Float64Array, counts: Float64Array): number {
  const p = new Float64Array(counts.length);
  fillItem(item, parameters, [axis], p);
  return p.reduce((sum, x, i) => sum + counts[i] * Math.log(x), 0);
}

describe.each(cases)('%s', (name, cuts, full, given) => {
  const item = itemCurve(name, cuts, full);
  const parameters = Float64Array.from(given);
  const { categories } = item.family;
  const random = createRandom(name);
  const counts = Float64Array.from({ length: categories * axis.length }, () => 10 * random.uniform());

  it('has as many parameters as it says', () => {
    expect(item.size).toBe(given.length);
  });

  it('gives probabilities that sum to 1', () => {
    const p = new Float64Array(categories * axis.length);
    fillItem(item, parameters, [axis], p);
    for (let q = 0; q < axis.length; q++) {
      let sum = 0;
      for (let k = 0; k < categories; k++) sum += p[k * axis.length + q];
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it('has the gradient of finite differences', () => {
    const out = createItemExpansion(item.size);
    const found = itemExpander(item, [axis])(parameters, counts, out);
    expect(found).toBeCloseTo(value(item, parameters, counts), 9);
    const h = 1e-6;
    given.forEach((_, i) => {
      const up = parameters.slice();
      const down = parameters.slice();
      up[i] += h;
      down[i] -= h;
      const slope = (value(item, up, counts) - value(item, down, counts)) / (2 * h);
      expect(out.gradient[i]).toBeCloseTo(slope, 5);
    });
  });

  it('has the expected information: minus the Hessian where counts are as expected', () => {
    const p = new Float64Array(categories * axis.length);
    fillItem(item, parameters, [axis], p);
    const expected = p.map((x, i) => x * (5 + (i % axis.length)));
    const expand = itemExpander(item, [axis]);
    const out = createItemExpansion(item.size);
    expand(parameters, expected, out);
    const h = 1e-5;
    const up = createItemExpansion(item.size);
    const down = createItemExpansion(item.size);
    given.forEach((_, i) => {
      const high = parameters.slice();
      const low = parameters.slice();
      high[i] += h;
      low[i] -= h;
      expand(high, expected, up);
      expand(low, expected, down);
      for (let k = 0; k < item.size; k++) {
        expect(out.information[i * item.size + k]).toBeCloseTo(-(up.gradient[k] - down.gradient[k]) / (2 * h), 4);
      }
    });
  });

  it('has derivatives by θ of finite differences', () => {
    const at = createPoint(categories);
    const up = createPoint(categories);
    const down = createPoint(categories);
    const h = 1e-5;
    for (const theta of [-1.7, 0, 0.6]) {
      deriveItem(item, parameters, theta, at);
      deriveItem(item, parameters, theta + h, up);
      deriveItem(item, parameters, theta - h, down);
      for (let k = 0; k < categories; k++) {
        expect(at.first[k]).toBeCloseTo((up.p[k] - down.p[k]) / (2 * h), 7);
        expect(at.second[k]).toBeCloseTo((up.first[k] - down.first[k]) / (2 * h), 7);
      }
    }
  });
});
