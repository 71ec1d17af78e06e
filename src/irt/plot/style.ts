import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import { type Attributes, element, px } from './svg.js';

/** Dark grey of axes and text: 12.6 : 1 on white. */
export const INK = '#333';
/** Grid lines, no more than a hint. */
export const GRID = '#ddd';
/** Grey areas behind lines. */
export const SHADE = '#d5dae0';

/** Strokes told apart by dash as well as by colour; each colour is at least 5 : 1 on white. */
const STROKES: readonly { readonly colour: string; readonly dash: string | undefined }[] = [
  { colour: '#111', dash: undefined },
  { colour: '#0b4f94', dash: '7 3' },
  { colour: '#a33b00', dash: '2 2.5' },
  { colour: '#00603f', dash: '9 3 2 3' },
  { colour: '#7a2a6d', dash: '12 4' },
  { colour: '#5f4a00', dash: '5 2 1.5 2 1.5 2' },
  { colour: '#444', dash: '1 4' },
  { colour: '#8a1330', dash: '14 3 3 3' },
];

const SHAPES: readonly SymbolType[] = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolWye];

/** Number of strokes that look different; beyond it they come again. */
export const DIFFERENT_STROKES: number = STROKES.length;

/** The stroke of the n-th curve. */
export function stroke(n: number): Attributes {
  const { colour, dash } = STROKES[n % STROKES.length];
  return { fill: 'none', stroke: colour, 'stroke-width': 1.8, 'stroke-dasharray': dash, 'stroke-linejoin': 'round' };
}

/** A marker of the n-th shape at a place, filled or open. */
export function marker(n: number, x: number, y: number, colour: number, open = false, area = 34): string {
  const shape = symbol(SHAPES[n % SHAPES.length], area).digits(2);
  const ink = STROKES[colour % STROKES.length].colour;
  return element('path', {
    d: shape() as string,
    transform: `translate(${px(x)} ${px(y)})`,
    fill: open ? '#fff' : ink,
    stroke: ink,
    'stroke-width': 1.2,
  });
}

/** Colour of the n-th curve. */
export function colourOf(n: number): string {
  return STROKES[n % STROKES.length].colour;
}
