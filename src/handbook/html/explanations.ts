import type { Explanations } from '../document.js';
import { type Context, introHtml } from './context.js';
import { escapeHtml } from './escape.js';
import { solvedHtml } from './solved.js';
import { plainHtml } from './text.js';

/** 错因与讲解 */
export function explanationsHtml(section: Explanations, { handbook, words, onFault }: Context): string {
  const entries = section.entries.map((entry) => {
    const { label, anchor, question, result, cause } = entry;
    const place = { label, onFault, images: handbook.images };
    const again = question === undefined ? '' : `<a href="#${escapeHtml(question)}">${words.toRedo}</a>`;
    return (
      `<article class="why" id="${escapeHtml(anchor)}"><div class="q-head"><b>${plainHtml(label)}</b><span>${plainHtml(result)}</span>${again}</div>` +
      `<p class="diagnosis"><span class="label">${words.cause}</span>${plainHtml(cause)}</p>` +
      solvedHtml(entry, words, place) +
      '</article>'
    );
  });
  return introHtml(section.introduction) + entries.join('');
}
