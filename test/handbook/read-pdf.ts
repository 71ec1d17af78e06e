import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect } from 'vitest';
import { squeezed } from './strings.js';

/** What is in a PDF file. */
export interface PdfContents {
  readonly pages: string[];
  /** The text of all pages without spaces. */
  readonly text: string;
  readonly fonts: string[];
  /** How often the glyph for “missing” is shown. */
  readonly missing: number;
}

/** What pdf.js reads out of a file: text by page, fonts, and how often the glyph for “missing” is shown. */
export async function readPdf(bytes: Uint8Array): Promise<PdfContents> {
  const task = getDocument({ data: bytes.slice(), verbosity: 0, disableFontFace: true, useSystemFonts: false });
  const document = await task.promise;
  const pages: string[] = [];
  const fonts = new Set<string>();
  let missing = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const content = await page.getTextContent();
    pages.push(content.items.map((item) => ('str' in item ? item.str : '')).join(''));
    const list = await page.getOperatorList();
    list.fnArray.forEach((operation, at) => {
      if (operation === OPS.setFont) {
        const font = page.commonObjs.get(list.argsArray[at][0]) as { name: string; missingFile?: boolean };
        expect(font.missingFile ?? false, font.name).toBe(false);
        fonts.add(font.name);
      }
      if (operation !== OPS.showText) return;
      for (const glyph of list.argsArray[at][0] as ({ originalCharCode?: number } | number)[]) {
        if (typeof glyph === 'object' && glyph.originalCharCode === 0) missing++;
      }
    });
  }
  await task.destroy();
  return { pages, text: squeezed(pages.join('')), fonts: [...fonts], missing };
}
