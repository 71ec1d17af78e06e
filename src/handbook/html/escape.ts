const SPECIAL = /[&<>"'`]/;
const ALL = /[&<>"'`]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Plain text as HTML text or as the value of a quoted attribute. */
export function escapeHtml(text: string): string {
  return SPECIAL.test(text) ? text.replace(ALL, (character) => ENTITIES[character]) : text;
}

/** Plain text as a CSS string, quotes included: all but letters, digits and CJK is written as its code. */
export function cssString(text: string): string {
  return `"${text.replace(/[^\w\u4e00-\u9fff]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `)}"`;
}
