import type { HandbookImage } from '../document.js';
import { safeSvg } from './svg.js';

/** The largest file of an image. */
export const MAX_IMAGE_BYTES: number = 2 * 1024 * 1024;
/** The most pixels of an image, so that a small file cannot unfold into gigabytes. */
export const MAX_IMAGE_PIXELS = 24_000_000;

/** An image that may be shown, or why it may not. */
export type ReadImage =
  | {
      readonly ok: true;
      readonly type: HandbookImage['type'];
      /** The file in base64; a drawing is written anew. */
      readonly base64: string;
      /** Height divided by width. */
      readonly ratio: number;
    }
  | { readonly ok: false; readonly expected: string; readonly expectedZh: string };

const CACHED = 256;
const cache = new Map<string, ReadImage>();

/**
 * Looks into an image: that it is what it says, by its first bytes and its header, and within bounds of bytes and pixels;
 * a drawing is written anew without anything that runs or loads. Cached.
 */
export function readImage(image: Pick<HandbookImage, 'type' | 'data'>): ReadImage {
  const key = `${image.type} ${image.data}`;
  let read = cache.get(key);
  if (read === undefined) {
    read = look(image);
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value!);
    cache.set(key, read);
  }
  return read;
}

function look({ type, data }: Pick<HandbookImage, 'type' | 'data'>): ReadImage {
  if (data.length * 0.75 > MAX_IMAGE_BYTES)
    return bad(`at most ${MAX_IMAGE_BYTES / 1024} KB`, `不超过 ${MAX_IMAGE_BYTES / 1024} KB`);
  if (data === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(data) || data.length % 4 !== 0)
    return bad('a file in base64', 'base64 编码的文件');
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  if (type === 'svg') {
    const made = safeSvg(new TextDecoder().decode(bytes));
    if (!made.ok) return made;
    const safe = new TextEncoder().encode(made.svg);
    let binary = '';
    for (let at = 0; at < safe.length; at += 8192) binary += String.fromCharCode(...safe.subarray(at, at + 8192));
    return sized('svg', btoa(binary), made.width, made.height);
  }
  const size = type === 'png' ? pngSize(bytes) : jpegSize(bytes);
  if (size === undefined) return bad(`a ${type.toUpperCase()} file`, `${type.toUpperCase()} 文件`);
  if (size[0] * size[1] > MAX_IMAGE_PIXELS)
    return bad(`at most ${MAX_IMAGE_PIXELS} pixels`, `不超过 ${MAX_IMAGE_PIXELS} 像素`);
  return sized(type, data, size[0], size[1]);
}

function bad(expected: string, expectedZh: string): ReadImage {
  return { ok: false, expected, expectedZh };
}

function sized(type: HandbookImage['type'], base64: string, width: number, height: number): ReadImage {
  const ratio = height / width;
  if (!(ratio >= 0.02 && ratio <= 20)) return bad('an image that is not a mere line', '长宽比适当的图片');
  return { ok: true, type, base64, ratio };
}

/** @source PNG specification, third edition (W3C, 2025), sections 5.2 and 11.2.1 */
function pngSize(bytes: Uint8Array): [number, number] | undefined {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
  if (bytes.length < 45 || !signature.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // The last chunk, IEND: a file cut short lacks it.
  if (view.getUint32(bytes.length - 8) !== 0x49454e44) return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return width > 0 && height > 0 ? [width, height] : undefined;
}

/** @source ITU-T T.81 (JPEG), annex B: markers, and the frame header */
function jpegSize(bytes: Uint8Array): [number, number] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  // The end of the image, behind which some cameras leave a few bytes.
  if (bytes.lastIndexOf(0xd9) < bytes.length - 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return width > 0 && height > 0 ? [width, height] : undefined;
    } else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
