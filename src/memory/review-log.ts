import { type Fault, YincaiError } from '../data/fault.js';
import type { ResponseLog } from '../data/response-log.js';
import { DAY } from '../data/time.js';

/** What is remembered: a knowledge point, or a single item. */
export type ReviewUnit = 'skill' | 'item';

/**
 * A log as memory sees it: for each learner and unit the sequence of their answers in the order of time.
 * Sequence `s` holds the answers `start[s] … start[s + 1] − 1`.
 */
export interface ReviewLog {
  /** Ids of what is remembered; `unit[s]` indexes them. */
  readonly units: readonly string[];
  readonly start: Int32Array;
  readonly unit: Int32Array;
  /** Index into the log's learners, by sequence. */
  readonly learner: Int32Array;
  /** Days since the answer before in the same sequence, 0 for its first. */
  readonly days: Float64Array;
  /** Share of the full marks won, 0…1. */
  readonly score: Float32Array;
  /** Rows of the log left out, since they have no time or no unit. */
  readonly skipped: number;
}

/**
 * Answers closer than this many days belong to one sitting: forgetting between them is not measured.
 * Half a day, so that a morning and the next morning are apart and one evening's exercises are together.
 */
export const SITTING_DAYS = 0.5;

/** Days from one moment to another; 0 where either is unknown or time runs backwards. */
export function daysSince(before: number | undefined, now: number | undefined): number {
  if (before === undefined || now === undefined || !(now > before)) return 0;
  return (now - before) / DAY;
}

/** The time of the last review after one at `now`: an unknown time, or one that runs backwards, changes nothing. */
export function latest(before: number | undefined, now: number | undefined): { readonly time?: number } {
  const time = now === undefined || now < (before ?? -Infinity) ? before : now;
  return time === undefined ? {} : { time };
}

/**
 * Cuts a log into sequences of reviews. An answer to an item with several skills reviews each of them.
 * Rows of a learner that stand out of order are put in the order of their times.
 *
 * @throws YincaiError `not-enough-data` where no row has both a time and a unit
 * @cost O(rows · skills), and sorting within a learner
 * @example
 * const reviews = reviewLog(log);
 * reviews.units[reviews.unit[0]]; // the first sequence's knowledge point
 */
export function reviewLog(log: ResponseLog, unit: ReviewUnit = 'skill'): ReviewLog {
  const { length, time, learner, skillSets } = log;
  const order: number[] = [];
  let skipped = 0;
  for (let r = 0; r < length; r++) {
    const none = Number.isNaN(time[r]) || (unit === 'skill' && log.skillSet[r] < 0);
    if (none) skipped++;
    else order.push(r);
  }
  if (order.length === 0) throw new YincaiError(noReviews(unit));
  order.sort((a, b) => learner[a] - learner[b] || time[a] - time[b] || a - b);

  const units = unit === 'skill' ? log.skills : log.items;
  const sequences = new Map<number, number[]>();
  for (const r of order) {
    const own = learner[r] * units.length;
    const add = (u: number): void => {
      const key = own + u;
      const rows = sequences.get(key);
      if (rows === undefined) sequences.set(key, [r]);
      else rows.push(r);
    };
    if (unit === 'item') add(log.item[r]);
    else {
      const set = log.skillSet[r];
      for (let k = skillSets.start[set]; k < skillSets.start[set + 1]; k++) add(skillSets.skill[k]);
    }
  }

  let rows = 0;
  for (const sequence of sequences.values()) rows += sequence.length;
  const start = new Int32Array(sequences.size + 1);
  const days = new Float64Array(rows);
  const score = new Float32Array(rows);
  const unitOf = new Int32Array(sequences.size);
  const learnerOf = new Int32Array(sequences.size);
  let s = 0;
  let at = 0;
  for (const [key, sequence] of sequences) {
    unitOf[s] = key % units.length;
    learnerOf[s] = (key - unitOf[s]) / units.length;
    sequence.forEach((r, k) => {
      days[at] = k === 0 ? 0 : (time[r] - time[sequence[k - 1]]) / DAY;
      score[at] = log.score[r];
      at++;
    });
    start[++s] = at;
  }
  return { units, start, unit: unitOf, learner: learnerOf, days, score, skipped };
}

function noReviews(unit: ReviewUnit): Fault {
  return {
    code: 'not-enough-data',
    column: 'time',
    expected: unit === 'skill' ? 'rows with a time and a knowledge point' : 'rows with a time',
    expectedZh: unit === 'skill' ? '带有时间和知识点的行' : '带有时间的行',
    mend: 'forgetting can only be learnt from answers whose time is known',
    mendZh: '只有记录了作答时间，才能学习遗忘规律',
  };
}

/** What every fit of a memory model reports. */
export interface MemoryReport {
  /** Σ score · log P + (1 − score) · log(1 − P) over the reviews that count. */
  readonly logLikelihood: number;
  /** The same with one constant P, the mean score. */
  readonly logLikelihoodConstant: number;
  /** Reviews that count: returns after at least half a day. */
  readonly reviews: number;
  readonly sequences: number;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly skipped: number;
}

/** The report of a fit that ended at this likelihood. */
export function reportOf(
  reviews: ReviewLog,
  { count, constant }: ReturnType<typeof countReturns>,
  logLikelihood: number,
  { evaluations, converged }: { readonly evaluations: number; readonly converged: boolean },
): MemoryReport {
  return {
    logLikelihood,
    logLikelihoodConstant: constant,
    reviews: count,
    sequences: reviews.unit.length,
    evaluations,
    converged,
    skipped: reviews.skipped,
  };
}

/**
 * Counts the reviews that a fit foretells: returns after at least half a day. `constant` is the log-likelihood of their mean score.
 *
 * @throws YincaiError `not-enough-data` where there is none: nothing tells how fast such a log forgets
 */
export function countReturns({ start, days, score }: ReviewLog): { readonly count: number; readonly constant: number } {
  let count = 0;
  let sum = 0;
  for (let s = 0; s + 1 < start.length; s++) {
    for (let r = start[s] + 1; r < start[s + 1]; r++) {
      if (days[r] < SITTING_DAYS) continue;
      count++;
      sum += score[r];
    }
  }
  if (count === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      column: 'time',
      expected: `answers to the same unit at least ${SITTING_DAYS} days apart`,
      expectedZh: `同一内容相隔至少 ${SITTING_DAYS} 天的作答`,
    });
  }
  const mean = sum / count;
  const constant = mean > 0 && mean < 1 ? sum * Math.log(mean) + (count - sum) * Math.log(1 - mean) : 0;
  return { count, constant };
}
