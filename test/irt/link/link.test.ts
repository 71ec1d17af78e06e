import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import { probability, testScore } from '../../../src/irt/curves.js';
import { type LinkMethod, link } from '../../../src/irt/link/link.js';
import { inverse, rescale } from '../../../src/irt/link/rescale.js';
import type { IrtModel, ItemFamily } from '../../../src/irt/model.js';
import { createRandom } from '../../../src/math/random.js';
import { modelOf } from '../samples.js';
import { formX, formY, GROUP_NODES, GROUP_X, GROUP_Y, mixedForm } from './kolen-brennan.js';

const METHODS: readonly LinkMethod[] = ['mean-mean', 'mean-sigma', 'mean-geometric-mean', 'Haebara', 'Stocking-Lord'];

/** A test of every family, with some noise of estimation when `noise` is above 0. */
function everyFamily(seed: number, noise = 0): IrtModel {
  const random = createRandom(seed);
  const wobble = (): number => noise * random.normal();
  const families: ItemFamily[] = ['2PL', '2PL', '3PL', '4PL', 'GPCM', 'GRM', 'NRM', 'CRM', 'GPCM', '2PL'];
  const truth = {
    a: families.map((_, j) => Math.exp(0.2 * Math.sin(j) + wobble())),
    b: families.map((family, j) => {
      const steps = family === 'GPCM' || family === 'GRM' || family === 'NRM' ? 3 : 1;
      return Array.from({ length: steps }, (_, v) => Math.cos(3 * j) + 0.8 * v + wobble());
    }),
  };
  const model = modelOf(truth, families);
  return {
    ...model,
    lower: families.map((family) => (family === '3PL' || family === '4PL' ? 0.2 : 0)),
    upper: families.map((family) => (family === '4PL' ? 0.95 : 1)),
    nominal: families.map((family) =>
      family === 'NRM' ? { slopes: [0, 0.5, 0.9, 1.8], intercepts: [0, 0.6 + wobble(), 0.2, -0.5] } : null,
    ),
    scale: families.map((family) => (family === 'CRM' ? 1.5 : null)),
    fullMarks: model.fullMarks.map((marks, j) => (families[j] === 'CRM' ? 12 : marks)),
    cuts: model.cuts.map((cuts, j) => (families[j] === 'CRM' ? Array.from({ length: 12 }, (_, v) => v + 1) : cuts)),
  };
}

describe('published constants', () => {
  const given = {
    nodesFrom: { nodes: GROUP_NODES, weights: GROUP_X },
    nodesTo: { nodes: GROUP_NODES, weights: GROUP_Y },
    standardErrors: 'none',
  } as const;

  test('Stocking–Lord and Haebara of Kolen & Brennan, Table 6.5, agree with STUIRT', () => {
    const lord = link(formX(), formY(), { method: 'Stocking-Lord', ...given });
    expect(lord.slope).toBeCloseTo(1.083417, 5);
    expect(lord.intercept).toBeCloseTo(-0.487619, 5);
    const haebara = link(formX(), formY(), { method: 'Haebara', ...given });
    expect(haebara.slope).toBeCloseTo(1.0678, 5);
    expect(haebara.intercept).toBeCloseTo(-0.471281, 5);
  });

  test('mixed formats agree with STUIRT', () => {
    const nodes = Array.from({ length: 25 }, (_, q) => -3 + q * 0.25);
    const even = { nodes, weights: nodes.map(() => 1 / 25) };
    const options = { nodesFrom: even, nodesTo: even, standardErrors: 'none' } as const;
    const lord = link(mixedForm('x', -1), mixedForm('y', -1), { method: 'Stocking-Lord', ...options });
    expect(lord.slope).toBeCloseTo(0.815445, 5);
    expect(lord.intercept).toBeCloseTo(-0.456487, 5);
    const haebara = link(mixedForm('x', 1), mixedForm('y', 1), { method: 'Haebara', ...options });
    expect(haebara.slope).toBeCloseTo(0.810364, 4);
    expect(haebara.intercept).toBeCloseTo(-0.437427, 4);
  });

  test('moments of the mixed formats: means and deviations as STUIRT prints them', () => {
    const meanMean = link(mixedForm('x', 1), mixedForm('y', 1), { method: 'mean-mean', standardErrors: 'none' });
    expect(meanMean.slope).toBeCloseTo(0.7719 / 0.882, 3);
    expect(meanMean.intercept).toBeCloseTo(0.6435 - (0.7719 / 0.882) * 1.3566, 3);
    const meanSigma = link(mixedForm('x', 1), mixedForm('y', 1), { method: 'mean-sigma', standardErrors: 'none' });
    expect(meanSigma.slope).toBeCloseTo(1.4527 / 1.6372, 3);
  });
});

