import { elements, type MathElement, parseMathml, textOf } from '../mathml.js';

/**
 * MathML to a tree of plain arrays that the template sets with Typst's own functions. Nothing of it is ever evaluated as
 * code, so a formula cannot become a program, whatever it holds.
 *
 * `[kind, …]`: `s` letter, `u` upright letter, `c` other sign, `o` operator, `n` number, `t` text, `f` named function, `L` named function with
 * limits, `h` space (em), `/` fraction, `q` root (body, index), `a` attachments (base, below, above, limits),
 * `^` accent (base, sign), `l` line (base, over or under), `b` brace (base, over or under, sign, note), `m` rows of cells
 * (rows, alignment, columns and rows after which a rule stands), `p` stretching pair (content), `z` fixed size (sign, em),
 * `A` prescripts (base, below, above), `i` content that takes no room or is shifted (content, no room, up in em), `x` strike, `k` box, `v` phantom, `d` display size, `e` text size, `w` stretched sign (sign).
 */
export type MathNode = readonly [string, ...MathPart[]];
type MathPart =
  | MathNode
  | readonly MathNode[]
  | readonly (readonly (readonly MathNode[])[])[]
  | readonly number[]
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
      return element.attributes.get('linebreak') === 'newline' || width === 0 ? [] : [['h', width]];
    }
    case 'mfrac': {
      const [above, below] = children.map(convert);
      if (em(element.attributes.get('linethickness') ?? '1em') === 0) return [['m', [[above], [below]], 'c', [], []]];
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
      const body = row(element);
      if (display === undefined || body.length === 0) return body;
      return [[display === 'true' ? 'd' : 'e', body]];
    }
    case 'menclose': {
      const notation = element.attributes.get('notation') ?? '';
      if (notation.includes('box')) return [['k', row(element)]];
      if (notation.includes('strike')) return [['x', row(element), notation]];
      return row(element);
    }
    case 'mphantom':
      return [['v', row(element)]];
    case 'annotation':
      return [];
    default:
      return row(element);
  }
}

/** A row; if it is fenced by `\left … \right`, a stretching pair. */
function row(element: MathElement): MathNode[] {
  const line = element.attributes.get('class');
  if (line !== undefined && element.name === 'mrow') {
    const content = elements(element).flatMap(convert);
    return line === 'bar' ? [['^', content, '¯']] : [['l', content, line === 'over']];
  }
  const children = elements(element);
  const fenced = (child: MathElement | undefined): boolean =>
    child?.name === 'mo' && child.attributes.get('fence') === 'true' && !child.attributes.has('minsize');
  const body = children.flatMap(convert);
  if (
    element.name === 'mrow' &&
    children.length > 1 &&
    (fenced(children[0]) || fenced(children[children.length - 1]))
  ) {
    return [['p', body]];
  }
  return body;
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
    return [['t', text.replace(/[\u00a0\u2000-\u200a\u205f]/g, ' ')]];
  }
  if (element.name === 'mn') return [['n', text]];
  const single = Array.from(text).length === 1;
  if (element.name === 'mi') {
    if (!single) return [['f', text]];
    // A sign that stands for itself, such as △: no spacing as an operator.
    if (!/^[\p{L}\p{N}]$/u.test(text)) return [['c', text]];
    return [[normal ? 'u' : 's', text]];
  }
  const size = element.attributes.get('minsize');
  if (size !== undefined && element.attributes.has('maxsize')) return [['z', bar(text), em(size)]];
  if (element.attributes.get('stretchy') === 'true' && size !== undefined) return [['w', text]];
  if (element.attributes.get('class') === 'eq') return [['w', '=']];
  if (element.attributes.get('fence') === 'true') return [['o', bar(text)]];
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

const BRACES = '⏞⏟⏜⏝⎴⎵';

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
  return [attach(base, over ? undefined : first, over ? first : undefined, true)];
}

function table(element: MathElement, rows: MathElement[]): MathNode {
  const align = (element.attributes.get('columnalign') ?? 'center').split(/\s+/);
  const alternate = align.length > 1 && align.every((side, at) => side === (at % 2 === 0 ? 'right' : 'left'));
  const below = (element.attributes.get('rowlines') ?? '')
    .split(/\s+/)
    .flatMap((line, at) => (line === 'solid' || line === 'dashed' ? [at + 1] : []));
  const rules = (element.attributes.get('columnlines') ?? '')
    .split(/\s+/)
    .flatMap((line, at) => (line === 'solid' || line === 'dashed' ? [at + 1] : []));
  const cells = rows
    .filter((line) => line.name === 'mtr' || line.name === 'mlabeledtr')
    .map((line) => elements(line).map((cell) => row(cell)));
  const side = alternate
    ? 'a'
    : align.every((each) => each === 'left')
      ? 'l'
      : align.every((each) => each === 'right')
        ? 'r'
        : 'c';
  return ['m', cells, side, rules, below];
}

function em(length: string | undefined): number {
  const value = Number.parseFloat(length ?? '0');
  if (!Number.isFinite(value)) return 0;
  const unit = /[a-z]+$/.exec(length ?? '')?.[0];
  const size = unit === 'px' ? value / 16 : unit === 'pt' ? value / 10 : unit === 'mu' ? value / 18 : value;
  return Math.max(-4, Math.min(size, 20));
}
