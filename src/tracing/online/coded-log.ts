import type { ResponseLog } from '../../data/response-log.js';
import { DAY } from '../../data/time.js';

/** A log laid out for sweeps that keep one belief for each learner and each pair of learner and skill. */
export interface CodedLog {
  readonly log: ResponseLog;
  /** Skills of row r: `skill[first[r]] … skill[first[r + 1] − 1]`. */
  readonly first: Int32Array;
  readonly skill: Int32Array;
  /** Place of the pair of learner and skill, parallel to `skill`. */
  readonly slot: Int32Array;
  readonly slots: number;
  /** Days since the learner's answer before, 0 where unknown or where time runs backwards; absent where the log has no times. */
  readonly days?: Float64Array;
}

/** From here up a time is a date in milliseconds; smaller clocks count something else, and tell of no days. */
export const DATES_FROM = 1e11;

/** Days from one time to another; 0 where either is unknown or no date, or time runs backwards. */
export function daysBetween(before: number | undefined, now: number | undefined): number {
  if (before === undefined || now === undefined || !(before >= DATES_FROM) || !(now > before)) return 0;
  return (now - before) / DAY;
}

/** Lays a log out. @cost O(rows · skills per row) */
export function codeLog(log: ResponseLog): CodedLog {
  const { start, skill: members } = log.skillSets;
  const first = new Int32Array(log.length + 1);
  for (let r = 0; r < log.length; r++) {
    const set = log.skillSet[r];
    first[r + 1] = first[r] + (set < 0 ? 0 : start[set + 1] - start[set]);
  }
  const skill = new Int32Array(first[log.length]);
  const slot = new Int32Array(skill.length);
  const places = new Map<number, number>();
  const skills = log.skills.length;
  const last = new Float64Array(log.learners.length).fill(Number.NaN);
  const days = new Float64Array(log.length);
  let timed = false;
  for (let r = 0; r < log.length; r++) {
    const learner = log.learner[r];
    for (let k = first[r], from = start[log.skillSet[r]]; k < first[r + 1]; k++, from++) {
      const s = members[from];
      const key = learner * skills + s;
      let place = places.get(key);
      if (place === undefined) {
        place = places.size;
        places.set(key, place);
      }
      skill[k] = s;
      slot[k] = place;
    }
    const time = log.time[r];
    if (Number.isNaN(time)) continue;
    days[r] = daysBetween(last[learner], time);
    if (days[r] > 0) timed = true;
    if (!(time < last[learner])) last[learner] = time;
  }
  return { log, first, skill, slot, slots: places.size, ...(timed ? { days } : {}) };
}
