import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/irt/calibrate.js';
import { fitReport } from '../../../src/irt/fit/fit-report.js';
import { itemFit } from '../../../src/irt/fit/item-fit.js';
import { localDependence } from '../../../src/irt/fit/local-dependence.js';
import { modelFit } from '../../../src/irt/fit/model-fit.js';
import { personFit } from '../../../src/irt/fit/person-fit.js';
import { createRandom } from '../../../src/math/random.js';
import { draw } from '../samples.js';
import { answer, EVERY, only, withLatent } from '../score/samples.js';

const random = createRandom('fit report');
const truth = {
  a: [1, 1.4, 0.8, 1.2, 1.6, 1, 0.9, 1.1],
  b: [[-1], [0], [0.5], [1], [-0.4], [0.2], [-1, 0.5], [-0.5, 0.1, 1]],
};
const { matrix } = draw(truth, 1200, random);
const model = calibrate(matrix, { family: 'GPCM' });

describe('the report', () => {
  const report = fitReport(model, matrix, { listed: 5 });

  it('collects what the parts say', () => {
    expect(report.kind).toBe('irt-fit');
    expect([report.learners, report.items]).toEqual([1200, 8]);
    expect(report.model).toEqual(modelFit(model, matrix));
    expect(report.itemFit).toEqual(itemFit(model, matrix));
    expect(report.localDependence[0].highest).toHaveLength(5);
    expect(report.localDependence[0].maxQ3).toBe(localDependence(model, matrix)[0].maxQ3);
    const { p } = personFit(model, matrix);
    expect(report.personFit.misfitting).toBe(p.filter((x) => x < 0.05).length);
    expect(report.personFit.lowest[0].p).toBe(p.reduce((a, b) => Math.min(a, b)));
  });

  it('is plain JSON', () => {
    const again = JSON.parse(JSON.stringify(report));
    expect(again.model.value).toBe(report.model?.value);
    expect(again.itemFit).toHaveLength(8);
  });

  it('tells why there is no M₂ and goes on', () => {
    const short = only(EVERY, [4, 5, 3]);
    const own = answer(
      short,
      Array.from({ length: 400 }, () => random.normal()),
      random,
    );
    const told = fitReport(short, own);
    expect(told.model).toBeNull();
    expect(told.modelRefused?.code).toBe('not-enough-data');
    expect(told.itemFit).toHaveLength(3);
    expect(() => fitReport(short, own, { level: 2 })).toThrow(/between 0 and 1/);
  });
});

describe('all statistics', () => {
  it('are the same for rows in another order, and for counted and repeated rows', () => {
    const binary = only(EVERY, [3, 2, 1, 4, 9]);
    const rows = answer(
      binary,
      Array.from({ length: 300 }, () => random.normal()),
      random,
      0.03,
    );
    const width = binary.items.length;
    const turned = {
      ...rows,
      learners: rows.learners.slice().reverse(),
      points: Float32Array.from(rows.points.keys(), (i) => {
        const row = rows.learners.length - 1 - Math.floor(i / width);
        return rows.points[row * width + (i % width)];
      }),
    };
    const doubled = {
      ...rows,
      learners: [...rows.learners, ...rows.learners.map((name) => `${name}b`)],
      points: Float32Array.from([...rows.points, ...rows.points]),
    };
    const counted = { ...rows, count: new Float64Array(rows.learners.length).fill(2) };
    const settings = { leastLearners: 20 };
    const numbers = (of: typeof rows): number[] => {
      const items = itemFit(binary, of, settings).flatMap(({ sX2, outfit, infit, outfitZ, infitZ, x2, g2 }) => [
        sX2.value,
        outfit,
        infit,
        outfitZ,
        infitZ,
        x2.value,
        g2.value,
      ]);
      const pairs = localDependence(binary, of)[0].pairs.flatMap(({ q3, x2 }) => [q3, x2]);
      const { value, srmsr } = modelFit(binary, of, { ...settings, statistic: 'M2' });
      return [...items, ...pairs, value, srmsr];
    };
    const first = numbers(rows);
    const near = (x: readonly number[], y: readonly number[]): void => {
      x.forEach((value, i) => {
        if (Number.isNaN(value)) expect(y[i]).toBeNaN();
        else expect(y[i]).toBeCloseTo(value, 8);
      });
    };
    near(first, numbers(turned));
    near(numbers(doubled), numbers(counted));
  });

  it('are the same for items in another order', () => {
    const order = [4, 2, 0, 3, 1];
    const keep = [3, 2, 1, 9, 10];
    const forward = only(EVERY, keep);
    const rows = answer(
      forward,
      Array.from({ length: 500 }, () => random.normal()),
      random,
    );
    const turned = only(forward, order);
    expect(modelFit(turned, rows, { statistic: 'M2' }).value).toBeCloseTo(
      modelFit(forward, rows, { statistic: 'M2' }).value,
      5,
    );
    const fits = new Map(itemFit(turned, rows).map((fit) => [fit.item, fit]));
    for (const { item, sX2, outfitZ } of itemFit(forward, rows)) {
      expect(fits.get(item)?.sX2.value).toBeCloseTo(sX2.value, 8);
      expect(fits.get(item)?.outfitZ).toBeCloseTo(outfitZ, 8);
    }
  });

  it('take learners of a latent regression by their own priors', () => {
    const names = ['x'];
    const values = Float64Array.from({ length: 1500 }, () => random.integer(0, 1));
    const items = only(EVERY, [3, 2, 1, 9, 10, 7, 4, 5]);
    const theta = Array.from(values, (x) => random.normal(-0.6 + 1.5 * x));
    const rows = answer(items, theta, random);
    const regressed = {
      ...withLatent(items, { mean: -0.6 }),
      regression: { covariates: ['intercept', 'x'], coefficients: [-0.6, 1.5], se: [0.1, 0.1] },
    };
    const fits = itemFit(regressed, rows, { covariates: { names, values } });
    expect(fits.filter(({ sX2 }) => sX2.p < 0.01).length).toBeLessThan(2);
    for (const { outfit } of fits) expect(Math.abs(outfit - 1)).toBeLessThan(0.15);
    expect(() => itemFit(regressed, rows)).toThrow(/covariates/);
    expect(() => modelFit(regressed, rows, { covariates: { names, values } })).toThrow(/latent regression/);
  });

  it('survive ids such as __proto__', () => {
    const renamed = { ...model, items: ['__proto__', 'constructor', ...model.items.slice(2)] };
    const fits = itemFit(renamed, { ...matrix, items: renamed.items });
    expect(fits[0].item).toBe('__proto__');
    expect(fits[0].sX2.value).toBe(itemFit(model, matrix)[0].sX2.value);
  });
});
