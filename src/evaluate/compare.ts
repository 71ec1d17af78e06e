import { normalCdf } from '../math/normal.js';
import { createRandom } from '../math/random.js';
import {
  type BootstrapOptions,
  checkBootstrap,
  type Interval,
  METRIC_NAMES,
  type MetricName,
  percentileInterval,
  resampled,
} from './bootstrap.js';
import { measure } from './metrics.js';

/** Predictions of two models for the same rows. */
export interface PairedRows {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  readonly learner: ArrayLike<number>;
}

/** A difference `first − second`, its interval, and the two-sided probability of one as large where there is none. */
export interface Difference extends Interval {
  readonly p: number;
}

/** Differences of all metrics. */
export type ModelComparison = Readonly<Record<MetricName, Difference>>;

/**
 * Differences of two models' metrics, by drawing learners with replacement, the same for both models.
 * `p` is twice the smaller share of samples on one side of 0 (at least 2 / (replicates + 1)).
 *
 * @throws RangeError as `bootstrapMetrics`
 * @cost O(rows log rows + replicates · rows)
 * @source Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 15–16
 * @example
 * compareModels({ first: bktPredicted, second: eloPredicted, score: log.score, learner: log.learner }).auc.p
 */
export function compareModels(rows: PairedRows, options: Partial<BootstrapOptions> = {}): ModelComparison {
  const { replicates, seed, level } = checkBootstrap(options);
  const { first, second, score, learner } = rows;
  const here = measure(first, score);
  const there = measure(second, score);
  const a = resampled({ predicted: first, score, learner });
  const b = resampled({ predicted: second, score, learner });
  const { uniform } = createRandom(seed);
  const drawn = METRIC_NAMES.map(() => new Float64Array(replicates));
  for (let i = 0; i < replicates; i++) {
    const weight = a.draw(uniform);
    const one = a.of(weight);
    const other = b.of(weight);
    METRIC_NAMES.forEach((name, m) => {
      drawn[m][i] = one[name] - other[name];
    });
  }
  const difference = (m: number): Difference => {
    const name = METRIC_NAMES[m];
    const interval = percentileInterval(here[name] - there[name], drawn[m], level);
    return { ...interval, p: twoSided(drawn[m]) };
  };
  return {
    auc: difference(0),
    rmse: difference(1),
    logLoss: difference(2),
    accuracy: difference(3),
    ece: difference(4),
  };
}

function twoSided(draws: Float64Array): number {
  let [below, above, known] = [0, 0, 0];
  for (const value of draws) {
    if (Number.isNaN(value)) continue;
    known++;
    if (value <= 0) below++;
    if (value >= 0) above++;
  }
  return known === 0 ? Number.NaN : Math.min(1, (2 * (1 + Math.min(below, above))) / (known + 1));
}

/** Two AUCs of the same rows. */
export interface AucComparison {
  readonly first: number;
  readonly second: number;
  /** `first − second`. */
  readonly difference: number;
  readonly standardError: number;
  /** difference / standardError; 0 where both are 0. */
  readonly z: number;
  /** Two-sided, by the normal law. */
  readonly p: number;
}

/**
 * DeLong's test of two AUCs on the same rows; with `learner`, the rows of one learner count as one cluster,
 * without it every row stands alone, which makes too much of long sequences.
 *
 * @throws RangeError where lengths differ, or there is no right or no wrong answer
 * @cost O(n log n)
 * @source DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44; by mid-ranks: Sun & Xu (2014), IEEE SPL 21, eqs. 2–5;
 *   clusters: Obuchowski (1997), Biometrics 53, eqs. 5–8
 * @example
 * compareAuc({ first, second, score, learner: log.learner }).p
 */
export function compareAuc(
  rows: Omit<PairedRows, 'learner'> & { readonly learner?: ArrayLike<number> },
): AucComparison {
  const { first, second, score } = rows;
  const n = score.length;
  if (first.length !== n || second.length !== n || (rows.learner !== undefined && rows.learner.length !== n)) {
    throw new RangeError(`${first.length} and ${second.length} predictions for ${n} scores`);
  }
  const a = placements(first, score);
  const b = placements(second, score);
  const clusters = new Map<number, { right: number; wrong: number; ofRight: number; ofWrong: number }>();
  const { rights, wrongs } = a;
  if (rights === 0 || wrongs === 0) throw new RangeError('expected right and wrong answers');
  const difference = a.auc - b.auc;
  for (let i = 0; i < n; i++) {
    const id = rows.learner === undefined ? i : rows.learner[i];
    let cluster = clusters.get(id);
    if (cluster === undefined) {
      cluster = { right: 0, wrong: 0, ofRight: 0, ofWrong: 0 };
      clusters.set(id, cluster);
    }
    const d = a.placement[i] - b.placement[i] - difference;
    if (score[i] > 0.5) {
      cluster.right++;
      cluster.ofRight += d;
    } else {
      cluster.wrong++;
      cluster.ofWrong += d;
    }
  }
  let [withRight, withWrong, ofRight, ofWrong, both] = [0, 0, 0, 0, 0];
  for (const cluster of clusters.values()) {
    if (cluster.right > 0) withRight++;
    if (cluster.wrong > 0) withWrong++;
    ofRight += cluster.ofRight ** 2;
    ofWrong += cluster.ofWrong ** 2;
    both += cluster.ofRight * cluster.ofWrong;
  }
  const unbiased = (count: number): number => (count > 1 ? count / (count - 1) : Number.NaN);
  const variance =
    (unbiased(withRight) * ofRight) / rights ** 2 +
    (unbiased(withWrong) * ofWrong) / wrongs ** 2 +
    (2 * (clusters.size > 1 ? unbiased(clusters.size) : 0) * both) / (rights * wrongs);
  const standardError = Math.sqrt(Math.max(variance, 0));
  const z = difference === 0 ? 0 : difference / standardError;
  return { first: a.auc, second: b.auc, difference, standardError, z, p: 2 * normalCdf(-Math.abs(z)) };
}

/**
 * For each right answer the share of wrong ones that it beats, for each wrong one the share of right ones that beat it, ties one half.
 */
function placements(
  predicted: ArrayLike<number>,
  score: ArrayLike<number>,
): { readonly auc: number; readonly placement: Float64Array; readonly rights: number; readonly wrongs: number } {
  const n = score.length;
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n; i++) if (Number.isNaN(predicted[i])) throw new RangeError(`prediction ${i} is not a number`);
  order.sort((x, y) => predicted[x] - predicted[y]);
  let rights = 0;
  for (let i = 0; i < n; i++) if (score[i] > 0.5) rights++;
  const wrongs = n - rights;
  const placement = new Float64Array(n);
  let [rightBelow, wrongBelow, sum] = [0, 0, 0];
  for (let from = 0; from < n; ) {
    let to = from;
    let [right, wrong] = [0, 0];
    while (to < n && predicted[order[to]] === predicted[order[from]]) {
      if (score[order[to]] > 0.5) right++;
      else wrong++;
      to++;
    }
    for (let i = from; i < to; i++) {
      const row = order[i];
      placement[row] = score[row] > 0.5 ? (wrongBelow + wrong / 2) / wrongs : 1 - (rightBelow + right / 2) / rights;
    }
    sum += right * (wrongBelow + wrong / 2);
    rightBelow += right;
    wrongBelow += wrong;
    from = to;
  }
  return { auc: sum / (rights * wrongs), placement, rights, wrongs };
}