describe('rescaling', () => {
  test.prop([fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })])(
    'leaves every probability of every family as it was',
    (slope, intercept) => {
      const model = everyFamily(1);
      const moved = rescale(model, { slope, intercept });
      for (const theta of [-2, -0.3, 0, 1.7]) {
        for (const item of model.items) {
          const before = probability(model, item, theta);
          probability(moved, item, slope * theta + intercept).forEach((p, k) => {
            expect(p).toBeCloseTo(before[k], 9);
          });
        }
      }
      expect(moved.latent[0].mean).toBeCloseTo(intercept, 12);
      expect(moved.latent[0].deviation).toBeCloseTo(slope, 12);
    },
  );

  test('and back gives the model again', () => {
    const model = everyFamily(2);
    const change = { slope: 1.3, intercept: 0.4 };
    const back = rescale(rescale(model, change), inverse(change));
    back.a.forEach((a, j) => {
      expect(a).toBeCloseTo(model.a[j], 12);
    });
    back.b.flat().forEach((b, i) => {
      expect(b).toBeCloseTo(model.b.flat()[i], 12);
    });
    back.nominal?.[6]?.intercepts.forEach((c, k) => {
      expect(c).toBeCloseTo(model.nominal?.[6]?.intercepts[k] as number, 12);
    });
  });

  test('Rasch becomes 1PL where slopes change, and stays where only the origin does', () => {
    const rasch = modelOf({ a: [1, 1], b: [[0], [1]] }, ['Rasch', 'Rasch']);
    expect(rescale(rasch, { slope: 1, intercept: 1 }).families).toEqual(['Rasch', 'Rasch']);
    expect(rescale(rasch, { slope: 2, intercept: 1 }).families).toEqual(['1PL', '1PL']);
  });

  test('a distribution by shares moves with its scale', () => {
    const model = modelOf({ a: [1], b: [[0]] });
    const step = 12 / 60;
    const density = Array.from({ length: 61 }, (_, q) => Math.exp(-0.5 * ((-6 + q * step + 1) / 0.8) ** 2));
    const sum = density.reduce((all, w) => all + w, 0);
    const skewed = {
      ...model,
      latent: [{ ...model.latent[0], mean: -1, deviation: 0.8, weights: density.map((w) => w / sum) }],
    };
    const { latent } = rescale(skewed, { slope: 1.25, intercept: 1.5 });
    const moments = latent[0].weights?.reduce(
      ([m, v], w, q) => [m + w * (-6 + q * step), v + w * (-6 + q * step) ** 2],
      [0, 0],
    ) as number[];
    expect(moments[0]).toBeCloseTo(0.25, 2);
    expect(Math.sqrt(moments[1] - moments[0] ** 2)).toBeCloseTo(1, 1);
    expect(latent[0].weights?.reduce((all, w) => all + w, 0)).toBeCloseTo(1, 12);
  });

  test('a slope of 0 is refused', () => {
    expect(() => rescale(everyFamily(1), { slope: 0, intercept: 0 })).toThrow(YincaiError);
  });
});

