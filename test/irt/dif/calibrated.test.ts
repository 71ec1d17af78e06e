import { describe, expect, test } from 'vitest';
import { effectOf } from '../../../src/irt/dif/effect-size.js';
import { difLikelihoodRatio, difLikelihoodRatioAsync } from '../../../src/irt/dif/likelihood-ratio.js';
import { difMantelHaenszel } from '../../../src/irt/dif/mantel-haenszel.js';
import { difWald } from '../../../src/irt/dif/wald.js';
import { itemCurve } from '../../../src/irt/item-curve.js';
import { twoGroups } from './groups.js';

const planted = [
  { item: 3, shift: 0.8 },
  { item: 7, factor: 0.45 },
];
const study = twoGroups({ seed: 'irt', learners: 3000, items: 12, means: [0, -0.6], planted });
const anchors = ['q1', 'q2', 'q3', 'q6', 'q10', 'q12'];

describe('likelihood ratio', () => {
  test('finds planted items and the groups\u2019 abilities; signs and sizes are right', () => {
    const { items, groups, reference } = difLikelihoodRatio(study.matrix, study.groups, { adjust: 'Holm' });
    expect(reference).toBe('g0');
    expect(items.filter(({ flagged }) => flagged).map(({ item }) => item)).toEqual(['q4', 'q8']);
    expect(groups[0]).toMatchObject({ group: 'g0', mean: 0, deviation: 1, learners: 1500 });
    expect(groups[1].mean).toBeCloseTo(-0.6, 0);
    expect(items[3].test.df).toBe(2);
    const [effect] = items[3].effects;
    expect(effect.focal).toBe('g1');
    expect(effect.signed).toBeLessThan(-0.1);
    expect(effect.unsigned).toBeGreaterThanOrEqual(-effect.signed - 1e-12);
    expect(effect.standardised).toBeLessThan(-0.4);
    expect(items[0].effects[0].unsigned).toBeLessThan(0.05);
  });

  test('with anchors only the others are tested', () => {
    const { items } = difLikelihoodRatio(study.matrix, study.groups, { anchors });
    expect(items.filter(({ anchor }) => anchor).map(({ item }) => item)).toEqual(anchors);
    expect(items[0].test.p).toBeNaN();
    expect(items[3].flagged && items[7].flagged).toBe(true);
  });

  test('the async twin gives the same, tells how far it is, and stops when told', async () => {
    const small = twoGroups({ seed: 'async', learners: 400, items: 5 });
    const seen: number[] = [];
    const later = await difLikelihoodRatioAsync(small.matrix, small.groups, {
      purify: false,
      onProgress: ({ done }) => seen.push(done),
    });
    expect(later).toEqual(difLikelihoodRatio(small.matrix, small.groups, { purify: false }));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    await expect(
      difLikelihoodRatioAsync(small.matrix, small.groups, { signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop');
  });

  test('does not depend on the order of items, groups of rows, or on names of categories', () => {
    const small = twoGroups({ seed: 'order', learners: 600, items: 5, planted: [{ item: 1, shift: 0.7 }] });
    const one = difLikelihoodRatio(small.matrix, small.groups, { reference: 'g0', purify: false });
    const width = 5;
    const order = [3, 1, 4, 0, 2];
    const rows = small.groups.map((_, i) => i).reverse();
    const turned = {
      learners: rows.map((row) => small.matrix.learners[row]),
      items: order.map((j) => small.matrix.items[j]),
      points: Float32Array.from(rows.flatMap((row) => order.map((j) => small.matrix.points[row * width + j]))),
      fullMarks: order.map((j) => small.matrix.fullMarks[j]),
    };
    const two = difLikelihoodRatio(
      turned,
      rows.map((row) => small.groups[row]),
      { reference: 'g0', purify: false },
    );
    order.forEach((j, at) => {
      expect(two.items[at].item).toBe(one.items[j].item);
      expect(two.items[at].test.statistic).toBeCloseTo(one.items[j].test.statistic, 2);
    });
  });

  test('items of several categories, three groups', () => {
    const { matrix, groups } = twoGroups({
      seed: 'three',
      learners: 2400,
      items: 6,
      steps: 2,
      means: [0, 0.4, -0.4],
      planted: [{ item: 2, shift: 0.6 }],
    });
    for (const family of ['GPCM', 'GRM'] as const) {
      const { items, groups: found } = difLikelihoodRatio(matrix, groups, { family, adjust: 'Holm' });
      expect(items.filter(({ flagged }) => flagged).map(({ item }) => item)).toEqual(['q3']);
      expect(items[2].test.df).toBe(6);
      expect(items[2].effects).toHaveLength(2);
      [0, 0.4, -0.4].forEach((mean, g) => {
        expect(Math.abs(found[g].mean - mean)).toBeLessThan(0.15);
      });
    }
  });
});

describe('Wald', () => {
  test('with anchors agrees with the likelihood ratio', () => {
    const lr = difLikelihoodRatio(study.matrix, study.groups, { anchors });
    const wald = difWald(study.matrix, study.groups, { anchors });
    wald.items.forEach((item, j) => {
      if (item.anchor) {
        expect(item.test.p).toBeNaN();
        return;
      }
      const other = lr.items[j].test.statistic;
      expect(Math.abs(item.test.statistic - other)).toBeLessThan(0.4 + 0.15 * other);
      expect(item.slopes.statistic + item.others.statistic).toBeCloseTo(item.test.statistic, 8);
      expect(item.effects[0].signed).toBeCloseTo(lr.items[j].effects[0].signed, 3);
    });
    expect(wald.groups[1].mean).toBeCloseTo(lr.groups[1].mean, 3);
  });

  test('parts slopes from the rest, in two stages too', () => {
    for (const scheme of ['anchors', 'two-stage'] as const) {
      const { items } = difWald(study.matrix, study.groups, { anchors, scheme });
      expect(items[3].others.p).toBeLessThan(1e-6);
      expect(items[3].slopes.p).toBeGreaterThan(0.001);
      expect(items[7].slopes.p).toBeLessThan(1e-3);
    }
  });

  test('Rasch items differ in difficulty only', () => {
    const { items } = difWald(study.matrix, study.groups, { anchors, family: 'Rasch' });
    expect(items[3].test.df).toBe(1);
    expect(items[3].slopes.df).toBe(0);
    expect(items[3].others.statistic).toBeCloseTo(items[3].test.statistic, 10);
    expect(difWald(study.matrix, study.groups, { family: 'Rasch' }).items[3].flagged).toBe(true);
  });
});

describe('errors of the first kind', () => {
  test('are near the level for all three', () => {
    let [lr, wald, stages, n] = [0, 0, 0, 0];
    for (let seed = 0; seed < 10; seed++) {
      const { matrix, groups } = twoGroups({ seed: `null ${seed}`, learners: 800, items: 8, means: [0, -0.3] });
      const own = ['q1', 'q3', 'q5', 'q7'];
      const count = (items: readonly { readonly flagged: boolean }[]): number =>
        items.filter(({ flagged }) => flagged).length;
      lr += count(difLikelihoodRatio(matrix, groups, { anchors: own }).items);
      wald += count(difWald(matrix, groups, { anchors: own }).items);
      stages += count(difWald(matrix, groups).items) / 2;
      n += 4;
    }
    // Of 40 tests at 5 %, more than 6 are flagged with a chance of 3 in 1000.
    expect(lr).toBeLessThanOrEqual(6);
    expect(wald).toBeLessThanOrEqual(6);
    expect(stages).toBeLessThanOrEqual(6);
    expect(n).toBe(40);
  });
});

describe('refusals', () => {
  test('unknown anchors, and nothing left to test', () => {
    expect(() => difWald(study.matrix, study.groups, { anchors: ['x'] })).toThrow(/unknown id/);
    expect(() => difLikelihoodRatio(study.matrix, study.groups, { anchors: study.matrix.items })).toThrow(/bad option/);
    expect(() => difWald(study.matrix, study.groups, { scheme: 'anchors' })).toThrow(/anchors/);
    const single = twoGroups({ seed: 'single', learners: 50, items: 2 }).matrix;
    const one = { ...single, items: ['q1'], fullMarks: [1], points: single.points.filter((_, at) => at % 2 === 0) };
    const halves = one.learners.map((_, i) => String(i % 2));
    expect(() => difLikelihoodRatio(one, halves)).toThrow(/two items/);
    // By its own total alone nobody differs: nothing can be said, and that is told.
    expect(difMantelHaenszel(one, halves).warnings.some((text) => text.includes('nothing can be said'))).toBe(true);
  });
});

test('areas of two-parameter curves: Raju\u2019s closed form', () => {
  const curve = itemCurve('2PL', [1], 1);
  const version = (a: number, b: number): { curve: typeof curve; parameters: Float64Array } => ({
    curve,
    parameters: Float64Array.of(a, -a * b),
  });
  const nodes = Float64Array.from({ length: 4001 }, (_, q) => -20 + q * 0.01);
  const group = { group: 'f', mean: 0, deviation: 1 };
  const shifted = effectOf(version(1.2, 0), version(1.2, 0.7), [0, 1], group, nodes);
  expect(shifted.signedArea).toBeCloseTo(-0.7, 4);
  expect(shifted.unsignedArea).toBeCloseTo(0.7, 4);
  const [a1, b1, a2, b2] = [1.2, 0.1, 0.7, 0.5];
  const crossed = effectOf(version(a1, b1), version(a2, b2), [0, 1], group, nodes);
  const unsigned = Math.abs(
    ((2 * (a2 - a1)) / (a1 * a2)) * Math.log1p(Math.exp((a1 * a2 * (b2 - b1)) / (a2 - a1))) - (b2 - b1),
  );
  expect(crossed.unsignedArea).toBeCloseTo(unsigned, 3);
  expect(crossed.signedArea).toBeCloseTo(-(b2 - b1), 3);
});
