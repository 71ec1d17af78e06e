import { wrap } from '../compose/wrap.js';
import type { Cover } from '../document.js';
import { qrCode } from '../qr.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 封面. */
export const COVER: string = `
#let cover(s) = {
  v(frame.page.height * 0.12mm)
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
  text(weight: "bold", frame.contents)
  v(-1mm)
  context {
    let entries = query(heading.where(level: 1))
    let entry(it) = grid(
      columns: (1fr, auto),
      { it.body; h(2mm); box(width: 1fr, text(fill: luma(55%), repeat(gap: 0.35em)[.])) },
      align(right, link(it.location(), [#h(2mm)#counter(page).at(it.location()).first()])),
    )
    if entries.len() <= 6 { grid(columns: (1fr,), row-gutter: 3mm, ..entries.map(entry)) }
    else {
      let half = calc.ceil(entries.len() / 2)
      grid(
        columns: (1fr, 1fr), column-gutter: 10mm,
        grid(row-gutter: 3mm, ..entries.slice(0, half).map(entry)),
        grid(row-gutter: 3mm, ..entries.slice(half).map(entry)),
      )
    }
  }
  v(1fr)
  if s.twin != none or s.notice != none {
    grid(
      columns: if s.twin == none { (1fr,) } else { (auto, 1fr) }, column-gutter: 2mm, align: bottom,
      ..if s.twin == none { () } else { (link(s.twin.url, shapes(s.twin.size, s.twin.size, s.twin.shapes)),) },
      {
        if s.twin != none {
          set par(justify: false)
          label-text(s.twin.label, size: 9.5pt)
          linebreak()
          // A hyphen put in by hyphenation would make all hyphens of the font soft ones for who copies the text.
          label-text(s.twin.shown.join(linebreak()), size: 7pt, fill: grey, hyphenate: false)
        }
        if s.notice != none { block(width: 100%, stroke: 0.5pt, inset: 3mm, below: 3mm, text(font: kai, size: 9pt, s.notice)) }
      },
    )
  }
}
`;

/** 封面 for the template. */
export function coverTree(section: Cover, context: TreeContext): object {
  return {
    subtitle: maybe(section.subtitle, context),
    facts: section.facts.map(({ label, value }) => [plain(label, context), plain(value, context)]),
    twin: section.twin === undefined ? null : twinTree(section.twin, context),
    notice: maybe(section.notice, context),
  };
}

/** Side of the QR code with its quiet zone, in millimetres. */
const CODE = 28;

/** Letters in a line of the address. */
const ADDRESS = 80;

function twinTree({ label, url }: NonNullable<Cover['twin']>, context: TreeContext): object {
  const { size, path } = qrCode(url);
  const scale = CODE / (size + 8);
  return {
    label: plain(label, context),
    url,
    shown: wrap(url.replace(/[^!-~]/g, '?'), ADDRESS, 4),
    size: CODE,
    shapes: `<path transform='scale(${scale}) translate(4 4)' d='${path}' shape-rendering='crispEdges'/>`,
  };
}
