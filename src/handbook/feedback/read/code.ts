import jsQR from 'jsqr';
import { CODE_BOX } from '../layout.js';
import { project } from './homography.js';
import { type GrayImage, valueAt } from './image.js';
import type { Placement } from './marks.js';

/** Sides, in pixels, of the pictures of the code that are tried: no one size suits every number of modules. */
const SIDES = [310, 434, 248, 620];

/** The text of a card's QR code, which is straightened first; undefined where it cannot be read. */
export function readCode(image: GrayImage, { map }: Placement): string | undefined {
  for (const side of SIDES) {
    const pixels = new Uint8ClampedArray(4 * side * side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [px, py] = project(map, [
          CODE_BOX.x + ((x + 0.5) / side) * CODE_BOX.size,
          CODE_BOX.y + ((y + 0.5) / side) * CODE_BOX.size,
        ]);
        const value = valueAt(image, px, py);
        const at = 4 * (y * side + x);
        pixels[at] = value;
        pixels[at + 1] = value;
        pixels[at + 2] = value;
        pixels[at + 3] = 255;
      }
    }
    const found = jsQR.default(pixels, side, side, { inversionAttempts: 'dontInvert' });
    if (found !== null && found.data !== '') return found.data;
  }
  return undefined;
}
