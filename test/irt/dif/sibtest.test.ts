import { describe, expect, test } from 'vitest';
import { difSibtest } from '../../../src/irt/dif/sibtest.js';
import { matrixOf } from '../samples.js';
import { twoGroups } from './groups.js';

describe('SIBTEST', () => {
  test('without regression correction to speak of, β is the weighted difference of means: by hand', () => {
    const cell = (score: number, x: number, n: number): number[][] =>
      Array.from({ length: n }, () => [x, score > 0 ? 1 : 0, score > 1 ? 1 : 0, score > 2 ? 1 : 0]);
    const reference = [
      ...cell(0, 0, 6),
      ...cell(0, 1, 4),
      ...cell(1, 0, 5),
      ...cell(1, 1, 5),
      ...cell(3, 0, 2),
      ...cell(3, 1, 8),
    ];
    const focal = [
      ...cell(0, 0, 8),
      ...cell(0, 1, 2),
      ...cell(1, 0, 6),
      ...cell(1, 1, 4),
      ...cell(3, 0, 5),
      ...cell(3, 1, 5),
    ];
    const rows = [...reference, ...focal];
    const groups = rows.map((_, i) => (i < reference.length ? 'r' : 'f'));
    const [first] = difSibtest(matrixOf(rows, [1, 1, 1, 1]), groups, { purify: false }).items;
    // Both groups have the same scores, so that regression towards the means moves both alike.
    expect(first.beta).toBeCloseTo((0.2 + 0.1 + 0.3) / 3, 10);
    const variance = (p: number, n: number): number => (p * (1 - p)) / (n - 1);
    const sum = [0.4, 0.2, 0.5, 0.4, 0.8, 0.5].reduce((all, p) => all + variance(p, 10), 0);
    expect(first.se).toBeCloseTo(Math.sqrt(sum) / 3, 10);
  });

  test.each([1, 3])('finds the planted item, %i steps, with errors near the level though abilities differ', (steps) => {
    let [wrong, clean, found] = [0, 0, 0];
    for (let seed = 0; seed < 10; seed++) {
      const { matrix, groups } = twoGroups({
        seed: `sib ${seed}`,
        learners: 1500,
        items: 21,
        steps,
        means: [0, -0.5],
        planted: [{ item: 8, shift: 0.7 }],
      });
      difSibtest(matrix, groups).items.forEach((item, j) => {
        if (j !== 8) {
          clean++;
          if (item.flagged) wrong++;
        } else if (item.flagged && item.beta > 0) found++;
      });
    }
    expect(found).toBe(10);
    // 200 items: three standard errors are 0.046.
    expect(wrong / clean).toBeGreaterThan(0.01);
    expect(wrong / clean).toBeLessThan(0.1);
  });

  test('turns its sign with the groups; order of rows and items is nothing', () => {
    const { matrix, groups } = twoGroups({
      seed: 'turn',
      learners: 800,
      items: 10,
      planted: [{ item: 2, shift: 0.8 }],
    });
    const one = difSibtest(matrix, groups, { reference: 'g0', purify: false }).items;
    const two = difSibtest(matrix, groups, { reference: 'g1', purify: false }).items;
    one.forEach((item, j) => {
      expect(two[j].beta).toBeCloseTo(-item.beta, 10);
      expect(two[j].se).toBeCloseTo(item.se, 10);
    });
    expect(one[2].effectClass).toBe('C');
    const rows = groups.map((_, i) => i).reverse();
    const turned = {
      ...matrix,
      points: Float32Array.from(rows.flatMap((row) => [...matrix.points.subarray(row * 10, row * 10 + 10)].reverse())),
    };
    const three = difSibtest(
      turned,
      rows.map((row) => groups[row]),
      { reference: 'g0', purify: false },
    ).items;
    one.forEach((item, j) => {
      expect(three[9 - j].beta).toBeCloseTo(item.beta, 10);
    });
  });

  test('three groups are refused', () => {
    const { matrix, groups } = twoGroups({ seed: 'three', learners: 90, items: 4, means: [0, 0, 0] });
    expect(() => difSibtest(matrix, groups)).toThrow(/from 1 to 2/);
  });
});
