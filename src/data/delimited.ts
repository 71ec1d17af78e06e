import Papa from 'papaparse';
import { type Fault, YincaiError } from './fault.js';
import { INPUT_LIMITS } from './input-limits.js';
import { emptyTable, type Table } from './table.js';
import { decodeText, normaliseCell } from './text.js';

/** Options of {@link parseDelimited} and {@link splitRows}. */
export interface DelimitedOptions {
  /** File name for error messages. */
  readonly file?: string;
  /** Cell delimiter; found from the first rows where not given: comma, tab, semicolon or bar. */
  readonly delimiter?: ',' | '\t' | ';' | '|';
  /** Most characters of a cell. Default {@link INPUT_LIMITS}. */
  readonly cellLength?: number;
  /** Most rows. Default {@link INPUT_LIMITS}. */
  readonly rows?: number;
  /** Most columns. Default {@link INPUT_LIMITS}. */
  readonly columns?: number;
}

/** Takes a row of raw cells and its number in the file, from 1. */
export type RowSink = (cells: readonly string[], row: number) => void;

/** A splitter fed with text in pieces of any length. */
export interface RowSplitter {
  write(text: string): void;
  end(): void;
}

/** Text is parsed in slices of at most this many characters, so that memory is bounded by slices and not by files. */
const SLICE = 1 << 16;

/** Characters of the longest row taken; an unfinished row is read anew with each slice, so it must stay bounded. */
const LONGEST_ROW = 1 << 22;

/**
 * Splits delimited text (RFC 4180 quoting) into rows, piece by piece. Memory is that of a slice and the longest row.
 *
 * @throws YincaiError `bad-format` for quotes that do not close or NUL characters, `too-large` for a cell, row or
 * table above the limits; each names its row.
 */
