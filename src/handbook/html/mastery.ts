import type { MasteryChart } from '../document.js';
import { levelSign, masteryBar, percent } from './chart.js';
import type { Context } from './context.js';
import { plainHtml } from './text.js';

/** 知识掌握 */
export function masteryHtml(chart: MasteryChart, { words }: Context): string {
  const rows = chart.rows.map(
    (row) =>
      `<tr><td class="n">${plainHtml(row.name)}</td><td class="b">${masteryBar(row, words)}</td>` +
      `<td class="p">${row.level === 'unknown' ? '—' : percent(row.success)}</td>` +
      `<td class="l">${levelSign(row.level)}${words.levels[row.level]}</td><td class="a">${words.answers(row.answers)}</td></tr>`,
  );
  return (
    `<p class="intro">${plainHtml(chart.explanation)}</p><table><tbody>${rows.join('')}</tbody></table>` +
    (chart.note === undefined ? '' : `<p class="legend">${plainHtml(chart.note)}</p>`)
  );
}
