import type { ClassOverview } from '../../class-document.js';
import { maybe, plain, type TreeContext } from '../text.js';

/** The part of the template that sets 班级概览. */
export const CLASS_OVERVIEW: string = `
#let figure-title(it) = block(above: 1.2em, below: 0.4em, sticky: true, label-text(it, weight: "bold", size: 10.5pt))
#let class-tiles(figures) = grid(
  columns: (1fr,) * calc.max(3, figures.len()), column-gutter: 2.4mm,
  ..figures.map(((name, value, note)) => grid.cell(stroke: 0.7pt, inset: 2.4mm, {
    set par(leading: 0em, spacing: 0em, justify: false)
    par(label-text(name, size: 8pt, fill: grey))
    par(text(font: sans, size: 13pt, weight: "bold", value))
    if note != none { par(label-text(note, size: 7.5pt, fill: grey)) }
  })),
)
#let histogram(bands) = layout(size => {
  let most = calc.max(1, ..bands.map(b => b.at(1)))
  let height = 34mm
  let step = size.width / bands.len()
  block(width: 100%, height: height + 11mm, breakable: false, {
    set text(font: sans, size: 8pt)
    for (i, (name, count)) in bands.enumerate() {
      let tall = height * count / most
      if count > 0 { place(top + left, dx: (i + 0.1) * step, dy: 5mm + height - tall, rect(width: 0.8 * step, height: tall, fill: luma(76%), stroke: 0.6pt)) }
      place(top + left, dx: i * step, dy: height - tall, box(width: step, height: 5mm, align(center + horizon, text(weight: "bold", str(count)))))
      place(top + left, dx: i * step, dy: height + 6mm, box(width: step, height: 5mm, align(center + horizon, name)))
    }
    place(top + left, dy: height + 5mm, line(length: 100%, stroke: 0.8pt))
  })
})
#let comparison-bars(rows) = {
  set text(font: sans, size: 9pt)
  set par(justify: false, leading: 0em)
  grid(
    columns: (auto, 1fr, auto, auto), column-gutter: 3mm, row-gutter: 1.2mm, align: horizon,
    ..rows.enumerate().map(((i, (name, share, note))) => (
      text(weight: if i == 0 { "bold" } else { "regular" }, name),
      box(width: 100%, height: 4mm, stroke: 0.4pt + luma(55%), place(left + horizon, rect(width: share * 100%, height: 4mm, fill: if i == 0 { dark } else { luma(76%) }, stroke: 0.5pt))),
      text(weight: "bold", percent(share)), text(fill: grey, note),
    )).flatten(),
  )
}
#let class-overview(s) = {
  class-tiles(s.figures)
  v(1mm)
  for p in s.paragraphs { par(p) }
  if s.bands.len() > 0 { figure-title(s.bandsTitle); histogram(s.bands) }
  if s.comparisons.len() > 0 { figure-title(s.comparisonsTitle); comparison-bars(s.comparisons) }
}
`;

/** 班级概览 for the template. */
export function classOverviewTree(section: ClassOverview, context: TreeContext): object {
  const text = (value: string): string => plain(value, context);
  return {
    figures: section.figures.map(({ label, value, note }) => [text(label), text(value), maybe(note, context)]),
    bands: section.bands.map(({ label, learners }) => [text(label), learners]),
    bandsTitle: text(section.bandsTitle),
    comparisons: section.comparisons.map(({ label, share, note }) => [text(label), share, text(note)]),
    comparisonsTitle: text(section.comparisonsTitle),
    paragraphs: section.paragraphs.map(text),
  };
}
