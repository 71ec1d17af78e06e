import type { MasteryChart } from '../document.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 知识掌握. */
export const MASTERY: string = `
#let level-sign(level) = box(width: 2.9mm, height: 2.9mm, baseline: 0.3mm, {
  if level == "mastered" { place(circle(radius: 1.45mm, fill: black)) }
  else if level == "unknown" { place(circle(radius: 1.35mm, stroke: (paint: luma(40%), thickness: 0.6pt, dash: "dotted"))) }
  else {
    if level == "partial" { place(box(width: 1.45mm, height: 2.9mm, clip: true, circle(radius: 1.45mm, fill: black))) }
    place(circle(radius: 1.45mm, stroke: 0.7pt))
  }
})
#let bar(row) = {
  let width = 62mm
  box(width: width, height: 4mm, {
    place(bottom + left, line(length: width, stroke: 0.4pt + luma(55%)))
    for share in (0, 0.25, 0.5, 0.75, 1) { place(bottom + left, dx: share * width, line(angle: -90deg, length: 0.9mm, stroke: 0.4pt + luma(55%))) }
    if row.level == "unknown" { place(dy: 0.8mm, rect(width: width, height: 2mm, stroke: (paint: luma(50%), thickness: 0.5pt, dash: "dotted"))) }
    else {
      let fill = if row.level == "weak" { hatch } else if row.level == "partial" { luma(76%) } else { dark }
      place(dy: 0.4mm, rect(width: row.success * width, height: 2.8mm, fill: fill, stroke: 0.5pt))
      let (a, b) = (row.low * width, row.high * width)
      place(line(start: (a, 1.8mm), end: (b, 1.8mm), stroke: 2.4pt + white))
      place(line(start: (a, 1.8mm), end: (b, 1.8mm), stroke: 0.9pt))
      for x in (a, b) { place(line(start: (x, 0.9mm), end: (x, 2.7mm), stroke: 0.9pt)) }
    }
  })
}
#let mastery(s) = block(breakable: false, {
  heading(level: 1, s.title)
  remark(s.explanation)
  set text(font: sans, size: 9pt)
  set par(justify: false, leading: 0em)
  grid(
    columns: (1fr, auto, auto, auto, auto), column-gutter: 3mm, row-gutter: 1mm, align: horizon,
    ..s.rows.map(row => (
      row.name, bar(row),
      align(right, if row.level == "unknown" { "—" } else { percent(row.success) }),
      { level-sign(row.level); h(1.2mm); row.word },
      text(fill: grey, row.answers),
    )).flatten(),
  )
  if s.note != none { par(label-text(s.note, fill: grey)) }
})
`;

/** 知识掌握 for the template. */
export function masteryTree(section: MasteryChart, context: TreeContext): object {
  const { words } = context;
  return {
    explanation: plain(section.explanation, context),
    note: maybe(section.note, context),
    rows: section.rows.map((row) => ({
      name: plain(row.name, context),
      success: row.success,
      low: row.low,
      high: row.high,
      level: row.level,
      word: words.levels[row.level],
      answers: words.answers(row.answers),
    })),
  };
}
