import { describe, expect, it } from 'vitest';
import { modelFit } from '../../../src/irt/fit/model-fit.js';
import type { IrtModel } from '../../../src/irt/model.js';
import { columnsOf, describeItem, parametersOf } from '../../../src/irt/parameters.js';
import { cholesky, choleskySolve } from '../../../src/math/cholesky.js';
import { createRandom } from '../../../src/math/random.js';
import { answer, EVERY, only, withLatent } from '../score/samples.js';
import { patternsOf } from './population.js';

/** Item parameters of a model that are estimated: all but unit slopes. */
function freeOf(model: IrtModel): [number, number][] {
  return model.items.flatMap((_, j) =>
    Array.from(parametersOf(model, j).keys())
      .filter((s) => s > 0 || !['Rasch', 'PCM'].includes(model.families[j]))
      .map((s): [number, number] => [j, s]),
  );
}

/** The model with one flat parameter moved. */
function moved(model: IrtModel, j: number, s: number, by: number): IrtModel {
  const items = model.items.map((_, i) => {
    const own = parametersOf(model, i);
    if (i === j) own[s] += by;
    return describeItem(model.families[i], own);
  });
  return { ...model, ...columnsOf(model.families, items) };
}

/** Means of x and x y, or of category indicators and their products, over patterns or rows with weights. */
function moments(
  kind: 'sums' | 'categories' | 'mixed',
  model: IrtModel,
  rows: readonly { readonly x: readonly number[]; readonly p: number }[],
): { mean: number[]; covariance: () => number[][] } {
  const t = (j: number, k: number): number[] =>
    kind === 'sums' ? [k] : model.cuts[j].map((_, v) => (k === v + 1 ? 1 : 0));
  const values = rows.map(({ x }) => {
    const v = x.flatMap((k, j) => t(j, k));
    for (let l = 0; l < x.length; l++) {
      for (let m = l + 1; m < x.length; m++) {
        if (kind !== 'categories') v.push(x[l] * x[m]);
        else for (const f of t(l, x[l])) for (const g of t(m, x[m])) v.push(f * g);
      }
    }
    return v;
  });
  const mean = values[0].map((_, i) => values.reduce((sum, v, n) => sum + rows[n].p * v[i], 0));
  const covariance = (): number[][] =>
    mean.map((a, i) => mean.map((b, k) => values.reduce((sum, v, n) => sum + rows[n].p * (v[i] - a) * (v[k] - b), 0)));
  return { mean, covariance };
}

/** M₂ by its definition: every pattern listed, derivatives by differences, dense matrices. */
function bruteForce(
  model: IrtModel,
  rows: readonly { x: number[]; p: number }[],
  learners: number,
  kind: 'sums' | 'categories' | 'mixed',
  deviation: boolean,
): { value: number; df: number } {
  const { mean, covariance } = moments(kind, model, patternsOf(model));
  const observed = moments(kind, model, rows).mean;
  const h = 1e-4;
  const by = (up: IrtModel, down: IrtModel): number[] => {
    const a = moments(kind, model, patternsOf(up)).mean;
    return moments(kind, model, patternsOf(down)).mean.map((x, i) => (a[i] - x) / (2 * h));
  };
  const columns = freeOf(model).map(([j, s]) => by(moved(model, j, s, h), moved(model, j, s, -h)));
  if (deviation) {
    const own = model.latent[0].deviation;
    columns.push(by(withLatent(model, { deviation: own + h }), withLatent(model, { deviation: own - h })));
  }
  const size = mean.length;
  const factor = cholesky(covariance().flat(), size) as Float64Array;
  const residual = observed.map((x, i) => x - mean[i]);
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
    Array.from(x).reduce((sum, a, i) => sum + a * y[i], 0);
  const solved = columns.map((c) => choleskySolve(factor, size, c));
  const g = columns.map((c) => dot(c, choleskySolve(factor, size, residual)));
  const inner = cholesky(
    columns.flatMap((c) => solved.map((s) => dot(c, s))),
    columns.length,
  ) as Float64Array;
  const value = dot(residual, choleskySolve(factor, size, residual)) - dot(g, choleskySolve(inner, columns.length, g));
  return { value: learners * value, df: size - columns.length };
}

describe.each([
  ['2PL × 5', only(EVERY, [3, 2, 1, 3, 2]), 'sums', '2PL'],
  ['Rasch × 4', withLatent(only(EVERY, [0, 0, 0, 0]), { deviation: 1.2 }), 'sums', 'Rasch'],
  ['GRM and 2PL', only(EVERY, [9, 3, 10, 2, 1]), 'mixed', undefined],
  ['GPCM and GRM of all categories', only(EVERY, [7, 10, 3, 9]), 'categories', undefined],
  ['NRM, CRM, 2PL of all categories', only(EVERY, [11, 12, 3, 10]), 'categories', undefined],
  ['3PL, 4PL, GRM of all categories', only(EVERY, [4, 5, 9, 10, 7]), 'categories', undefined],
] as const)('%s', (_, given, kind, family) => {
  const model: IrtModel = {
    ...given,
    items: given.items.map((_item, j) => `q${j + 1}`),
    // Slopes are each item's own here.
    families: given.families.map((own) => (own === '1PL' ? '2PL' : own)),
  };

  it('gives the statistic of its definition', () => {
    const learners = 800;
    const random = createRandom(`margins ${given.families}`);
    const { deviation } = model.latent[0];
    const matrix = answer(
      model,
      Array.from({ length: learners }, () => random.normal(0.1, deviation)),
      random,
    );
    const rows = matrix.learners.map((_learner, row) => ({
      x: Array.from(matrix.points.subarray(row * model.items.length, (row + 1) * model.items.length)),
      p: 1 / learners,
    }));
    const expected = bruteForce(model, rows, learners, kind, family === 'Rasch');
    const statistic = kind === 'sums' ? 'M2*' : kind === 'mixed' ? 'C2' : 'M2';
    const { value, df } = modelFit(model, matrix, { statistic });
    expect(df).toBe(expected.df);
    expect(Math.abs(value / expected.value - 1)).toBeLessThan(1e-4);
  });
});
