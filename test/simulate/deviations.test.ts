import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import { deviationLaw, simulateDeviations } from '../../src/simulate/deviations.js';

function graphOf(size: number, edges: readonly (readonly [number, number])[]): KnowledgeGraph {
  return {
    points: Array.from({ length: size }, (_, k) => ({ id: `k${k}`, name: `k${k}`, subject: 'math' })),
    edges: edges.map(([from, to]) => ({ from: `k${from}`, to: `k${to}`, kind: 'prerequisite' as const })),
  };
}

const dag = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 14 }).map((pairs) => ({
    size,
    edges: pairs.filter(([p, q]) => p !== q).map(([p, q]) => (p > q ? ([p, q] as const) : ([q, p] as const))),
  })),
);

describe('deviationLaw', () => {
  prop.prop([dag, fc.double({ min: 0.1, max: 2, noNaN: true }), fc.double({ min: 0, max: 0.95, noNaN: true })])(
    'every point has the same variance and the stated correlation with the mean of its prerequisites',
    ({ size, edges }, deviation, correlation) => {
      const law = deviationLaw(graphOf(size, edges), { deviation, correlation });
      for (let k = 0; k < size; k++) {
        const from = law.parents[k];
        expect(law.covariance[k * size + k]).toBeCloseTo(deviation ** 2, 10);
        if (from.length === 0) continue;
        let own = 0;
        let mean = 0;
        for (const p of from) {
          own += law.covariance[k * size + p] / from.length;
          for (const q of from) mean += law.covariance[p * size + q] / from.length ** 2;
        }
        expect(own / (deviation * Math.sqrt(mean))).toBeCloseTo(correlation, 8);
        // The structural equation gives back the variance.
        expect(law.weight[k] ** 2 * from.length ** 2 * mean + law.innovation[k] ** 2).toBeCloseTo(deviation ** 2, 10);
      }
    },
  );

  test('a chain: correlations are powers', () => {
    const { covariance } = deviationLaw(
      graphOf(4, [
        [0, 1],
        [1, 2],
        [2, 3],
      ]),
      { deviation: 1, correlation: 0.5 },
    );
    expect([...covariance.slice(0, 4)]).toEqual([1, 0.5, 0.25, 0.125].map((x) => expect.closeTo(x, 12)));
  });

  test('a cycle and an unknown point are named', () => {
    expect(() =>
      deviationLaw(
        graphOf(3, [
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      ),
    ).toThrow(YincaiError);
    expect(() => deviationLaw(graphOf(1, [[0, 4]]))).toThrow(/unknown id: value "k4"/);
    expect(() => deviationLaw(graphOf(1, []), { correlation: 1 })).toThrow(RangeError);
  });
});

describe('simulateDeviations', () => {
  const law = deviationLaw(
    graphOf(4, [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ]),
    { deviation: 0.7, correlation: 0.6 },
  );

  test('the sample covariance is the law’s', () => {
    const n = 20_000;
    const values = simulateDeviations(
      law,
      Array.from({ length: n }, (_, l) => `s${l}`),
      { seed: 'cov' },
    );
    for (let j = 0; j < 4; j++) {
      for (let k = 0; k < 4; k++) {
        let sum = 0;
        for (let l = 0; l < n; l++) sum += values[l * 4 + j] * values[l * 4 + k];
        // The standard error of a product moment is at most √2 σ² / √n.
        expect(Math.abs(sum / n - law.covariance[j * 4 + k])).toBeLessThan((4 * Math.SQRT2 * 0.49) / Math.sqrt(n));
      }
    }
  });

  test('a row depends on the learner alone', () => {
    const all = simulateDeviations(law, ['a', '__proto__', 'c'], { seed: 1 });
    expect([...simulateDeviations(law, ['__proto__'], { seed: 1 })]).toEqual([...all.slice(4, 8)]);
    expect(simulateDeviations(law, ['a'], { seed: 2 })).not.toEqual(all.slice(0, 4));
  });
});
