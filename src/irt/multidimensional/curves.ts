import { YincaiError } from '../../data/fault.js';
import { leastPoints } from '../curves.js';
import { type CurvePoint, createPoint, type Family } from '../families/family.js';
import { itemCurve } from '../item-curve.js';
import { shapesOf } from './describe.js';
import type { MirtModel } from './model.js';

/** A multidimensional model made ready for work on many answers. */
export interface PreparedMirt {
  readonly items: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly dimensions: number;
  readonly families: readonly Family[];
  /** Row-major `[items × dimensions]`. */
  readonly slopes: Float64Array;
  readonly shapes: readonly Float64Array[];
  /** Covariance of the abilities, row-major. */
  readonly covariance: Float64Array;
}

const known = new WeakMap<MirtModel, PreparedMirt>();

/** Typed columns of a model; made once for each model. */
export function prepare(model: MirtModel): PreparedMirt {
  const before = known.get(model);
  if (before !== undefined) return before;
  const made: PreparedMirt = {
    items: model.items,
    indexOf: new Map(model.items.map((item, j) => [item, j] as const)),
    dimensions: model.dimensions.length,
    families: model.items.map(
      (_, j) => itemCurve(model.families[j], model.cuts[j], model.fullMarks[j], model.dimensions.length).family,
    ),
    slopes: Float64Array.from(model.slopes.flat()),
    shapes: model.items.map((_, j) => shapesOf(model, j)),
    covariance: Float64Array.from(model.latent.covariance.flat()),
  };
  known.set(model, made);
  return made;
}

/** z = slopes · θ of an item. */
export function zOf({ slopes, dimensions }: PreparedMirt, j: number, theta: ArrayLike<number>): number {
  let z = 0;
  for (let d = 0; d < dimensions; d++) z += slopes[j * dimensions + d] * theta[d];
  return z;
}

function pointOf(model: MirtModel, item: string | number, theta: readonly number[]): [CurvePoint, number] {
  const mirt = prepare(model);
  const j = typeof item === 'number' ? item : (mirt.indexOf.get(item) ?? -1);
  if (!(Number.isInteger(j) && j >= 0 && j < mirt.items.length)) {
    throw new YincaiError({
      code: 'unknown-id',
      value: String(item),
      expected: 'an item of the calibrated model',
      expectedZh: '模型中已标定的题目',
    });
  }
  if (theta.length !== mirt.dimensions) {
    throw new YincaiError({
      code: 'bad-value',
      column: 'theta',
      value: String(theta.length),
      expected: `${mirt.dimensions} abilities`,
      expectedZh: `${mirt.dimensions} 个能力值`,
    });
  }
  const point = createPoint(mirt.families[j].categories);
  mirt.families[j].derive(mirt.shapes[j], zOf(mirt, j, theta), point);
  return [point, j];
}

/**
 * Probabilities of the item's categories at given abilities `[dimensions]`, summing to 1; formulas at {@link MirtModel}.
 *
 * @throws YincaiError where the model has no such item, or another number of dimensions.
 * @example
 * probability(model, 'q1', [0.5, -1]); // [P(wrong), P(right)]
 */
export function probability(model: MirtModel, item: string | number, theta: readonly number[]): number[] {
  return Array.from(pointOf(model, item, theta)[0].p);
}

/**
 * Expected share of full marks, 0…1, at given abilities: Σ P(k) · points of k / full marks.
 *
 * @throws YincaiError as {@link probability} does.
 * @example
 * expectedScore(model, 'q1', [0.5, -1]);
 */
export function expectedScore(model: MirtModel, item: string | number, theta: readonly number[]): number {
  const [{ p }, j] = pointOf(model, item, theta);
  const points = model.categoryPoints?.[j] ?? leastPoints(model.cuts[j], model.fullMarks[j]);
  return p.reduce((sum, own, k) => sum + own * points[k], 0) / model.fullMarks[j];
}

/**
 * Fisher information of an item about the abilities, `[dimensions][dimensions]`: slopes slopesᵀ Σ_k P′_k² / P_k, P′ by z.
 *
 * @throws YincaiError as {@link probability} does.
 * @source Reckase (2009), Multidimensional Item Response Theory, eq. 5.6 ff.
 * @example
 * information(model, 'q1', [0, 0])[0][0];
 */
export function information(model: MirtModel, item: string | number, theta: readonly number[]): number[][] {
  const [{ p, first }, j] = pointOf(model, item, theta);
  let own = 0;
  for (let k = 0; k < p.length; k++) if (p[k] > 0) own += (first[k] * first[k]) / p[k];
  const slopes = model.slopes[j];
  return slopes.map((a) => slopes.map((b) => own * a * b));
}

/**
 * Information of the whole test about the abilities, `[dimensions][dimensions]`.
 *
 * @throws YincaiError for another number of dimensions.
 * @example
 * testInformation(model, [0, 0]);
 */
export function testInformation(model: MirtModel, theta: readonly number[]): number[][] {
  const sum = model.dimensions.map(() => model.dimensions.map(() => 0));
  for (let j = 0; j < model.items.length; j++) {
    information(model, j, theta).forEach((row, d) => {
      row.forEach((value, e) => {
        sum[d][e] += value;
      });
    });
  }
  return sum;
}

/** How steep and how hard an item is in the direction that it measures best. */
export interface MultidimensionalDifficulty {
  /** MDISC = √(Σ slopes²): the slope in that direction `[items]`. */
  readonly discrimination: readonly number[];
  /** MDIFF_v = −intercept_v / MDISC: distance from the mean, in that direction, where z + intercept_v = 0 `[items][steps]`. */
  readonly difficulty: readonly (readonly number[])[];
  /** Angle of that direction with each dimension in degrees, 0…180 `[items][dimensions]`; NaN for an item without slopes. */
  readonly angles: readonly (readonly number[])[];
}

/**
 * Multidimensional discrimination MDISC and difficulty MDIFF. Correlated abilities are taken as they are, that is Σ slopes² over
 * the dimensions themselves.
 *
 * @source Reckase & McKinley (1991), Applied Psychological Measurement 15(4); Reckase (2009), eqs. 5.9–5.12.
 * @example
 * multidimensionalDifficulty(model).discrimination[0];
 */
export function multidimensionalDifficulty(
  model: Pick<MirtModel, 'slopes' | 'intercepts'>,
): MultidimensionalDifficulty {
  const discrimination = model.slopes.map((row) => Math.hypot(...row));
  return {
    discrimination,
    difficulty: model.intercepts.map((row, j) => row.map((c) => -c / discrimination[j])),
    angles: model.slopes.map((row, j) => row.map((a) => (Math.acos(a / discrimination[j]) * 180) / Math.PI)),
  };
}
