import katex from 'katex';
import 'katex/contrib/mhchem';
import { displayedOnly, formulaMacros } from '../items/formula.js';
import { arrows } from './formula/arrows.js';
import { chemistry } from './formula/chemistry.js';
import { FRAMED, frames } from './formula/frames.js';
import { mathmlText, parseMathml } from './mathml.js';

/** A formula as MathML, or why it has none. */
export type Formula = { readonly ok: true; readonly mathml: string } | { readonly ok: false; readonly message: string };

/** How many formulas are kept; booklets of one class share nearly all of theirs. */
export const FORMULA_CACHE = 8192;
/** The longest formula that is parsed; a longer one is printed as its source. */
export const MAX_FORMULA = 4000;

// Least recently used first: a Map keeps the order of insertion.
const cache = new Map<string, Formula>();

/**
 * LaTeX to MathML (by KaTeX), cached. The one reading of formulas that both renderers share: what HTML shows, PDF prints.
 * Styled letters are written as the Unicode letters they mean, since MathML Core has no `mathvariant`.
 *
 * @cost about 0.06 ms a new formula, 0.2 µs a cached one
 */
export function formula(tex: string, display: boolean): Formula {
  const key = (display ? '$' : ' ') + tex;
  const known = cache.get(key);
  if (known !== undefined) {
    // Renewing the place of an entry costs more than reading it: only worth it once the cache is near its bound.
    if (cache.size > FORMULA_CACHE / 2) {
      cache.delete(key);
      cache.set(key, known);
    }
    return known;
  }
  const made = typeset(tex, display);
  if (cache.size >= FORMULA_CACHE) cache.delete(cache.keys().next().value!);
  cache.set(key, made);
  return made;
}

// KaTeX drops an inline `\limits` of these signs in MathML; within `\mathop` they can be told apart afterwards.
const LIMITS = /\\(sum|prod|coprod|bigcup|bigcap|int|iint|oint)\s*\\limits(?![a-zA-Z])/g;

const CHEMISTRY = /\\(?:ce|pu)(?![a-zA-Z])/;

