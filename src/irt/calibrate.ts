import { YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { MISSING } from '../kernels/coded-rows.js';
import { createEStep } from '../kernels/e-step.js';
import { normalGrid } from '../math/quadrature.js';
import { squarem } from '../math/squarem.js';
import { checkMatrix } from './check.js';
import { chooseCuts, encode, meanPoints } from './coding.js';
import { FEW_LEARNERS, logPrior, maximise, STEEPEST } from './m-step.js';
import type { IrtModel } from './model.js';
import { type CalibrateOptions, settle } from './options.js';
import { createLayout, fillCurves, type Layout } from './parameters.js';
import { collapse, type Patterns } from './patterns.js';
import { standardErrors } from './standard-errors.js';
import { startValues } from './start-values.js';

/** How far a calibration is. */
export interface CalibrateProgress {
  /** E-steps done. */
  readonly iterations: number;
  /** Marginal log-likelihood, plus log prior of the items that have one; it never falls. */
  readonly objective: number;
  /** Largest change of a slope or intercept by the last EM step; it ends below `tolerance`. */
  readonly change: number;
}

/**
 * Calibrates items by marginal maximum likelihood, θ ~ N(0, 1), by EM with SQUAREM acceleration:
 * log L = Σ_rows count · log ∫ Π_items P(category | θ) φ(θ) dθ. Missing cells contribute nothing; equal rows are computed once.
 *
 * Estimates are plain maximum likelihood, but for items that the answers do not identify — answered by nobody, or all in
 * one category — and for all items where there are fewer than 50 learners or 3 items with differing answers: these have the weak prior
 * a ~ N(1, 0.5²), step intercepts −a b ~ N(0, 2²). Slopes stay within ±10. Warnings in the report name such items.
 *
 * @throws YincaiError for cells that are no points (`bad-value`), an item twice (`duplicate`), no items or fewer than two
 *   learners with answers (`not-enough-data`), options without meaning (`bad-option`).
 * @cost iterations × rows × items / 8 × nodes for binary items.
 * @source Bock & Aitkin (1981), Psychometrika 46(4); Muraki (1992), Applied Psychological Measurement 16(2).
 * @example
 * const model = calibrate(matrix, { family: '2PL' });
 * model.a[0]; // discrimination of the first item
 */
export function calibrate(matrix: ResponseMatrix, options: CalibrateOptions = {}): IrtModel {
  const steps = ascend(matrix, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Long work of {@link calibrateAsync}: told how far it is, and stopped by a signal. */
export interface LongWork<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * {@link calibrate}, letting other work run between E-steps; the same result.
 *
 * @throws the signal's reason once it is aborted.
 * @example
 * const model = await calibrateAsync(matrix, { family: '2PL', signal, onProgress: ({ change }) => show(change) });
 */
export async function calibrateAsync(
  matrix: ResponseMatrix,
  options: CalibrateOptions & LongWork<CalibrateProgress> = {},
): Promise<IrtModel> {
  const { signal, onProgress, ...rest } = options;
  signal?.throwIfAborted();
  const steps = ascend(matrix, rest);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    onProgress?.(value);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
}

/** The calibration step by step. */
export function* ascend(matrix: ResponseMatrix, given: CalibrateOptions): Generator<CalibrateProgress, IrtModel> {
  const options = settle(given);
  checkMatrix(matrix);
  if (matrix.items.length === 0) {
    throw new YincaiError({ code: 'not-enough-data', expected: 'at least one item', expectedZh: '至少一道题' });
  }
  const cuts = chooseCuts(matrix, options.family, options.maxCategories);
  const answers = encode(
    matrix,
    cuts,
    Int32Array.from(cuts, (_, j) => j),
  );
  const patterns = collapse(
    answers,
    matrix.learners.length,
    cuts.map((c) => c.length + 1),
    matrix.count,
  );
  if (patterns.learners < 2) {
    throw new YincaiError({
      code: 'not-enough-data',
      value: String(patterns.learners),
      expected: 'at least two learners with answers',
      expectedZh: '至少两名有作答的学生',
    });
  }
  const layout = createLayout(patterns.categories);
  const { prior, warnings } = needPrior(matrix, patterns);
  const { nodes, weights } = normalGrid(options.quadraturePoints);
  const eStep = createEStep(patterns, nodes.length, options.kernel);
  const probability = new Float64Array(layout.categoryAt[cuts.length] * nodes.length);
  const curves = { probability, prior: weights };
  const counts = new Float64Array(probability.length);

  const expect = (parameters: Float64Array): number => {
    fillCurves(layout, parameters, nodes, probability);
    return eStep.run(curves, counts);
  };
  const map = (parameters: Float64Array): { next: Float64Array; objective: number } => {
    for (let j = 0; j < cuts.length; j++) {
      const at = layout.parameterAt[j];
      parameters[at] = Math.min(STEEPEST, Math.max(-STEEPEST, parameters[at]));
    }
    const objective = expect(parameters) + priorOf(layout, parameters, prior);
    return { next: maximise(layout, parameters, counts, nodes, prior), objective };
  };
  const start = startValues(patterns, layout, nodes, prior);
  const result = yield* squarem(start, map, options);
  const { parameters, iterations, converged, change } = result;
  const logLikelihood = expect(parameters);
  const solution = { patterns, layout, parameters, nodes, curves, counts, prior, eStep };
  const se = standardErrors(solution, options.standardErrors, warnings);
  const categoryPoints = meanPoints(matrix, cuts, answers);
  return describeModel(matrix, options.family, { cuts, categoryPoints }, layout, parameters, se, {
    logLikelihood,
    iterations: iterations + 1,
    converged,
    ...(converged
      ? {}
      : { reason: `after ${iterations} E-steps parameters still moved by ${change.toExponential(1)} a step` }),
    parameters: parameters.length,
    learners: patterns.learners,
    warnings: [...warnings, ...steepItems(matrix, layout, parameters)],
  });
}

function priorOf(layout: Layout, parameters: Float64Array, prior: Uint8Array): number {
  let sum = 0;
  for (let j = 0; j < prior.length; j++) {
    if (prior[j] === 1) sum += logPrior(parameters.subarray(layout.parameterAt[j], layout.parameterAt[j + 1]));
  }
  return sum;
}

/** Items that the answers do not identify get the weak prior, and the user a word about each. */
function needPrior(matrix: ResponseMatrix, patterns: Patterns): { prior: Uint8Array; warnings: string[] } {
  const { categories, answers, weight, rows } = patterns;
  const items = categories.length;
  const prior = new Uint8Array(items);
  const warnings: string[] = [];
  let informative = 0;
  for (let j = 0; j < items; j++) {
    const seen = new Float64Array(categories[j]);
    for (let row = 0; row < rows; row++) {
      const k = answers[row * items + j];
      if (k !== MISSING) seen[k] += weight[row];
    }
    const used = seen.reduce((n, w) => n + (w > 0 ? 1 : 0), 0);
    if (used > 1) {
      informative++;
      continue;
    }
    prior[j] = 1;
    const name = matrix.items[j];
    const what =
      used === 0
        ? 'nobody answered it; its parameters are the prior alone'
        : seen[0] > 0
          ? 'everybody got it wrong; a weak prior keeps it finite'
          : 'everybody got it right; a weak prior keeps it finite';
    warnings.push(`item "${name}": ${what}`);
  }
  if (patterns.learners < FEW_LEARNERS) {
    prior.fill(1);
    warnings.push(`only ${patterns.learners} learners: a weak prior (a ~ N(1, 0.5²)) steadies all items`);
  } else if (informative < 3) {
    prior.fill(1);
    warnings.push('fewer than three items with differing answers do not identify slopes: a weak prior steadies them');
  }
  const empty = matrix.learners.length - patterns.patternOf.reduce((n, p) => n + (p >= 0 ? 1 : 0), 0);
  if (empty > 0) warnings.push(`${empty} ${empty === 1 ? 'row' : 'rows'} without answers left out`);
  return { prior, warnings };
}

function steepItems(matrix: ResponseMatrix, layout: Layout, parameters: Float64Array): string[] {
  return matrix.items
    .filter((_, j) => Math.abs(parameters[layout.parameterAt[j]]) >= STEEPEST)
    .map((item) => `item "${item}": slope held at its bound of ±${STEEPEST}`);
}

function describeModel(
  matrix: ResponseMatrix,
  family: IrtModel['family'],
  categories: { readonly cuts: number[][]; readonly categoryPoints: number[][] },
  layout: Layout,
  parameters: Float64Array,
  se: IrtModel['se'],
  report: IrtModel['report'],
): IrtModel {
  const a: number[] = [];
  const b: number[][] = [];
  categories.cuts.forEach((_, j) => {
    const at = layout.parameterAt[j];
    // A slope of exactly 0 has no difficulty; a hair beside it has a finite one.
    const slope = Math.abs(parameters[at]) < 1e-6 ? 1e-6 : parameters[at];
    a.push(slope);
    b.push(Array.from(parameters.subarray(at + 1, layout.parameterAt[j + 1]), (c) => (c === 0 ? 0 : -c / slope)));
  });
  return {
    kind: 'irt',
    version: 1,
    family,
    items: [...matrix.items],
    a,
    b,
    cuts: categories.cuts,
    fullMarks: [...matrix.fullMarks],
    categoryPoints: categories.categoryPoints,
    se,
    report,
  };
}
