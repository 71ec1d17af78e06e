import type { Answers } from '../document.js';
import { solvedTree } from './solved.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 答案与解析. */
export const ANSWERS: string = `
#let answers(s) = {
  if s.introduction != none { remark(s.introduction) }
  for g in s.groups {
    heading(level: 2, g.title)
    for e in g.entries {
      // The label hangs in the margin of its entry, on the first line's base.
      slot(e.slot, width: 100%, above: 0.7em, below: 0.7em, breakable: e.long, inset: (left: 12mm), {
        set par(justify: solved-justify(e))
        box(width: 0pt, move(dx: -12mm, box(width: 12mm, text(font: sans, weight: "bold", top-edge: "cap-height", bottom-edge: "baseline", e.label))))
        solved(s, e)
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
      entries: entries.map((entry) => ({
        slot: context.slot(JSON.stringify([entry.answer, entry.solution])),
        label: plain(entry.label, context),
        ...solvedTree(entry, context),
      })),
    })),
  };
}
