import type { QMatrix } from './q-matrix.js';
import type { ResponseLog } from './response-log.js';
import { ownText } from './text.js';

/** Options of {@link buildLog}. */
export interface LogBuilderOptions {
  /** Gives every answer the skills of its item, in place of those handed to `add`. */
  readonly q?: QMatrix;
  /** Rows to make room for at first. */
  readonly capacity?: number;
}

/** Gathers interactions into columns, one call a row and no object a row. */
export interface LogBuilder {
  readonly length: number;
  /** Index of a learner, made where new. */
  learner(id: string): number;
  /** Index of an item, made where new; −1 where a Q-matrix is given that does not know it. */
  item(id: string): number;
  /** Index of a set of skills, made where new; −1 for the empty set. */
  skillSet(ids: readonly string[]): number;
  /** Adds a row; with a Q-matrix, `skillSet` is ignored. Returns the row's index. */
  add(learner: number, item: number, score: number, time: number, skillSet: number): number;
  /** Joins a further set of skills to a row already added. */
  join(row: number, skillSet: number): void;
  /** Learner and item of a row already added. */
  at(row: number): { readonly learner: number; readonly item: number };
  /** The log: times in milliseconds, each learner's answers in the order of their times. The builder must not be used after. */
  finish(): ResponseLog;
}

/** Starts a log. */
export function buildLog(options: LogBuilderOptions = {}): LogBuilder {
  const { q } = options;
  const learners = intern();
  const items = intern();
  const skills = intern();
  const sets = intern();
  const members: number[][] = [];
  let learner = new Int32Array(options.capacity ?? 1024);
  let item = new Int32Array(learner.length);
  let skillSet = new Int32Array(learner.length);
  let score = new Float32Array(learner.length);
  let time = new Float64Array(learner.length);
  let length = 0;

  const setOf = (indices: readonly number[]): number => {
    if (indices.length === 0) return -1;
    const sorted = [...new Set(indices)].sort((a, b) => a - b);
    const set = sets.index(sorted.join(' '));
    if (set === members.length) members.push(sorted);
    return set;
  };

  let setOfItem: Int32Array = new Int32Array(0);
  const qItem = new Map<string, number>();
  if (q !== undefined) {
    for (const skill of q.skills) skills.index(skill);
    q.items.forEach((id, i) => {
      qItem.set(id, setOf(q.needs[i]!));
    });
  }

  const grow = (): void => {
    const size = Math.max(1024, Math.ceil(length * 1.5));
    const wider = <T extends Int32Array | Float32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    learner = wider(learner, new Int32Array(size));
    item = wider(item, new Int32Array(size));
    skillSet = wider(skillSet, new Int32Array(size));
    score = wider(score, new Float32Array(size));
    time = wider(time, new Float64Array(size));
  };

  return {
    get length(): number {
      return length;
    },
    learner: learners.index,
    item(id) {
      if (q === undefined) return items.index(id);
      const known = items.find(id);
      if (known !== undefined) return known;
      const set = qItem.get(id);
      if (set === undefined) return -1;
      const index = items.index(id);
      if (index >= setOfItem.length) {
        const wider = new Int32Array(Math.max(64, index * 2));
        wider.set(setOfItem);
        setOfItem = wider;
      }
      setOfItem[index] = set;
      return index;
    },
    skillSet(ids) {
      return q === undefined ? setOf(ids.map((id) => skills.index(id))) : -1;
    },
    add(learnerIndex, itemIndex, scoreShare, clock, set) {
      if (length === learner.length) grow();
      learner[length] = learnerIndex;
      item[length] = itemIndex;
      score[length] = scoreShare;
      time[length] = clock;
      skillSet[length] = q === undefined ? set : setOfItem[itemIndex]!;
      return length++;
    },
    join(row, set) {
      const own = skillSet[row]!;
      if (q !== undefined || set < 0 || set === own) return;
      skillSet[row] = own < 0 ? set : setOf([...members[own]!, ...members[set]!]);
    },
    at(row) {
      return { learner: learner[row]!, item: item[row]! };
    },
    finish() {
      const start = new Int32Array(members.length + 1);
      members.forEach((set, s) => {
        start[s + 1] = start[s]! + set.length;
      });
      const columns = {
        learner: learner.slice(0, length),
        item: item.slice(0, length),
        skillSet: skillSet.slice(0, length),
        score: score.slice(0, length),
        time: time.slice(0, length),
      };
      settleClock(columns.time);
      const order = orderByTime(columns.learner, columns.time, learners.ids.length);
      return {
        length,
        learners: learners.ids,
        items: items.ids,
        skills: skills.ids,
        skillSets: { start, skill: Int32Array.from(members.flat()) },
        learner: columns.learner,
        item: order === undefined ? columns.item : order.map((row) => columns.item[row]!),
        skillSet: order === undefined ? columns.skillSet : order.map((row) => columns.skillSet[row]!),
        score: order === undefined ? columns.score : Float32Array.from(order, (row) => columns.score[row]!),
        time: order === undefined ? columns.time : Float64Array.from(order, (row) => columns.time[row]!),
      };
    },
  };
}

