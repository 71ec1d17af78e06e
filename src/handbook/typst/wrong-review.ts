import type { WrongReview } from '../document.js';
import { questionTree } from './question.js';
import { maybe, plain, type TreeContext } from './text.js';

/** The part of the template that sets 错题重做. */
export const WRONG_REVIEW: string = `
#let review(s) = {
  if s.introduction != none { remark(s.introduction) }
  for q in s.questions { question(q) }
}
`;

/** 错题重做 for the template. */
export function wrongReviewTree(section: WrongReview, context: TreeContext): object {
  return {
    introduction: maybe(section.introduction, context),
    questions: section.questions.map(({ question, result, explanation, diagnosis }) =>
      questionTree(
        question,
        {
          marks: [plain(result, context)],
          tier: null,
          tierWord: null,
          remark: plain(diagnosis, context),
          why: explanation === undefined ? null : [explanation, context.words.toWhy],
        },
        context,
      ),
    ),
  };
}
