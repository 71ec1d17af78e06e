/** How large an input may be before it is refused. All are checked while reading, before memory is spent. */
export interface InputLimits {
  /** Bytes of one table file (CSV, XLSX) or JSON document. */
  readonly bytes: number;
  /** Bytes that a workbook may inflate to, over all its parts. */
  readonly inflatedBytes: number;
  /** Rows of a table. */
  readonly rows: number;
  /** Columns of a table. */
  readonly columns: number;
  /** Rows × columns of a table. */
  readonly cells: number;
  /** Characters of one cell; a spreadsheet itself allows 32,767. */
  readonly cellLength: number;
  /** Rows of an interaction log. */
  readonly logRows: number;
  /** Nesting of a JSON document. */
  readonly jsonDepth: number;
}

/** The limits used where none are given: ample for a county, too small to exhaust a laptop. */
export const INPUT_LIMITS: InputLimits = {
  bytes: 32 * 1024 * 1024,
  inflatedBytes: 256 * 1024 * 1024,
  rows: 200_000,
  columns: 2_000,
  cells: 20_000_000,
  cellLength: 32_767,
  logRows: 50_000_000,
  jsonDepth: 64,
};
