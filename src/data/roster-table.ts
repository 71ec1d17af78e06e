import { findColumns } from './column-finder.js';
import { YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { readTable, type TableOptions } from './read-table.js';
import type { Roster, RosterEntry } from './roster.js';
import { emptyTable, placeOf, type Table } from './table.js';

/** Fields of a roster and the headers they are known by. */
export const ROSTER_FIELDS = {
  learner: {
    names: [
      '学号',
      '学生学号',
      '学籍号',
      '学生编号',
      '考号',
      '考生号',
      '准考证号',
      'learner',
      'learnerid',
      'student',
      'studentid',
      'userid',
      'id',
    ],
    required: true,
    expected: 'a column 学号 (learner)',
    expectedZh: '学号列',
  },
  school: {
    names: ['学校', '学校名称', 'school', 'schoolname'],
    expected: 'a column 学校 (school)',
    expectedZh: '学校列',
  },
  class: {
    names: ['班级', '行政班', '班级名称', '班别', '班', '教学班', 'class', 'classname'],
    expected: 'a column 班级 (class)',
    expectedZh: '班级列',
  },
  name: {
    names: ['姓名', '学生姓名', 'name', 'studentname', 'fullname'],
    expected: 'a column 姓名 (name)',
    expectedZh: '姓名列',
  },
} as const;

/**
 * Reads a roster, CSV or XLSX: 学号, and 学校, 班级, 姓名 where present (learner, school, class, name).
 *
 * @throws YincaiError naming file, row, column and value.
 * @example
 * (await readRoster('学号,班级\n001,1班\n')).entries // [{ learner: '001', school: '', class: '1班' }]
 */
export async function readRoster(input: Uint8Array | string, options: TableOptions = {}): Promise<Roster> {
  return rosterFromTable(await readTable(input, options));
}

/** Like {@link readRoster}, from a table already read. */
export function rosterFromTable(table: Table): Roster {
  const { start, headers, at } = findColumns(table, ROSTER_FIELDS);
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const entries: RosterEntry[] = [];
  const seen = new Map<string, number>();
  for (let r = start; r < table.rows.length; r++) {
    const cells = table.rows[r]!;
    const row = table.rowNumbers[r]!;
    const cell = (column: number): string => (column < 0 ? '' : (cells[column] ?? ''));
    const learner = cell(at.learner);
    const column = headers[at.learner]!;
    const earlier = seen.get(learner);
    if (learner === '') {
      faults.add({ code: 'bad-value', row, column, value: '', expected: "the learner's id", expectedZh: '学号' });
      continue;
    }
    if (earlier !== undefined) {
      faults.add({
        code: 'duplicate',
        row,
        column,
        value: learner,
        expected: `each learner once (already in row ${earlier})`,
        expectedZh: `每名学生一行（第 ${earlier} 行已有）`,
      });
    }
    seen.set(learner, row);
    const name = cell(at.name);
    entries.push({ learner, school: cell(at.school), class: cell(at.class), ...(name === '' ? {} : { name }) });
  }
  faults.throwIfAny();
  if (entries.length === 0) throw new YincaiError(emptyTable(table.file));
  return { entries };
}