interface Intern {
  readonly ids: string[];
  index(id: string): number;
  find(id: string): number | undefined;
}

function intern(): Intern {
  const ids: string[] = [];
  const byId = new Map<string, number>();
  return {
    ids,
    index(id) {
      let index = byId.get(id);
      if (index === undefined) {
        index = ids.length;
        const own = ownText(id);
        ids.push(own);
        byId.set(own, index);
      }
      return index;
    },
    find: (id) => byId.get(id),
  };
}

/** From here up a clock counts milliseconds since 1970 (this is March 1973); from a thousandth of it, seconds. */
const MILLISECONDS_FROM = 1e11;

/** Turns epoch seconds into milliseconds; a clock that stands still below any date is no clock, and becomes NaN. */
function settleClock(time: Float64Array): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let r = 0; r < time.length; r++) {
    const t = time[r]!;
    if (t < low) low = t;
    if (t > high) high = t;
  }
  if (low >= MILLISECONDS_FROM / 1000 && high < MILLISECONDS_FROM) {
    for (let r = 0; r < time.length; r++) time[r]! *= 1000;
  } else if (low === high && low < MILLISECONDS_FROM) time.fill(Number.NaN);
}

/**
 * The rows in the order in which each learner answered: every learner keeps the places of his rows, and fills them by time, stably.
 * A row without a time stays behind the row before it. Undefined where the rows lie so already.
 */
function orderByTime(learner: Int32Array, time: Float64Array, learners: number): Int32Array | undefined {
  const last = new Float64Array(learners).fill(Number.NEGATIVE_INFINITY);
  let sorted = true;
  for (let r = 0; r < time.length; r++) {
    const t = time[r]!;
    if (Number.isNaN(t)) continue;
    if (t < last[learner[r]!]!) {
      sorted = false;
      break;
    }
    last[learner[r]!] = t;
  }
  if (sorted) return undefined;
  const start = new Int32Array(learners + 1);
  for (const l of learner) start[l + 1]!++;
  for (let l = 0; l < learners; l++) start[l + 1]! += start[l]!;
  const rows = new Int32Array(learner.length);
  const fill = start.slice();
  for (let r = 0; r < learner.length; r++) rows[fill[learner[r]!]!++] = r;
  const key = time.slice();
  const order = new Int32Array(learner.length);
  for (let l = 0; l < learners; l++) {
    const own = rows.subarray(start[l], start[l + 1]);
    let clock = Number.NEGATIVE_INFINITY;
    for (const r of own) {
      if (Number.isNaN(key[r])) key[r] = clock;
      else clock = key[r]!;
    }
    const byTime = own.slice().sort((a, b) => key[a]! - key[b]! || a - b);
    for (let i = 0; i < own.length; i++) order[own[i]!] = byTime[i]!;
  }
  return order;
}
