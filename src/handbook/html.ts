import type { Fault } from '../data/fault.js';
import type { Handbook } from './document.js';
import { cssString, escapeHtml } from './html/escape.js';
import { sectionHtml } from './html/sections.js';
import { pageStyle, STYLE } from './html/style.js';
import { type PageOptions, pageGeometry } from './page.js';
import { oneLine } from './text.js';
import { wordsOf } from './words.js';

/** Options of {@link renderHtml}. */
export interface HtmlOptions extends Partial<PageOptions> {
  /** Told of every formula that does not parse; its source is printed in its place. `column` names the question. */
  readonly onFault?: (fault: Fault) => void;
}

/**
 * Renders a handbook as one self-contained HTML page for screen and print: no scripts, no fonts or pictures to load.
 * Formulas are MathML, which current browsers set themselves: it needs no fonts beside it (KaTeX's own would add
 * some 350 KB to every booklet) and screen readers speak it.
 *
 * @cost about 1 ms for a booklet of 25 questions
 * @example
 * const html = renderHtml(handbook, { onFault: (fault) => console.warn(fault.value) });
 */
export function renderHtml(handbook: Handbook, options: HtmlOptions = {}): string {
  const words = wordsOf(handbook.language);
  const context = { handbook, words, onFault: options.onFault ?? (() => {}) };
  const title = oneLine(handbook.title);
  const heading = oneLine(handbook.heading);
  return (
    `<!doctype html><html lang="${handbook.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">' +
    `<title>${escapeHtml(`${title} · ${heading}`)}</title><style>${STYLE}${pageStyle(pageGeometry(options), cssString(heading), cssString(title))}</style></head>` +
    `<body><main>${handbook.sections.map((section, at) => sectionHtml(section, at, context)).join('')}</main></body></html>`
  );
}
