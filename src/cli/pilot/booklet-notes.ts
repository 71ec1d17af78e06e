import { findColumns } from '../../data/column-finder.js';
import { listFaults } from '../../data/fault-list.js';
import { readTable } from '../../data/read-table.js';
import type { Roster } from '../../data/roster.js';
import { ROSTER_FIELDS } from '../../data/roster-table.js';
import { placeOf } from '../../data/table.js';

/** What a teacher adds to a booklet. */
export interface BookletNote {
  readonly message?: string;
  /** Share of full marks aimed at in the next exam, 0…1. */
  readonly target?: number;
}

/** What teachers add to booklets, by learner and by class (school and class as JSON); a learner's own word goes first. */
export interface BookletNotes {
  readonly learners: ReadonlyMap<string, BookletNote>;
  readonly classes: ReadonlyMap<string, BookletNote>;
}

/** Nothing is added. */
export const noNotes: BookletNotes = { learners: new Map(), classes: new Map() };

const FIELDS = {
  learner: { ...ROSTER_FIELDS.learner, required: false },
  school: ROSTER_FIELDS.school,
  class: ROSTER_FIELDS.class,
  message: {
    names: ['寄语', '教师寄语', '老师寄语', '评语', '留言', 'message', 'note'],
    expected: 'a column 寄语 (message)',
    expectedZh: '寄语列',
  },
  target: {
    names: ['目标', '目标得分率', '目标分', '目标分数', 'target'],
    expected: 'a column 目标 (target)',
    expectedZh: '目标列',
  },
} as const;

/** The key of a class in {@link BookletNotes}; a class of any school has the school ''. */
export function noteKey(school: string, name: string): string {
  return JSON.stringify([school, name]);
}

/**
 * Reads a table of teachers' notes, CSV or XLSX: 寄语 (message) and 目标 (target) for a 学号 (learner) or a whole 班级 (class).
 * A target is a share (`0.8`), a percentage (`80%`) or marks of the exam (`120`).
 *
 * @param fullMarks of the exam that the booklets follow
 * @throws YincaiError naming file, row, column and value of learners and classes that are not in the roster, or twice in the table,
 *   and of targets that are none
 */
export async function readNotes(
  input: Uint8Array | string,
  file: string,
  roster: Roster,
  fullMarks: number,
): Promise<BookletNotes> {
  const table = await readTable(input, { file });
  const { start, headers, at } = findColumns(table, FIELDS);
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const known = new Set(roster.entries.map(({ learner }) => learner));
  const rooms = new Set(
    roster.entries.flatMap((entry) => [noteKey(entry.school, entry.class), noteKey('', entry.class)]),
  );
  const learners = new Map<string, BookletNote>();
  const classes = new Map<string, BookletNote>();
  for (let r = start; r < table.rows.length; r++) {
    const row = table.rowNumbers[r]!;
    const cell = (field: keyof typeof FIELDS): string =>
      at[field] < 0 ? '' : (table.rows[r]![at[field]] ?? '').trim();
    const [learner, school, name, message, wanted] = [
      ...[cell('learner'), cell('school'), cell('class')],
      ...[cell('message'), cell('target')],
    ] as [string, string, string, string, string];
    if (message === '' && wanted === '') continue;
    const target = wanted === '' ? undefined : shareOf(wanted, fullMarks);
    if (target !== undefined && Number.isNaN(target)) {
      faults.add({
        ...{ code: 'bad-value', row, column: headers[at.target]!, value: wanted },
        expected: `a share such as 0.8, a percentage such as 80%, or marks up to ${fullMarks}`,
        expectedZh: `0.8 或 80% 这样的得分率，或不超过 ${fullMarks} 的分数`,
      });
      continue;
    }
    const [list, key, column, value] =
      learner !== ''
        ? ([learners, learner, at.learner, learner] as const)
        : ([classes, noteKey(school, name), at.class, name] as const);
    const there = learner !== '' ? known.has(key) : rooms.has(key);
    if (!there || list.has(key)) {
      faults.add({
        ...{ code: there ? 'duplicate' : 'unknown-id', row, column: headers[column] ?? '学号', value },
        expected: there ? 'each learner and each class once' : 'a learner or a class of the roster',
        expectedZh: there ? '每名学生、每个班只写一行' : '名册中的学号或班级',
      });
      continue;
    }
    list.set(key, { ...(message === '' ? {} : { message }), ...(target === undefined ? {} : { target }) });
  }
  faults.throwIfAny();
  return { learners, classes };
}

function shareOf(text: string, fullMarks: number): number {
  const match = /^(\d+(?:\.\d+)?)\s*([%％]?)$/.exec(text);
  if (match === null) return Number.NaN;
  const value = Number(match[1]);
  const share = match[2] !== '' ? value / 100 : value <= 1 ? value : value / fullMarks;
  return share <= 1 ? share : Number.NaN;
}
