import type { TeacherMessage } from '../document.js';
import { plain, type TreeContext } from './text.js';

/** The part of the template that sets 教师寄语. */
export const MESSAGE: string = `
#let message(s) = block(breakable: false, width: 100%, {
  block(width: 100%, stroke: 0.9pt, inset: 1.4mm, block(width: 100%, stroke: 0.4pt, inset: (x: 7mm, y: 4.5mm), {
    set text(font: kai, size: 12.5pt)
    set par(first-line-indent: (amount: 2em, all: true), leading: 0.5em, spacing: 0.8em)
    for p in s.paragraphs { par(p) }
  }))
  v(6mm)
  set text(font: sans, size: 10pt)
  grid(
    columns: (1fr, 1fr), column-gutter: 10mm, row-gutter: 7mm,
    ..s.signatures.map(it => grid(columns: (auto, 1fr), column-gutter: 2mm, align: bottom, it, line(length: 100%, stroke: 0.6pt))),
  )
})
`;

/** 教师寄语 for the template. */
export function messageTree({ paragraphs, signatures }: TeacherMessage, context: TreeContext): object {
  return {
    paragraphs: paragraphs.map((text) => plain(text, context)),
    signatures: signatures.map((label) => plain(label, context)),
  };
}
