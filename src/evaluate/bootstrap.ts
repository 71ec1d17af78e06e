import { createRandom, type Seed } from '../math/random.js';
import { DEFAULT_BINS, LEAST_PROBABILITY, type Metrics, measure } from './metrics.js';

/** Names of the metrics that have intervals. */
export type MetricName = 'auc' | 'rmse' | 'logLoss' | 'accuracy' | 'ece';

/** All of them, in the order of tables. */
export const METRIC_NAMES: readonly MetricName[] = ['auc', 'rmse', 'logLoss', 'accuracy', 'ece'];

/** An estimate with its percentile interval. NaN where the metric cannot be had, e.g. the AUC of right answers alone. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation over the replicates. */
  readonly standardError: number;
}

/** Options of {@link bootstrapMetrics} and `compareModels`. */
export interface BootstrapOptions {
  /** Samples drawn; default 1000. */
  readonly replicates: number;
  readonly seed: Seed;
  /** Probability that the interval covers; default 0.95. */
  readonly level: number;
}

/** Defaults of {@link bootstrapMetrics}. */
export const BOOTSTRAP_DEFAULTS: BootstrapOptions = { replicates: 1000, seed: 'bootstrap', level: 0.95 };

/** Predictions of the same rows that are resampled together. */
export interface ScoredRows {
  readonly predicted: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  /** Learner of each row; learners, not rows, are drawn, since the answers of one learner go together. */
  readonly learner: ArrayLike<number>;
}

/**
 * Intervals of all metrics by drawing learners with replacement.
 *
 * @throws RangeError where lengths differ, there is no row, or an option is out of range
 * @cost O(rows log rows + replicates · rows)
 * @source Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13 (percentile interval);
 *   Field & Welsh (2007), JRSS B 69 (clusters)
 * @example
 * bootstrapMetrics({ predicted, score, learner: log.learner }).auc // { estimate, low, high, standardError }
 */
export function bootstrapMetrics(
  rows: ScoredRows,
  options: Partial<BootstrapOptions> = {},
): Readonly<Record<MetricName, Interval>> {
  const { replicates, seed, level } = checkBootstrap(options);
  const estimate = measure(rows.predicted, rows.score);
  const metrics = resampled(rows);
  const { uniform } = createRandom(seed);
  const drawn = METRIC_NAMES.map(() => new Float64Array(replicates));
  for (let b = 0; b < replicates; b++) {
    const sample = metrics.of(metrics.draw(uniform));
    METRIC_NAMES.forEach((name, m) => {
      drawn[m][b] = sample[name];
    });
  }
  const interval = (m: number): Interval => percentileInterval(estimate[METRIC_NAMES[m]], drawn[m], level);
  return { auc: interval(0), rmse: interval(1), logLoss: interval(2), accuracy: interval(3), ece: interval(4) };
}

/** Options with defaults. @throws RangeError */
export function checkBootstrap(options: Partial<BootstrapOptions>): BootstrapOptions {
  const chosen = { ...BOOTSTRAP_DEFAULTS, ...options };
  if (!Number.isInteger(chosen.replicates) || chosen.replicates < 10 || chosen.replicates > 1_000_000) {
    throw new RangeError(`replicates is ${chosen.replicates}; expected a whole number from 10 to 1000000`);
  }
  if (!(chosen.level > 0 && chosen.level < 1)) {
    throw new RangeError(`level is ${chosen.level}; expected above 0 and below 1`);
  }
  return chosen;
}

/** Percentile interval of draws; those that are NaN are left out. */
export function percentileInterval(estimate: number, draws: Float64Array, level: number): Interval {
  const known = draws.filter((value) => !Number.isNaN(value)).sort();
  const n = known.length;
  if (n === 0) return { estimate, low: Number.NaN, high: Number.NaN, standardError: Number.NaN };
  const at = (p: number): number => {
    const place = p * (n - 1);
    const below = Math.floor(place);
    return known[below] + (place - below) * (known[Math.min(below + 1, n - 1)] - known[below]);
  };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    estimate,
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    standardError: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)),
  };
}

