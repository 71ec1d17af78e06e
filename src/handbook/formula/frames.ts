import { elements, type MathElement } from '../mathml.js';

/** Does a formula hold what {@link frames} rewrites? */
export const FRAMED: RegExp = /<menclose|columnlines=|rowlines=|mathbackground=/;

/**
 * Boxes, strikes, ruled tables and coloured grounds as rows and cells of a class, since MathML Core knows none of them:
 * a style sheet draws them, and alike in all browsers. A ruled table says in `frame` which of its sides have a rule.
 */
export function frames(element: MathElement): MathElement {
  if (element.name === 'annotation') return element;
  const children = element.children.map((child) => (typeof child === 'string' ? child : frames(child)));
  const made = { ...element, children };
  if (element.name === 'menclose') return enclosed(made);
  if (element.name === 'mtable') return ruled(made, []);
  if (element.name === 'mpadded' && element.attributes.has('mathbackground'))
    return classed('mrow', 'ground', children);
  return made;
}

const SIDES = ['top', 'bottom', 'left', 'right'];
const STRIKES: ReadonlyMap<string, string> = new Map([
  ['updiagonalstrike', 'up'],
  ['downdiagonalstrike', 'down'],
  ['horizontalstrike', 'through'],
]);

function classed(name: string, value: string, children: MathElement['children']): MathElement {
  return { name, attributes: new Map([['class', value]]), children };
}

function enclosed(element: MathElement): MathElement {
  const notation = (element.attributes.get('notation') ?? '').split(' ');
  const [inner] = elements(element);
  if (notation.every((name) => SIDES.includes(name)) && inner?.name === 'mtable') return ruled(inner, notation);
  if (notation.includes('box')) return classed('mrow', 'box', element.children);
  const strikes = notation.flatMap((name) => STRIKES.get(name) ?? []);
  return strikes.length === notation.length
    ? classed('mrow', ['strike', ...strikes].join(' '), element.children)
    : element;
}

/** A table whose cells know their rules: `solid` or `dashed` at `left`, `right`, `top` and `bottom`. */
function ruled(table: MathElement, frame: readonly string[]): MathElement {
  const lines = (name: string): string[] => (table.attributes.get(name) ?? 'none').split(' ');
  // The last word of a list stands for all that follow.
  const at = (list: readonly string[], place: number): string => list[Math.min(place, list.length - 1)];
  const [columns, rows] = [lines('columnlines'), lines('rowlines')];
  if (frame.length === 0 && [...columns, ...rows].every((line) => line === 'none')) return table;
  const height = table.children.length;
  const children = elements(table).map((row, y) => {
    const cells = elements(row);
    const made = cells.map((cell, x): MathElement => {
      const classes: string[] = [];
      const rule = (line: string, side: string): void => {
        if (line !== 'none') classes.push(`${line}-${side}`);
      };
      if (x === 0 && frame.includes('left')) rule('solid', 'left');
      if (x < cells.length - 1) rule(at(columns, x), 'right');
      else if (frame.includes('right')) rule('solid', 'right');
      if (y === 0 && frame.includes('top')) rule('solid', 'top');
      if (y < height - 1) rule(at(rows, y), 'bottom');
      else if (frame.includes('bottom')) rule('solid', 'bottom');
      return { ...cell, attributes: new Map([...cell.attributes, ['class', classes.join(' ')]]) };
    });
    return { ...row, children: made };
  });
  const attributes = new Map([...table.attributes, ['class', 'ruled'], ['frame', frame.join(' ')]]);
  return { ...table, attributes, children };
}
