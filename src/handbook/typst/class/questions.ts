import type { ExplainPlan, QuestionTable } from '../../class-document.js';
import { questionTree } from '../question.js';
import { maybe, plain, type TreeContext } from '../text.js';

/** The part of the template that sets 小题分析 and 讲评建议. */
export const CLASS_QUESTIONS: string = `
#let share-bar(share) = box(width: 24mm, {
  box(width: 14mm, height: 2.6mm, stroke: 0.4pt + luma(55%), if share > 0 { place(left + horizon, rect(width: share * 100%, height: 2.6mm, fill: luma(70%), stroke: 0.4pt)) })
  h(1fr)
  percent(share)
})
#let question-table(s) = {
  remark(s.introduction)
  set text(font: sans, size: 8.5pt)
  set par(justify: false, leading: 0.1em)
  table(
    columns: (auto, auto, auto, auto, auto, 1fr),
    stroke: (x, y) => (bottom: if y == 0 { 0.9pt } else { 0.4pt + luma(60%) }),
    inset: (x: 1.4mm, y: 0.8mm),
    align: (x, y) => if x == 2 or x == 4 { right + top } else { left + top },
    table.header(..s.columns.map(it => text(weight: "bold", it))),
    ..s.rows.map(r => (
      text(weight: "bold", r.label), r.kind, r.marks,
      if r.share == none { "—" } else { share-bar(r.share) },
      r.discrimination,
      table.cell(breakable: false, { r.points; for it in r.remarks { linebreak(); text(fill: grey, size: 8pt, it) } }),
    )).flatten(),
  )
}
#let explain-plan(s) = {
  remark(s.introduction)
  let to = none
  for e in s.entries {
    if e.to != to { to = e.to; heading(level: 2, to) }
    if e.full {
      block(width: 100%, above: 1.2em, below: 0.9em, breakable: e.question.long, {
        question-body(e.question)
        block(above: 0.4em, below: 0pt, width: 100%, breakable: false, stroke: (left: 1.6pt + luma(40%)), inset: (left: 2.4mm), {
          for r in e.reasons { par(text(size: 9.5pt, r)) }
          par(label-text(e.who, fill: grey))
        })
      })
    } else {
      block(width: 100%, above: 0.8em, below: 0.8em, breakable: false, {
        set par(justify: false)
        text(font: sans, weight: "bold", size: 10.5pt, e.question.label)
        h(2.2mm)
        label-text((e.figures, e.question.points).filter(it => it != "").join(h(2.2mm)))
        linebreak()
        text(size: 9.5pt, e.reasons.join(" "))
        linebreak()
        label-text(e.who, fill: grey)
      })
    }
  }
  if s.note != none { block(above: 1.2em, remark(s.note)) }
}
`;

/** 小题分析 for the template. */
export function questionTableTree(section: QuestionTable, context: TreeContext): object {
  const text = (value: string): string => plain(value, context);
  return {
    introduction: text(section.introduction),
    columns: section.columns.map(text),
    rows: section.rows.map((row) => ({
      label: text(row.label),
      kind: context.words.kinds[row.kind],
      marks: text(row.fullMarks),
      share: row.share ?? null,
      discrimination: text(row.discrimination),
      points: row.knowledgePoints.map(text).join(' · '),
      remarks: row.remarks.map(text),
    })),
  };
}

/** 讲评建议 for the template. */
export function explainPlanTree(section: ExplainPlan, context: TreeContext): object {
  const text = (value: string): string => plain(value, context);
  return {
    introduction: text(section.introduction),
    note: maybe(section.note, context),
    entries: section.entries.map((entry) => ({
      to: text(entry.to),
      full: entry.full,
      figures: text(entry.figures),
      reasons: entry.reasons.map(text),
      who: text(entry.who),
      question: questionTree(
        entry.question,
        { marks: [text(entry.figures)], tier: null, tierWord: null, remark: null },
        context,
      ),
    })),
  };
}
