import { FRAME, MARK_CENTRES, MARK_SIDE, ROWS, TIMING, timingAt, UP_BAR } from '../layout.js';
import { type Homography, homography, project } from './homography.js';
import { darkPixels, type GrayImage, type Patch, type Point, patchesOf, shrink, valueAt } from './image.js';

/** Where a card lies in a picture. */
export interface Placement {
  /** From millimetres on the card to pixels. */
  readonly map: Homography;
  /** Pixels a millimetre, at the middle of the card. */
  readonly scale: number;
}

/** What was found of a card's registration marks. */
export type MarksFound =
  | { readonly ok: true; readonly placement: Placement }
  | { readonly ok: false; readonly candidates: number };

/** The shorter side of the picture in which marks are looked for, in pixels. */
const COARSE = 800;
const WIDTH = FRAME.width - MARK_SIDE;
const HEIGHT = FRAME.height - MARK_SIDE;
/** How far a corner may lie from where the other two say, as a share of the card's width: perspective and skew. */
const SLACK = 0.14;

/**
 * Finds the four registration marks, whatever way the page lies, and which of them is which: by the bar beside the first
 * and the timing marks. Then places them to a fraction of a pixel.
 */
export function findMarks(image: GrayImage): MarksFound {
  const factor = Math.max(1, Math.floor(Math.min(image.width, image.height) / COARSE));
  const small = shrink(image, factor);
  const longer = Math.max(small.width, small.height);
  const dark = darkPixels(small, Math.round(longer / 14), 0.68);
  const squares = patchesOf(dark, small.width, small.height, 12).filter(
    (patch) => isSquare(patch) && patch.width > longer * 0.008 && patch.width < longer * 0.09,
  );
  let best: { placement: Placement; score: number } | undefined;
  for (const corners of quadrilaterals(squares.sort((a, b) => b.area - a.area).slice(0, 60)).slice(0, 24)) {
    const coarse = homography(
      MARK_CENTRES,
      corners.map(({ x, y }): Point => [x * factor, y * factor]),
    );
    if (coarse === undefined) continue;
    const placement = refined(image, coarse);
    if (placement === undefined) continue;
    const score = uprightness(image, placement.map);
    if (best === undefined || score > best.score) best = { placement, score };
  }
  return best !== undefined && best.score > 1.2
    ? { ok: true, placement: best.placement }
    : { ok: false, candidates: squares.length };
}

function isSquare({ width, height, area }: Patch): boolean {
  const aspect = width / height;
  return aspect > 0.68 && aspect < 1.47 && area > 0.66 * width * height;
}

/** Fours of squares in the places of a card's corners, in the order of {@link MARK_CENTRES}, the best first. */
function quadrilaterals(squares: readonly Patch[]): Patch[][] {
  const found: { corners: Patch[]; error: number }[] = [];
  for (const a of squares) {
    for (const b of squares) {
      const [vx, vy] = [b.x - a.x, b.y - a.y];
      const length = Math.hypot(vx, vy);
      const side = (length * MARK_SIDE) / WIDTH;
      const fits = (patch: Patch): boolean => {
        const ratio = Math.sqrt(patch.area) / side;
        return ratio > 0.62 && ratio < 1.4;
      };
      if (a === b || !fits(a) || !fits(b)) continue;
      const [dx, dy] = [(-vy * HEIGHT) / WIDTH, (vx * HEIGHT) / WIDTH];
      const near = (x: number, y: number): Patch[] =>
        squares.filter((patch) => fits(patch) && Math.hypot(patch.x - x, patch.y - y) < SLACK * length);
      for (const c of near(b.x + dx, b.y + dy)) {
        for (const d of near(a.x + dx, a.y + dy)) {
          if (new Set([a, b, c, d]).size < 4) continue;
          const off =
            Math.hypot(c.x - b.x - dx, c.y - b.y - dy) / length + Math.hypot(d.x - a.x - dx, d.y - a.y - dy) / length;
          const sizes = [a, b, c, d].map((patch) => Math.abs(Math.log(Math.sqrt(patch.area) / side)));
          found.push({ corners: [a, b, c, d], error: off + sizes.reduce((sum, each) => sum + each, 0) / 4 });
        }
      }
    }
  }
  return found.sort((one, other) => one.error - other.error).map(({ corners }) => corners);
}

