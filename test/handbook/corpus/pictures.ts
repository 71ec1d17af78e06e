import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import katex from 'katex';
import { type Browser, chromium } from 'playwright-core';
import { PNG } from 'pngjs';
import { formula } from '../../../src/handbook/formula.js';
import { STYLE } from '../../../src/handbook/html/style.js';
import { formulaMacros } from '../../../src/items/formula.js';
import { setFormulas } from './set.js';

/** Grey values 0…255 of a picture, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** The three ways in which a formula is shown. */
export interface Pictures {
  readonly pdf: Picture;
  readonly katex: Picture;
  readonly html: Picture;
}

/** Dots an inch: an em of 10 points is 20 dots. */
const DPI = 144;

/** Where the ink is; undefined where there is none. */
export function inkOf({ width, height, grey }: Picture): { width: number; height: number; ink: number } | undefined {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  let ink = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = grey[y * width + x];
      if (value > 200) continue;
      ink += (255 - value) / 255;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? undefined : { width: right - left + 1, height: bottom - top + 1, ink };
}

function cut(png: PNG, x: number, y: number, width: number, height: number): Picture {
  const grey = new Uint8Array(width * height).fill(255);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = 4 * ((y + row) * png.width + x + column);
      if (y + row < png.height && x + column < png.width) {
        grey[row * width + column] = 0.3 * png.data[at] + 0.59 * png.data[at + 1] + 0.11 * png.data[at + 2];
      }
    }
  }
  return { width, height, grey };
}

/** Formulas as Typst sets them, by poppler. */
function pdfPictures(formulas: readonly string[], display: boolean): Picture[] {
  const folder = mkdtempSync(join(tmpdir(), 'formulas-'));
  try {
    writeFileSync(join(folder, 'f.pdf'), setFormulas(formulas, display));
    execFileSync('pdftoppm', ['-r', String(DPI), '-png', join(folder, 'f.pdf'), join(folder, 'f')]);
    const digits = String(formulas.length).length;
    return formulas.map((_, at) => {
      const png = PNG.sync.read(readFileSync(join(folder, `f-${String(at + 1).padStart(digits, '0')}.png`)));
      return cut(png, 0, 0, png.width, png.height);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function katexStyle(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));
  return readFileSync(join(folder, 'katex.min.css'), 'utf8').replace(
    /src:url\((fonts\/[\w-]+\.woff2)\)[^;}]*/g,
    (_, file: string) =>
      `src:url(data:font/woff2;base64,${readFileSync(join(folder, file)).toString('base64')}) format("woff2")`,
  );
}

/** Formulas in Chromium, each in a box of its own. */
async function browserPictures(browser: Browser, style: string, formulas: readonly string[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  const page = await browser.newPage({ viewport: { width: 1000, height: 2000 }, deviceScaleFactor: 2 });
  for (let from = 0; from < formulas.length; from += 20) {
    const boxes = formulas.slice(from, from + 20).map((html) => `<div><span class="f">${html}</span></div>`);
    await page.setContent(
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>${style}
html,body{background:#fff!important;margin:0!important;padding:0!important;max-width:none!important;font-size:10px!important;line-height:1.2!important}
.f{display:inline-block;padding:12px;white-space:nowrap}.katex{font-size:1em!important}math{font-size:1em!important}
.katex-display{margin:0!important}</style><body>${boxes.join('')}</body></html>`,
    );
    await page.evaluate(() => document.fonts.ready);
    const places = await page.$$eval('.f', (each) =>
      each.map((box) => {
        const { x, y, width, height } = box.getBoundingClientRect();
        return { x, y, width, height };
      }),
    );
    const png = PNG.sync.read(await page.screenshot({ fullPage: true }));
    for (const { x, y, width, height } of places) {
      pictures.push(
        cut(png, Math.floor(2 * x), Math.floor(2 * y), Math.min(Math.ceil(2 * width), 2000), Math.ceil(2 * height)),
      );
    }
  }
  await page.close();
  return pictures;
}

/** Every formula set in PDF, by KaTeX itself, and as the MathML of the HTML edition. */
export async function picturesOf(
  executablePath: string,
  formulas: readonly string[],
  display: boolean,
): Promise<Pictures[]> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const options = { output: 'html', displayMode: true, strict: 'ignore', throwOnError: true } as const;
    const own = await browserPictures(
      browser,
      katexStyle(),
      formulas.map((tex) =>
        katex.renderToString(display ? tex : `\\textstyle ${tex}`, { ...options, macros: { ...formulaMacros } }),
      ),
    );
    const html = await browserPictures(
      browser,
      STYLE,
      formulas.map((tex) => {
        const made = formula(tex, display);
        return made.ok ? made.mathml : '';
      }),
    );
    const pdf = pdfPictures(formulas, display);
    return formulas.map((_, at) => ({ pdf: pdf[at], katex: own[at], html: html[at] }));
  } finally {
    await browser.close();
  }
}

/** A sheet of rows, each with its pictures side by side, to look at. */
export function contactSheet(rows: readonly Pictures[]): Buffer {
  const gap = 12;
  const column = 520;
  const heights = rows.map((row) => Math.max(...[row.pdf, row.katex, row.html].map(({ height }) => height)) + gap);
  const sheet = new PNG({ width: 3 * column, height: heights.reduce((sum, height) => sum + height, 0) });
  sheet.data.fill(255);
  let y = 0;
  rows.forEach((row, at) => {
    [row.pdf, row.katex, row.html].forEach((picture, place) => {
      for (let line = 0; line < picture.height; line++) {
        for (let dot = 0; dot < Math.min(picture.width, column - gap); dot++) {
          const to = 4 * ((y + line) * sheet.width + place * column + dot);
          sheet.data.fill(picture.grey[line * picture.width + dot], to, to + 3);
        }
      }
    });
    y += heights[at];
    for (let dot = 0; dot < sheet.width; dot++)
      sheet.data.fill(200, 4 * ((y - 1) * sheet.width + dot), 4 * ((y - 1) * sheet.width + dot) + 3);
  });
  return PNG.sync.write(sheet, { colorType: 0 });
}
