import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/irt/calibrate.js';
import { criticalQ3 } from '../../../src/irt/fit/critical-q3.js';
import { itemFit } from '../../../src/irt/fit/item-fit.js';
import { localDependence } from '../../../src/irt/fit/local-dependence.js';
import { modelFit } from '../../../src/irt/fit/model-fit.js';
import type { ItemFamily } from '../../../src/irt/model.js';
import { createRandom } from '../../../src/math/random.js';
import { draw, matrixOf, modelOf, type Truth } from '../samples.js';

/** Items with the given number of categories, drawn from a seed. */
function truthOf(items: number, categories: number, unitSlopes: boolean, seed: string): Truth {
  const { normal } = createRandom(seed);
  return {
    a: Array.from({ length: items }, () => (unitSlopes ? 1 : Math.exp(normal(0.1, 0.3)))),
    b: Array.from({ length: items }, () =>
      Array.from({ length: categories - 1 }, () => normal()).sort((x, y) => x - y),
    ),
  };
}

const below = (values: readonly number[], level: number): number =>
  values.filter((x) => x < level).length / values.length;
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

describe.each([
  ['2PL', '2PL', 15, 2, 40],
  ['Rasch', 'Rasch', 15, 2, 40],
  ['GPCM', 'GPCM', 8, 4, 30],
] as const)('under a true model, %s calibrated anew each time', (_, family: ItemFamily, items, categories, times) => {
  const p = { m2: [] as number[], sX2: [] as number[], pairs: [] as number[] };
  const z = { outfit: [] as number[], infit: [] as number[] };
  for (let r = 0; r < times; r++) {
    const truth = truthOf(items, categories, family === 'Rasch', `truth ${family} ${r}`);
    const { matrix } = draw(truth, 800, createRandom(`level ${family} ${r}`));
    const model = calibrate(matrix, { family, standardErrors: 'none' });
    p.m2.push(modelFit(model, matrix).p);
    for (const { sX2, outfitZ, infitZ } of itemFit(model, matrix, { distributionParameters: 'ignored' })) {
      if (sX2.df > 0) p.sX2.push(sX2.p);
      z.outfit.push(outfitZ);
      z.infit.push(infitZ);
    }
    for (const pair of localDependence(model, matrix)[0].pairs) p.pairs.push(pair.p);
  }

  it('M₂ and S-X² have p values about uniform', () => {
    // Of 40 uniform values the mean is 0.5 ± 0.046; of 600 that of those below 0.05 is 0.05 ± 0.009.
    expect(Math.abs(mean(p.m2) - 0.5)).toBeLessThan(0.15);
    expect(below(p.m2, 0.05)).toBeLessThan(0.16);
    expect(below(p.sX2, 0.05)).toBeGreaterThan(0.02);
    expect(below(p.sX2, 0.05)).toBeLessThan(0.09);
    expect(Math.abs(mean(p.sX2) - 0.5)).toBeLessThan(0.06);
  });

  it('mean squares have z about N(0, 1)', () => {
    for (const own of Object.values(z)) {
      expect(Math.abs(mean(own))).toBeLessThan(0.4);
      expect(deviation(own)).toBeGreaterThan(0.8);
      expect(deviation(own)).toBeLessThan(1.3);
    }
  });

  it('LD-X² rejects seldom', () => {
    expect(below(p.pairs, 0.05)).toBeLessThan(0.06);
    expect(mean(p.pairs)).toBeGreaterThan(0.45);
  });
});

