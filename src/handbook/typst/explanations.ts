import type { Explanations } from '../document.js';
import { widthOf } from '../text.js';
import { LONG } from './question.js';
import { maybe, plain, rich, type TreeContext } from './text.js';

/** The part of the template that sets 错因与讲解. */
export const EXPLANATIONS: string = `
#let explanations(s) = {
  if s.introduction != none { remark(s.introduction) }
  for e in s.entries {
    // Causes differ from learner to learner, solutions do not: they are a block of their own, which booklets share.
    block(width: 100%, above: 1.3em, below: 0.45em, sticky: true, {
      block(below: 0.3em, {
        set text(font: sans, size: small)
        anchor(e.anchor)
        text(size: 11.5pt, weight: "bold", e.label)
        h(2.2mm)
        e.result
      })
      block(above: 0pt, width: 100%, stroke: (left: 1.6pt + luma(40%)), inset: (left: 2.4mm), { label-text(s.causeWord, fill: grey); h(1.6mm); text(font: kai, size: 9.5pt, e.cause) })
    })
    slot(e.slot, width: 100%, above: 0pt, below: 0pt, breakable: e.long, {
      set par(justify: not (e.answer + if e.solution == none { () } else { e.solution }).any(has-math))
      label-text(s.answerWord, fill: grey)
      h(1.6mm)
      inline(e.answer)
      if e.solution != none {
        v(0.25em, weak: true)
        label-text(s.solutionWord, fill: grey)
        h(1.6mm)
        e.solution.map(paragraph).join(parbreak())
      }
    })
  }
}
`;

/** 错因与讲解 for the template. */
export function explanationsTree(section: Explanations, context: TreeContext): object {
  const { words } = context;
  return {
    introduction: maybe(section.introduction, context),
    causeWord: words.cause,
    answerWord: words.answer,
    solutionWord: words.solution,
    entries: section.entries.map(({ label, anchor, result, cause, answer, solution }) => ({
      slot: context.slot(JSON.stringify(['why', answer, solution])),
      label: plain(label, context),
      anchor,
      result: plain(result, context),
      cause: plain(cause, context),
      answer: rich(answer, label, context),
      solution: solution === undefined ? null : rich(solution, label, context),
      long: widthOf(answer) + (solution === undefined ? 0 : widthOf(solution)) > LONG / 3,
    })),
  };
}
