import type { ResponseMatrix } from '../data/response-matrix.js';
import { ascend, type Estimate } from './calibrate/ascend.js';
import { answer, type CalibrateProgress } from './calibrate/expectation.js';
import { pause } from './calibrate/pause.js';
import type { IrtModel } from './model.js';
import type { CalibrateOptions } from './options.js';

/**
 * Calibrates items by marginal maximum likelihood (a posteriori where there are priors), by accelerated EM:
 * log L = Σ_rows count · log ∫ Π_items P(category | θ) f(θ) dθ + log prior. Missing cells contribute nothing; equal rows are
 * computed once. θ ~ N(0, 1) unless families of slope 1, groups, covariates or anchors free its mean or deviation; see
 * {@link CalibrateOptions}.
 *
 * Estimates are plain maximum likelihood, but for asymptotes ({@link ASYMPTOTE_PRIORS}) and for items that the answers do not
 * identify — answered by nobody, or with categories that nobody used — and for all items where there are fewer than 50 learners
 * or 3 items with differing answers: these have the weak prior a ~ N(1, 0.5²), intercepts ~ N(0, 2²). Slopes stay within ±10.
 * The report names such items, and whatever ended at a bound.
 *
 * @throws YincaiError for cells that are no points (`bad-value`), an item twice (`duplicate`), no items or fewer than two
 *   learners with answers (`not-enough-data`), groups without items in common (`not-identified`), options without meaning
 *   (`bad-option`).
 * @cost iterations × rows × items / 8 × nodes for binary items.
 * @source Bock & Aitkin (1981), Psychometrika 46(4); Bock & Zimowski (1997) for groups; Kim (2006), Journal of Educational
 *   Measurement 43(4) for anchors with an updated prior.
 * @example
 * const model = calibrate(matrix, { family: '2PL' });
 * model.a[0]; // discrimination of the first item
 */
export function calibrate(matrix: ResponseMatrix, options: CalibrateOptions = {}): IrtModel {
  return estimate(matrix, options).model;
}

/**
 * {@link calibrate} with the free parameters and their covariance beside the model, for tests that rest on them.
 *
 * @throws YincaiError as {@link calibrate} does.
 */
export function estimate(matrix: ResponseMatrix, options: CalibrateOptions = {}): Estimate {
  const { problem, steps } = ascend(matrix, options);
  const counts = new Float64Array(problem.design.categoryAt[problem.design.items.length] * problem.nodes.length);
  let step = steps.next();
  while (!step.done) step = steps.next(answer(problem.eStep, step.value, counts));
  return step.value;
}

/** Long work: told how far it is, and stopped by a signal. */
export interface LongWork<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * {@link calibrate}, letting other work run between E-steps; the same result.
 *
 * @throws the signal's reason once it is aborted.
 * @example
 * const model = await calibrateAsync(matrix, { family: '2PL', signal, onProgress: ({ iterations }) => show(iterations) });
 */
export async function calibrateAsync(
  matrix: ResponseMatrix,
  options: CalibrateOptions & LongWork<CalibrateProgress> = {},
): Promise<IrtModel> {
  const { signal, onProgress, ...rest } = options;
  signal?.throwIfAborted();
  const { problem, steps } = ascend(matrix, rest);
  const counts = new Float64Array(problem.design.categoryAt[problem.design.items.length] * problem.nodes.length);
  let step = steps.next();
  while (!step.done) {
    onProgress?.(step.value.progress);
    await pause();
    signal?.throwIfAborted();
    step = steps.next(answer(problem.eStep, step.value, counts));
  }
  return step.value.model;
}
