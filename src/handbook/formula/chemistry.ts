import { elements, type MathElement, textOf } from '../mathml.js';

/**
 * Chemistry as KaTeX's mhchem writes it, made plain. To align every index, mhchem hangs them on empty boxes as high as an
 * X beside the letter they belong to, which neither a screen reader nor another typesetter can make sense of: here an
 * index is put on its letter, and mass and atomic numbers become prescripts. A charge stands above the index.
 */
export function chemistry(math: MathElement): MathElement {
  return { ...math, children: math.children.map((child) => (typeof child === 'string' ? child : plain(child))) };
}

const SCRIPTS = new Set(['msub', 'msup', 'msubsup']);
const ROWS = new Set(['mrow', 'mstyle', 'mtd', 'mpadded', 'mphantom', 'msqrt', 'menclose']);

function make(name: string, children: readonly MathElement[], attributes: Record<string, string> = {}): MathElement {
  return { name, attributes: new Map(Object.entries(attributes)), children };
}

function plain(element: MathElement): MathElement {
  if (element.name === 'annotation' || element.children.some((child) => typeof child === 'string')) return element;
  if (ROWS.has(element.name)) return { ...element, children: joined(elements(element)) };
  return { ...element, children: elements(element).map(plain) };
}

/** The elements of a row with every index on its letter. */
function joined(children: readonly MathElement[]): MathElement[] {
  const made: MathElement[] = [];
  let before: { below?: MathElement; above?: MathElement } | undefined;
  const add = (element: MathElement): void => {
    if (before === undefined) made.push(element);
    else {
      const empty = make('mrow', []);
      const { below = empty, above = empty } = before;
      before = undefined;
      made.push(make('mmultiscripts', [element, make('mprescripts', []), below, above]));
    }
  };
  for (const child of children.flatMap(flat)) {
    if (SCRIPTS.has(child.name) && hollow(elements(child)[0])) {
      const [, first, second] = elements(child);
      const below = child.name === 'msup' ? undefined : cleaned(first);
      const above = child.name === 'msup' ? cleaned(first) : second === undefined ? undefined : cleaned(second);
      if (below === undefined && above === undefined) continue;
      const scripts = { ...(below === undefined ? {} : { below }), ...(above === undefined ? {} : { above }) };
      if (leftward(child)) before = scripts;
      else made.push(scripted(made.pop(), scripts));
    } else add(risen(plain(child)));
  }
  if (before !== undefined) add(make('mrow', []));
  return made;
}

/** Rows of mere grouping are parted: an index belongs to the last letter only. */
function flat(element: MathElement): MathElement[] {
  if (element.name !== 'mrow' || element.attributes.size > 0) return [element];
  const children = elements(element);
  if (children.some((child) => child.attributes.has('fence'))) return [element];
  // A sign before a number is one only at the start of a row.
  if (children.length > 1 && '+−'.includes(textOf(children[0]))) return [element];
  return children.flatMap(flat);
}

function scripted(
  base: MathElement | undefined,
  { below, above }: { below?: MathElement; above?: MathElement },
): MathElement {
  const on = base ?? make('mrow', []);
  if (base?.name === 'msub' && below === undefined && above !== undefined) {
    return make('msubsup', [...elements(base), above]);
  }
  if (below === undefined) return make('msup', [on, above!]);
  return above === undefined ? make('msub', [on, below]) : make('msubsup', [on, below, above]);
}

/** A box that shows nothing and takes no room. */
function hollow(element: MathElement | undefined): boolean {
  if (element === undefined) return false;
  if (element.name === 'mphantom') return true;
  if (element.name === 'mpadded' || element.name === 'mrow') return elements(element).every(hollow);
  return false;
}

function leftward(element: MathElement): boolean {
  return (element.attributes.get('lspace') ?? '').startsWith('-') || elements(element).some(leftward);
}

/** A script without the boxes around it; nothing if it shows nothing. */
function cleaned(element: MathElement): MathElement | undefined {
  const parts = unboxed(element);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : make('mrow', parts);
}

function unboxed(element: MathElement): MathElement[] {
  if (hollow(element)) return [];
  if (element.name === 'mpadded' || (element.name === 'mrow' && element.attributes.size === 0)) {
    return joined(elements(element).flatMap(unboxed));
  }
  return [plain(element)];
}

/** Gas and precipitate arrows stand close to what they mark. */
function risen(element: MathElement): MathElement {
  if (element.name !== 'mo' || element.attributes.size > 0 || !'↑↓'.includes(textOf(element))) return element;
  const { name, children } = element;
  return { name, children, attributes: new Map(Object.entries({ stretchy: 'false', lspace: '0.1em', rspace: '0em' })) };
}
