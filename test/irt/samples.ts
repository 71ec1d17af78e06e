import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { categoryProbabilities } from '../../src/irt/curves.js';
import type { IrtModel, ItemFamily } from '../../src/irt/model.js';
import type { Random } from '../../src/math/random.js';

/** A matrix from rows of points; NaN is missing. */
export function matrixOf(
  rows: readonly (readonly number[])[],
  fullMarks: readonly number[],
  count?: readonly number[],
): ResponseMatrix {
  return {
    learners: rows.map((_, i) => `learner-${i + 1}`),
    items: fullMarks.map((_, j) => `q${j + 1}`),
    points: Float32Array.from(rows.flat()),
    fullMarks,
    ...(count === undefined ? {} : { count: Float64Array.from(count) }),
  };
}

export interface Truth {
  readonly a: readonly number[];
  readonly b: readonly (readonly number[])[];
}

/** Answers drawn from known parameters; points are categories, full marks the highest category. */
export function draw(
  truth: Truth,
  learners: number,
  random: Random,
  missing = 0,
): { matrix: ResponseMatrix; theta: number[] } {
  const theta = Array.from({ length: learners }, () => random.normal());
  const rows = theta.map((t) =>
    truth.a.map((a, j) =>
      random.bernoulli(missing) ? Number.NaN : random.categorical(categoryProbabilities(a, truth.b[j], t)),
    ),
  );
  return {
    matrix: matrixOf(
      rows,
      truth.b.map((steps) => steps.length),
    ),
    theta,
  };
}

/** A model with given parameters whose points are categories; partial credit unless `families` says otherwise. */
export function modelOf(truth: Truth, families?: readonly ItemFamily[]): IrtModel {
  const items = truth.a.map((_, j) => `q${j + 1}`);
  return {
    kind: 'irt',
    version: 2,
    items,
    families: families ?? truth.b.map((steps) => (steps.length === 1 ? '2PL' : 'GPCM')),
    a: truth.a,
    b: truth.b,
    cuts: truth.b.map((steps) => steps.map((_, v) => v + 1)),
    fullMarks: truth.b.map((steps) => steps.length),
    latent: [{ group: 'all', mean: 0, deviation: 1, learners: 0, se: { mean: Number.NaN, deviation: Number.NaN } }],
    quadrature: { points: 61, bound: 6 },
    se: { a: truth.a.map(() => Number.NaN), b: truth.b.map((steps) => steps.map(() => Number.NaN)) },
    report: {
      logLikelihood: 0,
      logPrior: 0,
      iterations: 0,
      converged: true,
      parameters: 0,
      learners: 0,
      bounded: [],
      standardErrors: 'none',
      conditionNumber: Number.NaN,
      digest: '',
      warnings: [],
    },
  };
}

/** log Σ_rows count · log ∫ Π P φ dθ by a fine trapezoid rule, written without the library. */
export function bruteForceLogLikelihood(truth: Truth, matrix: ResponseMatrix, points = 61, bound = 6): number {
  let total = 0;
  const step = (2 * bound) / (points - 1);
  let weight = 0;
  for (let q = 0; q < points; q++) weight += Math.exp(-0.5 * (-bound + q * step) ** 2);
  for (let row = 0; row < matrix.learners.length; row++) {
    let integral = 0;
    for (let q = 0; q < points; q++) {
      const theta = -bound + q * step;
      let p = Math.exp(-0.5 * theta * theta) / weight;
      for (let j = 0; j < matrix.items.length; j++) {
        const x = matrix.points[row * matrix.items.length + j];
        if (Number.isNaN(x)) continue;
        const terms = [1];
        for (const b of truth.b[j]) terms.push(terms[terms.length - 1] * Math.exp(truth.a[j] * (theta - b)));
        p *= terms[x] / terms.reduce((sum, term) => sum + term, 0);
      }
      integral += p;
    }
    total += (matrix.count?.[row] ?? 1) * Math.log(integral);
  }
  return total;
}
