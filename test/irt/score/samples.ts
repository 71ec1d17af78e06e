import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { curvePoint } from '../../../src/irt/curves.js';
import type { IrtModel } from '../../../src/irt/model.js';
import type { Random } from '../../../src/math/random.js';
import { matrixOf, modelOf } from '../samples.js';

/** One item of every family, and a second of some; points are categories. */
export const EVERY: IrtModel = {
  ...modelOf(
    {
      a: [1, 1.3, 1.3, 0.8, 1.6, 1.2, 1, 0.9, 1, 1.4, 0.7, 1, 1.1],
      b: [
        [-0.4],
        [0.3],
        [-1],
        [0.8],
        [0.2],
        [-0.6],
        [-1, 0.7],
        [-0.8, 0.1, 1.2],
        [0.4, -0.2],
        [-1.1, 0, 1.3],
        [-0.3, 0.9],
        [0, 0, 0],
        [0.1, 0.1, 0.1, 0.1],
      ],
    },
    ['Rasch', '1PL', '1PL', '2PL', '3PL', '4PL', 'PCM', 'GPCM', 'RSM', 'GRM', 'GRM', 'NRM', 'CRM'],
  ),
  lower: [0, 0, 0, 0, 0.2, 0.15, 0, 0, 0, 0, 0, 0, 0],
  upper: [1, 1, 1, 1, 1, 0.95, 1, 1, 1, 1, 1, 1, 1],
  nominal: [...Array(11).fill(null), { slopes: [0, 0.5, 0.9, 2], intercepts: [0, 0.6, 0.2, -0.7] }, null],
  scale: [...Array(12).fill(null), 0.9],
};

/** The items of a model alone that are named. */
export function only(model: IrtModel, keep: readonly number[]): IrtModel {
  const pick = <T>(column: readonly T[]): T[] => keep.map((j) => column[j]);
  return {
    ...model,
    items: pick(model.items),
    families: pick(model.families),
    a: pick(model.a),
    b: pick(model.b),
    ...(model.lower === undefined ? {} : { lower: pick(model.lower) }),
    ...(model.upper === undefined ? {} : { upper: pick(model.upper) }),
    ...(model.nominal === undefined ? {} : { nominal: pick(model.nominal) }),
    ...(model.scale === undefined ? {} : { scale: pick(model.scale) }),
    cuts: pick(model.cuts),
    fullMarks: pick(model.fullMarks),
    se: { a: pick(model.se.a), b: pick(model.se.b) },
  };
}

/** A model with other groups. */
export function withLatent(model: IrtModel, ...latent: readonly Partial<IrtModel['latent'][number]>[]): IrtModel {
  return { ...model, latent: latent.map((own) => ({ ...model.latent[0], ...own })) };
}

/** Answers in categories to the items of a model whose points are categories. */
export function answer(model: IrtModel, thetas: ArrayLike<number>, random: Random, missing = 0): ResponseMatrix {
  const rows = Array.from(thetas, (theta) =>
    model.items.map((_, j) =>
      random.bernoulli(missing) ? Number.NaN : random.categorical(curvePoint(model, j, theta).p),
    ),
  );
  return { ...matrixOf(rows, model.fullMarks), items: model.items };
}

/** log P of a row's answers, by the curves alone. */
export function logLikelihood(model: IrtModel, row: readonly number[], theta: number): number {
  return row.reduce((sum, k, j) => (Number.isNaN(k) ? sum : sum + Math.log(curvePoint(model, j, theta).p[k])), 0);
}

/** Information of the items that a row answered. */
export function informationOf(model: IrtModel, row: readonly number[], theta: number): number {
  return row.reduce((sum, answer, j) => {
    if (Number.isNaN(answer)) return sum;
    const { p, first } = curvePoint(model, j, theta);
    return p.reduce((own, _, k) => own + first[k] ** 2 / p[k], sum);
  }, 0);
}

/** Posterior mean and deviation by a fine sum, for any log density. */
export function integrate(logDensity: (theta: number) => number, low = -12, high = 12, step = 0.01): [number, number] {
  const thetas = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  const logs = thetas.map(logDensity);
  const most = Math.max(...logs);
  let [mass, mean, square] = [0, 0, 0];
  thetas.forEach((theta, i) => {
    const w = Math.exp(logs[i] - most);
    mass += w;
    mean += w * theta;
    square += w * theta * theta;
  });
  return [mean / mass, Math.sqrt(square / mass - (mean / mass) ** 2)];
}

/** The rows of a matrix. */
export function rowsOf(matrix: ResponseMatrix): number[][] {
  const width = matrix.items.length;
  return matrix.learners.map((_, row) => Array.from(matrix.points.subarray(row * width, (row + 1) * width)));
}
