import type { ResponseLog } from '../data/response-log.js';
import { createRandom, type Seed } from '../math/random.js';

/** One way of parting a log: rows to learn from and rows to test on, ascending. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Parts a log into `folds` train and test sets by learner: no learner is on both sides, every row is tested once.
 * Learners are dealt in a seeded random order, so folds differ by at most one learner.
 * Which fold a learner is in depends on the seed and the *set* of learners, not on the order of the rows.
 *
 * @throws RangeError where `folds` is no whole number from 2 to the number of learners
 * @cost O(rows · folds)
 * @example
 * const [first] = splitByLearner(log, 5, 'cv');
 * const model = bkt.fit(takeRows(log, first.train));
 */
export function splitByLearner(log: ResponseLog, folds: number, seed: Seed): readonly Fold[] {
  const fold = foldOfLearner(log, folds, seed);
  const sizes = new Int32Array(folds);
  for (let r = 0; r < log.length; r++) sizes[fold[log.learner[r]]]++;
  const result = Array.from(sizes, (size) => ({
    train: new Int32Array(log.length - size),
    test: new Int32Array(size),
  }));
  const atTrain = new Int32Array(folds);
  const atTest = new Int32Array(folds);
  for (let r = 0; r < log.length; r++) {
    const own = fold[log.learner[r]];
    for (let f = 0; f < folds; f++) {
      if (f === own) result[f].test[atTest[f]++] = r;
      else result[f].train[atTrain[f]++] = r;
    }
  }
  return result;
}

function foldOfLearner(log: ResponseLog, folds: number, seed: Seed): Int32Array {
  const present = new Uint8Array(log.learners.length);
  for (let r = 0; r < log.length; r++) present[log.learner[r]] = 1;
  const codes: number[] = [];
  for (let l = 0; l < present.length; l++) if (present[l] === 1) codes.push(l);
  if (!Number.isInteger(folds) || folds < 2 || folds > codes.length) {
    throw new RangeError(
      `folds is ${folds}; expected a whole number from 2 to ${codes.length}, the number of learners`,
    );
  }
  codes.sort((x, y) => (log.learners[x] < log.learners[y] ? -1 : log.learners[x] > log.learners[y] ? 1 : 0));
  const fold = new Int32Array(log.learners.length);
  createRandom(seed)
    .shuffle(codes)
    .forEach((learner, position) => {
      fold[learner] = position % folds;
    });
  return fold;
}

/**
 * Some rows of a log as a log, in the order given. Dictionaries are shared, so codes keep their meaning.
 *
 * @throws RangeError where a row is outside the log
 * @example
 * takeRows(log, [0, 2]).length // 2
 */
export function takeRows(log: ResponseLog, rows: ArrayLike<number>): ResponseLog {
  const n = rows.length;
  const learner = new Int32Array(n);
  const item = new Int32Array(n);
  const skillSet = new Int32Array(n);
  const score = new Float32Array(n);
  const time = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const r = rows[i];
    if (!(r >= 0 && r < log.length)) throw new RangeError(`row ${r} is outside 0 to ${log.length - 1}`);
    learner[i] = log.learner[r];
    item[i] = log.item[r];
    skillSet[i] = log.skillSet[r];
    score[i] = log.score[r];
    time[i] = log.time[r];
  }
  return { ...log, length: n, learner, item, skillSet, score, time };
}
