import { splitRows } from './delimited.js';
import { INPUT_LIMITS } from './input-limits.js';
import { readJsonLines } from './json-lines.js';
import { type LogOptions, type LogReading, type LogRowSink, readLogRows } from './log-row-reader.js';
import {
  blockTranslatorOf,
  type LogFormat,
  type RowTranslator,
  type TranslatorContext,
  translatorOf,
} from './public-logs.js';
import { readTable } from './read-table.js';
import type { Table } from './table.js';
import { decodeStream } from './text.js';

/** Pieces of a file, in order: a stream of bytes or texts, or all of it at once. */
export type LogInput = Uint8Array | string | Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/**
 * Reads a long interaction log, CSV or JSON lines, in one pass over its pieces; memory is that of the columns. A workbook (XLSX) is taken,
 * too, within the limits of tables.
 *
 * Columns are recognised by name: learner (`learner`, `user_id`, 学号 …), item (`item`, `item_id`, `problem_id`, 题号 …), outcome (`correct` or
 * 是否正确: 0/1, true/false, 对/错; `score` or 得分: a share 0…1, or points with a `full_marks` or 满分 column), time, order and skills.
 * Several skills in a cell are parted by `;` or space (names by `;` alone). Times are milliseconds or seconds since 1970, ISO 8601 or
 * `YYYY-MM-DD HH:mm:ss` (read as UTC), or any increasing clock; each learner's rows are put in the order of their times, stably.
 * A time that is the same in all rows and no date is taken as unknown. Without times an `order_id` column serves.
 * Rows with the `order_id`, learner and item of an earlier row are the same answer listed once a skill, and are joined to it:
 * counted separately they would let a model see the answer it is to predict.
 *
 * Public formats are told by their content (`format` of what is returned): ASSISTments 2009 skill builder, 2012 and 2017 by their columns;
 * ASSISTments 2015 (no items: the problem set stands for them); KDD Cup 2010 (tab-separated, first `KC(…)` column, `~~` between skills);
 * three lines a learner as for DKT and DKVMN (no ids: learners are numbered, skills stand for items, rows that repeat one answer
 * cannot be joined); pyKT's `data.txt` and its sequences with folds, −1 as padding and `is_repeat`.
 *
 * @throws YincaiError naming the first 50 refused rows and the number of all, unless `skipBadRows`.
 * @cost about a microsecond a row.
 * @example
 * const { log } = await readLog('user_id,item_id,correct,skill_id\nu1,7,1,31;39\n')
 */
export async function readLog(input: LogInput, options: LogOptions = {}): Promise<LogReading> {
  const rows = readLogRows(options);
  const found = await streamLogRows(input, options, rows);
  return { ...rows.end(), ...found };
}

/** What a log turned out to be while its rows passed by. */
export type LogSource = Pick<LogReading, 'format' | 'folds'>;

/**
 * Hands the rows of a log, in whatever format, on one by one, header first, as they stand in the file.
 *
 * @throws YincaiError where the file is no log of its format.
 * @example
 * const audit = auditLog();
 * await streamLogRows('user_id,item_id,correct\nu1,7,1\n', {}, audit);
 */
export async function streamLogRows(input: LogInput, options: LogOptions, rows: LogRowSink): Promise<LogSource> {
  const reader = logReader(options, rows);
  const decoder = decodeStream(options.file);
  let workbook: Uint8Array[] | undefined;
  let size = 0;
  let first = true;
  for await (const piece of pieces(input)) {
    if (typeof piece === 'string') reader.write(piece);
    else {
      if (first && isWorkbook(piece)) workbook = [];
      first = false;
      if (workbook === undefined) reader.write(decoder.write(piece));
      else {
        workbook.push(piece);
        size += piece.length;
        if (size > (options.limits?.bytes ?? INPUT_LIMITS.bytes)) break;
      }
    }
  }
  if (workbook !== undefined) {
    passTable(await readTable(join(workbook, size), options), rows);
    return { format: 'log' };
  }
  reader.write(decoder.end());
  return reader.end();
}

