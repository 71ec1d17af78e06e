import type { PrintList } from '../document.js';
import { plain, type TreeContext } from './text.js';

/** The part of the template that sets a list for the printer, in two columns. */
export const PRINT_LIST: string = `
#let print-list(s) = columns(2, gutter: 8mm, {
  set text(font: sans, size: 9pt)
  table(
    columns: s.columns.enumerate().map(((at, _)) => if at == 1 { 1fr } else { auto }),
    align: s.columns.enumerate().map(((at, _)) => if at == 1 { left } else { right }),
    inset: (x: 2mm, y: 1.1mm), stroke: (x, y) => (bottom: 0.4pt + if y == 0 { black } else { luma(70%) }),
    table.header(..s.columns.map(name => text(weight: "bold", name))),
    ..s.rows.flatten(),
  )
})
`;

/** A list for the printer for the template. */
export function printListTree(section: PrintList, context: TreeContext): object {
  return {
    columns: section.columns.map((name) => plain(name, context)),
    rows: section.rows.map((row) => row.map((value) => plain(value, context))),
  };
}
