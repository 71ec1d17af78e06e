/** Agreement of predicted probabilities with what happened. */
export interface Metrics {
  /** Area under the ROC curve; NaN where all answers are right or all are wrong. */
  readonly auc: number;
  /** Root of the mean squared difference of prediction and score. */
  readonly rmse: number;
  /** Mean −(s ln p + (1 − s) ln(1 − p)), natural logarithm. */
  readonly logLoss: number;
  /** Share of answers on the predicted side of ½. */
  readonly accuracy: number;
  /** Expected calibration error over {@link DEFAULT_BINS} bins. */
  readonly ece: number;
  readonly interactions: number;
}

/** Bins of the calibration error and the reliability curve where none are named. */
export const DEFAULT_BINS = 10;

/** A probability nearer to 0 or 1 than this counts as this in the log-loss, so that one sure miss stays finite. */
export const LEAST_PROBABILITY = 1e-15;

/**
 * Area under the ROC curve, exact with ties:
 * the share of (right, wrong) pairs in which the right answer has the higher prediction, ties counting one half.
 * Answers count as right where `score > ½`.
 *
 * @param predicted predictions `[n]`, any scale, no NaN
 * @param score share of marks `[n]`, 0…1
 * @returns 0…1; NaN where there is no pair
 * @throws RangeError where lengths differ or a prediction is NaN
 * @cost O(n log n)
 * @source Hanley & McNeil (1982), Radiology 143; ties by mid-ranks (Mann & Whitney 1947)
 * @example
 * auc([0.9, 0.8, 0.3, 0.8], [1, 1, 0, 0]) // 0.875
 */
export function auc(predicted: ArrayLike<number>, score: ArrayLike<number>): number {
  const n = sameLength(predicted, score);
  // Sorting wrong and right apart as plain numbers is several times faster than sorting indices by a key.
  let rights = 0;
  for (let i = 0; i < n; i++) if (score[i] > 0.5) rights++;
  const right = new Float64Array(rights);
  const wrong = new Float64Array(n - rights);
  let r = 0;
  let w = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(predicted[i])) throw new RangeError(`prediction ${i} is not a number`);
    if (score[i] > 0.5) right[r++] = predicted[i];
    else wrong[w++] = predicted[i];
  }
  if (r === 0 || w === 0) return Number.NaN;
  right.sort();
  wrong.sort();
  // For each right answer: wrong answers below it, plus half of those level with it.
  let below = 0;
  let upTo = 0;
  let pairs = 0;
  for (let i = 0; i < r; i++) {
    const p = right[i];
    while (below < w && wrong[below] < p) below++;
    if (upTo < below) upTo = below;
    while (upTo < w && wrong[upTo] <= p) upTo++;
    pairs += below + upTo;
  }
  return pairs / 2 / (r * w);
}

/**
 * Mean −(s ln p + (1 − s) ln(1 − p)); a fractional score s is a mixture of right and wrong.
 *
 * @throws RangeError where lengths differ
 * @example
 * logLoss([0.5, 0.5], [1, 0]) // Math.LN2
 */
export function logLoss(predicted: ArrayLike<number>, score: ArrayLike<number>): number {
  const n = sameLength(predicted, score);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const p = Math.min(Math.max(predicted[i], LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
    const s = score[i];
    if (s > 0) sum -= s * Math.log(p);
    if (s < 1) sum -= (1 - s) * Math.log1p(-p);
  }
  return n === 0 ? Number.NaN : sum / n;
}

/**
 * Root mean squared error of predictions against scores.
 *
 * @throws RangeError where lengths differ
 * @example
 * rmse([0.5, 0.5], [1, 0]) // 0.5
 */
export function rmse(predicted: ArrayLike<number>, score: ArrayLike<number>): number {
  const n = sameLength(predicted, score);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const d = predicted[i] - score[i];
    sum += d * d;
  }
  return n === 0 ? Number.NaN : Math.sqrt(sum / n);
}

