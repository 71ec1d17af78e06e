import { elements, type MathElement, parseMathml, textOf } from '../mathml.js';

/**
 * MathML to a tree of plain arrays that the template sets with Typst's own functions. Nothing of it is ever evaluated as
 * code, so a formula cannot become a program, whatever it holds.
 *
 * `[kind, …]`: `s` letter, `u` upright letter, `c` other sign, `o` operator, `R` letter as a relation, `F` sign as a fence, `n` number,
 * `t` text (text, bold), `f` named function, `h` space (em), `r` rule (width, height in em), `/` fraction, `q` root (body, index),
 * `a` attachments (base, below, above, limits), `A` prescripts (base, below, above), `^` accent (base, sign), `U` sign below (base, sign),
 * `l` line (base, over or under), `b` brace (base, over or under, sign, note), `m` rows of cells (rows, alignment, gap in em),
 * `T` ruled table (rows, alignments, rules of columns and of rows), `p` stretching pair (content), `z` fixed size (sign, em),
 * `x` strike, `k` box (content, with a line), `v` phantom, `i` content that takes no room or is shifted (content, no room, up in em),
 * `d` display size, `e` text size, `S` script size (content, level), `B` bold, `Z` size (content, em), `w` stretched sign (sign), `?` content of an unknown element.
 */
export type MathNode = readonly [string, ...MathPart[]];
type MathPart =
  | MathNode
  | readonly MathNode[]
  | readonly (readonly (readonly MathNode[])[])[]
  | readonly number[]
  | readonly string[]
  | readonly (readonly string[])[]
  | string
  | number
  | boolean
  | null;

/** The formula of a `<math>` element as KaTeX writes it. */
export function mathTree(mathml: string): readonly MathNode[] {
  const root = parseMathml(mathml);
  const semantics = elements(root).find((child) => child.name === 'semantics') ?? root;
  return elements(semantics)
    .filter((child) => child.name !== 'annotation')
    .flatMap(convert);
}

function convert(element: MathElement): MathNode[] {
  const children = elements(element);
  switch (element.name) {
    case 'mi':
    case 'mo':
    case 'mn':
    case 'mtext':
      return children.length > 0 ? row(element) : token(element);
    case 'mspace': {
      const width = em(element.attributes.get('width'));
      if (element.attributes.has('mathbackground')) return [['r', width, em(element.attributes.get('height'))]];
      return element.attributes.get('linebreak') === 'newline' || width === 0 ? [] : [['h', width]];
    }
    case 'mfrac': {
      const [above, below] = children.map(convert);
      if (em(element.attributes.get('linethickness') ?? '1em') === 0) return [['m', [[above], [below]], 'c', 0.2]];
      return [['/', above, below]];
    }
    case 'msqrt':
      return [['q', row(element), null]];
    case 'mroot':
      return [['q', convert(children[0]), convert(children[1])]];
    case 'msub':
      return [attach(children[0], children[1], undefined, false)];
    case 'msup':
      return [attach(children[0], undefined, children[1], false)];
    case 'msubsup':
      return [attach(children[0], children[1], children[2], false)];
    case 'mmultiscripts': {
      // Prescripts only, as chemistry has them.
      const [base, , below, above] = children;
      return [['A', convert(base), convert(below), convert(above)]];
    }
    case 'mpadded': {
      // Set on top of what follows, or beside its line.
      const shift = em(element.attributes.get('voffset'));
      const narrow = element.attributes.get('width') === '0px';
      if (element.attributes.get('class') === 'cond') return row(element);
      return narrow || shift !== 0 ? [['i', row(element), narrow, shift]] : row(element);
    }
    case 'munder':
    case 'mover':
    case 'munderover':
      return scripts(element, children);
    case 'mtable':
      return [table(element, children)];
    case 'mstyle': {
      const display = element.attributes.get('displaystyle');
      const level = element.attributes.get('scriptlevel');
      const body = row(element);
      if (body.length === 0) return body;
      if (element.attributes.get('style')?.startsWith('text-shadow')) return [['B', body]];
      const size = element.attributes.get('mathsize');
      if (size !== undefined) return [['Z', body, em(size)]];
      if (display === 'true') return [['d', body]];
      if (level === '1' || level === '2') return [['S', body, Number(level)]];
      return display === undefined ? body : [['e', body]];
    }
    case 'mphantom':
      return [['v', row(element)]];
    case 'mrow':
    case 'mtd':
    case 'math':
    case 'semantics':
      return row(element);
    case 'annotation':
    case 'mprescripts':
      return [];
    default:
      // Shown without what surrounds it, and reported.
      return [['?', row(element), `${element.name} ${element.attributes.get('notation') ?? ''}`.trim()]];
  }
}

