import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/irt/calibrate.js';
import { fitReport } from '../../../src/irt/fit/fit-report.js';
import { itemFit } from '../../../src/irt/fit/item-fit.js';
import { localDependence } from '../../../src/irt/fit/local-dependence.js';
import { modelFit } from '../../../src/irt/fit/model-fit.js';
import { personFit } from '../../../src/irt/fit/person-fit.js';
import { createRandom } from '../../../src/math/random.js';
import { draw, matrixOf, modelOf } from '../samples.js';

const random = createRandom('bad input');
const truth = { a: [1, 1.2, 0.8, 1.5, 1, 0.9], b: [[-1], [0], [0.5], [1], [-0.4], [0.2]] };

describe('data that are hard to judge', () => {
  it('an item that everybody got right: no index against independence, the rest as ever', () => {
    const { matrix } = draw(truth, 500, random);
    const points = matrix.points.map((x, i) => (i % 6 === 0 ? 1 : x));
    const own = { ...matrix, points };
    const model = calibrate(own);
    const { value, df, cfi, tli, rmsea } = modelFit(model, own);
    expect(df).toBe(9);
    expect(value).toBeGreaterThan(0);
    expect(Number.isFinite(rmsea)).toBe(true);
    expect([cfi, tli].every(Number.isNaN)).toBe(true);
    const [perfect, ...others] = itemFit(model, own);
    expect(perfect.outfit).toBeLessThan(1.5);
    for (const { sX2 } of others) expect(sX2.p).toBeGreaterThan(1e-4);
  });

  it('one item, two learners, one learner', () => {
    for (const rows of [
      [[1], [0], [1]],
      [
        [1, 0],
        [0, 1],
      ].map((row) => [...row, 1, 0]),
      [[1, 0, 1]],
    ]) {
      const matrix = matrixOf(
        rows,
        rows[0].map(() => 1),
      );
      const model = modelOf({ a: rows[0].map(() => 1), b: rows[0].map((_, j) => [j / 2]) });
      const report = fitReport(model, matrix);
      expect(report.itemFit).toHaveLength(rows[0].length);
      expect(report.learners).toBe(rows.length);
      expect(JSON.parse(JSON.stringify(report)).kind).toBe('irt-fit');
    }
  });

  it('an item that nobody answered, and rows without answers', () => {
    const { matrix } = draw(truth, 400, random);
    const points = matrix.points.map((x, i) => (i % 6 === 2 || i < 12 ? Number.NaN : x));
    const model = modelOf(truth);
    const own = { ...matrix, points };
    const fits = itemFit(model, own);
    expect(fits[2].learners).toBe(0);
    expect(fits[2].sX2.p).toBeNaN();
    expect(fits[0].learners).toBe(398);
    expect(Number.isFinite(fits[0].sX2.p)).toBe(true);
    expect(personFit(model, own).lzStar.slice(0, 2).every(Number.isNaN)).toBe(true);
    expect(localDependence(model, own)[0].pairs.filter(({ learners }) => learners === 0)).toHaveLength(5);
    const { learners, moments } = modelFit(model, own);
    expect([learners, moments]).toEqual([398, 15]);
    expect(() => itemFit(model, { ...matrix, points: matrix.points.map(() => Number.NaN) })).toThrow(/not enough data/);
  });

  it('items that the model does not know, and options without meaning', () => {
    const { matrix } = draw(truth, 50, random);
    const model = modelOf(truth);
    expect(() => itemFit(model, { ...matrix, items: ['x', ...matrix.items.slice(1)] })).toThrow(/unknown id/);
    expect(() => itemFit(model, matrix, { bins: 1 })).toThrow(/bins/);
    expect(() => itemFit(model, matrix, { leastExpected: -1 })).toThrow(/leastExpected/);
    expect(() => itemFit(model, matrix, { method: 'nonsense' as 'EAP' })).toThrow(/method/);
    expect(() => modelFit(model, matrix, { confidence: 1 })).toThrow(/confidence/);
    expect(() => modelFit(model, matrix, { statistic: 'M3' as 'M2' })).toThrow(/statistic/);
  });

  it('a histogram of abilities: items are judged by it, M₂ is refused', () => {
    const { matrix } = draw(truth, 800, random);
    const model = calibrate(matrix, { family: '2PL', latent: 'histogram' });
    expect(itemFit(model, matrix).filter(({ sX2 }) => sX2.p < 0.001)).toHaveLength(0);
    expect(() => modelFit(model, matrix)).toThrow(/not normal/);
    expect(fitReport(model, matrix).modelRefused?.code).toBe('unsupported');
  });
});
