import type { Cover } from '../document.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 封面. */
export const COVER: string = `
#let cover(s) = {
  v(data.page.height * 0.14mm)
  text(font: sans, size: 30pt, weight: "bold", s.title)
  if s.subtitle != none { v(-4mm); text(font: sans, size: 16pt, fill: grey, s.subtitle) }
  v(1mm)
  line(length: 100%, stroke: 2.2pt)
  v(12mm)
  set text(size: 12pt)
  grid(
    columns: (auto, 1fr), column-gutter: 7mm, row-gutter: 0mm,
    ..s.facts.map(((name, value)) => (
      grid.cell(inset: (y: 2mm), text(font: sans, fill: grey, name)),
      grid.cell(inset: (y: 2mm), stroke: (bottom: 0.4pt + grey), value),
    )).flatten(),
  )
  v(1fr)
  set text(size: 10.5pt, font: sans)
  text(weight: "bold", data.contents)
  v(-1mm)
  context grid(
    columns: (1fr, auto), row-gutter: 3mm,
    ..query(heading.where(level: 1)).map(it => (
      { it.body; h(2mm); box(width: 1fr, text(fill: luma(55%), repeat(gap: 0.35em)[.])) },
      align(right, link(it.location(), [#h(2mm)#counter(page).at(it.location()).first()])),
    )).flatten(),
  )
  v(1fr)
  if s.notice != none { block(width: 100%, stroke: 0.5pt, inset: 3mm, text(font: kai, size: 9pt, s.notice)) }
}
`;

/** 封面 for the template. */
export function coverTree(section: Cover, context: TreeContext): object {
  return {
    subtitle: maybe(section.subtitle, context),
    facts: section.facts.map(({ label, value }) => [plain(label, context), plain(value, context)]),
    notice: maybe(section.notice, context),
  };
}
