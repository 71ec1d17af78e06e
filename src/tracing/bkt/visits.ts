import type { ResponseLog } from '../../data/response-log.js';
import { DAY } from '../../data/time.js';

/**
 * A log taken apart for fitting all skills together. Interactions are in the order of learners, and of time within each;
 * interaction `r` asks `cell[r]` and visits its skills: visits `start[r]` … `start[r + 1] − 1`.
 */
export interface Visits {
  readonly rows: number;
  readonly score: Float64Array;
  readonly cell: Int32Array;
  readonly start: Int32Array;
  /** Interactions of learner l: `learnerStart[l]` … */
  readonly learnerStart: Int32Array;
  /** Weight of each learner, and the groups it is of, in compressed rows. */
  readonly weight: Float64Array;
  readonly groupStart: Int32Array;
  readonly group: Int32Array;
  /** Skill of each visit; the learner's last visit to it, −1 at the first; log(1 + days) since then. */
  readonly skill: Int32Array;
  readonly last: Int32Array;
  readonly logDays: Float64Array;
  /** At a first visit, the pairs (group, skill) it is of, in compressed rows by visit. */
  readonly pairStart: Int32Array;
  readonly pair: Int32Array;
  /** Distinct questions: cell c asks the skills of slots `cellStart[c]` … and has the item class `cellItem[c]` (−1 for none). */
  readonly cellStart: Int32Array;
  readonly cellItem: Int32Array;
  /** Skill of each slot. */
  readonly slotSkill: Int32Array;
  readonly skills: number;
  readonly items: number;
  readonly groups: number;
  /** Group and skill of each pair that occurs. */
  readonly pairs: readonly { readonly group: number; readonly skill: number }[];
  /** Most skills of a question. */
  readonly widest: number;
}

/** What is needed of a log beside its rows. Codes of skills, classes and groups are the model's. */
export interface VisitCodes {
  /** The model's skill of each of the log's. */
  readonly skill: ArrayLike<number>;
  readonly skills: number;
  /** Class of each item of the log, −1 for none. */
  readonly itemClass: ArrayLike<number>;
  readonly items: number;
  /** Groups of each learner of the log. */
  readonly groupsOf: (learner: number) => readonly number[];
  readonly groups: number;
  /** Weight of each learner of the log. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** Takes a log apart; interactions without a skill are left out. */
export function takeApart(log: ResponseLog, codes: VisitCodes): Visits {
  const { start: setStart, skill: setSkill } = log.skillSets;
  const used = (r: number): boolean =>
    log.skillSet[r] >= 0 && setStart[log.skillSet[r] + 1] > setStart[log.skillSet[r]];
  const learners = log.learners.length;
  const learnerStart = new Int32Array(learners + 1);
  let rows = 0;
  let visits = 0;
  for (let r = 0; r < log.length; r++) {
    if (!used(r)) continue;
    rows++;
    visits += setStart[log.skillSet[r] + 1] - setStart[log.skillSet[r]];
    learnerStart[log.learner[r] + 1]++;
  }
  for (let l = 0; l < learners; l++) learnerStart[l + 1] += learnerStart[l];
  const order = new Int32Array(rows);
  const fill = learnerStart.slice(0, learners);
  for (let r = 0; r < log.length; r++) if (used(r)) order[fill[log.learner[r]]++] = r;

  const cells = new Map<number, number>();
  const cellSets: number[] = [];
  const cellItems: number[] = [];
  const pairCodes = new Map<number, number>();
  const pairs: { group: number; skill: number }[] = [];
  const score = new Float64Array(rows);
  const cell = new Int32Array(rows);
  const start = new Int32Array(rows + 1);
  const skill = new Int32Array(visits);
  const last = new Int32Array(visits);
  const logDays = new Float64Array(visits);
  const pairStart = new Int32Array(visits + 1);
  const pair: number[] = [];
  const groupStart = new Int32Array(learners + 1);
  const group: number[] = [];
  const seen = new Int32Array(codes.skills);
  const seenAt = new Float64Array(codes.skills);
  const owner = new Int32Array(codes.skills).fill(-1);
  let v = 0;
  let widest = 1;
  for (let l = 0; l < learners; l++) {
    const groups = codes.groupsOf(l);
    group.push(...groups);
    groupStart[l + 1] = group.length;
    for (let i = learnerStart[l]; i < learnerStart[l + 1]; i++) {
      const r = order[i];
      const set = log.skillSet[r];
      const item = codes.itemClass[log.item[r]];
      const key = set * (codes.items + 1) + item + 1;
      let c = cells.get(key);
      if (c === undefined) {
        c = cells.size;
        cells.set(key, c);
        cellSets.push(set);
        cellItems.push(item);
      }
      score[i] = log.score[r];
      cell[i] = c;
      widest = Math.max(widest, setStart[set + 1] - setStart[set]);
      for (let k = setStart[set]; k < setStart[set + 1]; k++, v++) {
        const s = codes.skill[setSkill[k]];
        skill[v] = s;
        const first = owner[s] !== l;
        last[v] = first ? -1 : seen[s];
        const gap = first ? 0 : (log.time[r] - seenAt[s]) / DAY;
        logDays[v] = gap > 0 ? Math.log1p(gap) : 0;
        if (first) {
          for (const g of groups) {
            const pairKey = g * codes.skills + s;
            let p = pairCodes.get(pairKey);
            if (p === undefined) {
              p = pairs.length;
              pairCodes.set(pairKey, p);
              pairs.push({ group: g, skill: s });
            }
            pair.push(p);
          }
        }
        pairStart[v + 1] = pair.length;
        owner[s] = l;
        seen[s] = v;
        // A clock that runs backwards stands still.
        if (first || (!Number.isNaN(log.time[r]) && !(log.time[r] <= seenAt[s]))) seenAt[s] = log.time[r];
      }
      start[i + 1] = v;
    }
  }
  const cellStart = new Int32Array(cells.size + 1);
  const slotSkill: number[] = [];
  cellSets.forEach((set, c) => {
    for (let k = setStart[set]; k < setStart[set + 1]; k++) slotSkill.push(codes.skill[setSkill[k]]);
    cellStart[c + 1] = slotSkill.length;
  });
  return {
    rows,
    score,
    cell,
    start,
    learnerStart,
    weight: Float64Array.from({ length: learners }, (_, l) => codes.weights?.[l] ?? 1),
    groupStart,
    group: Int32Array.from(group),
    skill,
    last,
    logDays,
    pairStart,
    pair: Int32Array.from(pair),
    cellStart,
    cellItem: Int32Array.from(cellItems),
    slotSkill: Int32Array.from(slotSkill),
    skills: codes.skills,
    items: codes.items,
    groups: codes.groups,
    pairs,
    widest,
  };
}