describe('properties of a link', () => {
  test.prop([
    fc.constantFrom(...METHODS),
    fc.double({ min: 0.6, max: 1.6, noNaN: true }),
    fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  ])('finds back a change of scale by every method, with every family', (method, slope, intercept) => {
    const to = everyFamily(3);
    const from = rescale(to, inverse({ slope, intercept }));
    const found = link(from, to, { method, standardErrors: 'none' });
    expect(found.slope).toBeCloseTo(slope, 6);
    expect(found.intercept).toBeCloseTo(intercept, 6);
    expect(found.anchors.every(({ drifted }) => !drifted)).toBe(true);
  });

  test.prop([fc.constantFrom(...METHODS), fc.integer({ min: 1, max: 50 })])(
    'B to A is the inverse of A to B',
    (method, seed) => {
      const one = everyFamily(seed, 0.15);
      const two = rescale(everyFamily(seed + 100, 0.15), { slope: 1.2, intercept: 0.5 });
      const forth = link(one, two, { method, standardErrors: 'none' });
      const back = inverse(link(two, one, { method, standardErrors: 'none' }));
      expect(back.slope).toBeCloseTo(forth.slope, 5);
      expect(back.intercept).toBeCloseTo(forth.intercept, 5);
    },
  );

  test.prop([fc.constantFrom(...METHODS), fc.integer({ min: 1, max: 50 })], { numRuns: 12 })(
    'does not depend on the order of the items, and a model links to itself by the identity',
    (method, seed) => {
      const one = everyFamily(seed, 0.2);
      const two = everyFamily(seed + 7, 0.2);
      const plain = link(one, two, { method });
      const shuffled = link(reversed(one), two, { method });
      expect(shuffled.slope).toBe(plain.slope);
      expect(shuffled.intercept).toBe(plain.intercept);
      expect(shuffled.se).toEqual(plain.se);
      const self = link(one, one, { method });
      expect(self.slope).toBeCloseTo(1, 8);
      expect(self.intercept).toBeCloseTo(0, 8);
    },
  );

  test('Rasch models differ by a shift', () => {
    const rasch = (shift: number): IrtModel =>
      modelOf({ a: [1, 1, 1, 1, 1], b: [[-1], [0], [0.5], [1], [2]].map(([b]) => [b + shift]) }, [
        'Rasch',
        'Rasch',
        'Rasch',
        'Rasch',
        'Rasch',
      ]);
    for (const method of METHODS) {
      const found = link(rasch(0), rasch(0.7), { method });
      expect(found.slope).toBe(1);
      expect(found.intercept).toBeCloseTo(0.7, 8);
      expect(found.se.slope).toBeNaN();
    }
  });

  test('the criterion is at its least', () => {
    const base = { method: 'Haebara', standardErrors: 'none' } as const;
    const { criterion, slope, intercept } = link(formX(), formY(), base);
    // A shift of the kept scale changes where the least lies, not its value: here the value beside it is compared.
    for (const [ds, di] of [
      [0.01, 0],
      [-0.01, 0],
      [0, 0.01],
      [0, -0.01],
    ]) {
      const beside = rescale(formX(), { slope: slope + ds, intercept: intercept + di });
      const held = link(beside, formY(), { ...base, slope: 'fixed', direction: 'to' });
      const best = link(rescale(formX(), { slope, intercept }), formY(), { ...base, slope: 'fixed', direction: 'to' });
      expect(held.criterion).toBeGreaterThanOrEqual(best.criterion - (ds === 0 ? 1e-9 : 1));
    }
    expect(criterion).toBeGreaterThan(0);
  });
});

describe('standard errors', () => {
  /** Links of models with parameters drawn around their truth. */
  function spreadOf(method: LinkMethod, sigma: number): { slope: number; intercept: number } {
    const truth = { a: Array.from({ length: 20 }, () => 1.2), b: Array.from({ length: 20 }, (_, j) => [-2 + j * 0.2]) };
    const random = createRandom('spread');
    const draws = Array.from({ length: 150 }, () => {
      const noisy = (): IrtModel =>
        modelOf({
          a: truth.a.map((a) => a + sigma * random.normal()),
          b: truth.b.map(([b]) => [b + sigma * random.normal()]),
        });
      return link(noisy(), noisy(), { method, standardErrors: 'none' });
    });
    const of = (name: 'slope' | 'intercept'): number => {
      const mean = draws.reduce((sum, own) => sum + own[name], 0) / draws.length;
      return Math.sqrt(draws.reduce((sum, own) => sum + (own[name] - mean) ** 2, 0) / (draws.length - 1));
    };
    return { slope: of('slope'), intercept: of('intercept') };
  }

  test.each(['mean-mean', 'mean-sigma', 'Haebara', 'Stocking-Lord'] as const)(
    'of %s agree with the spread over draws: delta, jackknife and bootstrap',
    (method) => {
      const sigma = 0.1;
      const truth = spreadOf(method, sigma);
      const random = createRandom('one');
      const noisy = (): IrtModel => {
        const model = modelOf({
          a: Array.from({ length: 20 }, () => 1.2 + sigma * random.normal()),
          b: Array.from({ length: 20 }, (_, j) => [-2 + j * 0.2 + sigma * random.normal()]),
        });
        return { ...model, se: { a: model.a.map(() => sigma), b: model.b.map(() => [sigma]) } };
      };
      const [one, two] = [noisy(), noisy()];
      const delta = link(one, two, { method, standardErrors: 'delta' }).se;
      expect(delta.slope / truth.slope).toBeGreaterThan(0.8);
      expect(delta.slope / truth.slope).toBeLessThan(1.25);
      expect(delta.intercept / truth.intercept).toBeGreaterThan(0.8);
      expect(delta.intercept / truth.intercept).toBeLessThan(1.25);
      for (const standardErrors of ['jackknife', 'bootstrap'] as const) {
        const { se } = link(one, two, { method, standardErrors });
        // Estimated from twenty anchors only.
        expect(se.slope / truth.slope).toBeGreaterThan(0.5);
        expect(se.slope / truth.slope).toBeLessThan(2);
        expect(se.intercept / truth.intercept).toBeGreaterThan(0.5);
        expect(se.intercept / truth.intercept).toBeLessThan(2);
      }
    },
  );
});

