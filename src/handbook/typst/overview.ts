import type { Overview } from '../document.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 学情总览. */
export const OVERVIEW: string = `
#let growth(s) = {
  let width = column - 2mm
  let height = 34mm
  let n = s.history.len()
  // The target stands where the next exam will.
  // The name of the reference stands on its line, right of all points.
  let x(i) = 18mm + i * (width - if s.reference == none { 36mm } else { 52mm }) / (if s.target == none { n - 1 } else { n })
  let y(share) = height * (1 - share)
  // Anchors a piece of text at a point, in a frame wide enough that it never wraps.
  let at(dx, dy, anchor, it) = {
    let w = 44mm
    let shift = if anchor.x == left { 0mm } else if anchor.x == right { w } else { w / 2 }
    let lift = if anchor.y == top { 0mm } else if anchor.y == bottom { 8mm } else { 4mm }
    place(top + left, dx: dx - shift, dy: dy - lift, box(width: w, height: 8mm, align(anchor, it)))
  }
  label-text(s.growth, weight: "bold", size: 10.5pt)
  block(above: 6mm, width: 100%, height: height + if n > 4 { 11mm } else { 7mm }, breakable: false, {
    set text(font: sans, size: 8pt)
    for share in (0, 0.25, 0.5, 0.75, 1) {
      place(line(start: (8mm, y(share)), end: (width, y(share)), stroke: 0.4pt + luma(75%)))
      at(6.5mm, y(share), right + horizon, percent(share))
    }
    if s.reference != none {
      let (name, share) = s.reference
      place(line(start: (8mm, y(share)), end: (width, y(share)), stroke: (paint: luma(25%), thickness: 0.8pt, dash: "dashed")))
      at(width, y(share) - 0.8mm, right + bottom, box(fill: white, inset: 0.6mm, name + " " + percent(share)))
    }
    if s.target != none {
      let (name, share) = s.target
      place(line(start: (x(n - 1), y(s.history.at(n - 1).at(1))), end: (x(n), y(share)), stroke: (thickness: 1pt, dash: "dotted")))
      at(x(n), y(share), center + horizon, rotate(45deg, square(size: 2.4mm, fill: white, stroke: 1.2pt)))
      at(x(n), y(share) - 2.3mm, center + bottom, box(fill: white, outset: 0.3mm, text(weight: "bold", percent(share))))
      at(x(n), height + 2mm + if n > 4 and calc.odd(n) { 4mm } else { 0mm }, center + top, box(name))
    }
    for i in range(1, n) {
      place(line(start: (x(i - 1), y(s.history.at(i - 1).at(1))), end: (x(i), y(s.history.at(i).at(1))), stroke: 1.2pt))
    }
    for (i, (name, share)) in s.history.enumerate() {
      at(x(i), y(share), center + horizon, circle(radius: 1.1mm, fill: white, stroke: 1.2pt))
      at(x(i), y(share) - 2mm, center + bottom, box(fill: white, outset: 0.3mm, text(weight: "bold", percent(share))))
      at(x(i), height + 2mm + if n > 4 and calc.odd(i) { 4mm } else { 0mm }, center + top, box(name))
    }
  })
}

#let cell-fill(share) = if share != none and share >= 1 { dark } else { white }
#let sheet-cell(name, share, size: 8mm) = box(
  width: if name.clusters().len() > 4 { auto } else { size }, height: size, inset: (x: 0.8mm),
  fill: cell-fill(share),
  stroke: if share == none { (paint: luma(45%), thickness: 0.6pt, dash: "dotted") } else { 0.6pt },
  {
    if share != none and share > 0 and share < 1 { place(bottom + left, dx: -0.8mm, rect(width: 100% + 1.6mm, height: 50%, fill: luma(78%))) }
    align(center + horizon, text(font: sans, size: calc.min(8.5pt, size), fill: if share != none and share >= 1 { white } else { black }, name))
  },
)
#let overview(s) = {
  if s.figures.len() > 0 {
    grid(
      columns: (1fr,) * (if s.figures.len() > 4 { calc.ceil(s.figures.len() / 2) } else { s.figures.len() }), column-gutter: 3mm, row-gutter: 3mm,
      ..s.figures.map(((name, value, note)) => block(width: 100%, height: if s.figures.any(f => f.at(2) != none) { 20mm } else { 16mm }, stroke: 0.7pt, inset: 2.6mm, {
        set par(leading: 0em, justify: false)
        label-text(name, fill: grey)
        linebreak()
        text(font: sans, size: 16pt, weight: "bold", value)
        if note != none { linebreak(); label-text(note, size: 7pt, fill: grey) }
      })),
    )
    v(2mm)
  }
  for p in s.paragraphs { par(text(font: kai, size: 11pt, p)) }
  if s.history.len() > 1 { v(1mm); growth(s) }
  if s.sheet.len() > 0 {
    v(1mm)
    block(breakable: false, {
      label-text(s.sheetTitle, weight: "bold", size: 10.5pt)
      par(leading: 1.4mm, justify: false, s.sheet.map(((name, share)) => sheet-cell(name, share)).join(h(1.4mm, weak: true)))
      par(label-text({
        for (name, share) in s.legend.zip((1, 0.5, 0, none)) {
          box(baseline: 0.5mm, sheet-cell("", share, size: 3.2mm)); h(1.2mm); name; h(4mm)
        }
      }))
    })
  }
}
`;

/** 学情总览 for the template. */
export function overviewTree(section: Overview, context: TreeContext): object {
  const { words } = context;
  const text = (value: string): string => plain(value, context);
  return {
    figures: section.figures.map(({ label, value, note }) => [text(label), text(value), maybe(note, context)]),
    history: section.history.slice(-8).map(({ label, share }) => [text(label), share]),
    reference: section.reference === undefined ? null : [text(section.reference.label), section.reference.share],
    target: section.target === undefined ? null : [text(section.target.label), section.target.share],
    sheet: section.sheet.map(({ label, share }) => [text(label), share ?? null]),
    paragraphs: section.paragraphs.map(text),
    growth: words.growth,
    sheetTitle: words.sheet,
    legend: words.sheetLegend,
  };
}
