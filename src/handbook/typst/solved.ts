import { widthOf } from '../text.js';
import { LONG } from './question.js';
import { rich, type TreeContext } from './text.js';

/** The part of the template that sets an answer and the solution behind it, wherever they stand. */
export const SOLVED: string = `
#let solved-justify(e) = not (e.answer + if e.solution == none { () } else { e.solution }).any(has-math)
#let solved(s, e) = {
  label-text(s.answerWord, fill: grey)
  h(1.6mm)
  inline(e.answer)
  if e.solution != none {
    v(0.25em, weak: true)
    label-text(s.solutionWord, fill: grey)
    h(1.6mm)
    e.solution.map(paragraph).join(parbreak())
  }
}
`;

/** An answer with its solution for the template. */
export function solvedTree(
  { label, answer, solution }: { readonly label: string; readonly answer: string; readonly solution?: string },
  context: TreeContext,
): object {
  return {
    answer: rich(answer, label, context),
    solution: solution === undefined ? null : rich(solution, label, context),
    long: widthOf(answer) + (solution === undefined ? 0 : widthOf(solution)) > LONG / 3,
  };
}
