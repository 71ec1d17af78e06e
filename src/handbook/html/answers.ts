import type { Answers } from '../document.js';
import { type Context, introHtml } from './context.js';
import { solvedHtml } from './solved.js';
import { plainHtml } from './text.js';

/** 答案与解析 */
export function answersHtml(answers: Answers, { handbook, words, onFault }: Context): string {
  const groups = answers.groups.map(({ title, entries }) => {
    const body = entries.map((entry) => {
      const { label, answer, solution } = entry;
      const place = { label, onFault, images: handbook.images };
      return `<div class="answer${answer.length + (solution?.length ?? 0) < 900 ? ' short' : ''}"><b>${plainHtml(label)}</b><div>${solvedHtml(entry, words, place)}</div></div>`;
    });
    return `<h3>${plainHtml(title)}</h3>${body.join('')}`;
  });
  return introHtml(answers.introduction) + groups.join('');
}
