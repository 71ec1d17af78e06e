import type { Practice } from '../document.js';
import { questionTree } from './question.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 举一反三. */
export const PRACTICE: string = `
#let practice(s) = {
  if s.introduction != none { remark(s.introduction) }
  for g in s.groups {
    heading(level: 2, g.point)
    block(sticky: true, remark(g.why))
    for q in g.questions { question(q) }
  }
}
`;

/** 举一反三 for the template. */
export function practiceTree(section: Practice, context: TreeContext): object {
  const { words } = context;
  return {
    introduction: maybe(section.introduction, context),
    groups: section.groups.map(({ point, why, questions }) => ({
      point: plain(point, context),
      why: plain(why, context),
      questions: questions.map(({ question, tier, outlook, note }) =>
        questionTree(
          question,
          {
            marks: note === undefined ? [plain(outlook, context)] : [plain(outlook, context), plain(note, context)],
            tier,
            tierWord: words.tiers[tier],
            remark: null,
          },
          context,
        ),
      ),
    })),
  };
}
