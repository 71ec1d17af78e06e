import { type Fault, YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { INPUT_LIMITS, type InputLimits } from './input-limits.js';
import { buildLog, type LogBuilder } from './log-builder.js';
import { findLogColumns, type LogColumns, type LogField, splitSkills } from './log-columns.js';
import type { LogFormat } from './public-logs.js';
import type { QMatrix } from './q-matrix.js';
import type { ResponseLog } from './response-log.js';
import { emptyTable } from './table.js';
import { normaliseCell, ownText, parseDecimal } from './text.js';
import { parseTime } from './time.js';

/** Options of `readLog`. */
export interface LogOptions {
  /** File name for error messages. */
  readonly file?: string;
  /** Item to skills; goes before the log's own skill column. Every item of the log must be in it. */
  readonly q?: QMatrix;
  /** Leave out rows with faults and count them, instead of refusing the log. Default false. */
  readonly skipBadRows?: boolean;
  /** Limits that differ from {@link INPUT_LIMITS}. */
  readonly limits?: Partial<InputLimits>;
}

/** A log with what was found while reading it. */
export interface LogReading {
  readonly log: ResponseLog;
  /** What the file was read as. */
  readonly format: LogFormat;
  /** Folds that the file itself names, by learner (pyKT); absent where it names none. */
  readonly folds?: ReadonlyMap<string, number>;
  /** Rows of the file, header and empty rows not counted; answers, where a row holds many. */
  readonly rows: number;
  /** Rows left out because of faults, where `skipBadRows` was set. */
  readonly refused: number;
  /** Rows joined to an earlier one, since they are the same answer under another skill. */
  readonly joined: number;
  /** The first faults of refused rows. */
  readonly warnings: readonly Fault[];
}

/** Takes the rows of a log one by one, as cells or as JSON objects. */
export interface LogRowSink {
  /** The first row of cells is the header. */
  cells(cells: readonly string[], row: number): void;
  object(value: object, row: number): void;
  /** Told of a row that could not be split into cells. */
  refuse(fault: Fault): void;
}

/** A sink that makes a log. */
export interface LogRowReader extends LogRowSink {
  end(): LogReading;
}

const OUTCOMES: ReadonlyMap<string, number> = new Map([
  ['1', 1],
  ['0', 0],
  ['true', 1],
  ['false', 0],
  ['yes', 1],
  ['no', 0],
  ['correct', 1],
  ['incorrect', 0],
  ['对', 1],
  ['错', 0],
  ['正确', 1],
  ['错误', 0],
  ['是', 1],
  ['否', 0],
  ['√', 1],
  ['✓', 1],
  ['×', 0],
  ['✗', 0],
]);

/** Starts to read rows; the first row of cells is the header. @throws YincaiError at the end, or at once for a header of no log. */
export function readLogRows(options: LogOptions): LogRowReader {
  const { file } = options;
  const faults = listFaults(file);
  const builder = buildLog(options.q === undefined ? {} : { q: options.q });
  const seen = new Map<string, number>();
  let rows = 0;
  let refused = 0;
  let joined = 0;
  let headers: readonly string[] | undefined;
  let columns: LogColumns = new Map();
  let c: Readonly<Record<LogField, number>>;
  let names = false;
  // From a cell as it stands in the file to an index, so that a cell is normalised once.
  const learners = new Map<string, number>();
  const items = new Map<string, number>();
  const sets = new Map<string, number>();

  const use = (found: readonly string[], row?: number): void => {
    headers = found;
    columns = findLogColumns(found, file, row);
    const at = (field: LogField): number => columns.get(field) ?? -1;
    c = {
      learner: at('learner'),
      item: at('item'),
      correct: at('correct'),
      score: at('score'),
      fullMarks: at('fullMarks'),
      time: at('time'),
      order: at('order'),
      skills: at('skills') >= 0 ? at('skills') : at('skillNames'),
      skillNames: at('skillNames'),
    };
    names = at('skills') < 0;
  };

  const refuse = (row: number, column: number, value: string, expected: string, expectedZh: string): false => {
    faults.add({ code: 'bad-value', row, column: headers![column]!, value, expected, expectedZh });
    return false;
  };

  /** The share of full marks, or −1 after a fault. */
  const outcome = (cells: readonly string[], row: number): number => {
    if (c.correct >= 0) {
      const cell = cells[c.correct]!;
      if (cell === '1') return 1;
      if (cell === '0') return 0;
      const text = normaliseCell(cell).toLowerCase();
      const known = OUTCOMES.get(text);
      if (known !== undefined) return known;
      const share = parseDecimal(text);
      if (share >= 0 && share <= 1) return share;
      refuse(row, c.correct, cell, '0, 1 or a share between', '0、1 或介于其间的得分率');
      return -1;
    }
    const text = normaliseCell(cells[c.score]!);
    const points = parseDecimal(text.endsWith('%') ? text.slice(0, -1) : text) / (text.endsWith('%') ? 100 : 1);
    let full = 1;
    if (c.fullMarks >= 0) {
      full = parseDecimal(normaliseCell(cells[c.fullMarks]!));
      if (!(full > 0)) {
        refuse(row, c.fullMarks, cells[c.fullMarks]!, 'full marks above 0', '大于 0 的满分');
        return -1;
      }
    }
    if (points >= 0 && points <= full) return points / full;
    const range =
      c.fullMarks >= 0 ? `a number from 0 to ${full}` : 'a share from 0 to 1 (or a full_marks column beside it)';
    refuse(
      row,
      c.score,
      cells[c.score]!,
      range,
      c.fullMarks >= 0 ? `0 到 ${full} 的数` : '0 到 1 的得分率（或另设满分列）',
    );
    return -1;
  };

  const known = (cache: Map<string, number>, cell: string, make: (text: string) => number): number => {
    const index = cache.get(cell);
    if (index !== undefined) return index;
    const text = normaliseCell(cell);
    if (text === '') return -2;
    const made = make(text);
    if (made >= 0) cache.set(ownText(cell), made);
    return made;
  };

  const take = (cells: readonly string[], row: number): boolean => {
    const learner = known(learners, cells[c.learner]!, builder.learner);
    if (learner < 0) return refuse(row, c.learner, cells[c.learner]!, "the learner's id", '学生编号');
    const item = known(items, cells[c.item]!, builder.item);
    if (item === -2) return refuse(row, c.item, cells[c.item]!, "the item's id", '题目编号');
    if (item < 0) {
      faults.add({
        code: 'unknown-id',
        row,
        column: headers![c.item]!,
        value: cells[c.item]!,
        expected: 'an item of the Q-matrix',
        expectedZh: 'Q 矩阵中的题目',
      });
      return false;
    }
    const score = outcome(cells, row);
    if (score < 0) return false;
    let time = Number.NaN;
    const clock = c.time >= 0 ? c.time : c.order;
    if (clock >= 0) {
      const cell = cells[clock]!;
      if (cell !== '') {
        time = parseTime(normaliseCell(cell));
        // An order may be told by names, which are no clock.
        if (Number.isNaN(time) && clock === c.time) {
          return refuse(
            row,
            clock,
            cell,
            'a number or a date such as 2025-10-15 08:00:00',
            '数字或日期，如 2025-10-15 08:00:00',
          );
        }
      }
    }
    let set = -1;
    if (c.skills >= 0 && options.q === undefined) {
      const cell = cells[c.skills]!;
      const found = sets.get(cell);
      if (found !== undefined) set = found;
      else {
        set = builder.skillSet(splitSkills(normaliseCell(cell), names));
        sets.set(ownText(cell), set);
      }
    }
    if (c.order >= 0 && cells[c.order] !== '') {
      const earlier = seen.get(cells[c.order]!);
      if (earlier !== undefined && sameAnswer(builder, earlier, learner, item)) {
        builder.join(earlier, set);
        joined++;
        return true;
      }
      seen.set(ownText(cells[c.order]!), builder.length);
    }
    builder.add(learner, item, score, time, set);
    return true;
  };

  return {
    cells(cells, row) {
      if (cells.length === 1 && cells[0]!.trim() === '') return;
      if (headers === undefined) {
        use(cells.map(normaliseCell), row);
        return;
      }
      rows++;
      if (cells.length !== headers.length) {
        if (cells.every((cell) => cell.trim() === '')) {
          rows--;
          return;
        }
        if (cells.length < headers.length || cells.slice(headers.length).some((cell) => cell.trim() !== '')) {
          refused++;
          faults.add({
            code: 'bad-format',
            row,
            value: cells.join(','),
            expected: `${headers.length} cells, as in the header`,
            expectedZh: `${headers.length} 个单元格，与表头一致`,
          });
          return;
        }
      }
      if (!take(cells, row)) refused++;
    },
    object(value, row) {
      const object = value as { readonly [key: string]: unknown };
      if (headers === undefined) use(Object.keys(object), row);
      rows++;
      const cells = headers!.map((key) => (Object.hasOwn(object, key) ? jsonCell(object[key]) : ''));
      // A field that only later rows have.
      if (Object.keys(object).length > headers!.length || c.skills < 0) {
        const fresh = Object.keys(object).filter((key) => !headers!.includes(key));
        if (fresh.length > 0 && headers!.length < INPUT_LIMITS.columns) {
          use([...headers!, ...fresh], row);
          for (const key of fresh) (cells as string[]).push(jsonCell(object[key]));
        }
      }
      if (!take(cells, row)) refused++;
    },
    refuse(fault) {
      rows++;
      refused++;
      faults.add(fault);
    },
    end() {
      if (options.skipBadRows !== true) faults.throwIfAny();
      if (builder.length === 0) {
        throw new YincaiError(faults.total > 0 ? faults.kept : emptyTable(file), faults.total);
      }
      return { log: builder.finish(), format: 'log', rows, refused, joined, warnings: faults.kept };
    },
  };
}

function sameAnswer(builder: LogBuilder, row: number, learner: number, item: number): boolean {
  const earlier = builder.at(row);
  return earlier.learner === learner && earlier.item === item;
}

/** A JSON value as a cell; arrays are lists of skills, and what is nested deeper is no value of any field. */
function jsonCell(value: unknown): string {
  if (Array.isArray(value)) return value.filter(isPlain).join(';');
  return isPlain(value) ? String(value) : '';
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
