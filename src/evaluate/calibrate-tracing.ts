import type { ResponseLog } from '../data/response-log.js';
import type { Seed } from '../math/random.js';
import { type Calibration, fitIsotonic, fitPlatt } from './calibration.js';
import { type FittedFamily, predictFold } from './cross-validation.js';
import { holdOutLearners, takeRows } from './split.js';

/** Options of {@link calibrateTracing}. */
export interface CalibrateTracingOptions {
  readonly method: 'platt' | 'isotonic';
  /** Share of the learners whose answers the calibration is fitted to; above 0, below 1. */
  readonly share: number;
  readonly seed: Seed;
  /** Only so many first answers of each learner are fitted to, where that is what will be predicted. */
  readonly first: number;
}

/** Defaults of {@link calibrateTracing}. */
export const CALIBRATE_TRACING_DEFAULTS: CalibrateTracingOptions = {
  method: 'platt',
  share: 0.2,
  seed: 'calibration',
  first: Number.POSITIVE_INFINITY,
};

/**
 * A calibration for a family of tracing models, from the training log alone: the family is fitted to some of the learners,
 * the others are predicted answer after answer, and the calibration is fitted to these predictions.
 * It is meant for the model fitted to the whole training log.
 *
 * @throws RangeError where there are fewer than two learners or the share is out of range
 * @cost one fit of the family to 1 − `share` of the log, one prediction of the others
 * @source Platt (1999): the sigmoid from a hold-out, not from what the model was trained on
 * @example
 * import * as elo from 'yincai/tracing/elo';
 * const calibration = calibrateTracing(elo, train, { method: 'isotonic' });
 * applyCalibration(calibration, predictLog(elo, elo.fit(train), test));
 */
export function calibrateTracing<Model, State>(
  family: FittedFamily<Model, State>,
  train: ResponseLog,
  options: Partial<CalibrateTracingOptions> = {},
): Calibration {
  const { method, share, seed, first } = { ...CALIBRATE_TRACING_DEFAULTS, ...options };
  const fold = holdOutLearners(train, share, seed);
  const all = predictFold(family, family.fit(takeRows(train, fold.train)), train, fold);
  const seen = new Int32Array(train.learners.length);
  const predicted: number[] = [];
  const score: number[] = [];
  fold.test.forEach((row, i) => {
    if (seen[train.learner[row]]++ >= first) return;
    predicted.push(all[i]);
    score.push(train.score[row]);
  });
  return method === 'platt' ? fitPlatt(predicted, score) : fitIsotonic(predicted, score);
}
