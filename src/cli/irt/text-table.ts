/** Columns that a text takes on a terminal: two for CJK and full-width characters. */
function columns(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  return width;
}

/** A table for a terminal: the first column to the left, the others to the right, the last as it is. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, c) => {
      widths[c] = Math.max(widths[c] ?? 0, columns(cell));
    });
  return rows
    .map((row) =>
      row
        .map((cell, c) => {
          const blanks = ' '.repeat(widths[c]! - columns(cell));
          if (c === 0) return cell + blanks;
          return c === row.length - 1 && c === widths.length - 1 ? cell : blanks + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A number with its digits, `–` where it is not known. */
export function fixed(value: number | null | undefined, digits = 3): string {
  return value !== null && value !== undefined && Number.isFinite(value) ? value.toFixed(digits) : '–';
}