/** A row; if it is fenced by `\left … \right`, a stretching pair. */
function row(element: MathElement): MathNode[] {
  const line = element.attributes.get('class');
  if (line !== undefined && element.name === 'mrow') {
    const content = elements(element).flatMap(convert);
    if (line === 'bar') return [['^', content, '¯']];
    if (line === 'box' || line === 'ground') return [['k', content, line === 'box']];
    if (line.startsWith('strike')) return [['x', content, line]];
    return [['l', content, line === 'over']];
  }
  const children = elements(element);
  const fenced = (child: MathElement | undefined): boolean =>
    child?.name === 'mo' && child.attributes.get('fence') === 'true' && !child.attributes.has('minsize');
  const body = spaced(children.flatMap(convert));
  if (
    element.name === 'mrow' &&
    children.length > 1 &&
    (fenced(children[0]) || fenced(children[children.length - 1]))
  ) {
    return [['p', body]];
  }
  return body;
}

/** Kinds between which and dots there is a thin space. */
const ORDINARY = 'sunct^lq/a';

/** Dots keep a thin space from the letters and numbers beside them. */
function spaced(body: MathNode[]): MathNode[] {
  const dots = (node: MathNode | undefined): boolean => node?.[0] === 'o' && (node[1] === '⋯' || node[1] === '…');
  const ordinary = (node: MathNode | undefined): boolean => node !== undefined && ORDINARY.includes(node[0]);
  if (!body.some(dots)) return body;
  return body.flatMap((node, at) => {
    const before = body[at - 1];
    return (dots(node) && ordinary(before)) || (ordinary(node) && dots(before))
      ? [['h', 1 / 6] as const, node]
      : [node];
  });
}

const SPACES: Readonly<Record<string, number>> = {
  '\u00a0': 0.25,
  ' ': 0.25,
  '\u2002': 0.5,
  '\u2003': 1,
  '\u2004': 1 / 3,
  '\u2005': 0.25,
  '\u2006': 1 / 6,
  '\u2009': 1 / 6,
  '\u200a': 1 / 18,
  '\u205f': 2 / 9,
};

function token(element: MathElement): MathNode[] {
  const text = textOf(element).replace(/[\u2061-\u2064\u200b-\u200f\ufeff]/g, '');
  if (text === '') return [];
  const normal = element.attributes.get('mathvariant') === 'normal';
  if (element.name === 'mtext') {
    let width = 0;
    for (const character of text) width += SPACES[character] ?? Number.NaN;
    if (!Number.isNaN(width)) return [['h', width]];
    const shown = text.replace(/[\u00a0\u2000-\u200a\u205f]/g, ' ');
    return [element.attributes.get('class') === 'bold' ? ['t', shown, true] : ['t', shown]];
  }
  if (element.name === 'mn') return [['n', text]];
  const single = Array.from(text).length === 1;
  if (element.name === 'mi') {
    if (!single) return [['f', text.replace(/[\u2000-\u200a]/g, ' ')]];
    // A sign that stands for itself, such as △: no spacing as an operator.
    if (!/^[\p{L}\p{N}]$/u.test(text)) return [['c', text]];
    return [[normal ? 'u' : 's', text]];
  }
  const size = element.attributes.get('minsize');
  if (size !== undefined && element.attributes.has('maxsize')) return [['z', bar(text), em(size)]];
  if (element.attributes.get('stretchy') === 'true' && size !== undefined) return [['w', text]];
  if (element.attributes.get('class') === 'eq') return [['w', '=']];
  if (element.attributes.get('fence') === 'true') return [[DELIMITERS.includes(text) ? 'o' : 'F', bar(text)]];
  if (single && /^\p{L}$/u.test(text)) return [['R', text]];
  // A bond, or another sign that stands for itself.
  if (single && /^0(?:em)?$/.test(element.attributes.get('rspace') ?? '')) {
    const before = em(element.attributes.get('lspace'));
    return before === 0
      ? [['c', text]]
      : [
          ['h', before],
          ['c', text],
        ];
  }
  // U+22A5 is an ordinary sign to Typst, U+27C2 the relation.
  return [[single ? 'o' : 'f', text === '⊥' ? '⟂' : text]];
}

