import type { Overview } from '../document.js';
import { historyChart, sheetHtml } from './chart.js';
import type { Context } from './context.js';
import { plainHtml } from './text.js';

/** 学情总览 */
export function overviewHtml(overview: Overview, { words }: Context): string {
  const tiles = overview.figures.map(
    ({ label, value, note }) =>
      `<div class="tile"><span>${plainHtml(label)}</span><b>${plainHtml(value)}</b>` +
      `${note === undefined ? '' : `<small>${plainHtml(note)}</small>`}</div>`,
  );
  return (
    (tiles.length === 0 ? '' : `<div class="tiles${tiles.length > 4 ? ' many' : ''}">${tiles.join('')}</div>`) +
    `<div class="words">${overview.paragraphs.map((text) => `<p>${plainHtml(text)}</p>`).join('')}</div>` +
    historyChart(overview, words) +
    sheetHtml(overview, words)
  );
}
