import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import type { ItemFamily } from '../../../src/irt/model.js';
import type { MirtModel } from '../../../src/irt/multidimensional/model.js';
import type { Random } from '../../../src/math/random.js';
import { matrixOf } from '../samples.js';

/** Items and abilities of a simulated test. */
export interface MirtTruth {
  readonly families: readonly ItemFamily[];
  readonly slopes: readonly (readonly number[])[];
  readonly intercepts: readonly (readonly number[])[];
  readonly lower?: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** Probabilities of an item's categories, written out from the formulas. */
export function categoriesOf(truth: MirtTruth, j: number, theta: readonly number[]): number[] {
  const z = truth.slopes[j].reduce((sum, a, d) => sum + a * theta[d], 0);
  const c = truth.intercepts[j];
  const above = (eta: number): number => 1 / (1 + Math.exp(-eta));
  switch (truth.families[j]) {
    case 'GRM': {
      const tails = [1, ...c.map((own) => above(z + own)), 0];
      return tails.slice(0, -1).map((tail, k) => tail - tails[k + 1]);
    }
    case 'GPCM':
    case 'PCM': {
      const terms = [1];
      for (const own of c) terms.push(terms[terms.length - 1] * Math.exp(z + own));
      const sum = terms.reduce((a, b) => a + b, 0);
      return terms.map((term) => term / sum);
    }
    default: {
      const lower = truth.lower?.[j] ?? 0;
      const right = lower + (1 - lower) * above(z + c[0]);
      return [1 - right, right];
    }
  }
}

/** Lower Cholesky factor, by hand. */
export function factorOf(covariance: readonly (readonly number[])[]): number[][] {
  const out = covariance.map((row) => row.map(() => 0));
  covariance.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let sum = row[j];
      for (let k = 0; k < j; k++) sum -= out[i][k] * out[j][k];
      out[i][j] = i === j ? Math.sqrt(sum) : sum / out[j][j];
    }
  });
  return out;
}

export function turn(factor: readonly (readonly number[])[], x: readonly number[]): number[] {
  return factor.map((row) => row.reduce((sum, f, e) => sum + f * x[e], 0));
}

/** Answers drawn from known parameters; points are categories. */
export function draw(
  truth: MirtTruth,
  learners: number,
  random: Random,
  missing = 0,
): { matrix: ResponseMatrix; theta: number[][] } {
  const factor = factorOf(truth.covariance);
  const theta = Array.from({ length: learners }, () =>
    turn(
      factor,
      truth.covariance.map(() => random.normal()),
    ),
  );
  const rows = theta.map((own) =>
    truth.slopes.map((_, j) =>
      random.bernoulli(missing) ? Number.NaN : random.categorical(categoriesOf(truth, j, own)),
    ),
  );
  return {
    matrix: matrixOf(
      rows,
      truth.intercepts.map((own) => own.length),
    ),
    theta,
  };
}

/** What a model says, in the shape of a truth. */
export function truthOf(model: MirtModel): MirtTruth {
  return {
    families: model.families,
    slopes: model.slopes,
    intercepts: model.intercepts,
    ...(model.lower === undefined ? {} : { lower: model.lower }),
    covariance: model.latent.covariance,
  };
}

/** Posterior means, covariances and log-likelihoods of rows by a product trapezoid rule, without the library. */
export function bruteForce(
  truth: MirtTruth,
  matrix: ResponseMatrix,
  points: number,
  bound: number,
): { logLikelihood: number; mean: number[][]; covariance: number[][][] } {
  const size = truth.covariance.length;
  const factor = factorOf(truth.covariance);
  const nodes: { theta: number[]; weight: number; tables: number[][] }[] = [];
  let sum = 0;
  for (let index = 0; index < points ** size; index++) {
    let rest = index;
    const x = Array.from({ length: size }, () => {
      const q = rest % points;
      rest = (rest - q) / points;
      return -bound + (2 * bound * q) / (points - 1);
    });
    const weight = Math.exp(-0.5 * x.reduce((s, v) => s + v * v, 0));
    sum += weight;
    if (weight < 1e-14) continue;
    const theta = turn(factor, x);
    nodes.push({ theta, weight, tables: truth.slopes.map((_, j) => categoriesOf(truth, j, theta)) });
  }
  const width = matrix.items.length;
  let logLikelihood = 0;
  const mean: number[][] = [];
  const covariance: number[][][] = [];
  matrix.learners.forEach((_, row) => {
    let total = 0;
    const first = new Array<number>(size).fill(0);
    const second = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const { theta, weight, tables } of nodes) {
      let p = weight / sum;
      for (let j = 0; j < width; j++) {
        const k = matrix.points[row * width + j];
        if (!Number.isNaN(k)) p *= tables[j][k];
      }
      total += p;
      for (let d = 0; d < size; d++) {
        first[d] += p * theta[d];
        for (let e = 0; e < size; e++) second[d][e] += p * theta[d] * theta[e];
      }
    }
    logLikelihood += (matrix.count?.[row] ?? 1) * Math.log(total);
    mean.push(first.map((v) => v / total));
    covariance.push(second.map((own, d) => own.map((v, e) => v / total - (first[d] * first[e]) / total ** 2)));
  });
  return { logLikelihood, mean, covariance };
}

/** Ids q1, q2, … of so many items. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, j) => `q${j + 1}`);
}

/** Two correlated abilities, eight items of four families, one that measures both. */
export const MIXED: MirtTruth = {
  families: ['2PL', '2PL', 'GRM', 'GPCM', '2PL', '2PL', 'GRM', 'GPCM'],
  slopes: [
    [1.2, 0],
    [0.9, 0],
    [1.5, 0],
    [0.8, 0.5],
    [0, 1.1],
    [0, 1.6],
    [0, 1],
    [0, 0.7],
  ],
  intercepts: [[0.3], [-0.8], [1, -0.6], [0.4, -0.3], [0], [1.1], [0.7, -1.2], [0.5, 0.1]],
  covariance: [
    [1, 0.5],
    [0.5, 1],
  ],
};

/** The loading pattern of {@link MIXED}. */
export const MIXED_PATTERN = {
  dimensions: ['algebra', 'geometry'],
  loads: new Map(
    MIXED.slopes.map((row, j) => [`q${j + 1}`, ['algebra', 'geometry'].filter((_, d) => row[d] !== 0)] as const),
  ),
};

/** Families of a truth by id. */
export function familiesOf(truth: MirtTruth): ReadonlyMap<string, ItemFamily> {
  return new Map(truth.families.map((family, j) => [`q${j + 1}`, family] as const));
}
