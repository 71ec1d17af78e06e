import { wrap } from '../compose/wrap.js';
import type { MasteryGroup } from '../document.js';

type Point = readonly [x: number, y: number];

/** A piece of text in a figure: `at` is the middle of its height, and its left end, middle or right end. */
export interface Label {
  readonly lines: readonly string[];
  readonly at: Point;
  readonly align: 'left' | 'center' | 'right';
}

/** A radar of 3 to 10 axes in millimetres: its shapes as SVG, its texts apart, so that each renderer sets them in its own type. */
export interface Radar {
  readonly width: number;
  readonly height: number;
  readonly shapes: string;
  readonly names: readonly Label[];
  readonly scale: readonly Label[];
}

/** Shares at which rings are drawn, and those that are named. */
const RINGS: readonly number[] = [0.25, 0.5, 0.75, 1];
const NAMED: readonly number[] = [0.5, 1];

const WIDTH = 100;
const HEIGHT = 74;
const RADIUS = 26;
/** From an axis' end to its name. */
const OFFSET = 2.5;
/** Half-widths in a line of a name. */
const LINE = 14;

/** The radar of some chapters: from the top clockwise, the range in grey, expected success as a line. */
export function radar(groups: readonly MasteryGroup[]): Radar {
  const centre: Point = [WIDTH / 2, HEIGHT / 2];
  const along = (at: number, share: number, extra = 0): Point => {
    const angle = (2 * Math.PI * at) / groups.length;
    const r = RADIUS * share + extra;
    return [round(centre[0] + r * Math.sin(angle)), round(centre[1] - r * Math.cos(angle))];
  };
  const all = (share: (group: MasteryGroup) => number): readonly Point[] =>
    groups.map((group, at) => along(at, share(group)));
  const polygon = (points: readonly Point[], style: string): string =>
    `<polygon points="${points.map((point) => point.join(',')).join(' ')}" ${style}/>`;
  const shape = all(({ success }) => success);
  return {
    width: WIDTH,
    height: HEIGHT,
    shapes:
      polygon(
        all(({ high }) => high),
        'fill="#dddddd"',
      ) +
      polygon(
        all(({ low }) => low),
        'fill="#ffffff"',
      ) +
      RINGS.map((share) =>
        polygon(
          all(() => share),
          'fill="none" stroke="#999999" stroke-width="0.15"',
        ),
      ).join('') +
      `<path d="${all(() => 1)
        .map(([x, y]) => `M${centre[0]} ${centre[1]}L${x} ${y}`)
        .join('')}" fill="none" stroke="#999999" stroke-width="0.15"/>` +
      polygon(shape, 'fill="none" stroke="#111111" stroke-width="0.5" stroke-linejoin="round"') +
      shape.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="0.8" fill="#111111"/>`).join(''),
    names: groups.map(({ name }, at) => {
      const sine = Math.sin((2 * Math.PI * at) / groups.length);
      const lines = wrap(name, LINE, 2);
      const [x, y] = along(at, 1, OFFSET);
      if (Math.abs(sine) >= 0.1) return { lines, at: [x, y], align: sine > 0 ? 'left' : 'right' };
      // Above and below the names grow away from the figure.
      const away = 1.9 * (lines.length - 1) * (y < centre[1] ? -1 : 1);
      return { lines, at: [x, round(y + away)], align: 'center' };
    }),
    scale: NAMED.map((share) => ({
      lines: [`${100 * share}%`],
      at: [centre[0] + 0.8, round(centre[1] - RADIUS * share + 1.8)],
      align: 'left',
    })),
  };
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
