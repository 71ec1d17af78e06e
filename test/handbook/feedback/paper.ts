import type { CardPage, CardShape } from '../../../src/handbook/feedback/layout.js';
import { type Homography, homography, project } from '../../../src/handbook/feedback/read/homography.js';
import type { GrayImage } from '../../../src/handbook/feedback/read.js';

/** A sheet of paper in the test: where the card's frame stands on it, in mm, and how finely it is drawn. */
export interface Sheet {
  readonly image: GrayImage;
  /** Pixels a millimetre. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** Draws a card as a printer would, texts left out: coverage of each pixel by the shapes, on white paper. */
export function printCard(page: CardPage, dpi: number, margin = 9): Sheet {
  const scale = dpi / 25.4;
  const width = Math.round((page.width + 2 * margin) * scale);
  const height = Math.round((page.height + 2 * margin) * scale);
  const ink = new Float32Array(width * height);
  for (const shape of page.shapes) drawShape(ink, width, height, scale, margin, shape);
  const gray = Uint8Array.from(ink, (share) => 250 - 225 * Math.min(1, share));
  return { image: { width, height, gray }, scale, left: margin, top: margin };
}

function drawShape(ink: Float32Array, width: number, height: number, scale: number, margin: number, shape: CardShape) {
  if (shape.kind === 'rect') fillRect(ink, width, height, scale, margin, shape);
  else if (shape.kind === 'code') {
    const module = shape.size / shape.code.size;
    for (const [, x, y, n] of shape.code.path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      const at = { x: shape.x + Number(x) * module, y: shape.y + Number(y) * module };
      fillRect(ink, width, height, scale, margin, { ...at, width: Number(n) * module, height: module });
    }
  } else if (shape.kind === 'circle') {
    ring(ink, width, height, scale, (margin + shape.x) * scale, (margin + shape.y) * scale, shape.radius * scale);
  }
}

function fillRect(
  ink: Float32Array,
  width: number,
  height: number,
  scale: number,
  margin: number,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
) {
  const [x0, x1] = [(margin + box.x) * scale, (margin + box.x + box.width) * scale];
  const [y0, y1] = [(margin + box.y) * scale, (margin + box.y + box.height) * scale];
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, Math.ceil(y1)); y++) {
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(width, Math.ceil(x1)); x++) {
      const part = (Math.min(x + 1, x1) - Math.max(x, x0)) * (Math.min(y + 1, y1) - Math.max(y, y0));
      ink[y * width + x] += part;
    }
  }
}

function ring(ink: Float32Array, width: number, height: number, scale: number, cx: number, cy: number, r: number) {
  const half = (0.25 * scale) / 2;
  for (let y = Math.floor(cy - r - 2); y <= cy + r + 2; y++) {
    for (let x = Math.floor(cx - r - 2); x <= cx + r + 2; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const off = Math.abs(Math.hypot(x + 0.5 - cx, y + 0.5 - cy) - r);
      ink[y * width + x] += 0.8 * Math.min(1, Math.max(0, half + 0.5 - off));
    }
  }
}

/** A pencil or pen mark on a sheet: a disc about a place of the card in mm, `tone` 0 white … 1 black. */
export function fill(sheet: Sheet, [x, y]: readonly [number, number], radius = 1.9, tone = 0.8): Sheet {
  const { image, scale, left, top } = sheet;
  const gray = image.gray.slice();
  const [cx, cy, r] = [(left + x) * scale, (top + y) * scale, radius * scale];
  for (let py = Math.floor(cy - r - 1); py <= cy + r + 1; py++) {
    for (let px = Math.floor(cx - r - 1); px <= cx + r + 1; px++) {
      if (px < 0 || py < 0 || px >= image.width || py >= image.height) continue;
      const share = Math.min(1, Math.max(0, r + 0.5 - Math.hypot(px + 0.5 - cx, py + 0.5 - cy)));
      const at = py * image.width + px;
      gray[at] = Math.min(gray[at], 250 - 225 * tone * share);
    }
  }
  return { ...sheet, image: { ...image, gray } };
}

/** What a scanner or camera does to a sheet. */
export interface Scan {
  /** Degrees, clockwise; 180 is upside down. */
  readonly angle?: number;
  /** Pixels for each pixel of the sheet. */
  readonly zoom?: number;
  /** How far each corner is pulled inwards, as shares of the sheet: top left, top right, bottom right, bottom left. */
  readonly pull?: readonly (readonly [number, number])[];
  /** Standard deviation of the noise in grey levels. */
  readonly noise?: number;
  /** Light lost at the right and at the bottom, 0…1. */
  readonly shade?: readonly [number, number];
  /** Grey levels taken from black, as a pale print has. */
  readonly pale?: number;
  readonly seed?: number;
}

/** A sheet as a scanner sees it. */
export function scan({ image }: Sheet, how: Scan = {}): GrayImage {
  const { angle = 0, zoom = 1, pull = [], noise = 0, shade = [0, 0], pale = 0, seed = 1 } = how;
  const { width: w, height: h } = image;
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const width = Math.round((w * Math.abs(cos) + h * Math.abs(sin)) * zoom);
  const height = Math.round((w * Math.abs(sin) + h * Math.abs(cos)) * zoom);
  const corners: readonly (readonly [number, number])[] = [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ];
  const to = corners.map(([x, y], at): [number, number] => {
    const [px, py] = pull[at] ?? [0, 0];
    const [u, v] = [x + (x === 0 ? px : -px) * w - w / 2, y + (y === 0 ? py : -py) * h - h / 2];
    return [width / 2 + zoom * (u * cos - v * sin), height / 2 + zoom * (u * sin + v * cos)];
  });
  const back = homography(to, corners) as Homography;
  const random = gaussian(seed);
  const gray = new Uint8Array(width * height);
  // Zooming out, a pixel sees several of the sheet's.
  const parts = zoom < 0.8 ? 2 : 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = 0;
      for (let part = 0; part < parts * parts; part++) {
        const dx = ((part % parts) + 0.5) / parts;
        const dy = (Math.floor(part / parts) + 0.5) / parts;
        const [sx, sy] = project(back, [x + dx, y + dy]);
        value += sample(image, sx, sy) / (parts * parts);
      }
      value = pale + (value * (255 - pale)) / 255;
      value *= 1 - (shade[0] * x) / width - (shade[1] * y) / height;
      gray[y * width + x] = Math.min(255, Math.max(0, Math.round(value + noise * random())));
    }
  }
  return { width, height, gray };
}

function sample({ width, height, gray }: GrayImage, x: number, y: number): number {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  // Beyond the sheet lies the scanner's lid.
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return 242;
  const fx = x - 0.5 - left;
  const fy = y - 0.5 - top;
  const at = top * width + left;
  const above = gray[at] + fx * (gray[at + 1] - gray[at]);
  const below = gray[at + width] + fx * (gray[at + width + 1] - gray[at + width]);
  return above + fy * (below - above);
}

/** Sums of uniform draws: near enough to normal, and quick. */
function gaussian(seed: number): () => number {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}
