import { DAY } from '../data/time.js';
import type { FsrsModel, FsrsState } from '../memory/fsrs/model.js';
import { advance, interval, type Review } from '../memory/fsrs/trace.js';

/** P(recalled) at which a return pays best. */
const RETENTION = 0.9;

/**
 * Days from practising a point to each of its returns by a model of forgetting: each return comes when P(recalled) has fallen
 * to 0.9, supposing that the returns before it went well. At least a day lies between two; a plan of weeks needs few of them.
 *
 * @param now memory of the point before it is practised; absent for a point never met
 * @param practice share of the marks expected in it, 0…1, and its moment in milliseconds
 * @param count returns wanted, default 3
 * @cost a few microseconds
 * @example
 * returnsByMemory(defaultModel, undefined, { score: 0.8 }); // [2, 13, 59]
 */
export function returnsByMemory(
  model: FsrsModel,
  now: FsrsState | undefined,
  practice: Review,
  count = 3,
): readonly number[] {
  let time = practice.time ?? now?.time ?? 0;
  let state = advance(model, now, { score: practice.score, time });
  const days: number[] = [];
  let day = 0;
  for (let k = 0; k < count; k++) {
    const gap = Math.max(1, Math.round(interval(model, state, RETENTION)));
    day += gap;
    time += gap * DAY;
    days.push(day);
    state = advance(model, state, { score: 1, time });
  }
  return days;
}
