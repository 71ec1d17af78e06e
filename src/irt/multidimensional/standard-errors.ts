import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { cholesky, choleskyInverse } from '../../math/cholesky.js';
import { conditionOf } from '../calibrate/standard-errors.js';
import { createItemExpansion } from '../item-curve.js';
import { type MirtDesign, objectiveOf, ownOf } from './design.js';
import { type CalibrateProgress, gradient, type Problem } from './expectation-maximisation.js';
import type { SettledOptions } from './options.js';

/** Step of the forward differences. */
const STEP = 1e-5;

/** Seconds past which a matrix is not worth its time; costs below are rough seconds of one core. */
const MOST_SECONDS = 120;

/** Covariance of the free parameters and how it came about. */
export interface Errors {
  /** `[free × free]`; absent where it is not known. */
  readonly covariance?: Float64Array;
  readonly kind: SettledOptions['standardErrors'];
  readonly conditionNumber: number;
}

/** No errors, for a stated reason or because none were wanted. */
export const NO_ERRORS: Errors = { kind: 'none', conditionNumber: Number.NaN };

/** Free parameters of an estimate: where they are in x. */
export interface FreeIndex {
  readonly freeOf: Int32Array;
  readonly free: number;
}

/** Standard errors at the solution x as asked for; what was not done as asked joins `warnings`. */
export function* standardErrors(
  problem: Problem,
  x: Float64Array,
  index: FreeIndex,
  kind: SettledOptions['standardErrors'],
  warnings: string[],
): Generator<CalibrateProgress, Errors> {
  if (kind === 'none' || index.free === 0) return NO_ERRORS;
  const { reduction } = problem;
  const perStep = (2 * reduction.cells) / (reduction.kernel === 'simd' ? 2e9 : 1e8);
  let used = kind;
  if (kind === 'observed' && perStep * index.free > MOST_SECONDS) {
    used = 'cross-product';
    warnings.push('standard errors are by cross-products: the observed information would take minutes');
  }
  const crossed = (reduction.cells * (2 + index.free / problem.design.items.length)) / 4e8;
  if (used === 'cross-product' && crossed > MOST_SECONDS) {
    warnings.push('no standard errors: with so many parameters they would take minutes');
    return NO_ERRORS;
  }
  const information = used === 'cross-product' ? crossProduct(problem, x, index) : yield* observed(problem, x, index);
  return invert(information, index.free, used, warnings);
}

/** The covariance out of an information matrix. */
export function invert(
  information: Float64Array,
  free: number,
  kind: SettledOptions['standardErrors'],
  warnings: string[],
): Errors {
  const factor = cholesky(information, free);
  if (factor === undefined) {
    warnings.push(
      'no standard errors: the information matrix is not positive definite; the solution may be a saddle point, or parameters cannot be told apart',
    );
    return { kind: 'none', conditionNumber: Number.POSITIVE_INFINITY };
  }
  return { covariance: choleskyInverse(factor, free), kind, conditionNumber: conditionOf(information, free) };
}

/**
 * Observed information: minus the derivative of the gradient, which by Fisher's identity is the expected complete-data score at
 * the parameters of the expectation; one E-step a parameter gives a column.
 *
 * @source Oakes (1999), JRSS B 61(2), eqs. 1–2.
 */
function* observed(
  problem: Problem,
  x: Float64Array,
  { freeOf, free }: FreeIndex,
): Generator<CalibrateProgress, Float64Array> {
  const { reduction } = problem;
  const here = gradient(problem, x, reduction.run(x));
  const information = new Float64Array(free * free);
  for (let i = 0; i < x.length; i++) {
    if (freeOf[i] < 0) continue;
    yield { stage: 'errors', iterations: freeOf[i], of: free, objective: Number.NaN };
    const moved = x.slice();
    moved[i] += STEP;
    const there = gradient(problem, moved, reduction.run(moved));
    for (let k = 0; k < x.length; k++) {
      if (freeOf[k] >= 0) information[freeOf[i] * free + freeOf[k]] = (here[k] - there[k]) / STEP;
    }
  }
  symmetrise(information, free);
  return information;
}

/** The mean of a matrix and its transpose, in place. */
function symmetrise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) {
      const mean = 0.5 * (matrix[i * size + k] + matrix[k * size + i]);
      matrix[i * size + k] = matrix[k * size + i] = mean;
    }
  }
}

