import { describe, expect, it } from 'vitest';
import { itemFit } from '../../../src/irt/fit/item-fit.js';
import { localDependence } from '../../../src/irt/fit/local-dependence.js';
import { modelFit } from '../../../src/irt/fit/model-fit.js';
import type { IrtModel } from '../../../src/irt/model.js';
import { EVERY, only, withLatent } from '../score/samples.js';
import { populationOf, stack, without } from './population.js';

/** Each family among others, in tests short enough to list every answer pattern. */
const TESTS: readonly [string, IrtModel][] = [
  [
    '2PL, 1PL',
    only(
      EVERY,
      [1, 2, 3, 3, 3].map((j, i) => (i > 2 ? [4, 5][i - 3] : j)),
    ),
  ],
  [
    'Rasch, PCM, RSM',
    withLatent(
      only(
        EVERY,
        [0, 6, 8, 0].map((j, i) => (i === 3 ? 7 : j)),
      ),
      { deviation: 1.3 },
    ),
  ],
  ['GRM, GPCM, 2PL', only(EVERY, [9, 10, 7, 3])],
  ['NRM, CRM, 3PL', only(EVERY, [11, 12, 4, 3, 9])],
];

describe.each(TESTS)('answers exactly as the model has them: %s', (_, model) => {
  const { matrix } = populationOf(model, 5000);

  it('show no misfit of the model', () => {
    const { value, srmsr, rmsea, learners, cfi } = modelFit(model, matrix);
    expect(value).toBeLessThan(1e-6);
    expect(rmsea).toBe(0);
    expect(srmsr).toBeLessThan(1e-7);
    expect(learners).toBeCloseTo(5000, 6);
    expect(cfi).toBe(1);
  });

  it('show no misfit of items: S-X² is 0, mean squares are 1', () => {
    for (const { family, sX2, outfit, outfitZ, infit, infitZ } of itemFit(model, matrix, { leastExpected: 0 })) {
      if (sX2.df > 0) expect(sX2.value).toBeLessThan(1e-6);
      // Posteriors are integrated further out than the model's own grid.
      expect(outfit).toBeCloseTo(1, 3);
      expect(infit).toBeCloseTo(1, 3);
      // The parameters of 3PL and 4PL items leave residuals of so few items no freedom of their own.
      for (const z of [outfitZ, infitZ]) {
        if (family === '3PL' || family === '4PL') expect(Math.abs(z) > 0.1).toBe(false);
        else expect(z).toBeCloseTo(0, 2);
      }
    }
  });

  it('show no dependence of two items', () => {
    for (const { x2, v } of localDependence(model, matrix)[0].pairs) {
      expect(x2).toBeLessThan(1e-6);
      expect(Math.abs(v)).toBeLessThan(1e-4);
    }
  });
});

describe('groups, and items missing by design', () => {
  const model = withLatent(only(EVERY, [3, 9, 4, 10]), { group: 'a' }, { group: 'b', mean: 0.7, deviation: 1.4 });
  const a = populationOf(model, 3000, 0);
  const b = populationOf(model, 2000, 1);
  const booklet = without(b.matrix, [1]);
  const matrix = stack(a.matrix, b.matrix, booklet);
  const groups = [...a.groups, ...b.groups, ...b.groups];

  it('have statistics of their own that add up', () => {
    const fit = modelFit(model, matrix, { groups, statistic: 'M2' });
    expect(fit.value).toBeLessThan(1e-6);
    expect(fit.booklets).toBe(3);
    expect(fit.left).toBe(0);
    expect(fit.learners).toBeCloseTo(7000, 6);
    // Two whole samples of 6 + 13 moments and one without the four-category item.
    expect(fit.moments).toBe(2 * (7 + 17) + 4 + 5);
    const items = itemFit(model, matrix, { groups, leastExpected: 0 });
    expect(items.map(({ group, item }) => `${group} ${item}`)).toEqual(
      ['a', 'b'].flatMap((group) => model.items.map((item) => `${group} ${item}`)),
    );
    for (const { sX2, outfit } of items) {
      if (sX2.df > 0) expect(sX2.value).toBeLessThan(1e-6);
      expect(outfit).toBeCloseTo(1, 3);
    }
    for (const { group, pairs } of localDependence(model, matrix, { groups })) {
      expect(['a', 'b']).toContain(group);
      for (const { x2 } of pairs) expect(x2).toBeLessThan(1e-6);
    }
  });

  it('must be told, and known', () => {
    expect(() => modelFit(model, matrix)).toThrow(/the group of each row/);
    expect(() => modelFit(model, matrix, { groups: groups.map(() => 'c') })).toThrow(/unknown id/);
  });

  it('leave out sets of items that few answered, and say so', () => {
    const few = stack(b.matrix, { ...without(populationOf(model, 40, 1).matrix, [0, 2]) });
    const fit = modelFit(model, few, { groups: few.learners.map(() => 'b'), statistic: 'M2' });
    expect(fit.left).toBeCloseTo(40, 6);
    expect(fit.booklets).toBe(1);
    expect(fit.warnings.join()).toMatch(/left out/);
  });
});
