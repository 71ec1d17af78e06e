import type { Fault } from '../../data/fault.js';
import type { HandbookImage } from '../document.js';
import { badFormula, badImage, unbalanced } from '../faults.js';
import { formula } from '../formula.js';
import { readImage } from '../images/read.js';
import { oneLine, parseText, type Run } from '../text.js';
import { escapeHtml } from './escape.js';

/** Where a text stands, for faults: the printed label of its question. */
export interface Place {
  readonly label: string;
  readonly onFault: (fault: Fault) => void;
  readonly images?: readonly HandbookImage[] | undefined;
}

/** A `Text` as HTML paragraphs. */
export function textHtml(text: string, place: Place): string {
  const paragraphs = parseText(text, (source) => place.onFault(unbalanced(source, place.label)));
  let html = '';
  for (const runs of paragraphs) {
    const body = runsHtml(runs, place);
    html += body.startsWith('<figure') ? body : `<p>${body}</p>`;
  }
  return html;
}

/** A `Text` as inline HTML: paragraphs become lines. */
export function inlineHtml(text: string, place: Place): string {
  const paragraphs = parseText(text, (source) => place.onFault(unbalanced(source, place.label)));
  return paragraphs.map((runs) => runsHtml(runs, place)).join('<br>');
}

/** A plain string as HTML. */
export function plainHtml(text: string): string {
  return escapeHtml(oneLine(text));
}

function runsHtml(runs: readonly Run[], place: Place): string {
  let html = '';
  for (const run of runs) {
    if (run.kind === 'text') html += escapeHtml(run.text);
    else if (run.kind === 'break') html += '<br>';
    else if (run.kind === 'blank') html += `<span class="blank">${'_'.repeat(run.width)}</span>`;
    else if (run.kind === 'image') html += imageHtml(run.id, runs.length === 1, place);
    else html += formulaHtml(run.tex, run.display, place);
  }
  return html;
}

function formulaHtml(tex: string, display: boolean, place: Place): string {
  const made = formula(tex, display);
  if (made.ok) return display ? `<span class="display">${made.mathml}</span>` : made.mathml;
  place.onFault(badFormula(tex, made.message, place.label));
  return `<code class="bad">${escapeHtml(display ? `$$${tex}$$` : `$${tex}$`)}</code>`;
}

const MIME: Readonly<Record<HandbookImage['type'], string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  svg: 'image/svg+xml',
};

/** An image within a line, or alone as a figure with its caption. */
function imageHtml(id: string, alone: boolean, { label, images, onFault }: Place): string {
  const image = images?.find((each) => each.id === id);
  const read = image === undefined ? undefined : readImage(image);
  if (image === undefined || read === undefined || !read.ok) {
    onFault(read === undefined || read.ok ? badImage(id, label) : badImage(id, label, read.expected, read.expectedZh));
    return `<code class="bad">${escapeHtml(`![${id}]`)}</code>`;
  }
  const width = Math.min(Math.max(Number(image.width) || 0, 3), 180);
  // No higher than half a page, whatever its width.
  const shown = Math.min(width, 120 / read.ratio);
  const drawn =
    `<img src="data:${MIME[read.type]};base64,${read.base64}" alt="${plainHtml(image.alt)}" ` +
    `style="width:${shown.toFixed(1)}mm;aspect-ratio:${(1 / read.ratio).toFixed(4)}">`;
  if (!alone) return drawn;
  const caption = image.caption === undefined ? '' : `<figcaption>${plainHtml(image.caption)}</figcaption>`;
  return `<figure class="picture">${drawn}${caption}</figure>`;
}
