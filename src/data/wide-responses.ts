import { type Fault, YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { findHeader, isFullMarksRow, summaryLabel } from './header-row.js';
import { INPUT_LIMITS } from './input-limits.js';
import { isMissingCell } from './missing-cell.js';
import { readTable, type TableOptions } from './read-table.js';
import type { ResponseMatrix } from './response-matrix.js';
import type { Roster, RosterEntry } from './roster.js';
import { emptyTable, placeOf, type Table } from './table.js';
import { parseDecimal } from './text.js';
import { readWideColumns } from './wide-columns.js';

/** Where the full marks of an item were found. `observed`: the largest points anyone won, since nothing else was known. */
export type FullMarksSource = 'given' | 'row' | 'header' | 'observed';

/** Options of {@link readResponses}. */
export interface ResponsesOptions extends TableOptions {
  /** Full marks by item id, e.g. from a blueprint; they go before those written in the table. */
  readonly fullMarks?: ReadonlyMap<string, number>;
  /** Leave out rows with faults and count them, instead of refusing the table. Default false. */
  readonly skipBadRows?: boolean;
}

/** A row that is no learner's, and was left out: an average, a note at the foot. */
export interface SkippedRow {
  readonly row: number;
  readonly label: string;
}

/** A wide table of responses with all that was found beside them. */
export interface ResponseTable {
  readonly matrix: ResponseMatrix;
  /** Present where the table has a school, class or name column; in the order of the matrix. */
  readonly roster?: Roster;
  /** The totals written in the table `[learners]`, NaN where missing. */
  readonly totals?: Float64Array;
  /** Where each item's full marks come from `[items]`. */
  readonly fullMarksFrom: readonly FullMarksSource[];
  /** Rows of averages, rates and notes that were left out. */
  readonly skippedRows: readonly SkippedRow[];
  /** Headers of columns that were recognised but are no questions, or were passed over. */
  readonly ignoredColumns: readonly string[];
  /** Rows left out because of faults, where `skipBadRows` was set. */
  readonly refused: number;
  /** What looks wrong but was read: totals that are not the sum, inferred full marks, faults of skipped rows. */
  readonly warnings: readonly Fault[];
}

/**
 * Reads a wide table of responses, CSV or XLSX: a row a learner, a column a question, points or 0/1.
 *
 * Title rows above the header are passed over; a header over two rows is joined; 学号/考号/姓名/学校/班级/总分/名次 and their
 * English names are recognised and are no questions; a 满分 row or `(5分)` in a header gives full marks, else the largest points
 * observed do (`fullMarksFrom`); rows of averages at the foot are left out and listed. A table without any such column is all
 * questions, its rows named by number. A column `freq`, `count` or 频数 makes each row a pattern standing for that many learners.
 * Cells of {@link MISSING_CELLS} are missing.
 *
 * @throws YincaiError naming file, row, column and value of the first 50 faults.
 * @example
 * const { matrix } = await readResponses('学号,1,2(5分)\n01,1,4\n02,0,缺考\n')
 * matrix.items // ['1', '2']
 */
export async function readResponses(
  input: Uint8Array | string,
  options: ResponsesOptions = {},
): Promise<ResponseTable> {
  return responsesFromTable(await readTable(input, options), options);
}

/** Like {@link readResponses}, from a table already read. */
export function responsesFromTable(table: Table, options: ResponsesOptions = {}): ResponseTable {
  const header = findHeader(table);
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const columns = readWideColumns(header, table, faults.add);
  faults.throwIfAny();
  const warnings: Fault[] = [];
  const { questions, learner, name, school, klass, total, count } = columns;
  const width = header.cells.length;
  const J = questions.length;

  const capacity = table.rows.length - header.end;
  const most = options.limits?.cells ?? INPUT_LIMITS.cells;
  if (capacity * J > most) {
    // A wide header over many short rows would else claim memory that the file does not have.
    throw new YincaiError({
      code: 'too-large',
      ...place,
      value: `${capacity} × ${J}`,
      expected: `at most ${most} cells`,
      expectedZh: `至多 ${most} 个单元格`,
    });
  }
  const points = new Float32Array(capacity * J);
  const learners: string[] = [];
  const rowOf = new Map<string, number>();
  const entries: RosterEntry[] = [];
  const totals: number[] = [];
  const counts: number[] = [];
  const rowNumbers: number[] = [];
  const skippedRows: SkippedRow[] = [];
  const rowMarks: number[] = new Array(J).fill(Number.NaN);
  const fullMarksOf = (j: number): number =>
    options.fullMarks?.get(questions[j]!.id) ??
    (rowMarks[j]! > 0 ? rowMarks[j]! : (questions[j]!.fullMarks ?? Number.NaN));

  // The 满分 row may stand anywhere, also at the foot, and all points are checked against it.
  const dataRows: number[] = [];
  for (let r = header.end; r < table.rows.length; r++) {
    const cells = table.rows[r]!;
    if (isFullMarksRow(cells, columns.isQuestion)) {
      for (let j = 0; j < J; j++) {
        const cell = cells[questions[j]!.column] ?? '';
        const marks = parseDecimal(cell.replace(/分$/, ''));
        if (marks > 0) rowMarks[j] = marks;
        else if (!isMissingCell(cell)) {
          faults.add(badCell(table.rowNumbers[r]!, questions[j]!.header, cell, 'full marks above 0', '大于 0 的满分'));
        }
      }
      continue;
    }
    const label = summaryLabel(cells, columns);
    if (label === undefined) dataRows.push(r);
    else skippedRows.push({ row: table.rowNumbers[r]!, label });
  }
  faults.throwIfAny();

  let refused = 0;
  for (const r of dataRows) {
    const cells = table.rows[r]!;
    const row = table.rowNumbers[r]!;
    const before = faults.total;
    if (cells.length !== width && raggedCells(cells, width)) {
      faults.add({
        code: 'bad-format',
        row,
        value: `${cells.length}`,
        expected: `${width} cells, as in the header`,
        expectedZh: `${width} 个单元格，与表头一致`,
      });
      refused++;
      continue;
    }
    const id =
      learner === undefined
        ? count === undefined
          ? `${learners.length + 1}`
          : `pattern-${learners.length + 1}`
        : cells[learner]!;
    if (learner !== undefined) {
      if (isMissingCell(id)) {
        faults.add(badCell(row, header.cells[learner]!, id, "the learner's id", '学生编号（学号）'));
      } else if (rowOf.has(id)) {
        const first = rowOf.get(id)!;
        faults.add({
          code: 'duplicate',
          row,
          column: header.cells[learner]!,
          value: id,
          expected: `each learner once (already in row ${first})`,
          expectedZh: `每名学生一行（第 ${first} 行已有）`,
        });
      }
    }
    const base = learners.length * J;
    for (let j = 0; j < J; j++) {
      const question = questions[j]!;
      const cell = cells[question.column]!;
      const value = parseDecimal(cell);
      const full = fullMarksOf(j);
      if (value >= 0 && !(value > full)) points[base + j] = value;
      else if (Number.isNaN(value) && isMissingCell(cell)) points[base + j] = Number.NaN;
      else {
        const known = full > 0;
        faults.add(
          badCell(
            row,
            question.header,
            cell,
            known ? `a number from 0 to ${full}, or empty` : 'a number from 0 up, or empty',
            known ? `0 到 ${full} 的数，或空` : '不小于 0 的数，或空',
          ),
        );
      }
    }
    let weight = 1;
    if (count !== undefined) {
      weight = parseDecimal(cells[count]!);
      if (!(weight >= 0)) {
        faults.add(badCell(row, header.cells[count]!, cells[count]!, 'a count from 0 up', '不小于 0 的频数'));
      }
    }
    if (faults.total > before) {
      refused++;
      continue;
    }
    learners.push(id);
    rowOf.set(id, row);
    rowNumbers.push(row);
    counts.push(weight);
    if (total !== undefined) totals.push(parseDecimal(cells[total]!));
    if (columns.hasRoster) {
      entries.push({
        learner: id,
        school: school === undefined ? '' : cells[school]!,
        class: klass === undefined ? '' : cells[klass]!,
        ...(name === undefined || cells[name] === '' ? {} : { name: cells[name]! }),
      });
    }
  }
  if (options.skipBadRows !== true) faults.throwIfAny();
  else warnings.push(...faults.kept);
  if (learners.length === 0)
    throw new YincaiError(faults.total > 0 ? faults.kept : emptyTable(table.file), faults.total);

  const kept = points.slice(0, learners.length * J);
  const fullMarks: number[] = [];
  const fullMarksFrom: FullMarksSource[] = [];
  const observed: string[] = [];
  for (let j = 0; j < J; j++) {
    const id = questions[j]!.id;
    const given = options.fullMarks?.get(id);
    if (given !== undefined && rowMarks[j]! > 0 && rowMarks[j] !== given) {
      warnings.push({
        code: 'bad-value',
        ...place,
        column: questions[j]!.header,
        value: String(rowMarks[j]),
        expected: `full marks ${given}, as given`,
        expectedZh: `满分 ${given}（以双向细目表为准）`,
      });
    }
    let marks = fullMarksOf(j);
    let source: FullMarksSource = given !== undefined ? 'given' : rowMarks[j]! > 0 ? 'row' : 'header';
    if (!(marks > 0)) {
      marks = 0;
      for (let at = j; at < kept.length; at += J) if (kept[at]! > marks) marks = kept[at]!;
      source = 'observed';
      if (marks === 0) marks = 1;
      if (marks !== 1) observed.push(`${id}: ${marks}`);
    }
    fullMarks.push(marks);
    fullMarksFrom.push(source);
  }
  if (observed.length > 0) {
    warnings.push({
      code: 'not-enough-data',
      ...place,
      value: observed.join(', '),
      expected:
        'full marks in a 满分 row, in headers such as 1(5分), or in a blueprint; the largest points observed were taken',
      expectedZh: '满分行、形如 1(5分) 的表头或双向细目表；现以最高得分为满分',
    });
  }
  if (total !== undefined) warnTotals(kept, J, totals, rowNumbers, header.cells[total]!, place, warnings);

  return {
    matrix: {
      learners,
      items: questions.map((question) => question.id),
      points: kept,
      fullMarks,
      ...(count === undefined ? {} : { count: Float64Array.from(counts) }),
    },
    ...(columns.hasRoster ? { roster: { entries } } : {}),
    ...(total === undefined ? {} : { totals: Float64Array.from(totals) }),
    fullMarksFrom,
    skippedRows,
    ignoredColumns: columns.ignored,
    refused,
    warnings,
  };
}

/** Longer rows may end in empty cells; everything else of another width is a fault. */
function raggedCells(cells: readonly string[], width: number): boolean {
  return cells.length < width || cells.slice(width).some((cell) => cell !== '');
}

function badCell(row: number, column: string, value: string, expected: string, expectedZh: string): Fault {
  return { code: 'bad-value', row, column, value, expected, expectedZh };
}

const LISTED_TOTALS = 10;

function warnTotals(
  points: Float32Array,
  J: number,
  totals: readonly number[],
  rowNumbers: readonly number[],
  column: string,
  place: { readonly file?: string; readonly sheet?: string },
  warnings: Fault[],
): void {
  let wrong = 0;
  for (let i = 0; i < totals.length; i++) {
    const written = totals[i]!;
    if (Number.isNaN(written)) continue;
    let sum = 0;
    for (let j = 0; j < J; j++) {
      const value = points[i * J + j]!;
      if (!Number.isNaN(value)) sum += value;
    }
    if (Math.abs(sum - written) <= 0.01 + 1e-6 * sum) continue;
    wrong++;
    if (wrong > LISTED_TOTALS) continue;
    const shown = String(Math.round(sum * 100) / 100);
    warnings.push({
      code: 'bad-value',
      ...place,
      row: rowNumbers[i]!,
      column,
      value: String(written),
      expected: `the sum of the questions, ${shown}`,
      expectedZh: `各题之和 ${shown}`,
    });
  }
  if (wrong > LISTED_TOTALS) {
    warnings.push({
      code: 'bad-value',
      ...place,
      column,
      value: `${wrong}`,
      expected: 'totals equal to the sum of the questions in all rows',
      expectedZh: '所有行的总分等于各题之和',
    });
  }
}
