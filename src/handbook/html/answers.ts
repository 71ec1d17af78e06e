import type { Answers } from '../document.js';
import { type Context, introHtml } from './context.js';
import { inlineHtml, plainHtml, textHtml } from './text.js';

/** 答案与解析 */
export function answersHtml(answers: Answers, { handbook, words, onFault }: Context): string {
  const groups = answers.groups.map(({ title, entries }) => {
    const body = entries.map(({ label, answer, solution }) => {
      const place = { label, onFault, images: handbook.images };
      return (
        `<div class="answer${answer.length + (solution?.length ?? 0) < 900 ? ' short' : ''}"><b>${plainHtml(label)}</b><div><div class="key"><span class="label">${words.answer}</span>${inlineHtml(answer, place)}</div>` +
        (solution === undefined
          ? ''
          : `<div class="solution"><span class="label">${words.solution}</span>${textHtml(solution, place)}</div>`) +
        '</div></div>'
      );
    });
    return `<h3>${plainHtml(title)}</h3>${body.join('')}`;
  });
  return introHtml(answers.introduction) + groups.join('');
}
