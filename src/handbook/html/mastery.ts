import type { MasteryChart, MasteryRow } from '../document.js';
import { CELL, strip } from '../figures/strip.js';
import { levelSign, masteryBar, percent } from './chart.js';
import type { Context } from './context.js';
import { radarHtml } from './radar.js';
import { plainHtml } from './text.js';

/** 知识掌握 */
export function masteryHtml(chart: MasteryChart, { words }: Context): string {
  const trails = chart.exams.length > 0;
  const rows = chart.rows.map(
    (row) =>
      `<tr><td class="n">${plainHtml(row.name)}</td>${trails ? `<td class="h">${stripHtml(row)}</td>` : ''}` +
      `<td class="b">${masteryBar(row, words)}</td>` +
      `<td class="p">${row.level === 'unknown' ? '—' : percent(row.success)}</td>` +
      `<td class="l">${levelSign(row.level)}${words.levels[row.level]}</td><td class="a">${words.answers(row.answers)}</td></tr>`,
  );
  const exams = chart.exams.map((exam, at) => `${at + 1} ${plainHtml(exam)}`).join('　');
  return (
    topHtml(chart, words) +
    `<p class="intro">${plainHtml(chart.explanation)}</p>` +
    (trails ? `<p class="legend">${words.strip}${exams}</p>` : '') +
    `<table class="points"><tbody>${rows.join('')}</tbody></table>` +
    (chart.note === undefined ? '' : `<p class="legend">${plainHtml(chart.note)}</p>`)
  );
}

function topHtml(chart: MasteryChart, words: Context['words']): string {
  const list = (title: string, names: readonly string[]): string =>
    names.length === 0
      ? ''
      : `<h3>${title}</h3><ul>${names.map((name) => `<li>${plainHtml(name)}</li>`).join('')}</ul>`;
  const lists = list(words.strongest, chart.strongest) + list(words.weakest, chart.weakest);
  if (chart.groups.length === 0)
    return lists === '' ? '' : `<div class="radar-row flat"><div class="lists">${lists}</div></div>`;
  return (
    `<div class="radar-row"><figure><figcaption>${words.chapters}</figcaption>${radarHtml(chart.groups, words.chapters)}</figure>` +
    `<div class="lists">${lists}<p class="legend">${words.radarLegend}</p></div></div>`
  );
}

/** One cell an exam: the darker the firmer, dotted before the first answer. */
function stripHtml({ name, trail }: MasteryRow): string {
  const spoken = trail.map((share) => (share === null ? '—' : percent(share))).join(', ');
  return (
    `<svg class="strip" viewBox="0 0 ${CELL * trail.length} ${CELL}" style="width:${CELL * trail.length}mm" role="img">` +
    `<title>${plainHtml(`${name}: ${spoken}`)}</title>${strip(trail)}</svg>`
  );
}
