import type { Answers } from '../document.js';
import { widthOf } from '../text.js';
import { LONG } from './question.js';
import { maybe, plain, rich, type TreeContext } from './text.js';

/** The part of the template that sets 答案与解析. */
export const ANSWERS: string = `
#let answers(s) = {
  if s.introduction != none { remark(s.introduction) }
  for g in s.groups {
    heading(level: 2, g.title)
    for e in g.entries {
      // The label hangs in the margin of its entry, on the first line's base.
      slot(e.slot, width: 100%, above: 0.7em, below: 0.7em, breakable: e.long, inset: (left: 12mm), {
        set par(justify: not (e.answer + if e.solution == none { () } else { e.solution }).any(has-math))
        box(width: 0pt, move(dx: -12mm, box(width: 12mm, text(font: sans, weight: "bold", top-edge: "cap-height", bottom-edge: "baseline", e.label))))
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
}
`;

/** 答案与解析 for the template. */
export function answersTree(section: Answers, context: TreeContext): object {
  const { words } = context;
  return {
    introduction: maybe(section.introduction, context),
    answerWord: words.answer,
    solutionWord: words.solution,
    groups: section.groups.map(({ title, entries }) => ({
      title: plain(title, context),
      entries: entries.map(({ label, answer, solution }) => ({
        slot: context.slot(JSON.stringify([answer, solution])),
        label: plain(label, context),
        answer: rich(answer, label, context),
        solution: solution === undefined ? null : rich(solution, label, context),
        long: widthOf(answer) + (solution === undefined ? 0 : widthOf(solution)) > LONG / 3,
      })),
    })),
  };
}
