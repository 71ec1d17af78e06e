import type { MasteryLevel, MasteryRow } from '../document.js';

/** Height of a bar's drawing, in millimetres. */
export const BAR_HEIGHT = 4;

const TOP = 0.5;
const THICK = 2.7;
const AXIS = 3.85;
/** From line to line of the hatch. */
const HATCH = 1.1;

const FILLS: Readonly<Record<Exclude<MasteryLevel, 'unknown'>, string>> = {
  weak: '#ffffff',
  partial: '#b9bec4',
  mastered: '#2b3a4a',
};

/** One bar of 0…100 % with its credible interval, as SVG shapes in millimetres: hatched, grey, dark, or dotted where nothing is known. */
export function bar({ level, success, low, high }: MasteryRow, width: number): string {
  const x = (share: number): number => round(width * share);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => `M${x(share)} ${AXIS}v-0.8`).join('');
  const axis = `<path d="M0 ${AXIS}H${width}${ticks}" fill="none" stroke="#8c8c8c" stroke-width="0.15"/>`;
  if (level === 'unknown') {
    return `<rect x="0.1" y="0.9" width="${width - 0.2}" height="2" fill="none" stroke="#777777" stroke-width="0.2" stroke-dasharray="0.8 0.6"/>${axis}`;
  }
  const end = x(success);
  const body = `<rect x="0" y="${TOP}" width="${end}" height="${THICK}" fill="${FILLS[level]}" stroke="#222222" stroke-width="0.2"/>`;
  const middle = TOP + THICK / 2;
  const [a, b] = [x(low), x(high)];
  // A white halo keeps the interval legible upon a dark bar.
  const range =
    `<path d="M${a} ${middle}H${b}" stroke="#ffffff" stroke-width="0.9"/>` +
    `<path d="M${a} ${middle}H${b}M${a} ${middle - 0.8}v1.6M${b} ${middle - 0.8}v1.6" fill="none" stroke="#000000" stroke-width="0.32"/>`;
  return `${axis}${body}${level === 'weak' ? hatch(end) : ''}${range}`;
}

/** Slanting lines within a bar: explicit ones, since patterns print unevenly. */
function hatch(width: number): string {
  let path = '';
  for (let foot = HATCH - THICK; foot < width; foot += HATCH) {
    const from = Math.max(foot, 0);
    const to = Math.min(foot + THICK, width);
    if (to > from)
      path += `M${round(from)} ${round(TOP + THICK - (from - foot))}L${round(to)} ${round(TOP + THICK - (to - foot))}`;
  }
  return `<path d="${path}" fill="none" stroke="#333333" stroke-width="0.3"/>`;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
