import type { Question } from '../document.js';
import { optionColumns, widthOf } from '../text.js';
import { maybe, plain, rich, type TreeContext } from './text.js';

/** The part of the template that sets a question with its answer space. */
export const QUESTION: string = `
#let tag(tier, word) = {
  let dark-tag = tier == "advance"
  box(
    stroke: 0.6pt, inset: (x: 1.4mm), outset: (y: 0.7mm),
    fill: if dark-tag { dark } else if tier == "consolidate" { luma(84%) } else { white },
    text(fill: if dark-tag { white } else { black }, word),
  )
}
#let question-body(q) = {
  block(below: 0.2em, sticky: true, {
    set text(font: sans, size: small)
    set par(justify: false)
    anchor(q.at("anchor", default: none))
    text(size: 11.5pt, weight: "bold", q.label)
    h(2.2mm)
    if q.tier != none { tag(q.tier, q.tierWord); h(2.2mm) }
    (q.head + q.marks).join(h(2.2mm))
    if q.points != "" { h(2.2mm); text(fill: grey, q.points) }
  })
  if q.passage != none {
    block(width: 100%, stroke: 0.6pt + luma(35%), inset: (x: 3mm, y: 2mm), above: 0.4em, below: 0.6em, {
      if q.passage.title != none { align(center, text(font: sans, weight: "bold", q.passage.title)) }
      rich(q.passage.text)
    })
  }
  rich(q.stem)
  if q.options.len() > 0 {
    block(above: 0.3em, grid(
      columns: (1fr,) * q.columns, column-gutter: 4mm, row-gutter: 0.25em,
      ..q.options.map(((key, option)) => grid(columns: (auto, 1fr), column-gutter: 1.6mm, key + ".", inline(option))),
    ))
  }
  if q.remark != none { block(above: 0.5em, width: 100%, stroke: (left: 1.6pt + luma(40%)), inset: (left: 2.4mm), text(font: kai, size: 9.5pt, q.remark)) }
}
#let rule = block(width: 100%, height: 8.6mm, above: 0pt, below: 0pt, stroke: (bottom: (paint: luma(45%), thickness: 0.5pt, dash: "dotted")))
#let question(q) = {
  // At least three lines on either side of a page break.
  let first = if q.lines < 6 { q.lines } else { 3 }
  let last = if q.lines < 6 { 0 } else { 3 }
  slot(q.slot, width: 100%, above: 1.5em, below: 0pt, breakable: q.long, { question-body(q); for _ in range(first) { rule } })
  for _ in range(q.lines - first - last) { rule }
  if last > 0 { block(breakable: false, above: 0pt, below: 0pt, for _ in range(last) { rule }) }
  v(1.6em, weak: true)
}
`;

/** Half-width characters past which a question may break across pages, since it might not fit on one. */
export const LONG = 2400;

/** A question for the template, with the marks beside its number and the remark below it. */
export function questionTree(question: Question, marks: object, context: TreeContext): object {
  const { label, anchor, passage, stem, options = [] } = question;
  let size = widthOf(stem) + (passage === undefined ? 0 : widthOf(passage.text));
  for (const option of options) size += widthOf(option.text);
  return {
    ...marks,
    slot: context.slot(JSON.stringify([stem, options])),
    label: plain(label, context),
    anchor: anchor ?? null,
    passage:
      passage === undefined ? null : { title: maybe(passage.title, context), text: rich(passage.text, label, context) },
    head: [
      context.words.kinds[question.kind],
      ...(question.points === undefined ? [] : [context.words.points(question.points)]),
    ],
    points: question.knowledgePoints.map((name) => plain(name, context)).join(' · '),
    stem: rich(stem, label, context),
    columns: optionColumns(options),
    options: options.map(({ key, text }) => [plain(key, context), rich(text, label, context)]),
    lines: Math.max(0, Math.min(question.lines, 40)),
    long: size > LONG,
  };
}
