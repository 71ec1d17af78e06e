import type { MasteryRow, Overview } from '../document.js';
import { BAR_HEIGHT, bar } from '../figures/bar.js';
import type { Words } from '../words.js';
import { plainHtml } from './text.js';

/** The sign of a level: an empty, half-filled or full disc, or a dashed ring. */
export function levelSign(level: MasteryRow['level']): string {
  const ring = '<circle cx="6" cy="6" r="4.6" fill="#fff" stroke="#222" stroke-width="1.2"/>';
  if (level === 'weak') return sign(ring);
  if (level === 'partial') return sign(`${ring}<path d="M6 1.4a4.6 4.6 0 0 0 0 9.2z" fill="#222"/>`);
  if (level === 'mastered') return sign('<circle cx="6" cy="6" r="5.2" fill="#222"/>');
  return sign('<circle cx="6" cy="6" r="4.6" fill="none" stroke="#777" stroke-width="1.2" stroke-dasharray="2 2"/>');
}

function sign(body: string): string {
  return `<svg class="sign" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${body}</svg>`;
}

const BAR = 50;

/** One bar 0…100 % with its credible interval. */
export function masteryBar(row: MasteryRow, words: Words): string {
  const title = `${row.name}: ${row.level === 'unknown' ? words.levels.unknown : percent(row.success)}`;
  return `<svg class="bar" viewBox="-0.2 0 ${BAR + 0.4} ${BAR_HEIGHT}" role="img"><title>${plainHtml(title)}</title>${bar(row, BAR)}</svg>`;
}

/** Growth over exams; nothing for fewer than two. At most the last eight. */
export function historyChart(overview: Overview, words: Words): string {
  const exams = overview.history.slice(-8);
  if (exams.length < 2) return '';
  const width = 560;
  const height = exams.length > 4 ? 190 : 175;
  const left = 40;
  const top = 22;
  const bottom = 150;
  const { target } = overview;
  // The target stands where the next exam will.
  // The name of the reference stands on its line, right of all points.
  const step =
    (width - left - (overview.reference === undefined ? 100 : 150)) / (exams.length - (target === undefined ? 1 : 0));
  const y = (share: number): number => bottom - (bottom - top) * share;
  let grid = '';
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    grid += `<path d="M${left} ${y(share)}H${width - 20}" stroke="#ccc" stroke-width="0.6"/>`;
    grid += `<text x="${left - 6}" y="${y(share) + 4}" text-anchor="end">${percent(share)}</text>`;
  }
  let line = '';
  let marks = '';
  exams.forEach((exam, index) => {
    const x = left + 40 + step * index;
    line += `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y(exam.share).toFixed(1)}`;
    marks += `<circle cx="${x.toFixed(1)}" cy="${y(exam.share).toFixed(1)}" r="4" fill="#fff" stroke="#111" stroke-width="1.8"/>`;
    marks += `<text class="value" x="${x.toFixed(1)}" y="${(y(exam.share) - 9).toFixed(1)}" text-anchor="middle">${percent(exam.share)}</text>`;
    marks += `<text x="${x.toFixed(1)}" y="${bottom + 18 + (exams.length > 4 && index % 2 === 1 ? 15 : 0)}" text-anchor="middle">${plainHtml(exam.label)}</text>`;
  });
  let aim = '';
  if (target !== undefined) {
    const [from, to] = [left + 40 + step * (exams.length - 1), left + 40 + step * exams.length];
    const at = y(target.share);
    aim =
      `<path d="M${from.toFixed(1)} ${y(exams.at(-1)!.share).toFixed(1)}L${to.toFixed(1)} ${at.toFixed(1)}" fill="none" stroke="#111" stroke-width="1.2" stroke-dasharray="2 3"/>` +
      `<path d="M${to.toFixed(1)} ${(at - 5.5).toFixed(1)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z" fill="#fff" stroke="#111" stroke-width="1.6"/>` +
      `<text class="value" x="${to.toFixed(1)}" y="${(at - 9).toFixed(1)}" text-anchor="middle">${percent(target.share)}</text>` +
      `<text x="${to.toFixed(1)}" y="${bottom + 18 + (exams.length > 4 && exams.length % 2 === 1 ? 15 : 0)}" text-anchor="middle">${plainHtml(target.label)}</text>`;
  }
  let reference = '';
  if (overview.reference !== undefined) {
    const at = y(overview.reference.share);
    reference =
      `<path d="M${left} ${at.toFixed(1)}H${width - 20}" stroke="#444" stroke-width="1" stroke-dasharray="6 4"/>` +
      `<text x="${width - 20}" y="${(at - 4).toFixed(1)}" text-anchor="end">${plainHtml(overview.reference.label)} ${percent(overview.reference.share)}</text>`;
  }
  return (
    `<figure><figcaption>${words.growth}</figcaption><svg class="growth" viewBox="0 0 ${width} ${height}" role="img">` +
    `<title>${plainHtml(`${words.growth}: ${exams.map((exam) => `${exam.label} ${percent(exam.share)}`).join(', ')}`)}</title>` +
    `${grid}${reference}<path d="${line}" fill="none" stroke="#111" stroke-width="1.6"/>${aim}${marks}</svg></figure>`
  );
}

/** The exam at a glance: a cell a question, full, half, empty or dashed. */
export function sheetHtml(overview: Overview, words: Words): string {
  if (overview.sheet.length === 0) return '';
  const [right, part, lost, missing] = words.sheetLegend;
  const cells = overview.sheet.map(({ label, share }) => {
    const state = share === undefined ? 3 : share >= 1 ? 0 : share > 0 ? 1 : 2;
    return `<li class="s${state}" title="${words.sheetLegend[state]}">${plainHtml(label)}</li>`;
  });
  return (
    `<figure><figcaption>${words.sheet}</figcaption><ol class="sheet">${cells.join('')}</ol>` +
    `<p class="legend"><i class="s0"></i>${right} <i class="s1"></i>${part} <i class="s2"></i>${lost} <i class="s3"></i>${missing}</p></figure>`
  );
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
