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

/** Refuses sheets whose cells lie beyond the limits, from the addresses in their XML. */
function checkExtent(parts: ZipParts, limits: InputLimits, place: { readonly file?: string }): void {
  let cells = 0;
  for (const [path, part] of parts) {
    if (!/(^|\/)worksheets\/[^/]+\.xml$/i.test(path)) continue;
    const extent = sheetExtent(part);
    cells += extent.rows * extent.columns;
    const over =
      extent.rows > limits.rows
        ? { column: undefined, en: `at most ${limits.rows} rows`, zh: `至多 ${limits.rows} 行` }
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

/** The last row and column that a sheet's XML names in an `r="…"` attribute, or counts where it names none. */
function sheetExtent(xml: Uint8Array): { readonly rows: number; readonly columns: number } {
  let rows = 0;
  let columns = 0;
  let tags = 0;
  let inRow = 0;
  const R = 0x72;
  const C = 0x63;
  for (let i = 0; i + 3 < xml.length; i++) {
    const byte = xml[i]!;
    if (byte === 0x3c) {
      const next = xml[i + 1]!;
      const after = xml[i + 2]!;
      if (next === C && (after === 0x20 || after === 0x3e || after === 0x2f)) columns = Math.max(columns, ++inRow);
      else if (next === R && after === 0x6f) {
        rows = Math.max(rows, ++tags);
        inRow = 0;
      }
      continue;
    }
    if (byte !== R || xml[i + 1] !== 0x3d || (xml[i + 2] !== 0x22 && xml[i + 2] !== 0x27)) continue;
    const before = xml[i - 1]!;
    if (before > 0x20) continue;
    let column = 0;
    let row = 0;
    let at = i + 3;
    for (; at < xml.length && xml[at]! >= 0x41 && xml[at]! <= 0x5a; at++) column = column * 26 + xml[at]! - 64;
    for (; at < xml.length && xml[at]! >= 0x30 && xml[at]! <= 0x39; at++) row = row * 10 + xml[at]! - 48;
    if (row > rows) rows = row;
    if (column > columns) columns = column;
  }
  return { rows, columns };
}

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
