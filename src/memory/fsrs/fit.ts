import { CLAMP_PARAMETERS, default_w, W17_W18_Ceiling } from 'ts-fsrs';
import type { ResponseLog } from '../../data/response-log.js';
import { cholesky, choleskySolve } from '../../math/cholesky.js';
import { countReturns, type ReviewLog, type ReviewUnit, reportOf, reviewLog, SITTING_DAYS } from '../review-log.js';
import { type FsrsModel, gradeOf } from './model.js';
import { begin, dualMemory, recall, review, WEIGHTS } from './recurrence.js';

/** Options of {@link fit}. */
export interface FsrsFitOptions {
  /** What is remembered; knowledge points by default. */
  readonly unit?: ReviewUnit;
  /** Strength of the normal prior about the published weights, 0 for none. */
  readonly prior?: number;
  readonly maxIterations?: number;
}

/** Defaults of {@link FsrsFitOptions}. */
export const DEFAULT_FIT_OPTIONS: Required<FsrsFitOptions> = { unit: 'skill', prior: 1, maxIterations: 200 };

/**
 * Standard deviations of the weights over many learners' own fits: the prior's.
 *
 * @source Open Spaced Repetition, fsrs-rs, `PARAMS_STDDEV`
 */
const SPREAD: readonly number[] = [
  6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32,
  0.14, 0.27,
];

/** P(recalled) is kept off 0 and 1 by this much, so that no single answer can decide a fit. */
const EDGE = 1e-5;

/**
 * Fits FSRS-6's weights to a log by maximum a posteriori: the Bernoulli likelihood of every return after at least half a day,
 * with exact gradients through the whole sequence, within FSRS's own bounds.
 * A sequence's first answer starts its memory and is not foretold.
 *
 * @throws YincaiError `not-enough-data` where no unit was met twice at least half a day apart
 * @cost about 2 microseconds a review and evaluation
 * @source Ye, Su & Cao (2022), A stochastic shortest path algorithm for optimizing spaced repetition scheduling, KDD; FSRS-6 as in ts-fsrs 5.4
 * @example
 * const model = fit(log);
 * model.report?.logLikelihood;
 */
export function fit(log: ResponseLog, options: FsrsFitOptions = {}): FsrsModel {
  const { unit, prior, maxIterations } = { ...DEFAULT_FIT_OPTIONS, ...options };
  const reviews = reviewLog(log, unit);
  const returns = countReturns(reviews);
  const climbed = scoring(reviews, prior, maxIterations);
  return {
    kind: 'fsrs',
    version: 1,
    weights: [...climbed.point],
    report: reportOf(reviews, returns, logLikelihood(reviews, climbed.point, new Float64Array(WEIGHTS)), climbed),
  };
}

interface Climb {
  readonly point: Float64Array;
  readonly evaluations: number;
  readonly converged: boolean;
}

/** Converged where a step promises less than this of the log-posterior. */
const TOLERANCE = 1e-5;

/**
 * Fisher scoring within the bounds: the expected curvature needs slopes only, which the walk gives. FSRS's minima and maxima
 * leave kinks in the likelihood; damping (Levenberg) keeps steps short where they stand.
 */
function scoring(reviews: ReviewLog, prior: number, maxIterations: number): Climb {
  const bounds = CLAMP_PARAMETERS(W17_W18_Ceiling);
  // 0.1 days is the least first stability that FSRS uses: below it the likelihood is flat.
  const lower = bounds.map(([low], i) => (i < 4 ? 0.1 : low));
  const upper = bounds.map(([, high]) => high);
  let point: Float64Array = Float64Array.from(default_w);
  let now = posterior(reviews, point, prior);
  let evaluations = 1;
  let damping = 1e-3;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const free = [...point.keys()].filter(
      (i) => !(point[i] <= lower[i] && now.gradient[i] < 0) && !(point[i] >= upper[i] && now.gradient[i] > 0),
    );
    let promise = 0;
    let better = false;
    for (; damping < 1e6; damping *= 4) {
      const step = solve(now, free, damping);
      const to = point.map((x, i) => Math.min(Math.max(x + step[i], lower[i]), upper[i]));
      promise = to.reduce((sum, x, i) => sum + (x - point[i]) * now.gradient[i], 0);
      if (promise < TOLERANCE) return { point, evaluations, converged: true };
      const next = posterior(reviews, to, prior);
      evaluations++;
      if (next.value < now.value + 1e-4 * promise) continue;
      [point, now, better] = [to, next, true];
      damping = Math.max(damping / 8, 1e-6);
      break;
    }
    if (!better) return { point, evaluations, converged: promise < TOLERANCE };
  }
  return { point, evaluations, converged: false };
}

