import writeXlsx, { type Row } from 'write-excel-file/universal';
import type { CellValue } from './csv-writer.js';

/** One sheet to write. */
export interface SheetContent {
  readonly name: string;
  readonly rows: readonly (readonly CellValue[])[];
  /** Index of the header row, set in bold and, with the rows above it, kept in view. Default 0; −1 for none. */
  readonly headerRow?: number;
  /** Widths of the columns in characters. */
  readonly widths?: readonly number[];
}

/**
 * Writes an XLSX workbook. Texts are stored as texts, so that `=cmd()` in a name is shown and never run.
 */
export async function writeWorkbook(sheets: readonly SheetContent[]): Promise<Uint8Array> {
  const blob = await writeXlsx(
    sheets.map(({ name, rows, headerRow = 0, widths }) => ({
      sheet: name,
      data: rows.map((cells, r): Row => cells.map((value) => cellOf(value, r === headerRow))),
      ...(headerRow >= 0 ? { stickyRowsCount: headerRow + 1 } : {}),
      ...(widths === undefined ? {} : { columns: widths.map((width) => ({ width })) }),
    })),
  ).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
}

function cellOf(value: CellValue, header: boolean): Row[number] {
  if (value === null || value === undefined || value === '' || (typeof value === 'number' && !Number.isFinite(value)))
    return null;
  const style = header ? { fontWeight: 'bold' as const } : {};
  if (typeof value === 'number') return { value, type: Number, ...style };
  if (typeof value === 'boolean') return { value: value ? 1 : 0, type: Number, ...style };
  return { value, type: String, ...style };
}
