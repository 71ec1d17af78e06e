/** A piece of a `Text`. */
export type Run =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'math'; readonly tex: string; readonly display: boolean }
  /** A blank to fill in, `width` in characters. */
  | { readonly kind: 'blank'; readonly width: number }
  /** One of the handbook's images. */
  | { readonly kind: 'image'; readonly id: string }
  | { readonly kind: 'break' };

export type Paragraph = readonly Run[];

/**
 * Parts a `Text` into paragraphs of plain text, formulas (`$…$`, `$$…$$`), blanks (`____`), images (`![id]`) and line breaks; `\$` is a dollar sign.
 * A dollar sign without its partner stays a dollar sign and is reported through `onUnbalanced`. No input fails.
 */
export function parseText(text: string, onUnbalanced?: (source: string) => void): readonly Paragraph[] {
  const source = printable(text);
  const paragraphs: Run[][] = [];
  let runs: Run[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') for (const run of lines(plain)) runs.push(run);
    plain = '';
  };
  const close = (): void => {
    flush();
    while (runs.length > 0 && runs[runs.length - 1].kind === 'break') runs.pop();
    while (runs.length > 0 && runs[0].kind === 'break') runs.shift();
    // A displayed formula stands on a line of its own anyhow.
    const kept = runs.filter(
      (run, at) => run.kind !== 'break' || !(isDisplay(runs[at - 1]) || isDisplay(runs[at + 1])),
    );
    if (kept.length > 0) paragraphs.push(kept);
    runs = [];
  };
  const gap = /\n[ \t]*\n\s*/y;
  let at = 0;
  while (at < source.length) {
    const character = source[at];
    if (character === '\\' && source[at + 1] === '$') {
      plain += '$';
      at += 2;
    } else if (character === '$') {
      const display = source[at + 1] === '$';
      const end = closing(source, at + (display ? 2 : 1), display);
      if (end < 0) {
        onUnbalanced?.(source.slice(at, at + 80));
        plain += display ? '$$' : '$';
        at += display ? 2 : 1;
      } else {
        flush();
        if (!display) keepBlank(runs);
        runs.push({ kind: 'math', tex: source.slice(at + (display ? 2 : 1), end).trim(), display });
        at = end + (display ? 2 : 1);
      }
    } else if (character === '\n') {
      gap.lastIndex = at;
      const match = gap.exec(source);
      if (match === null) {
        plain += '\n';
        at += 1;
      } else {
        close();
        at += match[0].length;
      }
    } else {
      const next = nextSpecial(source, at + 1);
      plain += source.slice(at, next);
      at = next;
    }
  }
  close();
  return paragraphs;
}

/** A formula right after a blank is its unit: no line begins with it. */
function keepBlank(runs: Run[]): void {
  const [blank, space] = runs.slice(-2);
  if (blank?.kind === 'blank' && space?.kind === 'text' && space.text === ' ')
    runs[runs.length - 1] = { kind: 'text', text: '\u00a0' };
}

function isDisplay(run: Run | undefined): boolean {
  return run?.kind === 'math' && run.display;
}

function nextSpecial(source: string, from: number): number {
  let at = from;
  for (; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x24 || code === 0x5c || code === 0x0a) return at;
  }
  return at;
}

/** Where the formula that starts at `from` ends; −1 if it does not end, or not before the paragraph does. */
function closing(source: string, from: number, display: boolean): number {
  // Within braces a dollar sign is of an inner formula: `\text{若 $x$}`, `\ce{$n$ H2O}`. Where braces do not match, the first ends it.
  let first = -1;
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === '$') {
      if (display && source[at + 1] !== '$') {
        if (depth <= 0) return first;
        continue;
      }
      if (depth <= 0) return at;
      if (first < 0) first = at;
      if (display) at++;
    } else if (character === '\n' && /^\n[ \t]*\n/.test(source.slice(at, at + 40))) return first;
  }
  return first;
}

/** Plain text to text, blanks (three underscores or more), images and breaks. */
function lines(plain: string): Run[] {
  const runs: Run[] = [];
  for (const part of plain.split(/(_{3,}|\n|!\[[\w.-]{1,64}\])/)) {
    if (part === '') continue;
    if (part === '\n') runs.push({ kind: 'break' });
    else if (part.startsWith('___')) runs.push({ kind: 'blank', width: Math.min(Math.max(part.length, 6), 30) });
    else if (part.startsWith('![') && /^!\[[\w.-]{1,64}\]$/.test(part)) {
      runs.push({ kind: 'image', id: part.slice(2, -1) });
    } else runs.push({ kind: 'text', text: part });
  }
  return runs;
}

/**
 * Text as it can be printed: control characters, bidirectional overrides, zero-width characters, byte order marks and
 * halves of surrogate pairs are left out, since they show nothing and can disguise what is read. Line ends become `\n`.
 */
export function printable(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text.replace(/\r\n?|\u2028|\u2029/g, '\n').replace(INVISIBLE, '');
}

/** Anything but ordinary Latin, Greek, punctuation, symbols and CJK: worth a closer look. */
const SUSPECT =
  /[^\n -~\u00a0-\u00ac\u00ae-\u05ff\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\uf900-\ufdcf\ufe10-\ufefe\uff01-\uffe6]/;
/** Controls, invisible format characters, halves of surrogate pairs and code points that are no characters; not `\n` and `\t`. */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** A plain string on one line. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s*\n\s*|\t/g, ' ');
}

/** Width of a text in half-width characters, formulas estimated by what they show. */
export function widthOf(text: string): number {
  let width = 0;
  for (const paragraph of parseText(text)) {
    for (const run of paragraph) {
      if (run.kind === 'text') width += plainWidth(run.text);
      else if (run.kind === 'blank') width += run.width;
      else if (run.kind === 'break') width += 80;
      // As in an option; a picture of its own is reckoned by lines.
      else if (run.kind === 'image') width += paragraph.length === 1 ? 14 : 6;
      else width += run.display ? 80 : formulaWidth(run.tex);
    }
    width += 1;
  }
  return width;
}

function plainWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += letter.codePointAt(0)! > 0x2e7f ? 2 : 1;
  return width;
}

function formulaWidth(tex: string): number {
  // A fraction is as wide as its wider half: counting all of it errs on the safe side.
  const shown = tex.replace(/\\(?:left|right|d?frac|tfrac|text|mathrm|sqrt|vec|overline)(?![a-zA-Z])/g, '');
  return 1.2 * plainWidth(shown.replace(/\\[a-zA-Z]+\s*/g, 'xx').replace(/[{}^_\s\\]/g, ''));
}

/** How many columns the options of a choice question take: 4, 2 or 1. */
export function optionColumns(options: readonly { readonly text: string }[]): 1 | 2 | 4 {
  let widest = 0;
  for (const { text } of options) widest = Math.max(widest, widthOf(text));
  if (widest <= 14 && options.length % 4 === 0) return 4;
  if (widest <= 14 && options.length <= 3) return 4;
  return widest <= 33 ? 2 : 1;
}
