import type { Cover } from '../document.js';
import { qrCode } from '../qr.js';
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
    `<div class="foot">${twinHtml(cover)}${cover.notice === undefined ? '' : `<p class="notice">${plainHtml(cover.notice)}</p>`}</div></section>`
  );
}

/** The online twin as a QR code with its quiet zone, a link on the screen. */
function twinHtml({ twin }: Cover): string {
  if (twin === undefined) return '';
  const { size, path } = qrCode(twin.url);
  const box = `-4 -4 ${size + 8} ${size + 8}`;
  const link = /^https?:\/\//.test(twin.url) ? ` href="${plainHtml(twin.url)}"` : '';
  return (
    `<figure class="twin"><a${link}><svg viewBox="${box}" role="img"><title>${plainHtml(twin.label)}</title>` +
    `<rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${path}" fill="#000" shape-rendering="crispEdges"/></svg></a>` +
    `<figcaption>${plainHtml(twin.label)}<small>${plainHtml(twin.url)}</small></figcaption></figure>`
  );
}
