import { YincaiError } from './fault.js';
import type { ResponseLog } from './response-log.js';
import type { ResponseMatrix } from './response-matrix.js';
import { parseDecimal } from './text.js';

/** A value that goes into a cell; null and NaN make an empty one. */
export type CellValue = string | number | boolean | null | undefined;

const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * Text that a spreadsheet program cannot take for a formula: one beginning with `=`, `+`, `-`, `@`, tab or return is given an apostrophe
 * in front, unless it is a number. The readers of this library take the apostrophe off again.
 *
 * @example
 * guardFormula('=1+1') // "'=1+1"
 * guardFormula('-3.5') // '-3.5'
 */
export function guardFormula(text: string): string {
  return FORMULA.test(text) && Number.isNaN(parseDecimal(text)) ? `'${text}` : text;
}

/**
 * One cell of CSV: guarded as by {@link guardFormula}, quoted where it must be. Numbers are written in full precision.
 *
 * @example
 * csvCell('=cmd(), x') // `"'=cmd(), x"`
 */
export function csvCell(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : guardFormula(value);
  return /[",\r\n;\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A header and rows of cells as CSV (RFC 4180, but with line feeds), every row ended.
 *
 * @example
 * toCsv(['learner', 'theta'], [['a', 0.5]]) // 'learner,theta\na,0.5\n'
 */
export function toCsv(header: readonly CellValue[], rows: Iterable<readonly CellValue[]>): string {
  let text = `${header.map(csvCell).join(',')}\n`;
  for (const row of rows) text += `${row.map(csvCell).join(',')}\n`;
  return text;
}

/** Texts that spreadsheet programs show rightly as they stand need this before their first byte, if opened by a double click. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A matrix as the wide table that `readResponses` reads back: learner, items, `freq` where rows have counts; full marks in a 满分 row.
 * A matrix of patterns (rows named `pattern-1`, `pattern-2`, … with counts) has no learner column and no 满分 row.
 *
 * @example
 * const { matrix } = await readResponses('learner,1(2分)\na,1\n')
 * matrixToCsv(matrix) // 'learner,1\n满分,2\na,1\n'
 */
export function matrixToCsv(matrix: ResponseMatrix): string {
  const { learners, items, points, fullMarks, count } = matrix;
  const J = items.length;
  const patterns = count !== undefined && learners.every((id, i) => id === `pattern-${i + 1}`);
  const named = <T>(first: T, rest: readonly T[], last: T): readonly T[] => [
    ...(patterns ? [] : [first]),
    ...rest,
    ...(count === undefined ? [] : [last]),
  ];
  const header = named<CellValue>(
    'learner',
    patterns ? items.map((id, j) => withMarks(id, fullMarks[j]!)) : items,
    'freq',
  );
  function* rows(): Generator<readonly CellValue[]> {
    if (!patterns) yield named<CellValue>('满分', fullMarks, '');
    for (let i = 0; i < learners.length; i++) {
      // Single-precision points are written as the shortest decimal that gives them back.
      const cells = Array.from(points.subarray(i * J, i * J + J), shortest);
      yield named<CellValue>(learners[i]!, cells, count?.[i] ?? null);
    }
  }
  return toCsv(header, rows());
}

function withMarks(id: string, marks: number): string {
  return marks === 1 ? id : `${id}(${marks}分)`;
}

/** The shortest decimal that reads back as the same single-precision number. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/**
 * A log as the CSV that `readLog` reads back, in pieces of some thousand rows: learner, item, score, time, and skills parted by `;`.
 *
 * @throws YincaiError `bad-value` for a skill id with a `;`, which no cell could hold.
 * @example
 * const log = buildResponseLog([{ learner: 'a', item: '1', score: 1, skills: ['x', 'y'] }])
 * [...logToCsv(log)].join('') // 'learner,item,score,time,skill_names\na,1,1,,"x;y"\n'
 */
export function* logToCsv(log: ResponseLog): Generator<string> {
  for (const skill of log.skills) {
    if (/[;；]|~~|^\s|\s$|^$/.test(skill)) {
      throw new YincaiError({
        code: 'bad-value',
        value: skill,
        expected: 'skill ids without semicolons',
        expectedZh: '不含分号的知识点编号',
      });
    }
  }
  // Names may hold spaces and commas, and are parted by semicolons alone.
  const { start, skill } = log.skillSets;
  const sets = Array.from({ length: start.length - 1 }, (_, s) =>
    Array.from(skill.subarray(start[s], start[s + 1]), (index) => log.skills[index]!).join(';'),
  );
  let text = 'learner,item,score,time,skill_names\n';
  for (let r = 0; r < log.length; r++) {
    const set = log.skillSet[r]!;
    text += `${csvCell(log.learners[log.learner[r]!]!)},${csvCell(log.items[log.item[r]!]!)},${shortest(log.score[r]!)},`;
    text += `${csvCell(log.time[r]!)},${set < 0 ? '' : csvCell(sets[set]!)}\n`;
    if (text.length > 1 << 18) {
      yield text;
      text = '';
    }
  }
  yield text;
}
