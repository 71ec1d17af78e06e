import type { Cover } from '../document.js';
import type { Context } from './context.js';
import { plainHtml } from './text.js';

/** 封面 */
export function coverHtml(cover: Cover, { handbook, words }: Context): string {
  const contents = handbook.sections
    .map((section, at) =>
      section.kind === 'cover' ? '' : `<li><a href="#s${at}">${plainHtml(section.title)}</a></li>`,
    )
    .join('');
  return (
    `<section class="cover"><div class="top"><h1>${plainHtml(cover.title)}</h1>` +
    (cover.subtitle === undefined ? '' : `<p class="subtitle">${plainHtml(cover.subtitle)}</p>`) +
    '</div><dl class="facts">' +
    cover.facts
      .map(({ label, value }) => `<dt>${plainHtml(label)}</dt><dd><bdi>${plainHtml(value)}</bdi></dd>`)
      .join('') +
    `</dl><nav aria-label="${words.contents}"><ol class="toc">${contents}</ol></nav>` +
    (cover.notice === undefined ? '<span></span>' : `<p class="notice">${plainHtml(cover.notice)}</p>`) +
    '</section>'
  );
}
