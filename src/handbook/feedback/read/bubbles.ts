import { FEEDBACK_MARKS, type FeedbackMark } from '../card.js';
import { BUBBLE_RADIUS, bubbleAt, FRAME, ROWS, TIMING, timingAt } from '../layout.js';
import { project } from './homography.js';
import { type GrayImage, type Point, valueAt } from './image.js';
import { darkCentre, type Placement, scaleAt } from './marks.js';

/** Where the lines between an empty, a doubtful and a filled bubble are drawn. Darkness is 0 for paper and 1 for the print's black. */
export interface BubbleOptions {
  /** Darkness up to which a bubble is empty. */
  readonly empty: number;
  /** Darkness from which it is filled. */
  readonly filled: number;
  /** Beside a filled bubble, another may be as dark as this share of it: the trace of an erased mark. */
  readonly trace: number;
}

/** Defaults of {@link BubbleOptions}. */
export const bubbleDefaults: BubbleOptions = { empty: 0.16, filled: 0.34, trace: 0.4 };

/** What a row of bubbles says. `blank`: nothing is filled. `unclear`: two are, or one is too faint to tell. */
export interface RowReading {
  readonly mark: FeedbackMark | 'blank' | 'unclear';
  /** 0…1: how far the row is from being read another way. */
  readonly confidence: number;
  /** Darkness of each bubble. */
  readonly darkness: readonly number[];
}

/** A row's printed ends: how far they lie from where the corners say, and how dark print and how light paper is there. */
interface RowEnd {
  readonly shift: Point;
  readonly black: number;
}

/** The least share of timing marks that must be found. */
const LEAST_TIMING = 0.75;

/**
 * Reads the bubbles of a page row by row. Each row is put in its place by its own timing marks, since paper is never quite flat,
 * and measured against its own print and paper, since light is never quite even.
 *
 * @returns undefined where too many timing marks are missing
 */
export function readBubbles(
  image: GrayImage,
  placement: Placement,
  slots: number,
  options: BubbleOptions,
): readonly RowReading[] | undefined {
  const left = rowEnds(image, placement, 'left');
  const right = rowEnds(image, placement, 'right');
  if (left === undefined || right === undefined) return undefined;
  return Array.from({ length: slots }, (_, slot) => {
    const darkness = FEEDBACK_MARKS.map((_mark, mark) => {
      const [x, y] = bubbleAt(slot, mark);
      const row = slot % ROWS;
      const [from] = timingAt(row, 'left');
      const [to] = timingAt(row, 'right');
      const share = (x - from) / (to - from);
      const between = (a: number, b: number): number => a + share * (b - a);
      const shift: Point = [
        between(left[row].shift[0], right[row].shift[0]),
        between(left[row].shift[1], right[row].shift[1]),
      ];
      return darknessAt(image, placement, [x, y], shift, between(left[row].black, right[row].black));
    });
    return judge(darkness, options);
  });
}

function rowEnds(image: GrayImage, { map }: Placement, side: 'left' | 'right'): readonly RowEnd[] | undefined {
  const found = Array.from({ length: ROWS }, (_, row): RowEnd | undefined => {
    const centre = timingAt(row, side);
    // The margin stays clear of what stands beside: print begins 4 mm away, the next timing mark 5 mm.
    const there = darkCentre(image, map, centre, TIMING.width, TIMING.height, 1.4);
    if (there === undefined) return undefined;
    const [x, y] = project(map, centre);
    return { shift: [there.point[0] - x, there.point[1] - y], black: there.black };
  });
  const seen = found.flatMap((end, row) => (end === undefined ? [] : [{ end, row }]));
  if (seen.length < LEAST_TIMING * ROWS) return undefined;
  // A row whose mark is not there takes the nearest row's.
  return found.map(
    (end, row) =>
      end ?? seen.reduce((best, each) => (Math.abs(each.row - row) < Math.abs(best.row - row) ? each : best)).end,
  );
}

/** Mean darkness within a bubble, its outline left out, against the paper around it and the print of its row. */
function darknessAt(image: GrayImage, { map }: Placement, [x, y]: Point, shift: Point, black: number): number {
  const scale = scaleAt(map, [Math.min(Math.max(x, 0), FRAME.width), y]);
  const step = Math.min(0.25, 1 / scale);
  const inner = BUBBLE_RADIUS - 0.5;
  const outer = BUBBLE_RADIUS + 1;
  const inside: number[] = [];
  const around: number[] = [];
  for (let dy = -outer; dy <= outer; dy += step) {
    for (let dx = -outer; dx <= outer; dx += step) {
      const distance = Math.hypot(dx, dy);
      const within = distance <= inner;
      if (!within && (distance < BUBBLE_RADIUS + 0.5 || distance > outer)) continue;
      const [px, py] = project(map, [x + dx, y + dy]);
      (within ? inside : around).push(valueAt(image, px + shift[0], py + shift[1]));
    }
  }
  around.sort((a, b) => a - b);
  // Marks run over their bubbles: the lighter part of the ring is the paper.
  const lighter = around.slice(Math.floor(around.length / 2));
  const white = lighter.reduce((sum, value) => sum + value, 0) / Math.max(1, lighter.length);
  const mean = inside.reduce((sum, value) => sum + value, 0) / Math.max(1, inside.length);
  return Math.min(Math.max((white - mean) / Math.max(1, white - black), 0), 1);
}

function judge(darkness: readonly number[], { empty, filled, trace }: BubbleOptions): RowReading {
  const order = darkness.map((_, at) => at).sort((a, b) => darkness[b] - darkness[a] || a - b);
  const first = darkness[order[0]];
  const second = darkness[order[1]];
  if (first <= empty) return { mark: 'blank', confidence: clamp((filled - first) / (filled - empty / 2)), darkness };
  const clear = first >= filled && (second <= empty || second <= trace * first);
  if (!clear) return { mark: 'unclear', confidence: 0, darkness };
  return { mark: FEEDBACK_MARKS[order[0]], confidence: clamp((first - second) / 0.5), darkness };
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
