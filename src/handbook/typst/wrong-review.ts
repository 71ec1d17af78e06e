import type { WrongReview } from '../document.js';
import { questionTree } from './question.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 错题重做. */
export const WRONG_REVIEW: string = `
#let review(s) = {
  if s.introduction != none { remark(s.introduction) }
  if s.why.len() > 0 { block(above: 0.6em, context label-text(fill: grey, s.toWhy + pages-of(s.why, s.pages))) }
  for q in s.questions { question(q) }
}
`;

/** 错题重做 for the template. */
export function wrongReviewTree(section: WrongReview, context: TreeContext): object {
  return {
    introduction: maybe(section.introduction, context),
    toWhy: context.words.whyPages,
    pages: context.words.pages,
    why: section.questions.flatMap(({ explanation }) => explanation ?? []),
    questions: section.questions.map(({ question, result, diagnosis }) =>
      questionTree(
        question,
        {
          marks: [plain(result, context)],
          tier: null,
          tierWord: null,
          remark: plain(diagnosis, context),
        },
        context,
      ),
    ),
  };
}
