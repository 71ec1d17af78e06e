import type { Fault } from './fault.js';
import { learnerPreference, questionHeader, roleOf } from './header.js';
import type { FoundHeader } from './header-row.js';
import type { Table } from './table.js';

/** A question column. */
export interface Question {
  readonly id: string;
  readonly header: string;
  readonly column: number;
  readonly fullMarks?: number;
}

/** The columns of a wide table by their roles; undefined where there is none. */
export interface WideColumns {
  readonly questions: readonly Question[];
  readonly isQuestion: readonly boolean[];
  readonly learner: number | undefined;
  readonly name: number | undefined;
  readonly school: number | undefined;
  /** The class column. */
  readonly klass: number | undefined;
  readonly total: number | undefined;
  readonly count: number | undefined;
  readonly hasRoster: boolean;
  readonly ignored: readonly string[];
}

/** Gives each column its role; columns twice, nameless ones with data, and a table without questions are refused. */
export function readWideColumns(header: FoundHeader, table: Table, refuse: (fault: Fault) => void): WideColumns {
  const { cells } = header;
  const row = table.rowNumbers[header.end - 1]!;
  const found = new Map<string, number>();
  const ignored: string[] = [];
  const questions: Question[] = [];
  const isQuestion: boolean[] = new Array(cells.length).fill(false);
  const columnOf = new Map<string, number>();
  cells.forEach((cell, c) => {
    const role = roleOf(cell);
    if (role === 'question') {
      const question = questionHeader(cell);
      const earlier = columnOf.get(question.id);
      if (earlier !== undefined) {
        refuse({
          code: 'duplicate',
          row,
          column: c + 1,
          value: cell,
          expected: `each question once (column ${earlier + 1} is ${question.id} already)`,
          expectedZh: `每题一列（第 ${earlier + 1} 列已是 ${question.id}）`,
        });
        return;
      }
      columnOf.set(question.id, c);
      isQuestion[c] = true;
      questions.push({ ...question, header: cell, column: c });
      return;
    }
    const earlier = found.get(role);
    if (role === 'other') {
      if (cell !== '') ignored.push(cell);
      else if (table.rows.some((cells, r) => r >= header.end && (cells[c] ?? '') !== '')) {
        refuse({
          code: 'missing-column',
          row,
          column: c + 1,
          expected: 'a header over every filled column',
          expectedZh: '每个有数据的列都有表头',
        });
      }
    } else if (earlier === undefined) found.set(role, c);
    else if (role === 'learner') {
      const better = learnerPreference(cell) < learnerPreference(cells[earlier]!);
      if (cells[earlier] === cell) {
        refuse({
          code: 'duplicate',
          row,
          column: c + 1,
          value: cell,
          expected: 'one such column',
          expectedZh: '仅一列',
        });
      }
      ignored.push(better ? cells[earlier]! : cell);
      if (better) found.set(role, c);
    } else ignored.push(cell);
  });
  if (questions.length === 0) {
    refuse({
      code: 'missing-column',
      row,
      expected: 'at least one question column, such as 1, 第1题 or 13(1)',
      expectedZh: '至少一个题目列，如 1、第1题、13(1)',
    });
  }
  const [name, school, klass] = [found.get('name'), found.get('school'), found.get('class')];
  return {
    questions,
    isQuestion,
    learner: found.get('learner'),
    name,
    school,
    klass,
    total: found.get('total'),
    count: found.get('count'),
    hasRoster: name !== undefined || school !== undefined || klass !== undefined,
    ignored,
  };
}
