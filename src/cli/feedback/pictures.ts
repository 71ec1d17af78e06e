import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { type Fault, YincaiError } from '../../data/fault.js';
import { type GrayImage, MAX_PIXELS } from '../../handbook/feedback/read.js';
import { readInput } from '../files.js';
import { broken, grayOf } from './gray.js';
import { pdfPictures } from './pdf-pictures.js';

/** One scanned page: its place for messages, and its picture. */
export interface ScannedPage {
  readonly file: string;
  /** Counted from 1, in files of several pages. */
  readonly page?: number;
  readonly image: GrayImage;
}

/**
 * The pages of a scan, one after another: PNG, JPEG or PGM with one page each, or a PDF of scanned pages.
 *
 * @throws YincaiError `missing-file`, `too-large`, or `bad-format` for what cannot be decoded
 */
export async function* readPages(file: string): AsyncGenerator<ScannedPage> {
  const bytes = await readInput(file);
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  if (start.startsWith('%PDF-')) {
    for await (const { page, image } of pdfPictures(bytes, file)) yield { file, page, image };
  } else if (start.startsWith('\x89PNG')) yield { file, image: readPng(bytes, file) };
  else if (start.startsWith('\xff\xd8')) yield { file, image: readJpeg(bytes, file) };
  else if (/^P[25]\s/.test(start)) yield { file, image: readPgm(bytes, file) };
  else {
    throw new YincaiError({
      code: 'bad-format',
      file,
      expected: 'a picture in PNG, JPEG or PGM, or a PDF of scanned pages',
      expectedZh: 'PNG、JPEG、PGM 图片，或扫描得到的 PDF',
    });
  }
}

function readPng(bytes: Uint8Array, file: string): GrayImage {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 24) throw new YincaiError(broken(file, 'PNG', 'cut short'));
  // Before anything is unpacked: a small file may claim to be a huge picture.
  checkSize(head.getUint32(16), head.getUint32(20), file);
  let decoded: PNG;
  try {
    decoded = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    throw new YincaiError(broken(file, 'PNG', error));
  }
  return grayOf(decoded.data, decoded.width, decoded.height, 4);
}

function readJpeg(bytes: Uint8Array, file: string): GrayImage {
  try {
    const { data, width, height } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: true,
      maxResolutionInMP: MAX_PIXELS / 1e6,
      maxMemoryUsageInMB: 1024,
    });
    return grayOf(data, width, height, 4);
  } catch (error) {
    if (/maxResolution|maxMemory/.test(String(error))) throw new YincaiError(tooLarge(file, 'JPEG'));
    throw new YincaiError(broken(file, 'JPEG', error));
  }
}

/** Portable grey map, plain (P2) or raw (P5), of 8 or 16 bits. */
function readPgm(bytes: Uint8Array, file: string): GrayImage {
  let at = 2;
  const number = (): number => {
    for (;;) {
      while (at < bytes.length && bytes[at]! <= 32) at++;
      if (bytes[at] !== 35) break;
      while (at < bytes.length && bytes[at] !== 10) at++;
    }
    let value = 0;
    const from = at;
    while (bytes[at]! >= 48 && bytes[at]! <= 57 && at - from < 9) value = value * 10 + bytes[at++]! - 48;
    return at > from ? value : Number.NaN;
  };
  const [width, height, most] = [number(), number(), number()];
  if (!(width > 0 && height > 0 && most > 0 && most < 65536)) throw new YincaiError(broken(file, 'PGM', 'bad header'));
  checkSize(width, height, file);
  const count = width * height;
  const gray = new Uint8Array(count);
  if (bytes[1] === 50) {
    for (let i = 0; i < count; i++) {
      const value = number();
      if (Number.isNaN(value)) throw new YincaiError(broken(file, 'PGM', 'cut short'));
      gray[i] = Math.round((255 * value) / most);
    }
    return { width, height, gray };
  }
  at++;
  const wide = most > 255 ? 2 : 1;
  if (bytes.length < at + count * wide) throw new YincaiError(broken(file, 'PGM', 'cut short'));
  for (let i = 0; i < count; i++) {
    const value = wide === 1 ? bytes[at + i]! : 256 * bytes[at + 2 * i]! + bytes[at + 2 * i + 1]!;
    gray[i] = Math.round((255 * value) / most);
  }
  return { width, height, gray };
}

function checkSize(width: number, height: number, file: string): void {
  if (width * height > MAX_PIXELS) throw new YincaiError(tooLarge(file, `${width} × ${height}`));
}

function tooLarge(file: string, value: string): Fault {
  return {
    code: 'too-large',
    file,
    value,
    expected: `a picture of at most ${MAX_PIXELS / 1e6} million pixels`,
    expectedZh: `不超过 ${MAX_PIXELS / 1e6} 百万像素的图片`,
    mend: 'scan at 300 dpi',
    mendZh: '请用 300 dpi 扫描',
  };
}
