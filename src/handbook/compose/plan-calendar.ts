import { DAY } from '../../data/time.js';

/** A day as printed. */
export interface CalendarDay {
  readonly label: string;
  readonly weekday?: string;
}

/** Days of work: the calendar's number of each, counted from the first day after the start, and how it is printed. */
export interface Calendar {
  readonly dayOf: (index: number) => number;
  readonly print: (index: number) => CalendarDay;
}

const WEEKDAYS_ZH = '日一二三四五六';
const WEEKDAYS_EN: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS_EN: readonly string[] = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/**
 * The days of work after a date `YYYY-MM-DD`, days of rest left out; without such a date they are numbered and none is left out.
 *
 * @param rest days of the week that stay free, 0 (Sunday) … 6, not all seven
 * @example
 * calendar('2026-06-25', [6, 0], true).print(1); // { label: '6月29日', weekday: '周一' }
 */
export function calendar(after: string | undefined, rest: readonly number[], zh: boolean): Calendar {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(after?.trim() ?? '');
  if (match === null) {
    const print = (index: number): CalendarDay => ({ label: zh ? `第 ${index + 1} 天` : `Day ${index + 1}` });
    return { dayOf: (index) => index, print };
  }
  const first = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) + DAY;
  const weekdayOf = (day: number): number => new Date(first + day * DAY).getUTCDay();
  const days: number[] = [];
  const dayOf = (index: number): number => {
    while (days.length <= index) {
      let day = (days.at(-1) ?? -1) + 1;
      while (rest.includes(weekdayOf(day))) day++;
      days.push(day);
    }
    return days[index];
  };
  const print = (index: number): CalendarDay => {
    const date = new Date(first + dayOf(index) * DAY);
    const weekday = date.getUTCDay();
    return zh
      ? { label: `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`, weekday: `周${WEEKDAYS_ZH[weekday]}` }
      : { label: `${date.getUTCDate()} ${MONTHS_EN[date.getUTCMonth()]}`, weekday: WEEKDAYS_EN[weekday] };
  };
  return { dayOf, print };
}
