import type { PrintList } from '../document.js';
import { plainHtml } from './text.js';

/** A list for the printer as a table. */
export function printListHtml({ columns, rows }: PrintList): string {
  const head = columns.map((name) => `<th scope="col">${plainHtml(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((value) => `<td>${plainHtml(value)}</td>`).join('')}</tr>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
