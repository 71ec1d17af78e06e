import type { MasteryRow, Overview } from '../document.js';
import type { Words } from '../words.js';
import { plainHtml } from './text.js';

/** Patterns that tell levels apart without colour; one copy a document. */
export const PATTERNS: string =
  '<svg class="defs" width="0" height="0" aria-hidden="true"><defs>' +
  '<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="4" height="4" fill="#fff"/><rect width="1.2" height="4" fill="#333"/></pattern></defs></svg>';

const FILLS: Readonly<Record<MasteryRow['level'], string>> = {
  weak: 'fill="url(#hatch)" stroke="#222"',
  partial: 'fill="#b9bec4" stroke="#222"',
  mastered: 'fill="#2b3a4a" stroke="#222"',
  unknown: 'fill="none" stroke="#777" stroke-dasharray="3 2"',
};

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

/** One bar 0…100 % with its credible interval. */
export function masteryBar(row: MasteryRow, words: Words): string {
  const x = (share: number): string => (1 + 198 * share).toFixed(1);
  const title = `${row.name}: ${row.level === 'unknown' ? words.levels.unknown : percent(row.success)}`;
  const bar =
    row.level === 'unknown'
      ? `<rect x="1" y="4" width="198" height="8" ${FILLS.unknown}/>`
      : `<rect x="1" y="3" width="${(198 * row.success).toFixed(1)}" height="10" ${FILLS[row.level]} stroke-width="0.8"/>` +
        // A white halo keeps the interval legible upon a dark bar.
        `<path d="M${x(row.low)} 8H${x(row.high)}" stroke="#fff" stroke-width="3.4"/>` +
        `<path d="M${x(row.low)} 8H${x(row.high)}M${x(row.low)} 5v6M${x(row.high)} 5v6" stroke="#000" stroke-width="1.2"/>`;
  return (
    `<svg class="bar" viewBox="0 0 200 16" role="img"><title>${plainHtml(title)}</title>` +
    `<path d="M1 15H199M1 1V15M50.5 12V15M100 12V15M149.5 12V15M199 1V15" stroke="#999" stroke-width="0.6" fill="none"/>${bar}</svg>`
  );
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
  const step = (width - left - 100) / (exams.length - 1);
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
    `${grid}${reference}<path d="${line}" fill="none" stroke="#111" stroke-width="1.6"/>${marks}</svg></figure>`
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