describe('misfit is found', () => {
  const random = createRandom('misfit');
  const truth = truthOf(15, 2, true, 'misfit');

  it('of items that guess, by M₂ and S-X²', () => {
    const { theta } = draw(truth, 2000, random);
    const rows = theta.map((t) =>
      truth.b.map(([b], j) =>
        random.bernoulli((j < 3 ? 0.35 : 0) + (j < 3 ? 0.65 : 1) / (1 + Math.exp(-1.5 * (t - b - (j < 3 ? 1 : 0)))))
          ? 1
          : 0,
      ),
    );
    const matrix = matrixOf(
      rows,
      truth.b.map(() => 1),
    );
    const model = calibrate(matrix, { family: 'Rasch' });
    const { p, rmsea, cfi } = modelFit(model, matrix);
    expect(p).toBeLessThan(1e-6);
    expect(rmsea).toBeGreaterThan(0.02);
    expect(cfi).toBeLessThan(0.99);
    const fits = itemFit(model, matrix);
    for (const { sX2, outfitZ } of fits.slice(0, 3)) {
      expect(sX2.pAdjusted).toBeLessThan(0.01);
      expect(outfitZ).toBeGreaterThan(1);
    }
  });

  it('of two items with more in common than ability, by Q₃ and LD-X²', () => {
    const { matrix } = draw(truth, 1000, random);
    const width = matrix.items.length;
    // Half of the learners copy their answer to the first item.
    const points = matrix.points.map((x, i) =>
      i % width === 1 && Math.floor(i / width) % 2 === 0 ? matrix.points[i - 1] : x,
    );
    const own = { ...matrix, points };
    const model = calibrate(own, { family: '2PL' });
    const [{ pairs, q3Star, maxQ3, meanQ3 }] = localDependence(model, own);
    const largest = pairs.reduce((a, b) => (b.q3 > a.q3 ? b : a));
    expect(largest.items).toEqual(['q1', 'q2']);
    expect(largest.suspect).toBe(true);
    expect(largest.standardised).toBeGreaterThan(10);
    expect(q3Star).toBeCloseTo(maxQ3 - meanQ3, 12);
    expect(pairs.filter(({ suspect }) => suspect)).toHaveLength(1);
  });
});

describe('critical values of Q₃', () => {
  const truth = truthOf(10, 2, false, 'critical');

  it('are passed seldom under the model, and by items that depend on each other', () => {
    const model = modelOf(truth);
    const { matrix } = draw(truth, 400, createRandom('critical 0'), 0.05);
    const [{ q3Star, maxQ3, meanQ3, group }] = criticalQ3(model, matrix, { seed: 1, replications: 100 });
    expect(group).toBe('all');
    expect(meanQ3).toBeGreaterThan(-0.2);
    expect(meanQ3).toBeLessThan(0);
    expect(q3Star).toBeCloseTo(maxQ3 - meanQ3, 1);
    const passed = Array.from({ length: 100 }, (_, r) => {
      const own = draw(truth, 400, createRandom(`critical ${r + 1}`), 0.05).matrix;
      return localDependence(model, own)[0].q3Star > q3Star ? 1 : 0;
    });
    // 5 of 100 are expected, ± 2.2 and what the critical value's own 100 samples leave open.
    expect(passed.reduce((sum: number, x) => sum + x, 0)).toBeLessThan(16);
    const points = matrix.points.map((x, i) => (i % 10 === 1 && i % 3 === 0 ? matrix.points[i - 1] : x));
    expect(localDependence(model, { ...matrix, points })[0].q3Star).toBeGreaterThan(q3Star);
  });

  it('are the same for the same seed and respect counts', () => {
    const model = modelOf(truth);
    const { matrix } = draw(truth, 100, createRandom('seed'));
    const settings = { seed: 'x', replications: 5 };
    expect(criticalQ3(model, matrix, settings)).toEqual(criticalQ3(model, matrix, settings));
    const counted = { ...matrix, count: new Float64Array(100).fill(9) };
    const [few] = criticalQ3(model, matrix, { seed: 2, replications: 20 });
    const [many] = criticalQ3(model, counted, { seed: 2, replications: 20 });
    expect(many.q3Star).toBeLessThan(few.q3Star / 2);
    expect(() => criticalQ3(model, matrix, { seed: 1, level: 0 })).toThrow(/level/);
    expect(() => criticalQ3(model, matrix, { seed: 1, replications: 1e7 })).toThrow(/replications/);
  });
});
