import { YincaiError } from '../data/fault.js';
import type { IrtModel } from './model.js';

/** Index of an item given by id or index. */
function indexOf(model: IrtModel, item: string | number): number {
  const j = typeof item === 'number' ? item : model.items.indexOf(item);
  if (j >= 0 && j < model.items.length && Number.isInteger(j)) return j;
  throw new YincaiError({
    code: 'unknown-id',
    value: String(item),
    expected: 'an item of the calibrated model',
    expectedZh: '模型中已标定的题目',
  });
}

/**
 * Probabilities of the item's categories at an ability, summing to 1: P(k) ∝ exp(Σ_{v ≤ k} a (θ − b_v)).
 *
 * @throws YincaiError where the model has no such item.
 * @example
 * probability(model, 'q1', 0.5); // [P(wrong), P(right)]
 */
export function probability(model: IrtModel, item: string | number, theta: number): number[] {
  const j = indexOf(model, item);
  return categoryProbabilities(model.a[j], model.b[j], theta);
}

/**
 * {@link probability} for bare parameters.
 *
 * @example
 * categoryProbabilities(1, [0], 0); // [0.5, 0.5]
 */
export function categoryProbabilities(a: number, b: readonly number[], theta: number): number[] {
  const eta = [0];
  let most = 0;
  for (let v = 0; v < b.length; v++) {
    eta.push(eta[v] + a * (theta - b[v]));
    most = Math.max(most, eta[v + 1]);
  }
  let sum = 0;
  for (let k = 0; k < eta.length; k++) {
    eta[k] = Math.exp(eta[k] - most);
    sum += eta[k];
  }
  for (let k = 0; k < eta.length; k++) eta[k] /= sum;
  return eta;
}

/**
 * Expected share of full marks, 0…1, at an ability: Σ P(k) · points of k / full marks.
 *
 * @throws YincaiError where the model has no such item.
 * @example
 * expectedScore(model, 'q1', 0.5); // 0.62: six tenths of the full marks
 */
export function expectedScore(model: IrtModel, item: string | number, theta: number): number {
  const j = indexOf(model, item);
  const p = categoryProbabilities(model.a[j], model.b[j], theta);
  const points = model.categoryPoints?.[j] ?? leastPoints(model.cuts[j], model.fullMarks[j]);
  let sum = 0;
  for (let k = 0; k < p.length; k++) sum += p[k] * points[k];
  return sum / model.fullMarks[j];
}

/** Points that stand for each category where nothing else is known: 0, the cuts, and full marks for the highest. */
export function leastPoints(cuts: readonly number[], fullMarks: number): number[] {
  return [0, ...cuts.slice(0, -1), fullMarks];
}

/**
 * Fisher information about θ, a² Var(category), at an ability.
 *
 * @example
 * information(model, 'q1', 0.5);
 */
export function information(model: IrtModel, item: string | number, theta: number): number {
  const j = indexOf(model, item);
  const p = categoryProbabilities(model.a[j], model.b[j], theta);
  let mean = 0;
  let square = 0;
  for (let k = 1; k < p.length; k++) {
    mean += k * p[k];
    square += k * k * p[k];
  }
  return model.a[j] ** 2 * (square - mean * mean);
}

/**
 * Information of a whole test: the sum over the items.
 *
 * @example
 * 1 / Math.sqrt(testInformation(model, 0)); // standard error of an average learner's ability
 */
export function testInformation(model: IrtModel, theta: number): number {
  let sum = 0;
  for (let j = 0; j < model.items.length; j++) sum += information(model, j, theta);
  return sum;
}
