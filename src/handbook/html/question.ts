import type { Question } from '../document.js';
import { optionColumns } from '../text.js';
import type { Context } from './context.js';
import { escapeHtml } from './escape.js';
import { inlineHtml, type Place, plainHtml, textHtml } from './text.js';

/** A question with its answer space; `marks` stand beside its number, `after` below it. Both are HTML. */
export function questionHtml(
  question: Question,
  marks: string,
  { handbook, words, onFault }: Context,
  after: string,
): string {
  const place = { label: question.label, onFault, images: handbook.images };
  // At least three lines of answer space on either side of a page break.
  const lines = Math.max(0, Math.min(Math.round(question.lines), 40));
  const first = lines < 6 ? lines : 3;
  const last = lines < 6 ? 0 : 3;
  const points = question.points === undefined ? '' : `<span>${words.points(question.points)}</span>`;
  const names =
    question.knowledgePoints.length === 0
      ? ''
      : `<span class="kp">${question.knowledgePoints.map(plainHtml).join(' · ')}</span>`;
  const options =
    question.options === undefined
      ? ''
      : `<ul class="options c${optionColumns(question.options)}">${question.options
          .map(({ key, text }) => `<li><span>${plainHtml(key)}.</span><div>${inlineHtml(text, place)}</div></li>`)
          .join('')}</ul>`;
  return (
    `<div class="q-body"${question.anchor === undefined ? '' : ` id="${escapeHtml(question.anchor)}"`}><div class="q-head"><b>${plainHtml(question.label)}</b><span>${words.kinds[question.kind]}</span>` +
    `${points}${marks}${names}</div>${passageHtml(question, place)}${textHtml(question.stem, place)}${options}${after}${linesHtml(first)}</div>` +
    `${'<div class="line" aria-hidden="true"></div>'.repeat(lines - first - last)}${linesHtml(last)}`
  );
}

function linesHtml(count: number): string {
  return count === 0 ? '' : `<div class="lines" aria-hidden="true">${'<div></div>'.repeat(count)}</div>`;
}

function passageHtml({ passage }: Question, place: Place): string {
  if (passage === undefined) return '';
  const title = passage.title === undefined ? '' : `<b>${plainHtml(passage.title)}</b>`;
  return `<div class="passage">${title}${textHtml(passage.text, place)}</div>`;
}
