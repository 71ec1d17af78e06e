import { YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { KernelChoice } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { createRandom, type Seed } from '../../math/random.js';
import { packMatrix } from '../calibrate/sample.js';
import { checkMatrix } from '../check.js';
import { prepare } from './curves.js';
import { rowIntegrator } from './importance.js';
import type { MirtModel } from './model.js';
import { modelReduction } from './model-reduction.js';
import { modeFinder } from './modes.js';

/**
 * How abilities are estimated: `EAP`, posterior means, by quadrature where up to three dimensions are integrated at once and by
 * importance sampling beyond; or `MAP`, the posterior mode, with errors from the curvature there.
 */
export type ScoreMethod = 'EAP' | 'MAP';

/** Options of scoring; what is absent is taken from {@link scoreDefaults}. */
export interface ScoreOptions {
  readonly method?: ScoreMethod;
  readonly kernel?: KernelChoice;
  /** Draws a row and the seed they come from, where importance sampling is used. */
  readonly draws?: number;
  readonly seed?: Seed;
}

/** Defaults of scoring. */
export const scoreDefaults: Required<ScoreOptions> = { method: 'EAP', kernel: 'auto', draws: 1000, seed: 1 };

/** Abilities of learners on all dimensions. */
export interface MirtScores {
  readonly method: ScoreMethod;
  readonly dimensions: readonly string[];
  /** Row-major `[learners × dimensions]`. */
  readonly theta: Float64Array;
  /** Posterior standard deviations, row-major `[learners × dimensions]`. */
  readonly se: Float64Array;
  /** Posterior covariances `[learners × dimensions × dimensions]`. */
  readonly covariance: Float64Array;
}

/** Most dimensions that quadrature integrates at once. */
const MOST_AT_ONCE = 3;

/**
 * Estimates the abilities of learners on all dimensions of a model. Items are found by id; items of the model that the matrix
 * lacks count as not answered. Who answered nothing has the prior.
 *
 * @throws YincaiError for a matrix that cannot be read, or none of whose items are in the model (`unknown-id`).
 * @source Bock & Mislevy (1982), Applied Psychological Measurement 6(4), for EAP; Gibbons & Hedeker (1992), for its reduction.
 * @example
 * const { theta, se } = score(model, matrix);
 * theta[0]; // first dimension of the first learner
 */
export function score(model: MirtModel, matrix: ResponseMatrix, options: ScoreOptions = {}): MirtScores {
  const { method, kernel, draws, seed } = { ...scoreDefaults, ...options };
  if (method !== 'EAP' && method !== 'MAP') {
    throw new YincaiError({
      code: 'bad-option',
      column: 'method',
      value: String(method),
      expected: 'EAP or MAP',
      expectedZh: 'EAP 或 MAP',
    });
  }
  checkMatrix(matrix);
  const place = new Map(matrix.items.map((item, j) => [item, j] as const));
  const column = model.items.map((item) => place.get(item) ?? -1);
  if (column.every((c) => c < 0)) {
    throw new YincaiError({
      code: 'unknown-id',
      value: matrix.items.slice(0, 5).join(', '),
      expected: 'items of the calibrated model',
      expectedZh: '模型中已标定的题目',
    });
  }
  const width = model.dimensions.length;
  const rows = matrix.learners.length;
  const theta = new Float64Array(rows * width);
  const covariance = new Float64Array(rows * width * width);
  const atOnce = model.primary + (width > model.primary ? 1 : 0);
  // Counts of 0 leave rows out of an estimation, not out of scoring.
  const whole: ResponseMatrix = {
    learners: matrix.learners,
    items: matrix.items,
    points: matrix.points,
    fullMarks: matrix.fullMarks,
  };
  const sample = packMatrix(whole, { cuts: model.cuts, column, groups: 1 }, 1);
  const { packed } = sample;
  const posterior = posteriorOf();
  const prior = Float64Array.from(model.latent.covariance.flat());
  for (let row = 0; row < rows; row++) {
    const p = packed.rowOf[row];
    if (p >= 0) {
      theta.set(posterior.mean.subarray(p * width, (p + 1) * width), row * width);
      covariance.set(posterior.covariance.subarray(p * width * width, (p + 1) * width * width), row * width * width);
    } else covariance.set(prior, row * width * width);
  }
  const se = theta.map((_, i) => {
    const [row, d] = [Math.floor(i / width), i % width];
    return Math.sqrt(Math.max(0, covariance[row * width * width + d * width + d]));
  });
  return { method, dimensions: model.dimensions, theta, se, covariance };

  /** Means or modes, and covariances, of the packed rows. */
  function posteriorOf(): { mean: Float64Array; covariance: Float64Array } {
    const mean = new Float64Array(packed.rows * width);
    const spread = new Float64Array(packed.rows * width * width);
    if (method === 'EAP' && atOnce <= MOST_AT_ONCE) {
      byQuadrature(model, whole, column, kernel, mean, spread);
      return { mean, covariance: spread };
    }
    const mirt = prepare(model);
    const find = modeFinder(mirt);
    const integrate = rowIntegrator(mirt, draws, createRandom(seed));
    const answers = new Uint8Array(model.items.length + 1);
    for (let p = 0; p < packed.rows; p++) {
      unpackRow(packed, p, answers);
      const own = answers.subarray(1);
      if (method === 'MAP') {
        const found = find(own);
        mean.set(found.theta, p * width);
        spread.set(found.covariance, p * width * width);
      } else {
        const found = integrate(own);
        mean.set(found.mean, p * width);
        spread.set(found.covariance, p * width * width);
      }
    }
    return { mean, covariance: spread };
  }
}

function byQuadrature(
  model: MirtModel,
  matrix: ResponseMatrix,
  column: readonly number[],
  kernel: KernelChoice,
  mean: Float64Array,
  covariance: Float64Array,
): void {
  const width = model.dimensions.length;
  const { reduction, x, rows } = modelReduction(model, matrix, column, kernel);
  const { primary, specific } = reduction.posteriors(x);
  const main = reduction.grid.weights.length;
  const [{ theta, across }] = reduction.clusters;
  const at = Array.from({ length: model.primary }, (_, d) =>
    Float64Array.from({ length: main }, (_, q) => (theta[d] as Float64Array)[q * across]),
  );
  // Value of each dimension at the primary nodes, given the row's answers, and its variance there.
  const value = Array.from({ length: width }, () => new Float64Array(main));
  const extra = new Float64Array(width);
  for (let p = 0; p < rows; p++) {
    const own = primary.subarray(p * main, (p + 1) * main);
    extra.fill(0);
    for (let d = 0; d < width; d++) {
      if (d < model.primary) value[d].set(at[d]);
      else {
        value[d].fill(0);
        extra[d] = model.latent.covariance[d][d];
      }
    }
    for (const { dimension, mean: first, square, patternOf } of specific) {
      const pattern = patternOf[p];
      if (pattern < 0) continue;
      extra[dimension] = 0;
      for (let q = 0; q < main; q++) {
        const m = first[pattern * main + q];
        value[dimension][q] = m;
        extra[dimension] += own[q] * (square[pattern * main + q] - m * m);
      }
    }
    for (let d = 0; d < width; d++) {
      let sum = 0;
      for (let q = 0; q < main; q++) sum += own[q] * value[d][q];
      mean[p * width + d] = sum;
    }
    for (let d = 0; d < width; d++) {
      for (let e = 0; e <= d; e++) {
        const [m, n] = [mean[p * width + d], mean[p * width + e]];
        let sum = d === e ? extra[d] : 0;
        for (let q = 0; q < main; q++) sum += own[q] * (value[d][q] - m) * (value[e][q] - n);
        covariance[(p * width + d) * width + e] = covariance[(p * width + e) * width + d] = sum;
      }
    }
  }
}