function typeset(tex: string, display: boolean): Formula {
  if (tex.length > MAX_FORMULA) return { ok: false, message: `longer than ${MAX_FORMULA} characters` };
  if (tex.trim() === '') return { ok: false, message: 'empty formula' };
  try {
    const html = katex.renderToString(tex.replace(LIMITS, '\\mathop{\\$1}\\limits'), {
      output: 'mathml',
      displayMode: display || displayedOnly.test(tex),
      macros: { ...formulaMacros },
      throwOnError: true,
      strict: 'ignore',
      // Links, images and HTML attributes have no place in a question; refusing here makes them a named fault.
      trust: ({ command }) => {
        throw new RangeError(`${command} is not allowed`);
      },
      maxExpand: 1000,
      maxSize: 20,
    });
    const start = html.indexOf('<math');
    const end = html.lastIndexOf('</math>');
    // Composed, since a negation that is a letter of its own is placed badly or lost.
    let mathml = html.slice(start, end + 7);
    if (!display) mathml = mathml.replace(' display="block"', '');
    const chemical = CHEMISTRY.test(tex);
    if (chemical || FRAMED.test(mathml)) {
      const math = parseMathml(mathml);
      mathml = mathmlText(frames(chemical ? chemistry(math) : math));
    }
    return { ok: true, mathml: styled(arrows(lined(unnested(limited(mathml))))).normalize('NFC') };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const UPRIGHT: Readonly<Record<string, string>> = { msubsup: 'munderover', msub: 'munder', msup: 'mover' };

/** Puts what belongs above and below a sign with `\limits` there. */
function limited(mathml: string): string {
  let text = mathml.replace(
    /<(munderover|munder|mover)><mo><mo([^>]*)>([^<]+)<\/mo><\/mo>/g,
    '<$1><mo movablelimits="false"$2>$3</mo>',
  );
  const start = /<(msubsup|msub|msup)><mo><mo([^>]*)>([^<]+)<\/mo><\/mo>/;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const [whole, name, attributes, sign] = match;
    let at = match.index + whole.length;
    let depth = 1;
    const tags = new RegExp(`<(/?)${name}>`, 'g');
    tags.lastIndex = at;
    while (depth > 0) {
      const tag = tags.exec(text);
      if (tag === null) return text;
      depth += tag[1] === '/' ? -1 : 1;
      at = tag.index;
    }
    const upright = UPRIGHT[name];
    text =
      `${text.slice(0, match.index)}<${upright}><mo movablelimits="false"${attributes}>${sign}</mo>` +
      `${text.slice(match.index + whole.length, at)}</${upright}>${text.slice(at + name.length + 3)}`;
  }
  return text;
}

/** Makes rows of the `mi` and `mo` in which KaTeX puts whole elements: browsers only look for text in them. */
function unnested(mathml: string): string {
  if (!/<m[io][^>]*><m/.test(mathml)) return mathml;
  const open: string[] = [];
  return mathml.replace(
    /<(\/?)(m[io])((?: [^>]*)?)>(?=(<m)?)/g,
    (whole, close: string, name: string, _: string, inner?: string) => {
      if (close === '/') return `</${open.pop() ?? name}>`;
      open.push(inner === undefined ? name : 'mrow');
      return inner === undefined ? whole : '<mrow>';
    },
  );
}

/** Lines above and below become rows of a class: fonts stretch them badly or not at all, a style sheet draws them well. */
function lined(mathml: string): string {
  const pieces = mathml.split(/(<\/?m(?:over|under)(?: [^>]*)?>)/);
  const open: number[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    if (!pieces[at].startsWith('</')) {
      open.push(at);
      continue;
    }
    const start = open.pop();
    const line = /<mo(?: stretchy="true")?>([\u203e\u02c9])<\/mo>$/.exec(pieces[at - 1]);
    if (start === undefined || line === null || line.index === undefined) continue;
    const over = pieces[at] === '</mover>';
    pieces[start] = `<mrow class="${!over ? 'under' : line[1] === 'ˉ' ? 'bar' : 'over'}">`;
    pieces[at - 1] = pieces[at - 1].slice(0, line.index);
    pieces[at] = '</mrow>';
  }
  return pieces.join('');
}

/** First code point of A, a, Α, α and 0 of each style of the block Mathematical Alphanumeric Symbols. */
const STYLES: Readonly<Record<string, readonly [number, number, number, number, number]>> = {
  bold: [0x1d400, 0x1d41a, 0x1d6a8, 0x1d6c2, 0x1d7ce],
  italic: [0x1d434, 0x1d44e, 0x1d6e2, 0x1d6fc, 0],
  'bold-italic': [0x1d468, 0x1d482, 0x1d71c, 0x1d736, 0],
  script: [0x1d49c, 0x1d4b6, 0, 0, 0],
  'bold-script': [0x1d4d0, 0x1d4ea, 0, 0, 0],
  fraktur: [0x1d504, 0x1d51e, 0, 0, 0],
  'bold-fraktur': [0x1d56c, 0x1d586, 0, 0, 0],
  'double-struck': [0x1d538, 0x1d552, 0, 0, 0x1d7d8],
  'sans-serif': [0x1d5a0, 0x1d5ba, 0, 0, 0x1d7e2],
  'bold-sans-serif': [0x1d5d4, 0x1d5ee, 0x1d756, 0x1d770, 0x1d7ec],
  'sans-serif-italic': [0x1d608, 0x1d622, 0, 0, 0],
  'sans-serif-bold-italic': [0x1d63c, 0x1d656, 0x1d790, 0x1d7aa, 0],
  monospace: [0x1d670, 0x1d68a, 0, 0, 0x1d7f6],
};

/** Letters that had a place in Unicode before that block, by the place they would have had. */
const OLDER: ReadonlyMap<number, number> = new Map([
  [0x1d455, 0x210e],
  [0x1d49d, 0x212c],
  [0x1d4a0, 0x2130],
  [0x1d4a1, 0x2131],
  [0x1d4a3, 0x210b],
  [0x1d4a4, 0x2110],
  [0x1d4a7, 0x2112],
  [0x1d4a8, 0x2133],
  [0x1d4ad, 0x211b],
  [0x1d4ba, 0x212f],
  [0x1d4bc, 0x210a],
  [0x1d4c4, 0x2134],
  [0x1d506, 0x212d],
  [0x1d50b, 0x210c],
  [0x1d50c, 0x2111],
  [0x1d515, 0x211c],
  [0x1d51d, 0x2128],
  [0x1d53a, 0x2102],
  [0x1d53f, 0x210d],
  [0x1d545, 0x2115],
  [0x1d547, 0x2119],
  [0x1d548, 0x211a],
  [0x1d549, 0x211d],
  [0x1d551, 0x2124],
]);

const NEGATIVE: Readonly<Record<string, number>> = {
  '\u200a': 0.0556,
  '\u2009': 0.1667,
  '\u205f': 0.2222,
  '\u2005': 0.2778,
};

function styled(mathml: string): string {
  const bars = mathml
    // Bars around a value, not the sign for “divides”; and the arrow of a vector as a character that fonts have.
    .replace(
      /<mi mathvariant="normal">([∣∥])</g,
      (_, bar: string) => `<mi mathvariant="normal">${bar === '∣' ? '|' : '‖'}<`,
    )
    .replace(
      /<mo fence="(true|false)"([^>]*)>([∣∥])</g,
      (_, fence: string, rest: string, bar: string) =>
        `<mo fence="${fence}"${rest} lspace="0" rspace="0">${bar === '∣' ? '|' : '‖'}<`,
    )
    .replace(
      /<mo stretchy="false">([∣∥])<\/mo>/g,
      (_, bar: string) => `<mi mathvariant="normal">${bar === '∣' ? '|' : '‖'}</mi>`,
    )
    // A space with an invisible separator is a negative one.
    .replace(/<mtext>([\u2005\u2009\u200a\u205f])\u2063<\/mtext>/g, (_, space: string) => {
      return `<mspace width="-${NEGATIVE[space]}em"/>`;
    })
    // MathML Core aligns by style sheet only.
    .replace(/<mtable ([^>]*)columnalign="left(?: left)*"/g, '<mtable class="left" $1columnalign="left"')
    .replace(/<mtable ([^>]*)columnalign="(right left(?: right left)*)"/g, '<mtable class="steps" $1columnalign="$2"')
    // Names of functions, for thin spaces around them; `tight` where a bracket or a script follows.
    .replace(/<mi>([a-z]{2,6})<\/mi><mo>\u2061<\/mo>(?=(<mo|<\/)?)/g, (_, name: string, tight?: string) => {
      return `<mi class="${tight === undefined ? 'fn' : 'fn tight'}">${name}</mi><mo>\u2061</mo>`;
    })
    // A sign after another operator is the sign of what follows.
    .replace(
      /(<mo(?: [^>]*)?>[^<)\]}|‖⟩⌋⌉!%′″↑↓]+<\/mo>(?:<mspace[^>]*>)?)<mo>([−+±∓])<\/mo>/g,
      '$1<mo form="prefix">$2</mo>',
    )
    // An operator that bears a script is only stretched in a row of its own.
    .replace(
      /<(msub|msup|msubsup)>(<mo fence="(?:true|false)" stretchy="true" minsize[^>]*>[^<]*<\/mo>)/g,
      '<$1><mrow>$2</mrow>',
    )
    // A dot that all fonts set clear of its letter.
    .replace(/<mo>\u02d9<\/mo>/g, '<mo>⋅</mo>')
    .replace(/<mo>\u20d7<\/mo>/g, '<mo class="vec" stretchy="false" lspace="0" rspace="0">→</mo>');
  return bars.replace(
    /<(mi|mn|mo|mtext) mathvariant="([a-z-]+)">([^<]*)</g,
    (whole, tag: string, variant: string, text: string) => {
      const style = STYLES[variant];
      if (style === undefined || text.includes('&')) return whole;
      // Chinese has no letters of a style in Unicode.
      if (/\p{Script=Han}/u.test(text))
        return variant.startsWith('bold') ? `<${tag} class="bold">${text}<` : `<${tag}>${text}<`;
      return `<${tag}>${Array.from(text, (letter) => letterOf(letter.codePointAt(0)!, style)).join('')}<`;
    },
  );
}

function letterOf(code: number, [upper, lower, upperGreek, lowerGreek, digit]: (typeof STYLES)[string]): string {
  let place = code;
  if (code >= 0x41 && code <= 0x5a) place = upper + code - 0x41;
  else if (code >= 0x61 && code <= 0x7a) place = lower + code - 0x61;
  else if (code >= 0x391 && code <= 0x3a9 && upperGreek > 0) place = upperGreek + code - 0x391;
  else if (code >= 0x3b1 && code <= 0x3c9 && lowerGreek > 0) place = lowerGreek + code - 0x3b1;
  else if (code >= 0x30 && code <= 0x39 && digit > 0) place = digit + code - 0x30;
  return String.fromCodePoint(OLDER.get(place) ?? place);
}
