/** Cells that mean "no answer", besides the empty cell; compared without regard to case. */
export const MISSING_CELLS: readonly string[] = [
  '缺考',
  '缺',
  '缺席',
  '缺勤',
  '未考',
  '未参加',
  '未参考',
  '免考',
  '缓考',
  'absent',
  'abs',
  'missing',
  '-',
  '--',
  '—',
  '——',
  '/',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
];

const MISSING: ReadonlySet<string> = new Set(['', ...MISSING_CELLS]);

/** Whether a normalised cell means that there is no answer. */
export function isMissingCell(cell: string): boolean {
  return cell === '' || MISSING.has(cell.toLowerCase());
}