/** Like {@link readLog}, from a table already read, e.g. a sheet of a workbook. */
export function readLogTable(table: Table, options: LogOptions = {}): LogReading {
  const rows = readLogRows(options);
  passTable(table, rows);
  return rows.end();
}

function passTable(table: Table, rows: LogRowSink): void {
  const width = Math.max(...table.rows.slice(0, 1).map((cells) => cells.length));
  table.rows.forEach((cells, r) => {
    // Sheets are as wide as their widest row.
    rows.cells(
      cells.length < width ? [...cells, ...new Array<string>(width - cells.length).fill('')] : cells,
      table.rowNumbers[r]!,
    );
  });
}

function isWorkbook(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** The pieces of an input; bytes given at once are cut, so that no text of the whole length is made. */
async function* pieces(input: LogInput): AsyncGenerator<Uint8Array | string> {
  if (typeof input === 'string') yield input;
  else if (input instanceof Uint8Array) {
    for (let from = 0; from < input.length; from += PIECE) yield input.subarray(from, from + PIECE);
  } else yield* input;
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const PIECE = 1 << 18;

interface LogReader {
  write(text: string): void;
  end(): LogSource;
}

/** Entries of one list in formats that hold a learner's answers in a line. */
const LONGEST_SEQUENCE = 1_000_000;

/** Chooses the format by the first lines. */
function logReader(options: LogOptions, rows: LogRowSink): LogReader {
  const { file } = options;
  const limits = { ...INPUT_LIMITS, ...options.limits };
  const place = file === undefined ? {} : { file };
  const folds = new Map<string, number>();
  const context: TranslatorContext = { ...place, sink: rows.cells, fold: (learner, fold) => folds.set(learner, fold) };
  let format: LogFormat = 'log';
  let translator: RowTranslator | undefined;
  let lead = '';
  let source: { write(text: string): void; end(): void } | undefined;

  /** Cells of a table: the header decides whether they are translated. */
  const table = (): ((cells: readonly string[], row: number) => void) => {
    let begun = false;
    return (cells, row) => {
      if (!begun && cells.some((cell) => cell.trim() !== '')) {
        begun = true;
        translator = translatorOf(cells, context);
        if (translator !== undefined) format = translator.format;
      }
      if (translator === undefined) rows.cells(cells, row);
      else translator.cells(cells, row);
    };
  };

  const begin = (text: string): void => {
    const first = text.trimStart()[0];
    const size = { ...place, rows: limits.logRows, cellLength: limits.cellLength };
    if (first === '{') {
      source = readJsonLines({ ...place, rows: limits.logRows }, rows.object, rows.refuse);
      return;
    }
    const [head, next] = text.trimStart().split(/\r?\n|\r/, 2);
    translator = blockTranslatorOf(head, next, context);
    if (translator === undefined) {
      // A sequence of a learner in one cell is as long as the learner's diligence.
      const sequences = /\buid\b.*\bresponses\b/.test(head);
      const cellLength = sequences ? Math.max(limits.cellLength, LONGEST_SEQUENCE) : limits.cellLength;
      source = splitRows({ ...size, cellLength, columns: limits.columns }, table());
    } else {
      format = translator.format;
      source = splitRows({ ...size, delimiter: ',', columns: LONGEST_SEQUENCE }, translator.cells);
    }
  };

  return {
    write(text) {
      if (source === undefined) {
        lead = lead === '' && text.charCodeAt(0) === 0xfeff ? text.slice(1) : lead + text;
        // Empty rows before the header are kept, since rows are counted from the top. Two lines tell the format.
        const lines = lead.trimStart().split('\n', 3).length;
        if (lines < 3 && lead.length < PIECE) return;
        text = lead;
        lead = '';
        begin(text);
      }
      source?.write(text);
    },
    end() {
      if (source === undefined) {
        begin(lead);
        (source as unknown as { write(text: string): void } | undefined)?.write(lead);
      }
      source?.end();
      translator?.end();
      return { format, ...(folds.size === 0 ? {} : { folds }) };
    },
  };
}
