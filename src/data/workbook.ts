import readWorkbookSheets from 'read-excel-file/universal';
import { YincaiError } from './fault.js';
import { INPUT_LIMITS, type InputLimits } from './input-limits.js';
import type { Table } from './table.js';
import { normaliseCell } from './text.js';
import { readZip, storeZip, type ZipParts } from './zip.js';

/** Options of {@link readWorkbook}. */
export interface WorkbookOptions {
  /** File name for error messages. */
  readonly file?: string;
  /** Limits that differ from {@link INPUT_LIMITS}. */
  readonly limits?: Partial<InputLimits>;
}

/**
 * Reads every sheet of an XLSX workbook into tables of texts; sheets without any cell are left out.
 * Integers keep all their digits as written, dates come as `YYYY-MM-DD` or `YYYY-MM-DD HH:mm:ss`, formulas as their stored
 * result, and a merged area as its first cell.
 *
 * The archive is inflated here under a running limit and the extent of each sheet is looked up before any row is made,
 * so neither a zip bomb nor a lone cell in the last row and column costs memory.
 *
 * @throws YincaiError `bad-format`, `too-large` or `unsupported`.
 */
export async function readWorkbook(bytes: Uint8Array, options: WorkbookOptions = {}): Promise<readonly Table[]> {
  const limits = { ...INPUT_LIMITS, ...options.limits };
  const place = options.file === undefined ? {} : { file: options.file };
  if (bytes.length > limits.bytes) {
    const megabytes = Math.round(limits.bytes / 1024 / 1024);
    throw new YincaiError({
      code: 'too-large',
      ...place,
      expected: `a workbook of at most ${megabytes} MB`,
      expectedZh: `至多 ${megabytes} MB 的工作簿`,
      mend: 'keep only the sheet with the table, or save it as CSV',
      mendZh: '只保留数据所在的工作表，或另存为 CSV',
    });
  }
  const parts = await readZip(bytes, {
    ...place,
    filter: (path) => path.endsWith('.xml') || path.endsWith('.xml.rels'),
    inflatedBytes: limits.inflatedBytes,
  });
  if (!parts.has('xl/workbook.xml')) throw notWorkbook(place);
  checkExtent(parts, limits, place);
  let sheets: Awaited<ReturnType<typeof readWorkbookSheets<string>>>;
  try {
    sheets = await readWorkbookSheets<string>(storeZip(parts).buffer, { trim: false, parseNumber: plainNumber });
  } catch {
    throw notWorkbook(place);
  }
  const tables: Table[] = [];
  for (const { sheet, data } of sheets) {
    const rows: string[][] = [];
    const rowNumbers: number[] = [];
    data.forEach((cells, index) => {
      const row: string[] = new Array(cells.length);
      let filled = false;
      for (let c = 0; c < cells.length; c++) {
        const text = cellText(cells[c]);
        if (text.length > limits.cellLength) {
          throw new YincaiError({
            code: 'too-large',
            ...place,
            sheet,
            row: index + 1,
            column: c + 1,
            value: text,
            expected: `at most ${limits.cellLength} characters in a cell`,
            expectedZh: `单元格至多 ${limits.cellLength} 个字符`,
          });
        }
        row[c] = normaliseCell(text);
        if (row[c] !== '') filled = true;
      }
      if (!filled) return;
      rows.push(row);
      rowNumbers.push(index + 1);
    });
    if (rows.length > 0) tables.push({ ...place, sheet, rows, rowNumbers });
  }
  return tables;
}

/** Keeps the digits of integers, which may be ids longer than a double holds; shortens `0.30000000000000004`-like fractions. */
function plainNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text;
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const short = String(Number(value.toPrecision(15)));
  return short.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : short;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return '';
    const iso = cell.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
  }
  return String(cell);
}

