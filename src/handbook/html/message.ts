import type { TeacherMessage } from '../document.js';
import { plainHtml } from './text.js';

/** 教师寄语 */
export function messageHtml({ paragraphs, signatures }: TeacherMessage): string {
  return (
    `<div class="letter">${paragraphs.map((text) => `<p>${plainHtml(text)}</p>`).join('')}</div>` +
    `<div class="signatures">${signatures.map((label) => `<span>${plainHtml(label)}<i></i></span>`).join('')}</div>`
  );
}
