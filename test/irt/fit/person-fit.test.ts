import { describe, expect, it } from 'vitest';
import { curvePoint } from '../../../src/irt/curves.js';
import { likelihoodIndices, personFit } from '../../../src/irt/fit/person-fit.js';
import type { IrtModel } from '../../../src/irt/model.js';
import { createRandom } from '../../../src/math/random.js';
import { answer, EVERY, only, rowsOf } from '../score/samples.js';

/** Every answer pattern at one ability with its probability. */
function patternsAt(model: IrtModel, theta: number): { x: number[]; p: number }[] {
  let out = [{ x: [] as number[], p: 1 }];
  model.items.forEach((_, j) => {
    const { p } = curvePoint(model, j, theta);
    out = out.flatMap((own) => Array.from(p, (value, k) => ({ x: [...own.x, k], p: own.p * value })));
  });
  return out;
}

describe('lz and lz* at a given ability', () => {
  it.each([
    ['2PL, 1PL, Rasch', [0, 1, 3, 2]],
    ['3PL, 4PL', [4, 5, 4]],
    ['PCM, GPCM, RSM', [6, 7, 8]],
    ['GRM, NRM, CRM', [9, 11, 12]],
    ['mixed', [3, 4, 7, 10, 11]],
  ])('have mean 0 and deviation 1 over all answer patterns, and lz* does not move with ability: %s', (_, keep) => {
    const model = only(EVERY, keep);
    for (const theta of [-1.7, 0.2, 2.1]) {
      const points = model.items.map((_item, j) => curvePoint(model, j, theta));
      const moments = { lz: [0, 0], lzStar: [0, 0] };
      let withScore = 0;
      for (const { x, p } of patternsAt(model, theta)) {
        const found = likelihoodIndices(points, x);
        for (const name of ['lz', 'lzStar'] as const) {
          moments[name][0] += p * found[name];
          moments[name][1] += p * found[name] ** 2;
        }
        const score = x.reduce((sum, k, j) => sum + points[j].first[k] / points[j].p[k], 0);
        withScore += p * found.lzStar * score;
      }
      for (const [mean, square] of Object.values(moments)) {
        expect(mean).toBeCloseTo(0, 10);
        expect(square).toBeCloseTo(1, 10);
      }
      expect(withScore).toBeCloseTo(0, 10);
    }
  });

  it('are Snijders’ formulas for right and wrong, with his r₀ of the posterior mode', () => {
    const picked = only(EVERY, [3, 2, 3, 1, 3, 2, 4, 4, 1, 3]);
    const model = { ...picked, items: picked.items.map((_, j) => `q${j + 1}`) };
    const random = createRandom('snijders');
    const matrix = answer(model, [-1, 0.4, 1.2], random);
    const { theta, lz, lzStar } = personFit(model, matrix, { method: 'MAP' });
    rowsOf(matrix).forEach((x, row) => {
      const t = theta[row];
      let [cross, information, sum, mean, variance, plain] = [0, 0, 0, 0, 0, 0];
      const items = model.items.map((_, j) => {
        const { p, first } = curvePoint(model, j, t);
        return { p: p[1], d: first[1], w: Math.log(p[1] / p[0]), r: first[1] / (p[0] * p[1]) };
      });
      for (const { d, w, r } of items) {
        cross += d * w;
        information += d * r;
      }
      const c = cross / information;
      items.forEach(({ p, w, r }, j) => {
        sum += (x[j] - p) * w;
        variance += p * (1 - p) * (w - c * r) ** 2;
        plain += p * (1 - p) * w * w;
      });
      // r₀ of N(0, 1) is −θ: E W = −c r₀.
      mean = c * t;
      expect(lz[row]).toBeCloseTo(sum / Math.sqrt(plain), 8);
      expect(lzStar[row]).toBeCloseTo((sum - mean) / Math.sqrt(variance), 6);
    });
  });

  it('are NaN where nothing was answered', () => {
    const model = only(EVERY, [3, 9]);
    const matrix = answer(model, [0, 1], createRandom(1));
    const points = matrix.points.slice();
    points.fill(Number.NaN, 0, 2);
    const { lz, lzStar, p, outfit } = personFit(model, { ...matrix, points });
    expect([lz[0], lzStar[0], p[0], outfit[0]].every(Number.isNaN)).toBe(true);
    expect(Number.isFinite(lzStar[1])).toBe(true);
  });
});

describe('person fit of simulated learners', () => {
  const model = only(EVERY, [3, 9, 4, 7, 10, 3, 2, 1, 9, 7, 3, 3, 2, 10, 5, 11, 3, 2, 1, 3]);
  const renamed: IrtModel = { ...model, items: model.items.map((_, j) => `q${j + 1}`) };
  const random = createRandom('person fit');
  const thetas = Array.from({ length: 3000 }, () => random.normal());

  it('has lz* about N(0, 1), where lz varies too little', () => {
    const { lz, lzStar, p } = personFit(renamed, answer(renamed, thetas, random));
    const deviation = (x: Float64Array): number => {
      const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
      return Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length);
    };
    expect(deviation(lzStar)).toBeGreaterThan(0.94);
    expect(deviation(lzStar)).toBeLessThan(1.06);
    expect(deviation(lz)).toBeLessThan(deviation(lzStar) - 0.03);
    const share = p.filter((x) => x < 0.05).length / p.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.08);
  });

  it('finds learners who guess', () => {
    const { p } = personFit(renamed, answer(renamed, thetas.slice(0, 200), random));
    const wild = answer(renamed, thetas.slice(0, 200), random);
    const points = wild.points.map((_, i) => random.integer(0, renamed.fullMarks[i % renamed.items.length]));
    const odd = personFit(renamed, { ...wild, points });
    const share = (x: Float64Array): number => x.filter((v) => v < 0.05).length / x.length;
    expect(share(odd.p)).toBeGreaterThan(0.4);
    expect(share(p)).toBeLessThan(0.12);
  });
});
