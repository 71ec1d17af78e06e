import type { Practice } from '../document.js';
import { type Context, introHtml } from './context.js';
import { questionHtml } from './question.js';
import { plainHtml } from './text.js';

/** 举一反三 */
export function practiceHtml(practice: Practice, context: Context): string {
  const groups = practice.groups.map(({ point, why, questions }) => {
    const body = questions.map(({ question, tier, outlook, note }) => {
      const tags =
        `<span class="tag ${tier}">${context.words.tiers[tier]}</span><span>${plainHtml(outlook)}</span>` +
        (note === undefined ? '' : `<span>${plainHtml(note)}</span>`);
      return `<article class="q">${questionHtml(question, tags, context, '')}</article>`;
    });
    return `<h3>${plainHtml(point)}</h3><p class="why">${plainHtml(why)}</p>${body.join('')}`;
  });
  return introHtml(practice.introduction) + groups.join('');
}
