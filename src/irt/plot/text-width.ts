const NARROW = /[ijlftrI.,:;'|!()[\]{}/\\\-−·"` ]/u;
const WIDE = /[mwMWOQ@%—…]/u;
const MARK = /\p{M}|\u200d|[\ufe00-\ufe0f]/u;

/**
 * Width of a text in pixels at a font size: what the widest of the common sans-serif fonts takes, since there is no page to
 * measure it on, so that what is laid out by it never overlaps.
 */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (MARK.test(character)) continue;
    // From the Hangul letters on, characters fill a square; so do emoji.
    if (code >= 0x1100) em += code >= 0x2010 && code <= 0x215f ? 0.7 : 1.02;
    else if (NARROW.test(character)) em += 0.42;
    else if (WIDE.test(character)) em += 0.99;
    else if (character >= 'A' && character <= 'Z') em += 0.77;
    else em += 0.65;
  }
  return em * size;
}

/** The text, or as much of its beginning as the width holds with `…` at the end. */
export function shorten(text: string, size: number, width: number): string {
  const whole = text.replace(/\s+/gu, ' ');
  if (textWidth(whole, size) <= width) return whole;
  const room = width - textWidth('…', size);
  let kept = '';
  let used = 0;
  for (const character of whole) {
    used += textWidth(character, size);
    if (used > room) break;
    kept += character;
  }
  return `${kept}…`;
}