/** Refuses workbooks with cells beyond the limits, from the addresses in their XML. Any part may be made a sheet, so all are looked at. */
function checkExtent(parts: ZipParts, limits: InputLimits, place: { readonly file?: string }): void {
  let cells = 0;
  for (const [path, part] of parts) {
    const extent = sheetExtent(part);
    cells += extent.rows * extent.columns;
    const over =
      extent.rows > limits.rows
        ? { en: `at most ${limits.rows} rows`, zh: `至多 ${limits.rows} 行` }
        : extent.columns > limits.columns
          ? { en: `at most ${limits.columns} columns`, zh: `至多 ${limits.columns} 列` }
          : cells > limits.cells
            ? { en: `at most ${limits.cells} cells`, zh: `至多 ${limits.cells} 个单元格` }
            : undefined;
    if (over === undefined) continue;
    throw new YincaiError({
      code: 'too-large',
      ...place,
      sheet: path.replace(/^.*\/|\.xml$/g, ''),
      value: `${extent.rows} × ${extent.columns}`,
      expected: over.en,
      expectedZh: over.zh,
      mend: 'delete the stray cells to the right of and below the table',
      mendZh: '删除表格右侧和下方多余的单元格',
    });
  }
}

/**
 * The last row and column that the `row` and `c` elements of a sheet's XML name in an attribute `r`, or count where they name none.
 * Told from the bytes, and rather too large than too small: an address of another form, which no program writes, has no end.
 */
function sheetExtent(xml: Uint8Array): { readonly rows: number; readonly columns: number } {
  let rows = 0;
  let columns = 0;
  let counted = 0;
  let inRow = 0;
  for (let i = xml.indexOf(LESS); i >= 0; i = xml.indexOf(LESS, i)) {
    // The local name of the tag: `c` in `<c `, `<x:c>`.
    let from = ++i;
    for (; i < xml.length && xml[i]! > 0x20 && xml[i] !== GREATER && xml[i] !== SLASH; i++) {
      if (xml[i] === COLON) from = i + 1;
    }
    const cell = i - from === 1 && xml[from] === LETTER_C;
    const row = i - from === 3 && xml[from] === LETTER_R && xml[from + 1] === LETTER_O && xml[from + 2] === LETTER_W;
    if (cell) columns = Math.max(columns, ++inRow);
    else if (row) {
      rows = Math.max(rows, ++counted);
      inRow = 0;
    } else continue;
    let quote = 0;
    for (; i < xml.length; i++) {
      const byte = xml[i]!;
      if (quote === 0 && byte === GREATER) break;
      // No program writes angle brackets within these tags, and readers differ in what they make of them.
      if (byte === LESS || byte === GREATER) return ENDLESS;
      if (byte === quote) quote = 0;
      else if (quote === 0 && (byte === 0x22 || byte === 0x27)) {
        quote = byte;
        if (!namedR(xml, i)) continue;
        let column = 0;
        let number = 0;
        for (i++; xml[i]! >= 0x41 && xml[i]! <= 0x5a; i++) column = column * 26 + xml[i]! - 64;
        for (; xml[i]! >= 0x30 && xml[i]! <= 0x39; i++) number = number * 10 + xml[i]! - 48;
        if (xml[i] !== quote) return ENDLESS;
        rows = Math.max(rows, number);
        columns = Math.max(columns, column);
        quote = 0;
      }
    }
  }
  return { rows, columns };
}

/** Whether the quoted value that begins at `quoteAt` is that of an attribute `r`, with or without a prefix. */
function namedR(xml: Uint8Array, quoteAt: number): boolean {
  let at = skipBlanksBack(xml, quoteAt - 1);
  if (xml[at] !== EQUALS) return false;
  at = skipBlanksBack(xml, at - 1);
  return (
    xml[at] === LETTER_R &&
    (xml[at - 1]! <= 0x20 || xml[at - 1] === COLON || xml[at - 1] === 0x22 || xml[at - 1] === 0x27)
  );
}

function skipBlanksBack(xml: Uint8Array, from: number): number {
  let at = from;
  while (at > 0 && xml[at]! <= 0x20) at--;
  return at;
}

const ENDLESS = { rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY };
const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const COLON = 0x3a;
const EQUALS = 0x3d;
const LETTER_C = 0x63;
const LETTER_O = 0x6f;
const LETTER_R = 0x72;
const LETTER_W = 0x77;

function notWorkbook(place: { readonly file?: string }): YincaiError {
  return new YincaiError({
    code: 'bad-format',
    ...place,
    expected: 'an XLSX workbook',
    expectedZh: 'XLSX 工作簿',
    mend: 'open it in a spreadsheet program and save it again as XLSX or CSV',
    mendZh: '用表格软件打开后另存为 XLSX 或 CSV',
  });
}