/** Σ weight · score scoreᵀ of the free parameters plus the priors' information. */
function crossProduct(problem: Problem, x: Float64Array, { freeOf, free }: FreeIndex): Float64Array {
  const { design, reduction } = problem;
  const { layout, latent, items } = design;
  const width = layout.dimensions.length;
  const main = reduction.grid.weights.length;
  const { primary, specific } = reduction.posteriors(x);
  const { packed } = problem;
  const scores = reduction.clusters.map((cluster) =>
    cluster.items.map((j, i) => categoryScores(design, j, x, cluster.axes[i])),
  );
  const information = new Float64Array(free * free);
  const answers = new Uint8Array(items.length + 1);
  const score = new Float64Array(x.length);
  const moments = new Float64Array(width * width);
  for (let row = 0; row < packed.rows; row++) {
    unpackRow(packed, row, answers);
    score.fill(0);
    const own = primary.subarray(row * main, (row + 1) * main);
    reduction.clusters.forEach((cluster, c) => {
      const { across, table, categoryAt } = cluster;
      const nodes = main * across;
      const posterior = conditional(own, across, table, (visit) => {
        cluster.items.forEach((j, i) => {
          if (answers[j + 1] !== MISSING) visit((categoryAt[i] + answers[j + 1]) * nodes);
        });
      });
      cluster.items.forEach((j, i) => {
        const k = answers[j + 1];
        if (k === MISSING) return;
        const { curve, at } = items[j];
        for (let p = 0; p < curve.size; p++) {
          const base = (p * curve.family.categories + k) * nodes;
          let sum = 0;
          for (let n = 0; n < nodes; n++) sum += posterior[n] * scores[c][i][base + n];
          score[at + p] = sum;
        }
      });
    });
    if (latent.size > 0) {
      rowMoments(problem, row, own, specific, x, moments);
      score.set(latent.expand(x.subarray(design.size), moments, 1).gradient, design.size);
    }
    const w = packed.weight[row];
    for (let i = 0; i < x.length; i++) {
      if (freeOf[i] < 0) continue;
      const f = w * score[i];
      for (let k = 0; k <= i; k++) if (freeOf[k] >= 0) information[freeOf[i] * free + freeOf[k]] += f * score[k];
    }
  }
  for (const item of items) {
    const block = createItemExpansion(item.curve.size);
    for (const prior of item.priors) prior(ownOf(item, x), block);
    for (let i = 0; i < item.curve.size; i++) {
      for (let k = 0; k <= i; k++) {
        const [f, g] = [freeOf[item.at + i], freeOf[item.at + k]];
        if (f >= 0 && g >= 0) information[f * free + g] += block.information[i * item.curve.size + k];
      }
    }
  }
  for (let i = 0; i < free; i++) for (let k = 0; k < i; k++) information[k * free + i] = information[i * free + k];
  return information;
}

/** A row's posterior over the nodes of a cluster: that of the primary ones times what the cluster's answers say beyond them. */
function conditional(
  primary: Float64Array,
  across: number,
  table: Float64Array,
  answered: (visit: (from: number) => void) => void,
): Float64Array {
  const main = primary.length;
  const out = new Float64Array(main * across).fill(1);
  if (across > 1) {
    for (let n = 0; n < out.length; n++) out[n] = table[n];
    answered((from) => {
      for (let n = 0; n < out.length; n++) out[n] *= table[from + n];
    });
  }
  for (let q = 0; q < main; q++) {
    let sum = 0;
    for (let n = q * across; n < (q + 1) * across; n++) sum += out[n];
    const scale = sum > 0 ? primary[q] / sum : 0;
    for (let n = q * across; n < (q + 1) * across; n++) out[n] *= scale;
  }
  return out;
}

/** ∂ log P(k) / ∂ parameter of an item at the nodes `[size × categories × nodes]`. */
function categoryScores(design: MirtDesign, j: number, x: Float64Array, axes: readonly Float64Array[]): Float64Array {
  const item = design.items[j];
  const { curve } = item;
  const { categories } = curve.family;
  const nodes = axes[0].length;
  const out = new Float64Array(curve.size * categories * nodes);
  const points = axes.map(() => new Float64Array(1));
  const objective = objectiveOf({ ...item, priors: [] }, points);
  const into = createItemExpansion(curve.size);
  const one = new Float64Array(categories);
  const own = ownOf(item, x);
  for (let n = 0; n < nodes; n++) {
    axes.forEach((axis, s) => {
      points[s][0] = axis[n];
    });
    for (let k = 0; k < categories; k++) {
      one.fill(0);
      one[k] = 1;
      objective(own, one, into);
      for (let p = 0; p < curve.size; p++) out[(p * categories + k) * nodes + n] = into.gradient[p];
    }
  }
  return out;
}

/** E θ θᵀ of one row where a covariance could be free. */
function rowMoments(
  { design, reduction }: Problem,
  row: number,
  own: Float64Array,
  specific: ReturnType<Problem['reduction']['posteriors']>['specific'],
  x: Float64Array,
  moments: Float64Array,
): void {
  const { layout, latent } = design;
  const width = layout.dimensions.length;
  const main = own.length;
  moments.set(latent.matrix(x.subarray(design.size)));
  const [{ theta, across }] = reduction.clusters;
  for (let d = 0; d < layout.primary; d++) {
    for (let e = 0; e < layout.primary; e++) {
      const [a, b] = [theta[d] as Float64Array, theta[e] as Float64Array];
      let sum = 0;
      for (let q = 0; q < main; q++) sum += own[q] * a[q * across] * b[q * across];
      moments[d * width + e] = sum;
    }
  }
  for (const { dimension, square, patternOf } of specific) {
    const p = patternOf[row];
    if (p < 0) continue;
    let sum = 0;
    for (let q = 0; q < main; q++) sum += own[q] * square[p * main + q];
    moments[dimension * width + dimension] = sum;
  }
}
