import type { Words } from '../words.js';
import { inlineHtml, textHtml } from './text.js';

/** An answer and the solution behind it, wherever they stand. */
export function solvedHtml(
  { answer, solution }: { readonly answer: string; readonly solution?: string },
  words: Words,
  place: Parameters<typeof textHtml>[1],
): string {
  const key = `<div class="key"><span class="label">${words.answer}</span>${inlineHtml(answer, place)}</div>`;
  if (solution === undefined) return key;
  return `${key}<div class="solution"><span class="label">${words.solution}</span>${textHtml(solution, place)}</div>`;
}