interface Posterior {
  readonly value: number;
  readonly gradient: Float64Array;
  /** `[21 × 21]` */
  readonly information: Float64Array;
}

function posterior(reviews: ReviewLog, w: Float64Array, prior: number): Posterior {
  const gradient = new Float64Array(WEIGHTS);
  const information = new Float64Array(WEIGHTS * WEIGHTS);
  let value = logLikelihood(reviews, w, gradient, information);
  for (let i = 0; i < WEIGHTS; i++) {
    const off = (w[i] - default_w[i]) / SPREAD[i];
    value -= (prior * off * off) / 2;
    gradient[i] -= (prior * off) / SPREAD[i];
    information[i * WEIGHTS + i] += prior / SPREAD[i] ** 2;
  }
  return { value, gradient, information };
}

/** The step of the free weights; the others stand still. */
function solve({ gradient, information }: Posterior, free: readonly number[], damping: number): Float64Array {
  const n = free.length;
  const matrix = new Float64Array(n * n);
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      matrix[a * n + b] = information[i * WEIGHTS + j];
    });
    matrix[a * n + a] = matrix[a * n + a] * (1 + damping) + 1e-9;
  });
  const factor = cholesky(matrix, n);
  const step = new Float64Array(WEIGHTS);
  if (factor === undefined) return step;
  const solved = choleskySolve(
    factor,
    n,
    free.map((i) => gradient[i]),
  );
  free.forEach((i, a) => {
    step[i] = solved[a];
  });
  return step;
}

/** Log-likelihood of the returns; its slope by the weights is added to `gradient`, Fisher's information `[21 × 21]` to `information`. */
export function logLikelihood(
  reviews: ReviewLog,
  w: Float64Array,
  gradient: Float64Array,
  information?: Float64Array,
): number {
  const { start, days, score } = reviews;
  const memory = dualMemory();
  const slope = new Float64Array(WEIGHTS);
  let total = 0;
  for (let s = 0; s + 1 < start.length; s++) {
    begin(memory, w, gradeOf(score[start[s]]));
    for (let r = start[s] + 1; r < start[s + 1]; r++) {
      const apart = days[r] < SITTING_DAYS ? 0 : days[r];
      const recalled = recall(memory, w, apart, slope);
      if (apart > 0) {
        const p = Math.min(Math.max(recalled, EDGE), 1 - EDGE);
        total += score[r] * Math.log(p) + (1 - score[r]) * Math.log(1 - p);
        if (p === recalled) {
          const pull = (score[r] - p) / (p * (1 - p));
          for (let i = 0; i < WEIGHTS; i++) gradient[i] += pull * slope[i];
          if (information !== undefined) addOuter(information, slope, 1 / (p * (1 - p)));
        }
      }
      review(memory, w, apart, gradeOf(score[r]), recalled, slope);
    }
  }
  return total;
}

function addOuter(matrix: Float64Array, slope: Float64Array, weight: number): void {
  for (let i = 0; i < WEIGHTS; i++) {
    const scaled = weight * slope[i];
    if (scaled === 0) continue;
    for (let j = 0; j < WEIGHTS; j++) matrix[i * WEIGHTS + j] += scaled * slope[j];
  }
}
