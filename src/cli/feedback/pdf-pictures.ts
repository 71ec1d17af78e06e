import { YincaiError } from '../../data/fault.js';
import { type GrayImage, MAX_PIXELS } from '../../handbook/feedback/read.js';
import { broken, grayOf } from './gray.js';

/** The most pages of one PDF. */
const MAX_PAGES = 5000;

/** A picture as pdf.js unpacks it: `kind` 1 is one bit a pixel, 2 three bytes, 3 four. */
interface Unpacked {
  readonly width: number;
  readonly height: number;
  readonly kind?: number;
  readonly data?: Uint8Array | Uint8ClampedArray;
}

/**
 * The scanned picture of each page of a PDF: the largest image on it, as the scanner wrote it. Nothing is drawn,
 * so no canvas is needed; a page that is text or drawing alone has no picture and is refused.
 *
 * @throws YincaiError `not-installed` without the optional package pdfjs-dist; `bad-format` for what is no PDF of scans
 */
export async function* pdfPictures(
  bytes: Uint8Array,
  file: string,
): AsyncGenerator<{ readonly page: number; readonly image: GrayImage }> {
  const { getDocument, OPS } = await pdfPackage();
  const task = getDocument({
    // A copy, which pdf.js may keep; it takes no Buffer.
    data: new Uint8Array(bytes),
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: MAX_PIXELS,
    stopAtErrors: true,
  });
  try {
    const document = await task.promise.catch((error: unknown) => {
      throw new YincaiError(broken(file, 'PDF', error));
    });
    if (document.numPages > MAX_PAGES) {
      throw new YincaiError({
        code: 'too-large',
        file,
        value: `${document.numPages} pages`,
        expected: `at most ${MAX_PAGES} pages`,
        expectedZh: `不超过 ${MAX_PAGES} 页`,
      });
    }
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const list = await page.getOperatorList().catch((error: unknown) => {
        throw new YincaiError(broken(file, 'PDF', error));
      });
      let largest: Unpacked | undefined;
      for (let at = 0; at < list.fnArray.length; at++) {
        let found: Unpacked | undefined;
        if (list.fnArray[at] === OPS.paintImageXObject) {
          const name = list.argsArray[at][0] as string;
          const objects = name.startsWith('g_') ? page.commonObjs : page.objs;
          found = await new Promise<Unpacked>((resolve) => {
            objects.get(name, (value: unknown) => resolve(value as Unpacked));
          });
        } else if (list.fnArray[at] === OPS.paintInlineImageXObject) found = list.argsArray[at][0] as Unpacked;
        if (found?.data === undefined) continue;
        if (largest === undefined || found.width * found.height > largest.width * largest.height) largest = found;
      }
      page.cleanup();
      if (largest === undefined) throw new YincaiError(noPicture(file, number));
      yield { page: number, image: unpack(largest) };
    }
  } finally {
    await task.destroy();
  }
}

function unpack({ width, height, kind, data }: Unpacked): GrayImage {
  if (kind === 2) return grayOf(data!, width, height, 3);
  if (kind === 3) return grayOf(data!, width, height, 4);
  const stride = (width + 7) >> 3;
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      gray[y * width + x] = (data![y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1 ? 255 : 0;
    }
  }
  return { width, height, gray };
}

function noPicture(file: string, page: number): ConstructorParameters<typeof YincaiError>[0] {
  return {
    code: 'unsupported',
    file: `${file}#page=${page}`,
    expected: 'a scanned picture on the page',
    expectedZh: '页上有扫描得到的图像',
    mend: 'give the PDF that the scanner wrote, or turn its pages into PNG',
    mendZh: '请使用扫描仪输出的 PDF，或先转成 PNG 图片',
  };
}

async function pdfPackage(): Promise<typeof import('pdfjs-dist/legacy/build/pdf.mjs')> {
  try {
    return await import('pdfjs-dist/legacy/build/pdf.mjs');
  } catch {
    throw new YincaiError({
      code: 'not-installed',
      value: 'pdfjs-dist',
      expected: 'the optional package that reads PDF',
      expectedZh: '读取 PDF 所需的可选组件',
      mend: 'npm install pdfjs-dist, or scan to PNG or JPEG',
      mendZh: '运行 npm install pdfjs-dist，或扫描成 PNG、JPEG',
    });
  }
}
