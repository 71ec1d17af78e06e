import { type MathNode, mathTree } from './math.js';

/** Can these fonts show the character? */
export type Covers = (code: number) => boolean;

interface FormulaTree {
  readonly nodes: readonly MathNode[];
  /** An element that is set without what it stands for. */
  readonly unknown?: string;
}

// Keyed by the string that the formula cache returns, so it holds no more than that cache does.
const trees = new Map<string, FormulaTree & { readonly letters: readonly number[] }>();
const TREES = 8192;

/** The tree of a formula, cached, with `〓` for characters that neither the text's fonts nor that of formulas have. */
export function formulaTree(mathml: string, covers: Covers): FormulaTree {
  let made = trees.get(mathml);
  if (made === undefined) {
    const nodes = mathTree(mathml);
    const json = JSON.stringify(nodes);
    const letters = [...new Set(json)].map((letter) => letter.codePointAt(0)!);
    const unknown = unknownIn(nodes);
    made = {
      nodes,
      letters: letters.filter((code) => code > 0x7e && !isMath(code)),
      ...(unknown === undefined ? {} : { unknown }),
    };
    if (trees.size >= TREES) trees.clear();
    trees.set(mathml, made);
  }
  if (made.letters.every(covers)) return made;
  return { ...made, nodes: JSON.parse(glyphs(JSON.stringify(made.nodes), covers, isMath)) as readonly MathNode[] };
}

function unknownIn(part: unknown): string | undefined {
  if (!Array.isArray(part)) return undefined;
  if (part[0] === '?' && part.length === 3) return String(part[2]);
  for (const each of part) {
    const found = unknownIn(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Blocks that New Computer Modern Math, which comes with Typst, holds in full or nearly so. */
function isMath(code: number): boolean {
  return (
    (code >= 0xa0 && code <= 0x17f) ||
    code === 0x237 ||
    (code >= 0x2c6 && code <= 0x2dd) ||
    (code >= 0x391 && code <= 0x3f5) ||
    (code >= 0x2010 && code <= 0x2057) ||
    (code >= 0x20d0 && code <= 0x20ef) ||
    (code >= 0x2100 && code <= 0x214f) ||
    (code >= 0x2190 && code <= 0x22ff) ||
    (code >= 0x2308 && code <= 0x23e1) ||
    (code >= 0x27c0 && code <= 0x27ff) ||
    (code >= 0x2900 && code <= 0x2aff) ||
    (code >= 0x1d400 && code <= 0x1d7ff)
  );
}

/** Writes `〓`, the printers' mark for a missing sort, for characters that no font of the booklet has. */
export function glyphs(text: string, covers: Covers, also?: Covers): string {
  let plainAscii = true;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0x7e) {
      plainAscii = false;
      break;
    }
  }
  if (plainAscii) return text;
  let shown = '';
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code <= 0x7e || covers(code) || also?.(code) === true) shown += letter;
    // Variation selectors and combining marks that no font has would only double the mark before them.
    else if (!(code >= 0xfe00 && code <= 0xfe0f) && !/\p{M}/u.test(letter)) shown += '〓';
  }
  return shown;
}