/** Moves each corner to the middle of its dark pixels. */
function refined(image: GrayImage, coarse: Homography): Placement | undefined {
  let map = coarse;
  for (let round = 0; round < 2; round++) {
    const corners: Point[] = [];
    for (const centre of MARK_CENTRES) {
      const found = darkCentre(image, map, centre, MARK_SIDE, MARK_SIDE, 1.6);
      if (found === undefined) return undefined;
      corners.push(found.point);
    }
    const next = homography(MARK_CENTRES, corners);
    if (next === undefined) return undefined;
    map = next;
  }
  return { map, scale: scaleAt(map, [FRAME.width / 2, FRAME.height / 2]) };
}

/** Pixels a millimetre at a place of the card. */
export function scaleAt(map: Homography, [x, y]: Point): number {
  const [ax, ay] = project(map, [x, y]);
  const [bx, by] = project(map, [x + 1, y]);
  const [cx, cy] = project(map, [x, y + 1]);
  return Math.sqrt(Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)));
}

/**
 * Middle, in pixels, of what is dark within a rectangle of the card and `margin` mm around it, with the mean values of what is dark
 * and what is not; undefined where the dark part does not have about the rectangle's area.
 */
export function darkCentre(
  image: GrayImage,
  map: Homography,
  [x, y]: Point,
  width: number,
  height: number,
  margin: number,
): { readonly point: Point; readonly black: number; readonly white: number } | undefined {
  const [w, h] = [width / 2 + margin, height / 2 + margin];
  const step = Math.min(0.3, 1 / scaleAt(map, [x, y]));
  const places: Point[] = [];
  const values: number[] = [];
  for (let dy = -h + step / 2; dy < h; dy += step) {
    for (let dx = -w + step / 2; dx < w; dx += step) {
      const [px, py] = project(map, [x + dx, y + dy]);
      places.push([x + dx, y + dy]);
      values.push(valueAt(image, px, py));
    }
  }
  const { black, white } = twoTones(values);
  if (white - black < 24) return undefined;
  const cut = (black + white) / 2;
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  values.forEach((value, at) => {
    if (value >= cut) return;
    count++;
    sumX += places[at][0];
    sumY += places[at][1];
  });
  const area = count * step * step;
  if (area < 0.5 * width * height || area > 1.7 * width * height) return undefined;
  return { point: project(map, [sumX / count, sumY / count]), black, white };
}

/** Means of the dark and of the light values, parted where they differ most: two-means from the extremes. */
function twoTones(values: readonly number[]): { readonly black: number; readonly white: number } {
  let black = Number.POSITIVE_INFINITY;
  let white = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < black) black = value;
    if (value > white) white = value;
  }
  for (let round = 0; round < 8; round++) {
    const cut = (black + white) / 2;
    let [dark, darks, light, lights] = [0, 0, 0, 0];
    for (const value of values) {
      if (value < cut) {
        dark += value;
        darks++;
      } else {
        light += value;
        lights++;
      }
    }
    if (darks === 0 || lights === 0) break;
    black = dark / darks;
    white = light / lights;
  }
  return { black, white };
}

/** How well what stands upright on a card is in its place: the bar counts for 1, the timing marks together for 1. */
function uprightness(image: GrayImage, map: Homography): number {
  const dark = (x: number, y: number, white: Point): boolean => {
    const [px, py] = project(map, [x, y]);
    const [wx, wy] = project(map, white);
    return valueAt(image, px, py) < 0.75 * valueAt(image, wx, wy);
  };
  let bar = 0;
  for (let at = 0; at < 8; at++) {
    const x = UP_BAR.x + ((at + 0.5) * UP_BAR.width) / 8;
    if (dark(x, UP_BAR.y + UP_BAR.height / 2, [UP_BAR.x - 2, UP_BAR.y + UP_BAR.height / 2])) bar++;
  }
  let timing = 0;
  for (let row = 0; row < ROWS; row++) {
    for (const side of ['left', 'right'] as const) {
      const [x, y] = timingAt(row, side);
      if (dark(x, y, [x, y + TIMING.height * 1.8])) timing++;
    }
  }
  return bar / 8 + timing / (2 * ROWS);
}
