import { describe, expect, it } from 'vitest';
import { curvePoint } from '../../../src/irt/curves.js';
import type { IrtModel } from '../../../src/irt/model.js';
import { sumScoreTable } from '../../../src/irt/score/sum-scores.js';
import { score } from '../../../src/irt/score.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf, modelOf } from '../samples.js';
import { answer, EVERY, only, rowsOf, withLatent } from './samples.js';

/** Every pattern's probability given θ, added up by sum: no recursion. */
function bruteForce(model: IrtModel, points: readonly (readonly number[])[]): Map<number, [number, number, number]> {
  const { mean, deviation } = model.latent[0];
  const patterns = points.reduce<number[][]>(
    (rows, own) => rows.flatMap((row) => own.map((_, k) => [...row, k])),
    [[]],
  );
  const moments = new Map<number, [number, number, number]>();
  let total = 0;
  for (let z = -8; z <= 8; z += 0.05) {
    const theta = mean + deviation * z;
    const w = Math.exp(-0.5 * z * z);
    total += w;
    const p = points.map((_, j) => curvePoint(model, j, theta).p);
    for (const row of patterns) {
      const sum = row.reduce((s, k, j) => s + points[j][k], 0);
      const mass = w * row.reduce((product, k, j) => product * p[j][k], 1);
      const own = moments.get(sum) ?? [0, 0, 0];
      moments.set(sum, [own[0] + mass, own[1] + mass * theta, own[2] + mass * theta * theta]);
    }
  }
  for (const [sum, [mass, first, second]] of moments) {
    const centre = first / mass;
    moments.set(sum, [mass / total, centre, Math.sqrt(second / mass - centre * centre)]);
  }
  return moments;
}

/** A paper: choice 0/5, multiple choice 0/2/5, a blank 0/2.5, and 17 marks grouped into four categories. */
const PAPER: IrtModel = {
  ...modelOf({ a: [1.2, 0.9, 1.5, 1], b: [[-0.3], [-0.6, 0.8], [0.2], [-1, 0, 1.2]] }, ['2PL', 'GPCM', '3PL', 'GRM']),
  lower: [0, 0, 0.2, 0],
  cuts: [[5], [2, 5], [2.5], [4, 9, 15]],
  fullMarks: [5, 5, 2.5, 17],
  categoryPoints: [
    [0, 5],
    [0, 2, 5],
    [0, 2.5],
    [1.31, 6.2, 11.9, 16.1],
  ],
};

describe('sumScoreTable', () => {
  it('is what adding up all patterns gives, families mixed', () => {
    const model = withLatent(only(EVERY, [0, 3, 4, 7, 9, 11]), { mean: 0.2, deviation: 1.1 });
    const table = sumScoreTable(model, { sumOf: 'categories' });
    const expected = bruteForce(
      model,
      model.cuts.map((cuts) => [0, ...cuts.map((_, v) => v + 1)]),
    );
    expect(table.sums).toEqual([...expected.keys()].sort((x, y) => x - y));
    table.sums.forEach((sum, i) => {
      const [mass, mean, deviation] = expected.get(sum) as [number, number, number];
      expect(table.probability[i]).toBeCloseTo(mass, 8);
      expect(table.theta[i]).toBeCloseTo(mean, 6);
      expect(table.se[i]).toBeCloseTo(deviation, 6);
    });
    expect(table.probability.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 10);
  });

  it('adds up points that are no whole numbers, and leaves out sums that no answers give', () => {
    const table = sumScoreTable(PAPER);
    // The marks lie on a grid of ½, to which the means of the grouped item are rounded.
    const expected = bruteForce(PAPER, [
      [0, 5],
      [0, 2, 5],
      [0, 2.5],
      [1.5, 6, 12, 16],
    ]);
    expect(table.sums).toEqual([...expected.keys()].sort((x, y) => x - y));
    expect(table.sums).not.toContain(1);
    table.sums.forEach((sum, i) => {
      const [mass, mean, deviation] = expected.get(sum) as [number, number, number];
      expect(table.probability[i]).toBeCloseTo(mass, 8);
      expect(table.theta[i]).toBeCloseTo(mean, 6);
      expect(table.se[i]).toBeCloseTo(deviation, 6);
    });
  });

  it('takes some of the items, and a group', () => {
    const model = withLatent(PAPER, { group: 'A' }, { group: 'B', mean: -1, deviation: 0.5 });
    const table = sumScoreTable(model, { items: ['q1', 'q3'], group: 'B' });
    expect(table.sums).toEqual([0, 2.5, 5, 7.5]);
    const one = withLatent(only(PAPER, [0, 2]), { mean: -1, deviation: 0.5 });
    const expected = bruteForce(one, [
      [0, 5],
      [0, 2.5],
    ]);
    table.sums.forEach((sum, i) => {
      expect(table.theta[i]).toBeCloseTo(expected.get(sum)?.[1] as number, 6);
    });
    expect(() => sumScoreTable(model, { group: 'C' })).toThrow(/unknown id/);
    expect(() => sumScoreTable(model, { items: ['q9'] })).toThrow(/unknown id/);
    expect(() => sumScoreTable(model, { sumOf: 'marks' as 'points' })).toThrow(/bad option/);
  });

  it('refuses sums without number', () => {
    const fine = { ...PAPER, fullMarks: [5, 5, 2.5, 17.0001], cuts: [[5], [2, 5], [2.5], [4, 9, 15.0003]] };
    expect(() => sumScoreTable(fine)).toThrow(/too large/);
  });
});

describe('score by sums', () => {
  const random = createRandom('sums');

  it('looks up each learner’s own sum over the items answered', () => {
    const rows = [
      [5, 2, 2.5, 9],
      [0, 5, 0, 17],
      [5, Number.NaN, 2.5, Number.NaN],
    ];
    const { theta, se } = score(PAPER, matrixOf(rows, PAPER.fullMarks), { method: 'EAPsum' });
    const whole = sumScoreTable(PAPER);
    const part = sumScoreTable(PAPER, { items: ['q1', 'q3'] });
    const lookUp = (table: typeof whole, sum: number): number[] => {
      const at = table.sums.indexOf(sum);
      return [table.theta[at], table.se[at]];
    };
    expect([theta[0], se[0]]).toEqual(lookUp(whole, 5 + 2 + 2.5 + 12));
    expect([theta[1], se[1]]).toEqual(lookUp(whole, 0 + 5 + 0 + 16));
    expect([theta[2], se[2]]).toEqual(lookUp(part, 7.5));
  });

  it('is EAP where the sum is all that counts: slopes of 1', () => {
    const rasch = only(EVERY, [0, 6, 8]);
    const same = withLatent(rasch, { mean: -0.2, deviation: 1.4 });
    const matrix = answer(
      same,
      Array.from({ length: 50 }, () => random.normal()),
      random,
      0.2,
    );
    const eap = score(same, matrix);
    const sums = score(same, matrix, { method: 'EAPsum', sumOf: 'categories' });
    rowsOf(matrix).forEach((_, i) => {
      expect(sums.theta[i]).toBeCloseTo(eap.theta[i], 9);
      expect(sums.se[i]).toBeCloseTo(eap.se[i], 9);
    });
  });
});
