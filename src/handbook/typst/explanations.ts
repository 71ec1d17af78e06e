import type { Explanations } from '../document.js';
import { solvedTree } from './solved.js';
import { maybe, plain, type TreeContext } from './text.js';

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
      set par(justify: solved-justify(e))
      solved(s, e)
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
    entries: section.entries.map((entry) => ({
      slot: context.slot(JSON.stringify(['why', entry.answer, entry.solution])),
      label: plain(entry.label, context),
      anchor: entry.anchor,
      result: plain(entry.result, context),
      cause: plain(entry.cause, context),
      ...solvedTree(entry, context),
    })),
  };
}