/** Metrics of rows under weights of their learners. */
export interface Resampled {
  readonly learners: number;
  /** How often each learner is drawn in one sample of as many learners as there are; the array is used again by the next draw. */
  readonly draw: (uniform: () => number) => Float64Array;
  readonly of: (weight: Float64Array) => Omit<Metrics, 'interactions'>;
}

/** Sorts and sums once what every sample needs. */
export function resampled(rows: ScoredRows): Resampled {
  const { predicted, score } = rows;
  const n = predicted.length;
  if (score.length !== n || rows.learner.length !== n) {
    throw new RangeError(`${n} predictions, ${score.length} scores and ${rows.learner.length} learners`);
  }
  if (n === 0) throw new RangeError('expected at least one row');
  const codes = new Map<number, number>();
  const learner = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const id = rows.learner[i];
    let code = codes.get(id);
    if (code === undefined) {
      code = codes.size;
      codes.set(id, code);
    }
    learner[i] = code;
  }
  const learners = codes.size;

  const count = new Float64Array(learners);
  const loss = new Float64Array(learners);
  const square = new Float64Array(learners);
  const hit = new Float64Array(learners);
  for (let i = 0; i < n; i++) {
    const l = learner[i];
    const p = Math.min(Math.max(predicted[i], LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
    const s = score[i];
    count[l]++;
    loss[l] -= (s > 0 ? s * Math.log(p) : 0) + (s < 1 ? (1 - s) * Math.log1p(-p) : 0);
    square[l] += (predicted[i] - s) ** 2;
    if (predicted[i] >= 0.5 === s > 0.5) hit[l]++;
  }

  // Ascending predictions, with the place where each run of equal ones ends.
  const order = Float64Array.from(predicted)
    .map((_, i) => i)
    .sort((a, b) => predicted[a] - predicted[b]);
  const sortedLearner = new Int32Array(n);
  const right = new Uint8Array(n);
  const runEnds = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = order[i];
    sortedLearner[i] = learner[row];
    right[i] = score[row] > 0.5 ? 1 : 0;
    runEnds[i] = i + 1 === n || predicted[order[i + 1]] !== predicted[row] ? 1 : 0;
  }
  const bin = Uint8Array.from({ length: n }, (_, i) =>
    Math.min(Math.max(Math.floor(predicted[i] * DEFAULT_BINS), 0), DEFAULT_BINS - 1),
  );

  const weight = new Float64Array(learners);
  const binned = new Float64Array(DEFAULT_BINS);
  return {
    learners,
    draw(uniform) {
      weight.fill(0);
      for (let k = 0; k < learners; k++) weight[Math.floor(uniform() * learners)]++;
      return weight;
    },
    of(w) {
      let [total, lost, squares, hits] = [0, 0, 0, 0];
      for (let l = 0; l < learners; l++) {
        total += w[l] * count[l];
        lost += w[l] * loss[l];
        squares += w[l] * square[l];
        hits += w[l] * hit[l];
      }
      let [wrongBelow, wrongLevel, rightLevel, won, rights] = [0, 0, 0, 0, 0];
      for (let i = 0; i < n; i++) {
        const v = w[sortedLearner[i]];
        if (right[i] === 1) rightLevel += v;
        else wrongLevel += v;
        if (runEnds[i] === 1) {
          won += rightLevel * (wrongBelow + wrongLevel / 2);
          rights += rightLevel;
          wrongBelow += wrongLevel;
          wrongLevel = 0;
          rightLevel = 0;
        }
      }
      binned.fill(0);
      for (let i = 0; i < n; i++) binned[bin[i]] += w[learner[i]] * (predicted[i] - score[i]);
      let apart = 0;
      for (const difference of binned) apart += Math.abs(difference);
      return {
        auc: rights > 0 && wrongBelow > 0 ? won / (rights * wrongBelow) : Number.NaN,
        rmse: Math.sqrt(squares / total),
        logLoss: lost / total,
        accuracy: hits / total,
        ece: apart / total,
      };
    },
  };
}
