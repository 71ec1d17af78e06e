/** A grey picture, row by row: 0 black … 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8Array;
}

/** A point of a picture in pixels, or of a card in millimetres. */
export type Point = readonly [x: number, y: number];

/** A picture shrunk by a whole factor, each pixel the mean of a square. */
export function shrink(image: GrayImage, factor: number): GrayImage {
  if (factor <= 1) return image;
  const width = Math.floor(image.width / factor);
  const height = Math.floor(image.height / factor);
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++) {
        const row = (y * factor + dy) * image.width + x * factor;
        for (let dx = 0; dx < factor; dx++) sum += image.gray[row + dx];
      }
      gray[y * width + x] = sum / (factor * factor);
    }
  }
  return { width, height, gray };
}

/** Value between pixels, by bilinear interpolation; 255 outside. Pixel (0, 0) has its middle at (0.5, 0.5). */
export function valueAt({ width, height, gray }: GrayImage, x: number, y: number): number {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return 255;
  const fx = x - 0.5 - left;
  const fy = y - 0.5 - top;
  const at = top * width + left;
  const above = gray[at] + fx * (gray[at + 1] - gray[at]);
  const below = gray[at + width] + fx * (gray[at + width + 1] - gray[at + width]);
  return above + fy * (below - above);
}

/**
 * Which pixels are dark beside their surroundings: below `share` of the mean of a window around them, so that uneven light
 * plays no role.
 *
 * @source Bradley & Roth (2007), Adaptive thresholding using the integral image, Journal of Graphics Tools 12(2)
 */
export function darkPixels({ width, height, gray }: GrayImage, window: number, share: number): Uint8Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += gray[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  const dark = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - window);
    const bottom = Math.min(height, y + window + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - window);
      const right = Math.min(width, x + window + 1);
      const sum =
        sums[bottom * (width + 1) + right] -
        sums[top * (width + 1) + right] -
        sums[bottom * (width + 1) + left] +
        sums[top * (width + 1) + left];
      if (gray[y * width + x] * (right - left) * (bottom - top) < share * sum) dark[y * width + x] = 1;
    }
  }
  return dark;
}

/** A connected patch of dark pixels. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly area: number;
  readonly width: number;
  readonly height: number;
}

/** Patches of dark pixels, connected by edges; those of fewer than `least` pixels are left out. */
export function patchesOf(dark: Uint8Array, width: number, height: number, least: number): Patch[] {
  const left = dark.slice();
  const stack: number[] = [];
  const patches: Patch[] = [];
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    left[start] = 0;
    stack.push(start);
    let area = 0;
    let sumX = 0;
    let sumY = 0;
    let [minX, maxX, minY, maxY] = [width, 0, height, 0];
    const visit = (at: number): void => {
      if (left[at] === 0) return;
      left[at] = 0;
      stack.push(at);
    };
    while (stack.length > 0) {
      const at = stack.pop()!;
      const y = Math.floor(at / width);
      const x = at - y * width;
      area++;
      sumX += x;
      sumY += y;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
      if (x > 0) visit(at - 1);
      if (x + 1 < width) visit(at + 1);
      if (y > 0) visit(at - width);
      if (y + 1 < height) visit(at + width);
    }
    if (area < least) continue;
    patches.push({
      x: sumX / area + 0.5,
      y: sumY / area + 0.5,
      area,
      width: maxX - minX + 1,
      height: maxY - minY + 1,
    });
  }
  return patches;
}
