import { oneLine } from '../text.js';

/** Width of a letter in half-widths. */
function widthOf(letter: string): number {
  return letter.codePointAt(0)! > 0x2e7f ? 2 : 1;
}

/** Signs that must not begin a line. */
const NO_START = /^[，。、；：！？）》」』】〉’”…,.;:!?)\]}%]$/;

/**
 * A plain string in lines of at most `width` half-widths (a Chinese character is two), for labels within figures: words are kept
 * whole where they fit, no line begins with a closing sign. What is past `most` lines is cut with an ellipsis.
 *
 * @example
 * wrap('函数的奇偶性与单调性', 12, 3); // ['函数的奇偶性', '与单调性']
 */
export function wrap(text: string, width: number, most: number): readonly string[] {
  const lines = fill(text, width, most);
  if (lines.length < 2 || lines[lines.length - 1].endsWith('…')) return lines;
  // Lines of like length read better than a full one and a rest of one sign.
  const even = Math.ceil(lines.reduce((sum, line) => sum + sizeOf(line), 0) / lines.length);
  // Not so narrow that a word which fits would be torn.
  const word = Math.max(0, ...pieces(oneLine(text), width).map(sizeOf));
  for (let narrower = Math.max(even, word); narrower < width; narrower++) {
    const tried = fill(text, narrower, most);
    if (tried.length === lines.length && !tried[tried.length - 1].endsWith('…')) return tried;
  }
  return lines;
}

/** Lines as full as can be. */
function fill(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const close = (): void => {
    lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const piece of pieces(oneLine(text), width)) {
    const size = sizeOf(piece);
    // A closing sign may hang past the edge by its own width.
    const room = NO_START.test(piece) ? width + size : width;
    if (used > 0 && used + size > room) close();
    if (piece === ' ' && used === 0) continue;
    line += piece;
    used += size;
    if (lines.length > most) break;
  }
  if (line.trim() !== '') close();
  if (lines.length <= most) return lines.length === 0 ? [''] : lines;
  const last = Array.from(lines[most - 1]);
  while (last.length > 0 && last.reduce((sum, letter) => sum + widthOf(letter), 0) > width - 2) last.pop();
  return [...lines.slice(0, most - 1), `${last.join('')}…`];
}

/** Single wide letters and spaces, and words of narrow ones, cut where they are longer than a line. */
function pieces(text: string, width: number): readonly string[] {
  const found: string[] = [];
  let word = '';
  for (const letter of text) {
    if (widthOf(letter) === 2 || letter === ' ') {
      if (word !== '') found.push(word);
      word = '';
      found.push(letter);
    } else {
      if (word.length >= width) {
        found.push(word);
        word = '';
      }
      word += letter;
    }
  }
  if (word !== '') found.push(word);
  return found;
}

function sizeOf(piece: string): number {
  let size = 0;
  for (const letter of piece) size += widthOf(letter);
  return size;
}