export function splitRows(options: DelimitedOptions, sink: RowSink): RowSplitter {
  const { file } = options;
  const cellLength = options.cellLength ?? INPUT_LIMITS.cellLength;
  const maxRows = options.rows ?? INPUT_LIMITS.rows;
  const maxColumns = options.columns ?? INPUT_LIMITS.columns;
  const place = file === undefined ? {} : { file };
  let parser: Papa.Parser | undefined;
  let lead = '';
  let rest = '';
  let row = 0;
  let started = false;

  const refuse = (fault: Omit<Fault, 'file'>): never => {
    throw new YincaiError({ ...place, ...fault });
  };

  const take = (text: string, last: boolean): string => {
    parser ??= new Papa.Parser({
      delimiter: options.delimiter ?? findDelimiter(text),
      newline: text.includes('\n') || !text.includes('\r') ? '\n' : '\r',
      skipEmptyLines: false,
    } as Papa.ParseConfig);
    const { data, errors, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    for (const error of errors) {
      if (error.row !== undefined && error.row < data.length) refuse(badQuotes(row + error.row + 1));
    }
    for (const cells of data) {
      row++;
      if (row > maxRows) refuse(tooMany('rows', '行', maxRows, row));
      if (cells.length > maxColumns) refuse(tooMany('columns', '列', maxColumns, row));
      for (let c = 0; c < cells.length; c++) {
        if (cells[c]!.length > cellLength) refuse(longCell(cells[c]!, row, c + 1, cellLength));
      }
      sink(cells, row);
    }
    if (last) return '';
    return meta.cursor === 0 ? text : text.slice(meta.cursor);
  };

  const feed = (text: string): void => {
    const nul = text.indexOf('\0');
    if (nul >= 0) {
      refuse({
        code: 'bad-format',
        row: row + 1 + (rest + text.slice(0, nul)).split('\n').length - 1,
        expected: 'text without NUL characters',
        expectedZh: '不含空字符（NUL）的文本',
        mend: 'the file is not a plain text table: export it again as CSV or XLSX',
        mendZh: '该文件不是文本表格，请重新导出为 CSV 或 XLSX',
      });
    }
    rest = take(rest + text, false);
    // What remains is one unfinished row. A quote that never closes would make it the rest of the file.
    if (rest.length > cellLength + SLICE) refuseRow(rest);
  };

  const refuseRow = (text: string): void => {
    const cells = (parser!.parse(text, 0, false) as Papa.ParseResult<string[]>).data[0] ?? [];
    const c = cells.findIndex((cell) => cell.length > cellLength);
    if (c >= 0) refuse(longCell(cells[c]!, row + 1, c + 1, cellLength));
    if (cells.length > maxColumns) refuse(tooMany('columns', '列', maxColumns, row + 1));
    if (text.length > LONGEST_ROW) refuse(tooMany('characters in a row', '个字符（每行）', LONGEST_ROW, row + 1));
  };

  return {
    write(text) {
      // The first lines decide on the delimiter, so they are gathered first.
      if (!started) {
        lead += text;
        if (lead.length < 4096) return;
        started = true;
        text = lead;
        lead = '';
      }
      for (let from = 0; from < text.length; from += SLICE) {
        feed(text.length <= SLICE ? text : text.slice(from, from + SLICE));
      }
    },
    end() {
      if (!started) {
        started = true;
        feed(lead);
        lead = '';
      }
      if (rest !== '') {
        const text = rest;
        rest = '';
        take(text, true);
      }
    },
  };
}

/**
 * Reads a delimited text (CSV, TSV, semicolons) into a table.
 *
 * @throws YincaiError as {@link splitRows}; `not-enough-data` where there is no row.
 * @example
 * parseDelimited('a,b\n1,"x, y"\n').rows // [['a', 'b'], ['1', 'x, y']]
 */
export function parseDelimited(text: string | Uint8Array, options: DelimitedOptions = {}): Table {
  const { file } = options;
  const rows: string[][] = [];
  const rowNumbers: number[] = [];
  const splitter = splitRows(options, (cells, number) => {
    const normal = cells.map(normaliseCell);
    if (normal.every((cell) => cell === '')) return;
    rows.push(normal);
    rowNumbers.push(number);
  });
  const whole = typeof text === 'string' ? text : decodeText(text, file);
  splitter.write(whole.charCodeAt(0) === 0xfeff ? whole.slice(1) : whole);
  splitter.end();
  if (rows.length === 0) throw new YincaiError(emptyTable(file));
  return { ...(file === undefined ? {} : { file }), rows, rowNumbers };
}

const DELIMITERS = [',', '\t', ';', '|'] as const;

/** The delimiter that divides most of the first lines into the same number of cells. */
function findDelimiter(text: string): string {
  const lines = text.slice(0, 65_536).split(/\r\n|\n|\r/, 21);
  if (lines.length > 1) lines.pop();
  let best = ',';
  let bestLines = 0;
  let bestCells = 0;
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const cells = countOutsideQuotes(line, delimiter);
      if (cells > 0) counts.set(cells, (counts.get(cells) ?? 0) + 1);
    }
    for (const [cells, agreeing] of counts) {
      if (agreeing > bestLines || (agreeing === bestLines && cells > bestCells)) {
        best = delimiter;
        bestLines = agreeing;
        bestCells = cells;
      }
    }
  }
  return best;
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let count = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === '"') quoted = !quoted;
    else if (c === delimiter && !quoted) count++;
  }
  return count;
}

function badQuotes(row: number): Fault {
  return {
    code: 'bad-format',
    row,
    expected: 'quotation marks that close before the next delimiter, and are doubled inside a quoted cell',
    expectedZh: '成对的双引号（单元格内的双引号须写两遍）',
    mend: 'close the quotation mark opened in this row',
    mendZh: '补全本行未闭合的双引号',
  };
}

function longCell(value: string, row: number, column: number, limit: number): Fault {
  return {
    code: 'too-large',
    row,
    column,
    value,
    expected: `at most ${limit} characters in a cell (this one has ${value.length} or more; is a quotation mark left open?)`,
    expectedZh: `单元格至多 ${limit} 个字符（此处至少 ${value.length} 个；是否有未闭合的引号？）`,
  };
}

function tooMany(what: string, zh: string, limit: number, row: number): Fault {
  return { code: 'too-large', row, expected: `at most ${limit} ${what}`, expectedZh: `至多 ${limit} ${zh}` };
}