describe('anchors that do not fit', () => {
  const random = createRandom('drift');
  const base = modelOf({
    a: Array.from({ length: 15 }, (_, j) => 0.8 + 0.05 * j),
    b: Array.from({ length: 15 }, (_, j) => [-1.5 + 0.2 * j]),
  });
  const later: IrtModel = {
    ...base,
    a: base.a.map((a) => a * Math.exp(0.03 * random.normal())),
    b: base.b.map(([b], j) => [b + 0.03 * random.normal() + (j === 4 ? 1 : 0)]),
  };

  test('a drifted anchor is told, and left out where asked', () => {
    const kept = link(base, later, { method: 'mean-mean' });
    expect(kept.anchors.filter(({ drifted }) => drifted).map(({ item }) => item)).toEqual(['q5']);
    expect(kept.anchors[4].harder).toBeGreaterThan(0.8);
    expect(kept.anchors[4].signed).toBeLessThan(-0.1);
    expect(kept.warnings.some((text) => text.includes('"q5" drifted'))).toBe(true);
    const pure = link(base, later, { method: 'mean-mean', purify: true });
    expect(pure.removed).toEqual(['q5']);
    expect(Math.abs(pure.intercept)).toBeLessThan(0.05);
    expect(pure.anchors).toHaveLength(15);
  });

  test('one anchor: a warning, and an error where it cannot tell the slope', () => {
    const one = link(base, later, { anchors: ['q3'] });
    expect(one.warnings[0]).toContain('one anchor');
    expect(one.se.intercept).toBeNaN();
    expect(one.slope).toBeCloseTo(base.a[2] / later.a[2], 5);
    expect(() => link(base, later, { anchors: ['q3'], method: 'mean-sigma' })).toThrow(/not identified/);
  });

  test('no anchor, unknown, named twice, or another kind of item', () => {
    const other = { ...base, items: base.items.map((item) => `other-${item}`) };
    expect(() => link(base, other)).toThrow(/at least one item in both models/);
    expect(() => link(base, later, { anchors: ['q99'] })).toThrow(/unknown id.*q99/);
    expect(() => link(base, later, { anchors: ['q1', 'q1'] })).toThrow(/duplicate/);
    const graded = modelOf({ a: [1], b: [[0, 1]] });
    expect(() => link(base, graded)).toThrow(/2 categories/);
    expect(() => link(base, later, { method: 'best' as LinkMethod })).toThrow(/bad option/);
  });

  test('a map names items that have other ids; ids such as __proto__ work', () => {
    const renamed = { ...later, items: later.items.map((item) => (item === 'q1' ? '__proto__' : `new-${item}`)) };
    const anchors = new Map(base.items.map((item, j) => [item, renamed.items[j]]));
    const found = link(base, renamed, { anchors });
    expect(found.slope).toBe(link(base, later).slope);
    expect(found.anchors[0].itemTo).toBe('__proto__');
  });

  test('linked test curves agree', () => {
    const { slope, intercept } = link(base, later);
    const moved = rescale(base, { slope, intercept });
    for (const theta of [-1, 0, 1]) expect(testScore(moved, theta)).toBeCloseTo(testScore(later, theta), 0);
  });
});

function reversed(model: IrtModel): IrtModel {
  const turn = <T>(column: readonly T[]): T[] => [...column].reverse();
  return {
    ...model,
    items: turn(model.items),
    families: turn(model.families),
    a: turn(model.a),
    b: turn(model.b),
    cuts: turn(model.cuts),
    fullMarks: turn(model.fullMarks),
    ...(model.lower === undefined ? {} : { lower: turn(model.lower) }),
    ...(model.upper === undefined ? {} : { upper: turn(model.upper) }),
    ...(model.nominal === undefined ? {} : { nominal: turn(model.nominal) }),
    ...(model.scale === undefined ? {} : { scale: turn(model.scale) }),
    se: { a: turn(model.se.a), b: turn(model.se.b) },
  };
}
