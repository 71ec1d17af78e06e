import { YincaiError } from '../data/fault.js';
import { indexOfItem, pointsOf, prepare } from './curves.js';
import { createPoint } from './families/family.js';
import { deriveItem } from './item-curve.js';
import type { IrtModel } from './model.js';
import { grid, priorWeights, scoringNodes } from './score/nodes.js';

/** Where curves are tabulated; what is absent is taken from {@link curveDefaults}. */
export interface CurveOptions {
  /** Least ability, logits. */
  readonly from?: number;
  /** Greatest ability. */
  readonly to?: number;
  /** Abilities from the least to the greatest, equally spaced, 2 or more. */
  readonly points?: number;
  /** Ids of the items that make up the test; default all. */
  readonly items?: readonly string[];
}

/** Defaults of the curves' tables: 81 abilities from −4 to 4. */
export const curveDefaults: Required<Omit<CurveOptions, 'items'>> = { from: -4, to: 4, points: 81 };

/** Information of a test as a table; columns are parallel to `theta`. */
export interface InformationCurve {
  readonly theta: readonly number[];
  readonly information: readonly number[];
  /** Conditional standard error of θ, 1 / √information. */
  readonly se: readonly number[];
  readonly items: readonly {
    readonly item: string;
    readonly information: readonly number[];
  }[];
}

/**
 * Information and standard-error curves of a test: I(θ) = Σ_items Σ_k P′(k)² / P(k), se = 1 / √I.
 *
 * @throws YincaiError `bad-option` for ranges without meaning, `unknown-id` for items the model does not have
 * @source Birnbaum (1968) in Lord & Novick, ch. 20; several categories: Samejima (1969), Psychometrika Monograph 17
 * @example
 * const { theta, se } = informationCurve(model, { from: -3, to: 3, points: 61 });
 */
export function informationCurve(model: IrtModel, options: CurveOptions = {}): InformationCurve {
  const { theta, items } = settle(model, options);
  const irt = prepare(model);
  const total = new Float64Array(theta.length);
  const curves = items.map((j) => {
    const point = createPoint(irt.categories[j]);
    const information = theta.map((x, q) => {
      deriveItem(irt.curves[j], irt.parameters[j], x, point);
      let sum = 0;
      for (let k = 0; k < point.p.length; k++) if (point.p[k] > 0) sum += point.first[k] ** 2 / point.p[k];
      total[q] += sum;
      return sum;
    });
    return { item: irt.items[j], information };
  });
  return { theta, information: Array.from(total), se: Array.from(total, (x) => 1 / Math.sqrt(x)), items: curves };
}

/** Expected points of a test as a table; columns are parallel to `theta`. */
export interface CharacteristicCurve {
  readonly theta: readonly number[];
  /** Expected sum of points, 0 … full marks. */
  readonly points: readonly number[];
  /** Standard deviation of the sum of points of learners of that ability: the conditional error of the raw score. */
  readonly deviation: readonly number[];
  /** Full marks of the test. */
  readonly fullMarks: number;
}

/**
 * Test characteristic curve: E(sum of points | θ), with SD(sum of points | θ).
 *
 * @throws YincaiError as {@link informationCurve}
 * @source Lord (1980), Applications of Item Response Theory, § 4.2; conditional error of raw scores: § 4.3
 * @example
 * const { theta, points } = characteristicCurve(model);
 * points[40]; // expected points at ability 0, such as 87.5
 */
export function characteristicCurve(model: IrtModel, options: CurveOptions = {}): CharacteristicCurve {
  const { theta, items } = settle(model, options);
  const irt = prepare(model);
  const points = new Float64Array(theta.length);
  const variance = new Float64Array(theta.length);
  for (const j of items) {
    const worth = pointsOf(model, j);
    const point = createPoint(irt.categories[j]);
    theta.forEach((x, q) => {
      deriveItem(irt.curves[j], irt.parameters[j], x, point);
      let mean = 0;
      for (let k = 0; k < worth.length; k++) mean += point.p[k] * worth[k];
      points[q] += mean;
      for (let k = 0; k < worth.length; k++) variance[q] += point.p[k] * (worth[k] - mean) ** 2;
    });
  }
  return {
    theta,
    points: Array.from(points),
    deviation: Array.from(variance, Math.sqrt),
    fullMarks: items.reduce((sum, j) => sum + model.fullMarks[j], 0),
  };
}

/**
 * Marginal reliability of EAP scores, 0…1, as the model foretells it for a group:
 * ∫ σ² I(θ) / (σ² I(θ) + 1) g(θ) dθ, σ and g being the deviation and density of the group's abilities.
 *
 * @throws YincaiError `unknown-id` for a group or items the model does not have
 * @source Green, Bock, Humphreys, Linn & Reckase (1984), Journal of Educational Measurement 21(4), in the Bayesian form of
 *   Thissen & Wainer (2001), Test Scoring, ch. 3
 * @example
 * marginalReliability(model); // such as 0.91
 */
export function marginalReliability(
  model: IrtModel,
  options: { readonly group?: string; readonly items?: readonly string[] } = {},
): number {
  const prior = model.latent.find(({ group }) => options.group === undefined || group === options.group);
  if (prior === undefined) {
    throw new YincaiError({
      code: 'unknown-id',
      column: 'group',
      value: String(options.group),
      expected: 'a group of the model',
      expectedZh: '模型中的组',
    });
  }
  const irt = prepare(model);
  const nodes = scoringNodes(irt, [prior], undefined);
  const weights = priorWeights(prior, nodes);
  const items = options.items?.map((item) => indexOfItem(model, item)) ?? irt.items.map((_, j) => j);
  const points = items.map((j) => createPoint(irt.categories[j]));
  let sum = 0;
  let total = 0;
  nodes.forEach((theta, q) => {
    let information = 0;
    items.forEach((j, i) => {
      const { p, first } = points[i];
      deriveItem(irt.curves[j], irt.parameters[j], theta, points[i]);
      for (let k = 0; k < p.length; k++) if (p[k] > 0) information += first[k] ** 2 / p[k];
    });
    const relative = information * prior.deviation ** 2;
    sum += (weights[q] * relative) / (relative + 1);
    total += weights[q];
  });
  return sum / total;
}

function settle(
  model: IrtModel,
  options: CurveOptions,
): { readonly theta: readonly number[]; readonly items: readonly number[] } {
  const { from, to, points } = { ...curveDefaults, ...options };
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'from',
      value: `${from} … ${to}`,
      expected: 'abilities that ascend from `from` to `to`',
    });
  }
  if (!(Number.isInteger(points) && points >= 2 && points <= 100_001)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'points',
      value: String(points),
      expected: 'a whole number from 2 to 100001',
    });
  }
  return {
    theta: Array.from(grid(from, to, points)),
    items: options.items?.map((item) => indexOfItem(model, item)) ?? model.items.map((_, j) => j),
  };
}
