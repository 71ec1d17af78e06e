import type { WrongReview } from '../document.js';
import { type Context, introHtml } from './context.js';
import { escapeHtml } from './escape.js';
import { questionHtml } from './question.js';
import { plainHtml } from './text.js';

/** 错题重做 */
export function reviewHtml(review: WrongReview, context: Context): string {
  const questions = review.questions.map(
    ({ question, result, explanation, diagnosis }) =>
      `<article class="q">${questionHtml(question, `<span>${plainHtml(result)}</span>${explanation === undefined ? '' : `<a href="#${escapeHtml(explanation)}">${context.words.toWhy}</a>`}`, context, `<p class="diagnosis">${plainHtml(diagnosis)}</p>`)}</article>`,
  );
  return introHtml(review.introduction) + questions.join('');
}
