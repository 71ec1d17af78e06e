import type { Fault } from '../../data/fault.js';
import { badFormula, unbalanced } from '../faults.js';
import { formula } from '../formula.js';
import { oneLine, parseText, type Run } from '../text.js';
import { escapeHtml } from './escape.js';

/** Where a text stands, for faults: the printed label of its question. */
export interface Place {
  readonly label: string;
  readonly onFault: (fault: Fault) => void;
}

/** A `Text` as HTML paragraphs. */
export function textHtml(text: string, place: Place): string {
  const paragraphs = parseText(text, (source) => place.onFault(unbalanced(source, place.label)));
  let html = '';
  for (const runs of paragraphs) html += `<p>${runsHtml(runs, place)}</p>`;
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
