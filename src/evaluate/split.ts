import type { ResponseLog } from '../data/response-log.js';
import { createRandom, type Seed } from '../math/random.js';

/** One way of parting a log: rows to learn from and rows to test on, ascending. */
export interface Fold {
  readonly train: Int32Array;
  /** Rows whose predictions are scored. */
  readonly test: Int32Array;
  /**
   * Rows that the model sees in passing while it predicts, so that it knows what the learner did before; ascending, `test` among them.
   * The test rows alone where absent.
   */
  readonly shown?: Int32Array;
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
  const fold = dealCodes(log.learner, log.learners, folds, seed, 'learners');
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

/**
 * One part of the learners to test on, `share` of them (at least one, never all), and the others to learn from.
 *
 * @param share above 0 and below 1
 * @throws RangeError where the share is out of range or there are fewer than two learners
 * @example
 * const { train, test } = holdOutLearners(log, 0.2, 'hold-out');
 */
export function holdOutLearners(log: ResponseLog, share: number, seed: Seed): Fold {
  if (!(share > 0 && share < 1)) throw new RangeError(`share is ${share}; expected above 0 and below 1`);
  const shuffled = createRandom(seed).shuffle(presentCodes(log.learner, log.learners));
  if (shuffled.length < 2) throw new RangeError('expected at least two learners');
  const held = new Uint8Array(log.learners.length);
  const count = Math.min(shuffled.length - 1, Math.max(1, Math.round(share * shuffled.length)));
  for (const learner of shuffled.slice(0, count)) held[learner] = 1;
  return partRows(
    log,
    (r) => held[log.learner[r]] === 0,
    (r) => held[log.learner[r]] === 1,
  );
}

/**
 * The past to learn from, the future to test on: rows before the moment that leaves `share` of the rows after it.
 * Rows at that very moment are tested, so no answer of the future is learnt from.
 * Learners of the test rows bring along their past: it is shown, not scored.
 *
 * @param share of the rows to test on, above 0 and below 1
 * @throws RangeError where a row has no time, or all have the same
 * @source Gervet et al. (2020), JEDM 12(3): splits must not let a model look ahead
 * @example
 * const { train, test, shown } = splitByTime(log, 0.2);
 */
export function splitByTime(log: ResponseLog, share: number): Fold {
  if (!(share > 0 && share < 1)) throw new RangeError(`share is ${share}; expected above 0 and below 1`);
  for (let r = 0; r < log.length; r++) {
    if (Number.isNaN(log.time[r])) throw new RangeError('a split by time needs the time of every answer');
  }
  const times = log.time.slice().sort();
  let cut = times[Math.min(log.length - 1, Math.floor((1 - share) * log.length))];
  if (log.length > 0 && cut === times[0]) {
    // Ties at the start: the first later moment parts them.
    const later = times.find((t) => t > cut);
    if (later === undefined) throw new RangeError('a split by time needs answers at different times');
    cut = later;
  }
  const tested = new Uint8Array(log.learners.length);
  for (let r = 0; r < log.length; r++) if (log.time[r] >= cut) tested[log.learner[r]] = 1;
  const fold = partRows(
    log,
    (r) => log.time[r] < cut,
    (r) => log.time[r] >= cut,
  );
  return { ...fold, shown: rowsWhere(log, (r) => tested[log.learner[r]] === 1) };
}

/**
 * As {@link splitByLearner}, tested on the first `first` answers of each learner only: how well does a model do where it knows nothing yet?
 *
 * @param first answers of a learner, at least 1
 * @throws RangeError as {@link splitByLearner}, or where `first` is no whole number above 0
 * @example
 * const folds = splitByColdStart(log, 5, 'cold', 10);
 */
export function splitByColdStart(log: ResponseLog, folds: number, seed: Seed, first: number): readonly Fold[] {
  if (!Number.isInteger(first) || first < 1) throw new RangeError(`first is ${first}; expected a whole number above 0`);
  const seen = new Int32Array(log.learners.length);
  const early = new Uint8Array(log.length);
  for (let r = 0; r < log.length; r++) if (seen[log.learner[r]]++ < first) early[r] = 1;
  return splitByLearner(log, folds, seed).map(({ train, test }) => ({
    train,
    test: test.filter((r) => early[r] === 1),
  }));
}

/**
 * New items before new learners: learners and items are both dealt into `folds` parts. Fold f learns from other learners' answers to
 * other items; its own learners pass by, and their answers to its own items are scored. So no model has met a scored item,
 * and every learner is new.
 *
 * @throws RangeError where `folds` is no whole number from 2 to the number of learners and of items
 * @example
 * const folds = splitByItem(log, 5, 'new items');
 */
export function splitByItem(log: ResponseLog, folds: number, seed: Seed): readonly Fold[] {
  const ofLearner = dealCodes(log.learner, log.learners, folds, seed, 'learners');
  const ofItem = dealCodes(log.item, log.items, folds, `items of ${seed}`, 'items');
  return Array.from({ length: folds }, (_, f) => ({
    ...partRows(
      log,
      (r) => ofLearner[log.learner[r]] !== f && ofItem[log.item[r]] !== f,
      (r) => ofLearner[log.learner[r]] === f && ofItem[log.item[r]] === f,
    ),
    shown: rowsWhere(log, (r) => ofLearner[log.learner[r]] === f),
  }));
}

/**
 * The folds that a file itself names: part f tests the learners whose fold is f.
 *
 * @param fold `[learners]`, whole numbers; a learner below 0 is in no part and is left out
 * @throws RangeError where lengths differ or fewer than two parts have learners
 * @example
 * splitByGiven(log, [0, 0, 1, 1]).length // 2
 */
export function splitByGiven(log: ResponseLog, fold: ArrayLike<number>): readonly Fold[] {
  if (fold.length !== log.learners.length) {
    throw new RangeError(`${fold.length} folds for ${log.learners.length} learners`);
  }
  const parts = new Set<number>();
  for (let r = 0; r < log.length; r++) if (fold[log.learner[r]] >= 0) parts.add(fold[log.learner[r]]);
  if (parts.size < 2) throw new RangeError('expected learners in at least two folds');
  return [...parts]
    .sort((a, b) => a - b)
    .map((part) =>
      partRows(
        log,
        (r) => fold[log.learner[r]] >= 0 && fold[log.learner[r]] !== part,
        (r) => fold[log.learner[r]] === part,
      ),
    );
}

function rowsWhere(log: ResponseLog, holds: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(log.length);
  let n = 0;
  for (let r = 0; r < log.length; r++) if (holds(r)) rows[n++] = r;
  return rows.slice(0, n);
}

function partRows(log: ResponseLog, train: (row: number) => boolean, test: (row: number) => boolean): Fold {
  return { train: rowsWhere(log, train), test: rowsWhere(log, test) };
}

/** Codes that occur in a column, by their ids, so that the order of rows does not matter. */
function presentCodes(column: Int32Array, ids: readonly string[]): number[] {
  const present = new Uint8Array(ids.length);
  for (let r = 0; r < column.length; r++) present[column[r]] = 1;
  const codes: number[] = [];
  for (let c = 0; c < ids.length; c++) if (present[c] === 1) codes.push(c);
  return codes.sort((x, y) => (ids[x] < ids[y] ? -1 : ids[x] > ids[y] ? 1 : 0));
}

function dealCodes(column: Int32Array, ids: readonly string[], folds: number, seed: Seed, what: string): Int32Array {
  const codes = presentCodes(column, ids);
  if (!Number.isInteger(folds) || folds < 2 || folds > codes.length) {
    throw new RangeError(`folds is ${folds}; expected a whole number from 2 to ${codes.length}, the number of ${what}`);
  }
  const fold = new Int32Array(ids.length);
  createRandom(seed)
    .shuffle(codes)
    .forEach((code, position) => {
      fold[code] = position % folds;
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
