import type { PlanOptions } from './input.js';

/** One question to do. */
export interface Unit {
  readonly label: string;
  readonly anchor: string;
  readonly minutes: number;
}

/** Questions that belong together: lost ones or the practice of a point. */
export interface Work {
  readonly kind: 'redo' | 'practice';
  readonly point?: string;
  readonly units: readonly Unit[];
  /** Days from its end to each return, rising. */
  readonly returns: readonly number[];
}

/** Questions of one work on one day; `after` so many days since they were last planned, where they were. */
export interface Task {
  readonly kind: Work['kind'];
  readonly point?: string;
  readonly units: readonly Unit[];
  readonly minutes: number;
  readonly after?: number;
}

/** A day with work: which of the plan's days it is, from 0. */
export interface ScheduledDay {
  readonly index: number;
  readonly tasks: readonly Task[];
}

/** A return that waits for its day. */
interface Return {
  readonly work: Work;
  readonly units: readonly Unit[];
  readonly minutes: number;
  readonly due: number;
  /** The day from which it waits no longer for company. */
  readonly latest: number;
  /** The day on which the work was last planned. */
  last: number;
}

/** The first pass takes this part of the days wished for, so that returns find their place. */
const FIRST_PASS = 0.6;
/** Doing a question once more takes this part of its minutes. */
const AGAIN = 0.6;
/** A return holds so many questions. */
const RETURNED = 2;
/** A return may come late by this part of its gap, so that days are not torn into minutes. */
const LATE = 0.4;
/** Days that are planned on after the last new work, at least. */
const AFTERWARDS = 4;
/** No plan is longer. */
const LONGEST = 366;

/**
 * Spreads work over days: every question once, in the order of the work, then its returns on their days or soon after.
 * A day has at most `most` minutes (a longer question is cut to them: it is gone on with, not left out), and at least `least`
 * wherever there is work enough that may be done then. Where all does not fit into `days`, further days follow.
 *
 * @param dayOf the calendar's number of each of the plan's days, rising: gaps of returns are counted in it. Default 0, 1, 2 …
 */
export function schedule(
  work: readonly Work[],
  { days, least, most }: PlanOptions,
  dayOf: (index: number) => number = (index) => index,
): readonly ScheduledDay[] {
  const queue = work.flatMap((of) => of.units.map((unit) => ({ of, unit, minutes: cut(unit.minutes, most) })));
  const total = queue.reduce((sum, { minutes }) => sum + minutes, 0);
  const pace = Math.min(Math.max(Math.ceil(total / Math.max(1, Math.floor(FIRST_PASS * days))), least), most);
  const waiting: Return[] = [];
  const plan: ScheduledDay[] = [];
  let next = 0;
  let end = days;
  for (let index = 0; index < Math.min(end, LONGEST) || next < queue.length; index++) {
    const day = dayOf(index);
    const tasks: Task[] = [];
    let used = 0;
    /** Takes the returns that are wanted and fit, the earliest due first. */
    const takeBack = (room: number, wanted: (each: Return) => boolean): void => {
      for (let at = 0; at < waiting.length; ) {
        const each = waiting[at];
        if (each.last >= day || used + each.minutes > room || !wanted(each)) {
          at++;
          continue;
        }
        waiting.splice(at, 1);
        used += each.minutes;
        tasks.push(taskOf(each.work, each.units, each.minutes, day - each.last));
        for (const later of waiting) if (later.work === each.work) later.last = day;
      }
    };
    if (next < queue.length) {
      // Returns that are due come first, in at most half of a day with new work.
      takeBack(most / 2, ({ due }) => due <= day);
      while (next < queue.length && (used < pace || tasks.length === 0) && used + queue[next].minutes <= most) {
        const { of, unit, minutes } = queue[next++];
        used += minutes;
        add(tasks, of, unit, minutes);
        if (unit === of.units.at(-1)) waiting.push(...returnsOf(of, day, most));
      }
      waiting.sort((a, b) => a.due - b.due);
      if (next === queue.length) end = Math.max(days, index + 1 + AFTERWARDS);
    } else {
      const ready = waiting.filter(({ due, last }) => due <= day && last < day);
      const enough = ready.reduce((sum, { minutes }) => sum + minutes, 0) >= least;
      if (enough || index === end - 1 || ready.some(({ latest }) => latest <= day))
        takeBack(most, ({ due }) => due <= day);
    }
    // A short day is filled with the returns that come next.
    if (tasks.length > 0 && used < least) takeBack(most, () => used < least);
    if (tasks.length > 0) plan.push({ index, tasks });
  }
  return plan;
}

function cut(minutes: number, most: number): number {
  return Math.min(Math.max(1, Math.round(Number.isFinite(minutes) ? minutes : 1)), most);
}

/** Joins a question to the day's last task where both are of one work and new. */
function add(tasks: Task[], of: Work, unit: Unit, minutes: number): void {
  const last = tasks.at(-1);
  if (last !== undefined && last.after === undefined && last.kind === of.kind && last.point === of.point) {
    tasks[tasks.length - 1] = { ...last, units: [...last.units, unit], minutes: last.minutes + minutes };
  } else tasks.push(taskOf(of, [unit], minutes));
}

function taskOf({ kind, point }: Work, units: readonly Unit[], minutes: number, after?: number): Task {
  return {
    kind,
    ...(point === undefined ? {} : { point }),
    units,
    minutes,
    ...(after === undefined ? {} : { after }),
  };
}

/** Each return takes other questions of the work in turn, from the hardest down. */
function returnsOf(work: Work, day: number, most: number): Return[] {
  const hardest = [...work.units].reverse();
  const turns = Math.ceil(hardest.length / RETURNED);
  return work.returns.map((gap, k) => {
    const from = (k % turns) * RETURNED;
    const units = hardest.slice(from, from + RETURNED).reverse();
    const minutes = units.reduce((sum, unit) => sum + Math.max(1, Math.round(AGAIN * cut(unit.minutes, most))), 0);
    const due = day + gap;
    return { work, units, minutes: Math.min(minutes, most), due, latest: due + Math.ceil(LATE * gap), last: day };
  });
}
