import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { compareAuc, compareModels } from '../../src/evaluate/compare.js';
import { auc } from '../../src/evaluate/metrics.js';
import { createRandom } from '../../src/math/random.js';
import { simulateRows } from './rows.js';

/** The definition, with every pair: covariances of the structural components. */
function deLongByPairs(first: readonly number[], second: readonly number[], score: readonly number[]): number {
  const right = score.flatMap((s, i) => (s > 0.5 ? [i] : []));
  const wrong = score.flatMap((s, i) => (s > 0.5 ? [] : [i]));
  const won = (p: readonly number[], i: number, j: number): number => (p[i] > p[j] ? 1 : p[i] === p[j] ? 0.5 : 0);
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const ofRight = (p: readonly number[]): number[] => right.map((i) => mean(wrong.map((j) => won(p, i, j))));
  const ofWrong = (p: readonly number[]): number[] => wrong.map((j) => mean(right.map((i) => won(p, i, j))));
  const covariance = (a: readonly number[], b: readonly number[]): number => {
    const [x, y] = [mean(a), mean(b)];
    return a.reduce((sum, _, k) => sum + (a[k] - x) * (b[k] - y), 0) / (a.length - 1);
  };
  const part = (of: (p: readonly number[]) => number[], count: number): number => {
    const [a, b] = [of(first), of(second)];
    return (covariance(a, a) + covariance(b, b) - 2 * covariance(a, b)) / count;
  };
  return part(ofRight, right.length) + part(ofWrong, wrong.length);
}

const rows = fc
  .array(
    fc.record({
      a: fc.integer({ min: 0, max: 6 }).map((x) => x / 6),
      b: fc.integer({ min: 0, max: 6 }).map((x) => x / 6),
      s: fc.constantFrom(0, 1),
    }),
    { maxLength: 30 },
  )
  .map((list) => [
    ...list,
    { a: 0.2, b: 0.7, s: 0 },
    { a: 0.4, b: 0.1, s: 0 },
    { a: 0.4, b: 0.9, s: 1 },
    { a: 0.9, b: 0.3, s: 1 },
  ]);

describe('DeLong', () => {
  property.prop([rows])('equals its definition by pairs, ties included', (list) => {
    const [first, second, score] = [list.map(({ a }) => a), list.map(({ b }) => b), list.map(({ s }) => s)];
    const made = compareAuc({ first, second, score });
    expect(made.first).toBeCloseTo(auc(first, score), 12);
    expect(made.second).toBeCloseTo(auc(second, score), 12);
    expect(made.standardError ** 2).toBeCloseTo(deLongByPairs(first, second, score), 12);
  });

  property.prop([rows])('changes sign with the order of the models, and clusters of one row are rows', (list) => {
    const [first, second, score] = [list.map(({ a }) => a), list.map(({ b }) => b), list.map(({ s }) => s)];
    const made = compareAuc({ first, second, score });
    const turned = compareAuc({ first: second, second: first, score, learner: list.map((_, i) => i) });
    expect(turned.z).toBeCloseTo(-made.z, 9);
    expect(turned.p).toBeCloseTo(made.p, 9);
  });

  test('with learners, the error is that of the paired bootstrap; without, it is too small where answers go together', () => {
    const made = simulateRows('delong', 400, 25);
    const clustered = compareAuc(made);
    const drawn = compareModels(made, { replicates: 1500, seed: 'delong' }).auc;
    expect(clustered.difference).toBeCloseTo(drawn.estimate, 12);
    expect(Math.abs(clustered.standardError / drawn.standardError - 1)).toBeLessThan(0.08);
    const { learner: _, ...apart } = made;
    expect(compareAuc(apart).standardError).toBeLessThan(0.8 * clustered.standardError);
    expect(clustered.p).toBeLessThan(1e-6);
  });

  test('a difference that is not there is found as rarely as the level says', () => {
    let found = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const { score, learner, first } = simulateRows(`null ${run}`, 40, 8);
      const { normal } = createRandom(`noise ${run}`);
      const blur = (): Float64Array => first.map((p) => p + 0.3 * normal());
      if (compareAuc({ first: blur(), second: blur(), score, learner }).p < 0.05) found++;
    }
    expect(found / runs).toBeLessThan(0.1);
    expect(found / runs).toBeGreaterThan(0.01);
  });

  test('the same predictions do not differ; no pair, no test', () => {
    const score = [1, 0, 1, 0];
    const same = [0.9, 0.2, 0.4, 0.5];
    expect(compareAuc({ first: same, second: same, score })).toMatchObject({ difference: 0, z: 0, p: 1 });
    expect(() => compareAuc({ first: same, second: same, score: [1, 1, 1, 1] })).toThrow(/right and wrong/);
    expect(() => compareAuc({ first: same, second: [1], score })).toThrow(RangeError);
    expect(() => compareAuc({ first: [Number.NaN, 0, 0, 0], second: same, score })).toThrow(RangeError);
  });
});

describe('the paired bootstrap', () => {
  test('is narrower than the two intervals apart where the models agree mostly, and knows the better one', () => {
    const made = simulateRows('paired', 200, 20);
    const { normal } = createRandom('small noise');
    const second = made.first.map((p) => Math.min(1, Math.max(0, p + 0.01 * normal())));
    const { auc: small } = compareModels({ ...made, second }, { replicates: 300 });
    const { auc: large, logLoss } = compareModels(made, { replicates: 300 });
    expect(small.standardError).toBeLessThan(0.3 * large.standardError);
    expect(large.p).toBeLessThan(0.01);
    expect(large.low).toBeGreaterThan(0);
    expect(logLoss.high).toBeLessThan(0);
    const { auc: none } = compareModels({ ...made, second: made.first }, { replicates: 50 });
    expect(none).toMatchObject({ estimate: 0, low: 0, high: 0, p: 1 });
  });
});
