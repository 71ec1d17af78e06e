import type { ResponseLog } from '../../data/response-log.js';
import { holdOutLearners, takeRows } from '../../evaluate/split.js';
import { logistic, logit } from '../../math/logistic.js';

/** P = logistic(offset + slope · log-odds). */
export interface Calibration {
  readonly offset: number;
  readonly slope: number;
}

/** Predictions as they come. */
export const UNCALIBRATED: Calibration = { offset: 0, slope: 1 };

/** Fewer held-out answers than this do not tell how predictions are off. */
const LEAST_ANSWERS = 500;

/** Pseudo-observations that draw offset and slope towards 0 and 1. */
const PRIOR_INFORMATION = 5;

/**
 * Offset and slope with the least log-loss, by Newton's method, drawn weakly towards 0 and 1.
 *
 * @source Platt (1999), Advances in Large Margin Classifiers; Cox (1958), Biometrika 45 (calibration intercept and slope)
 */
export function fitCalibration(predicted: ArrayLike<number>, score: ArrayLike<number>): Calibration {
  let [offset, slope] = [0, 1];
  const n = predicted.length;
  const x = Float64Array.from(predicted, (p) => logit(Math.min(Math.max(p, 1e-9), 1 - 1e-9)));
  for (let step = 0; step < 50; step++) {
    let [a, b] = [-PRIOR_INFORMATION * offset, -PRIOR_INFORMATION * (slope - 1)];
    let [aa, ab, bb] = [PRIOR_INFORMATION, 0, PRIOR_INFORMATION];
    for (let i = 0; i < n; i++) {
      const p = logistic(offset + slope * x[i]);
      const w = p * (1 - p);
      a += score[i] - p;
      b += (score[i] - p) * x[i];
      aa += w;
      ab += w * x[i];
      bb += w * x[i] * x[i];
    }
    const determinant = aa * bb - ab * ab;
    const [da, db] = [(bb * a - ab * b) / determinant, (aa * b - ab * a) / determinant];
    offset += da;
    slope += db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) break;
  }
  return { offset, slope };
}

/**
 * Calibration on a fifth of the learners, predicted from the other four; none where the log is small.
 * A slope that would turn predictions over is not believed.
 */
export function calibrateOnHeldOut(
  log: ResponseLog,
  predict: (train: ResponseLog, held: ResponseLog) => Float64Array,
): Calibration {
  if (log.length < 5 * LEAST_ANSWERS || new Set(log.learner).size < 25) return UNCALIBRATED;
  const { train, test } = holdOutLearners(log, 0.2, 'calibration');
  if (test.length < LEAST_ANSWERS || train.length < LEAST_ANSWERS) return UNCALIBRATED;
  const held = takeRows(log, test);
  const found = fitCalibration(predict(takeRows(log, train), held), held.score);
  return found.slope > 0 && Number.isFinite(found.offset) ? found : UNCALIBRATED;
}
