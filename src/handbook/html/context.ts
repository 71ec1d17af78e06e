import type { Handbook } from '../document.js';
import type { Words } from '../words.js';
import { type Place, plainHtml } from './text.js';

/** What every section is rendered with. */
export interface Context {
  readonly handbook: Handbook;
  readonly words: Words;
  readonly onFault: Place['onFault'];
}

/** The remark at the head of a section. */
export function introHtml(text: string | undefined): string {
  return text === undefined ? '' : `<p class="intro">${plainHtml(text)}</p>`;
}