/**
 * Share of answers with `p ≥ ½` exactly where `score > ½`.
 *
 * @throws RangeError where lengths differ
 * @example
 * accuracy([0.9, 0.4, 0.6], [1, 0, 0]) // 2 / 3
 */
export function accuracy(predicted: ArrayLike<number>, score: ArrayLike<number>): number {
  const n = sameLength(predicted, score);
  let hits = 0;
  for (let i = 0; i < n; i++) if (predicted[i] >= 0.5 === score[i] > 0.5) hits++;
  return n === 0 ? Number.NaN : hits / n;
}

/**
 * All metrics of one set of predictions. `bins` as in {@link reliabilityCurve}.
 *
 * @example
 * measure([0.9, 0.2], [1, 0]).auc // 1
 */
export function measure(predicted: ArrayLike<number>, score: ArrayLike<number>, bins: number = DEFAULT_BINS): Metrics {
  return {
    auc: auc(predicted, score),
    rmse: rmse(predicted, score),
    logLoss: logLoss(predicted, score),
    accuracy: accuracy(predicted, score),
    ece: calibrationError(predicted, score, bins),
    interactions: predicted.length,
  };
}

/** One bin of a reliability curve. */
export interface ReliabilityBin {
  /** Predictions in [low, high); the last bin holds 1 too. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean prediction of the bin; NaN where it is empty. */
  readonly predicted: number;
  /** Mean score of the bin; NaN where it is empty. */
  readonly observed: number;
}

/**
 * What happened where a probability was predicted: `bins` bins of equal width on [0, 1].
 *
 * @throws RangeError where lengths differ, `bins` is no whole number above 0, or a prediction lies outside [0, 1]
 * @source Murphy & Winkler (1977), Applied Statistics 26
 * @example
 * reliabilityCurve([0.1, 0.9, 0.95], [0, 1, 1], 2)[1].observed // 1
 */
export function reliabilityCurve(
  predicted: ArrayLike<number>,
  score: ArrayLike<number>,
  bins: number = DEFAULT_BINS,
): readonly ReliabilityBin[] {
  const n = sameLength(predicted, score);
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`bins is ${bins}; expected a whole number above 0`);
  const count = new Float64Array(bins);
  const sumPredicted = new Float64Array(bins);
  const sumScore = new Float64Array(bins);
  for (let i = 0; i < n; i++) {
    const p = predicted[i];
    if (!(p >= 0 && p <= 1)) throw new RangeError(`prediction ${i} is ${p}; expected 0 to 1`);
    const bin = Math.min(Math.floor(p * bins), bins - 1);
    count[bin]++;
    sumPredicted[bin] += p;
    sumScore[bin] += score[i];
  }
  return Array.from(count, (c, bin) => ({
    low: bin / bins,
    high: (bin + 1) / bins,
    count: c,
    predicted: sumPredicted[bin] / c,
    observed: sumScore[bin] / c,
  }));
}

/**
 * Expected calibration error: Σ_bins count/n · |mean prediction − mean score|, bins of equal width on [0, 1].
 *
 * @throws RangeError as {@link reliabilityCurve}
 * @source Naeini, Cooper & Hauskrecht (2015), AAAI
 * @example
 * calibrationError([0.8, 0.8], [1, 0]) // 0.3
 */
export function calibrationError(
  predicted: ArrayLike<number>,
  score: ArrayLike<number>,
  bins: number = DEFAULT_BINS,
): number {
  let sum = 0;
  for (const bin of reliabilityCurve(predicted, score, bins)) {
    if (bin.count > 0) sum += bin.count * Math.abs(bin.predicted - bin.observed);
  }
  return predicted.length === 0 ? Number.NaN : sum / predicted.length;
}

function sameLength(predicted: ArrayLike<number>, score: ArrayLike<number>): number {
  if (predicted.length !== score.length) {
    throw new RangeError(`${predicted.length} predictions for ${score.length} scores`);
  }
  return predicted.length;
}
