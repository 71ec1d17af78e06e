import { YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import type { KernelChoice } from '../kernels/packed-rows.js';
import { createEStep } from '../kernels/e-step.js';
import { normalGrid } from '../math/quadrature.js';
import { FEW_LEARNERS, maximise } from './m-step.js';
import type { IrtModel } from './model.js';
import { calibrateDefaults } from './options.js';
import { fillCurves, parametersOf } from './parameters.js';
import { collapse } from './patterns.js';
import { encodeFor } from './score.js';

/**
 * What an E-step knows of a sample: the sufficient statistics of the M-step. Those of shards (schools, files, machines)
 * add up to those of the whole, so a county is calibrated without bringing its answers together. Plain data.
 */
export interface ExpectedCounts {
  readonly items: readonly string[];
  /** Categories of each item. */
  readonly categories: readonly number[];
  /** Quadrature nodes, equally spaced on −6 … 6. */
  readonly nodes: number;
  /** Expected numbers of learners, item by item, category by category `[Σ categories × nodes]`. */
  readonly counts: Float64Array;
  /** Marginal log-likelihood of the sample under the model. */
  readonly logLikelihood: number;
  /** Learners with at least one answer. */
  readonly learners: number;
}

/** Options of {@link expectedCounts}. */
export interface ExpectedCountsOptions {
  /** Default 61. */
  readonly quadraturePoints?: number;
  /** Default `auto`. */
  readonly kernel?: KernelChoice;
}

/**
 * One E-step of a model over a sample, or over a shard of it.
 *
 * @throws YincaiError as {@link score} does.
 * @example
 * const { counts, logLikelihood } = expectedCounts(model, matrix);
 */
export function expectedCounts(
  model: IrtModel,
  matrix: ResponseMatrix,
  options: ExpectedCountsOptions = {},
): ExpectedCounts {
  const answers = encodeFor(model, matrix);
  const { layout, parameters } = parametersOf(model);
  const patterns = collapse(answers, matrix.learners.length, layout.categories, matrix.count);
  const { nodes, weights } = normalGrid(options.quadraturePoints ?? calibrateDefaults.quadraturePoints);
  const probability = new Float64Array(layout.categoryAt[model.items.length] * nodes.length);
  fillCurves(layout, parameters, nodes, probability);
  const counts = new Float64Array(probability.length);
  const eStep = createEStep(patterns, nodes.length, options.kernel);
  const logLikelihood = eStep.run({ probability, prior: weights }, counts);
  return {
    items: model.items,
    categories: layout.categories,
    nodes: nodes.length,
    counts,
    logLikelihood,
    learners: patterns.learners,
  };
}

/**
 * The counts of several shards as those of the whole.
 *
 * @throws YincaiError where there are none or they are not of one model and one number of nodes.
 * @example
 * const whole = addCounts(schools.map((school) => expectedCounts(model, school)));
 */
export function addCounts(parts: readonly ExpectedCounts[]): ExpectedCounts {
  if (parts.length === 0) throw new YincaiError({ code: 'not-enough-data', expected: 'at least one shard' });
  const [first] = parts;
  const counts = new Float64Array(first.counts.length);
  let logLikelihood = 0;
  let learners = 0;
  for (const part of parts) {
    demandSame(first, part);
    for (let i = 0; i < counts.length; i++) counts[i] += part.counts[i];
    logLikelihood += part.logLikelihood;
    learners += part.learners;
  }
  return { ...first, counts, logLikelihood, learners };
}

/**
 * One M-step: the model that maximises the expected log-likelihood of the counts. Repeating {@link expectedCounts} on every
 * shard, {@link addCounts} and `update` is the EM algorithm. The report's log-likelihood is that under the model before.
 * Items that the counts do not identify get the weak prior of {@link calibrate}; standard errors are NaN.
 *
 * @throws YincaiError where the counts are not of this model.
 * @example
 * model = update(model, addCounts(schools.map((school) => expectedCounts(model, school))));
 */
export function update(model: IrtModel, sums: ExpectedCounts): IrtModel {
  const { layout, parameters } = parametersOf(model);
  demandSame({ ...sums, items: model.items, categories: layout.categories }, sums);
  const { nodes } = normalGrid(sums.nodes);
  const used = layout.categories.map((categories, j) => {
    let n = 0;
    for (let k = 0; k < categories; k++) {
      const from = (layout.categoryAt[j] + k) * sums.nodes;
      if (sums.counts.subarray(from, from + sums.nodes).some((count) => count > 0)) n++;
    }
    return n;
  });
  const few = sums.learners < FEW_LEARNERS || used.filter((n) => n > 1).length < 3;
  const prior = Uint8Array.from(used, (n) => (few || n < 2 ? 1 : 0));
  const next = maximise(layout, parameters, sums.counts, nodes, prior);
  let change = 0;
  next.forEach((value, i) => {
    change = Math.max(change, Math.abs(value - parameters[i]));
  });
  const converged = change <= calibrateDefaults.tolerance;
  const a = model.items.map((_, j) => next[layout.parameterAt[j]]);
  const b = model.b.map((steps, j) => steps.map((_, v) => -next[layout.parameterAt[j] + 1 + v] / a[j]));
  return {
    ...model,
    a,
    b,
    se: { a: a.map(() => Number.NaN), b: b.map((steps) => steps.map(() => Number.NaN)) },
    report: {
      logLikelihood: sums.logLikelihood,
      iterations: model.report.iterations + 1,
      converged,
      ...(converged ? {} : { reason: `parameters still moved by ${change.toExponential(1)} a step` }),
      parameters: parameters.length,
      learners: sums.learners,
      warnings: [],
    },
  };
}

function demandSame(a: ExpectedCounts, b: ExpectedCounts): void {
  const same =
    a.nodes === b.nodes &&
    a.counts.length === b.counts.length &&
    a.items.length === b.items.length &&
    a.items.every((item, j) => item === b.items[j]) &&
    a.categories.every((categories, j) => categories === b.categories[j]);
  if (!same) throw new YincaiError({ code: 'bad-value', expected: 'counts of the same model and number of nodes' });
}
