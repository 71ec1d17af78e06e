import type { ResponseLog } from '../data/response-log.js';
import { createRandom, type Seed } from '../math/random.js';
import { type Metrics, measure } from './metrics.js';
import { type Fold, takeRows } from './split.js';
import { predictLog, type TracingFamily } from './tracing.js';

/** A family that can be fitted: `{ ...bkt, fit: (log) => bkt.fit(log, { forget: true }) }` names options. */
export interface FittedFamily<Model, State> extends TracingFamily<Model, State> {
  readonly fit: (log: ResponseLog) => Model;
}

/** Predictions of test rows, each made once by a model that had not met it. Arrays are parallel to `rows`. */
export interface HeldOutPredictions {
  /** Rows of the log, fold after fold. */
  readonly rows: Int32Array;
  readonly predicted: Float64Array;
  readonly score: Float32Array;
  /** Learner codes of the log. */
  readonly learner: Int32Array;
  /** Metrics of each fold. */
  readonly folds: readonly Metrics[];
  /** Metrics of all test rows together. */
  readonly pooled: Metrics;
}

/** Options of {@link crossValidate}. */
export interface CrossValidationOptions {
  /** Told after each fold, e.g. for a progress bar. */
  readonly onFold?: (done: number, folds: number) => void;
}

/**
 * Predictions of the test rows of one fold: the learners' shown rows pass by in their order, each predicted before it is seen,
 * and what is scored is picked from them.
 *
 * @returns P(right) `[fold.test]`
 * @throws RangeError where a test row is not among the shown rows
 * @example
 * const predicted = predictFold(elo, elo.fit(takeRows(log, fold.train)), log, fold);
 */
export function predictFold<Model, State>(
  family: TracingFamily<Model, State>,
  model: Model,
  log: ResponseLog,
  fold: Fold,
): Float64Array {
  const shown = fold.shown ?? fold.test;
  const part = takeRows(log, shown);
  const all = family.predictLog?.(model, part) ?? predictLog(family, model, part);
  if (fold.shown === undefined) return all;
  const predicted = new Float64Array(fold.test.length);
  let s = 0;
  fold.test.forEach((row, i) => {
    while (s < shown.length && shown[s] < row) s++;
    if (shown[s] !== row) throw new RangeError(`test row ${row} is not among the shown rows`);
    predicted[i] = all[s];
  });
  return predicted;
}

/**
 * Fits a family to the training rows of each fold and predicts its test rows.
 *
 * @throws RangeError where a fold has no rows to learn from
 * @example
 * import * as elo from 'yincai/tracing/elo';
 * crossValidate(elo, log, splitByLearner(log, 5, 'cv')).pooled.auc
 */
export function crossValidate<Model, State>(
  family: FittedFamily<Model, State>,
  log: ResponseLog,
  folds: readonly Fold[],
  options: CrossValidationOptions = {},
): HeldOutPredictions {
  const size = folds.reduce((sum, { test }) => sum + test.length, 0);
  const rows = new Int32Array(size);
  const predicted = new Float64Array(size);
  const metrics: Metrics[] = [];
  let at = 0;
  folds.forEach((fold, f) => {
    if (fold.train.length === 0) throw new RangeError(`fold ${f} has no rows to learn from`);
    const made = predictFold(family, family.fit(takeRows(log, fold.train)), log, fold);
    rows.set(fold.test, at);
    predicted.set(made, at);
    at += fold.test.length;
    metrics.push(
      measure(
        made,
        Float32Array.from(fold.test, (r) => log.score[r]),
      ),
    );
    options.onFold?.(f + 1, folds.length);
  });
  const score = Float32Array.from(rows, (r) => log.score[r]);
  const learner = rows.map((r) => log.learner[r]);
  return { rows, predicted, score, learner, folds: metrics, pooled: measure(predicted, score) };
}

/**
 * The log with its scores dealt anew at random over all rows: nothing is left that could be foretold, so any honest evaluation
 * of any model lands at an AUC of ½, within sampling error. What lands above has seen the answers it was to predict.
 *
 * @example
 * crossValidate(bkt, randomLabels(log, 'control'), folds).pooled.auc // 0.5 ± sampling error
 */
export function randomLabels(log: ResponseLog, seed: Seed): ResponseLog {
  return {
    ...log,
    score: Float32Array.from(createRandom(seed).shuffle(Array.from(log.score.subarray(0, log.length)))),
  };
}
