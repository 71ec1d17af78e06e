import { headerKey, roleOf } from './header.js';
import { isMissingCell } from './missing-cell.js';
import type { Table } from './table.js';
import { parseDecimal } from './text.js';

/** The header of a table, title rows passed over and a header of two rows joined. */
export interface FoundHeader {
  readonly cells: readonly string[];
  /** Index of the first row below the header. */
  readonly end: number;
}

/** How many rows at the top may be titles. */
const SEARCHED_ROWS = 20;

/**
 * Finds the header: the first of the top rows with two recognised columns, else the first with one and something beside it,
 * else the first with two filled cells, else the first.
 */
export function findHeader(table: Table): FoundHeader {
  const { rows } = table;
  let one = -1;
  let filledRow = -1;
  let at = -1;
  for (let r = 0; r < Math.min(rows.length, SEARCHED_ROWS); r++) {
    const cells = rows[r]!;
    const roles = new Set<string>();
    let filled = 0;
    for (const cell of cells) {
      if (cell === '') continue;
      filled++;
      const role = roleOf(cell);
      if (role !== 'question' && role !== 'other') roles.add(role);
    }
    if (roles.size >= 2) {
      at = r;
      break;
    }
    if (roles.size === 1 && filled >= 2 && one < 0) one = r;
    if (filled >= 2 && filledRow < 0) filledRow = r;
  }
  if (at < 0) at = one >= 0 ? one : Math.max(filledRow, 0);
  const top = trimEnd(rows[at] ?? []);
  const sub = rows[at + 1];
  if (sub === undefined || !isSubHeader(top, sub)) return { cells: top, end: at + 1 };
  return { cells: joinHeader(top, sub), end: at + 2 };
}

/** Whether the row below the header belongs to it: nothing under the recognised columns, texts under a merged heading. */
function isSubHeader(top: readonly string[], sub: readonly string[]): boolean {
  let known = false;
  let under = false;
  for (let c = 0; c < Math.max(top.length, sub.length); c++) {
    const above = top[c] ?? '';
    const below = sub[c] ?? '';
    const role = roleOf(above);
    if (role === 'learner' || role === 'name') {
      known = true;
      if (below !== '') return false;
    }
    if (above === '' && below !== '') under = true;
  }
  return known && (under || sub.some((cell) => /^(?:得分|分数|选项|答案|作答)$/.test(headerKey(cell))));
}

function joinHeader(top: readonly string[], sub: readonly string[]): string[] {
  const joined: string[] = [];
  let heading = '';
  for (let c = 0; c < Math.max(top.length, sub.length); c++) {
    const above = top[c] ?? '';
    const below = sub[c] ?? '';
    if (above !== '') heading = above;
    const key = headerKey(below);
    if (below === '') joined.push(above);
    else if (key === '得分' || key === '分数') joined.push(heading === '' ? below : heading);
    else if (/^(?:选项|答案|作答|填涂|名次|排名)$/.test(key)) joined.push(`${heading} ${below}`);
    else joined.push(below);
  }
  return trimEnd(joined);
}

function trimEnd(cells: readonly string[]): string[] {
  let length = cells.length;
  while (length > 0 && cells[length - 1] === '') length--;
  return cells.slice(0, length);
}

/** Labels such as 平均分 are short. */
const LONGEST_LABEL = 40;

const FULL_MARKS =
  /^(?:题目|各题|小题|试题)?(?:满分|满分值|分值|总分值|满分分值)$|^(?:fullmarks?|maxscore|maximum|max)$/;

/** Whether a row gives the full marks of the questions: one of its other cells says so. */
export function isFullMarksRow(cells: readonly string[], isQuestion: readonly boolean[]): boolean {
  return cells.some(
    (cell, c) =>
      isQuestion[c] !== true && cell !== '' && cell.length <= LONGEST_LABEL && FULL_MARKS.test(headerKey(cell)),
  );
}

const SUMMARY =
  /(?:平均分?|平均值|平均得分|均分|得分率|标准差|方差|最高分|最低分|难度|区分度|信度|满分率|零分率|及格率|优秀率|合格率|全距|中位数|众数)$|^(?:合计|总计|小计|人数|参考人数|实考人数|应考人数|缺考人数|average|mean|sd|stddev|min|minimum|facility|difficulty)$/;

/** The columns that {@link summaryLabel} looks at. */
export interface LabelColumns {
  readonly isQuestion: readonly boolean[];
  readonly learner: number | undefined;
  readonly name: number | undefined;
}

/**
 * The label of a row that is no learner's, or undefined: an average or rate (said in a cell that is no question's),
 * or a note (no learner, no answers, a single filled cell).
 */
export function summaryLabel(cells: readonly string[], columns: LabelColumns): string | undefined {
  const { isQuestion, learner, name } = columns;
  if (learner === undefined && name === undefined) return undefined;
  let filled = 0;
  let first = '';
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c]!;
    if (cell === '') continue;
    filled++;
    if (first === '') first = cell;
    // A label stands in the id's place, or beside it in a row without an id; a learner may well be called 平均.
    const spot = c === (learner ?? name) || (isQuestion[c] !== true && isMissingCell(cells[learner ?? name!] ?? ''));
    if (spot && cell.length <= LONGEST_LABEL && SUMMARY.test(headerKey(cell)) && Number.isNaN(parseDecimal(cell)))
      return cell;
  }
  const id = learner ?? name!;
  if (filled === 1 && (isMissingCell(cells[id] ?? '') || (id === 0 && cells[0]!.length > 12))) return first;
  return undefined;
}
