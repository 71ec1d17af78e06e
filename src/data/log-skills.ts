import { type Fault, YincaiError } from './fault.js';
import type { QMatrix } from './q-matrix.js';
import type { ResponseLog } from './response-log.js';

/**
 * The log with the skills of a Q-matrix in place of its own; all other columns are shared with it.
 *
 * @throws YincaiError `unknown-id` for items that the Q-matrix does not have.
 * @example
 * const log = buildResponseLog([{ learner: 'a', item: '1', score: 1 }])
 * withSkills(log, { items: ['1'], skills: ['fractions'], needs: [[0]] }).skills // ['fractions']
 */
export function withSkills(log: ResponseLog, q: QMatrix, file?: string): ResponseLog {
  const needsOf = new Map(q.items.map((item, i) => [item, q.needs[i]!]));
  const faults: Fault[] = [];
  const setIndex = new Map<string, number>();
  const sets: (readonly number[])[] = [];
  const setOfItem = log.items.map((item) => {
    const needs = needsOf.get(item);
    if (needs === undefined) {
      faults.push({
        code: 'unknown-id',
        ...(file === undefined ? {} : { file }),
        value: item,
        expected: 'an item whose skills are known',
        expectedZh: '已知知识点的题目',
      });
      return -1;
    }
    if (needs.length === 0) return -1;
    const key = needs.join(' ');
    let set = setIndex.get(key);
    if (set === undefined) {
      set = sets.length;
      setIndex.set(key, set);
      sets.push(needs);
    }
    return set;
  });
  if (faults.length > 0) throw new YincaiError(faults);
  return {
    ...log,
    skills: q.skills,
    skillSets: compress(sets),
    skillSet: log.item.map((item) => setOfItem[item]!),
  };
}

/**
 * The log with other ids for its skills; several skills that get one id become one.
 *
 * @example
 * const log = buildResponseLog([{ learner: 'a', item: '1', score: 1, skills: ['old'] }])
 * renameSkills(log, () => 'new').skills // ['new']
 */
export function renameSkills(log: ResponseLog, rename: (skill: string) => string): ResponseLog {
  const index = new Map<string, number>();
  const of = log.skills.map((skill) => {
    const id = rename(skill);
    const known = index.get(id) ?? index.size;
    index.set(id, known);
    return known;
  });
  const { start, skill } = log.skillSets;
  const sets = Array.from({ length: start.length - 1 }, (_, s) =>
    [...new Set(Array.from(skill.subarray(start[s], start[s + 1]), (i) => of[i]!))].sort((a, b) => a - b),
  );
  return { ...log, skills: [...index.keys()], skillSets: compress(sets) };
}

function compress(sets: readonly (readonly number[])[]): { readonly start: Int32Array; readonly skill: Int32Array } {
  const start = new Int32Array(sets.length + 1);
  sets.forEach((set, s) => {
    start[s + 1] = start[s]! + set.length;
  });
  return { start, skill: Int32Array.from(sets.flat()) };
}
