import type { Fault } from './fault.js';

/** A table of texts, as CSV and XLSX both give it: cells normalised, wholly empty rows left out. */
export interface Table {
  readonly file?: string;
  readonly sheet?: string;
  readonly rows: readonly (readonly string[])[];
  /** Number of each row in the file, from 1, as a spreadsheet shows it. */
  readonly rowNumbers: readonly number[];
}

/** File and sheet of a table, to spread into a fault. */
export function placeOf(table: Table): { readonly file?: string; readonly sheet?: string } {
  return {
    ...(table.file === undefined ? {} : { file: table.file }),
    ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
  };
}

/** The fault of a file that holds no table at all. */
export function emptyTable(file?: string): Fault {
  return {
    code: 'not-enough-data',
    ...(file === undefined ? {} : { file }),
    expected: 'a header row and at least one row below it',
    expectedZh: '表头行及其下至少一行数据',
  };
}