const DELIMITERS = '()[]{}⟨⟩⌊⌋⌈⌉∣∥|‖';

/** A bar that fences is no divides sign. */
function bar(text: string): string {
  if (text === '∣') return '|';
  return text === '∥' ? '‖' : text;
}

function attach(
  base: MathElement,
  below: MathElement | undefined,
  above: MathElement | undefined,
  limits: boolean,
): MathNode {
  return [
    'a',
    convert(base),
    below === undefined ? null : convert(below),
    above === undefined ? null : convert(above),
    limits,
  ];
}

/** Signs of accents as Typst knows them. */
const ACCENTS: Readonly<Record<string, string>> = {
  '⃗': '→',
  '˙': '.',
  '⋅': '.',
  ˆ: '^',
  '˜': '~',
  ˊ: '´',
  ˋ: '`',
  '˚': '∘',
};

const BRACES = '⏞⏟⏜⏝⎴⎵⏠⏡';

function scripts(element: MathElement, children: MathElement[]): MathNode[] {
  const [base, first, second] = children;
  if (element.name === 'munderover') return [attach(base, first, second, true)];
  const over = element.name === 'mover';
  const sign = first.name === 'mo' ? textOf(first) : '';
  const accent = element.attributes.get('accent') === 'true' || element.attributes.get('accentunder') === 'true';
  const stretchy = first.attributes.get('stretchy') === 'true';
  if (sign !== '' && BRACES.includes(sign)) return [['b', convert(base), over, sign, null]];
  if (over && (accent || stretchy) && Array.from(sign).length === 1)
    return [['^', convert(base), ACCENTS[sign] ?? sign]];
  if (sign === '⌢' || sign === '⏜' || sign === '⌒') return [['b', convert(base), over, '⏜', null]];
  const inner = elements(base)[0];
  const brace = base.name === element.name ? base : inner?.name === element.name ? inner : undefined;
  if (brace !== undefined) {
    const [body, mark] = elements(brace);
    const text = mark?.name === 'mo' ? textOf(mark) : '';
    if (text !== '' && BRACES.includes(text)) return [['b', convert(body), over, text, convert(first)]];
  }
  // A sign below as wide as what it stands under.
  if (!over && accent && stretchy && Array.from(sign).length === 1) return [['U', convert(base), sign]];
  return [attach(base, over ? undefined : first, over ? first : undefined, true)];
}

function table(element: MathElement, rows: MathElement[]): MathNode {
  const align = (element.attributes.get('columnalign') ?? 'center').split(/\s+/);
  const alternate = align.length > 1 && align.every((side, at) => side === (at % 2 === 0 ? 'right' : 'left'));
  const cells = rows
    .filter((line) => line.name === 'mtr' || line.name === 'mlabeledtr')
    .map((line) => elements(line).map((cell) => row(cell)));
  const alike = align.every((each) => each === align[0]);
  if (element.attributes.get('class') === 'ruled' || !(alike || alternate)) {
    return ['T', cells, align.map((each) => each[0]), rulesOf(element)];
  }
  const side = alternate ? 'a' : align[0][0];
  const spacing = element.attributes.get('rowspacing');
  return ['m', cells, side, spacing === '0.1em' ? 0.2 : spacing === '0.16em' ? 0.55 : 0.75];
}

/** Styles of the rules before, between and after columns and rows. */
function rulesOf(table: MathElement): readonly (readonly string[])[] {
  const frame = (table.attributes.get('frame') ?? '').split(' ');
  const list = (name: string, first: string, last: string): string[] => [
    frame.includes(first) ? 'solid' : 'none',
    ...(table.attributes.get(name) ?? 'none').split(' '),
    frame.includes(last) ? 'solid' : 'none',
  ];
  return [list('columnlines', 'left', 'right'), list('rowlines', 'top', 'bottom')];
}

function em(length: string | undefined): number {
  const value = Number.parseFloat(length ?? '0');
  if (!Number.isFinite(value)) return 0;
  const unit = /[a-z]+$/.exec(length ?? '')?.[0];
  const size = unit === 'px' ? value / 16 : unit === 'pt' ? value / 10 : unit === 'mu' ? value / 18 : value;
  return Math.max(-4, Math.min(size, 20));
}
