import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/handbook/html.js';
import { compose, papers } from '../../src/handbook/index.js';
import { pageGeometry } from '../../src/handbook/page.js';
import { coverage } from '../../src/handbook/pdf/coverage.js';
import { unpackWoff } from '../../src/handbook/pdf/woff.js';
import { createPdfRenderer } from '../../src/handbook/pdf.js';
import { sampleInput } from './sample.js';

const MM = 72 / 25.4;

describe.each(papers)('paper %s', (paper) => {
  test.each([1, 2] as const)('sides %i: size, margins, heads and numbers of the pages', async (sides) => {
    const page = pageGeometry({ paper, sides });
    const handbook = compose(sampleInput(2));
    const renderer = await createPdfRenderer({ paper, sides });
    const task = getDocument({ data: renderer.render(handbook), verbosity: 0, disableFontFace: true });
    const document = await task.promise;
    expect(document.numPages).toBeGreaterThan(3);
    for (let number = 2; number <= document.numPages; number++) {
      const sheet = await document.getPage(number);
      const [, , width, height] = sheet.view;
      expect(width / MM).toBeCloseTo(page.width, 1);
      expect(height / MM).toBeCloseTo(page.height, 1);
      const content = await sheet.getTextContent();
      const pieces = content.items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item] : []));
      const verso = sides === 2 && number % 2 === 0;
      const left = verso ? page.outside : page.inside;
      const right = page.width - (verso ? page.inside : page.outside);
      // The empty half of a Chinese sign may reach into the margin, where lines are flush by what is seen.
      for (const { str, transform, width: length } of pieces) {
        expect(transform[4] / MM, str).toBeGreaterThan(left - 2);
        expect((transform[4] + length) / MM, str).toBeLessThan(right + 2);
        expect(transform[5] / MM, str).toBeGreaterThan(5);
      }
      // The number stands at the outer edge of a sheet printed on both sides, else in the middle.
      const foot = pieces.reduce((lowest, piece) => (piece.transform[5] < lowest.transform[5] ? piece : lowest));
      const row = pieces.filter((piece) => Math.abs(piece.transform[5] - foot.transform[5]) < 1);
      expect(row.map((piece) => piece.str).join('')).toBe(`${number} / ${document.numPages}`);
      const start = Math.min(...row.map((piece) => piece.transform[4])) / MM;
      const end = Math.max(...row.map((piece) => piece.transform[4] + piece.width)) / MM;
      if (sides === 1) expect((start + end) / 2).toBeCloseTo((left + right) / 2, 0);
      else if (verso) expect(start).toBeCloseTo(left, 0);
      else expect(end).toBeCloseTo(right, 0);
    }
    await task.destroy();
  });

  test('the page style of HTML has the same measures', () => {
    const { width, height, inside, outside } = pageGeometry({ paper });
    const both = renderHtml(compose(sampleInput(2)), { paper });
    expect(both).toContain(`@page{size:${width}mm ${height}mm}`);
    expect(both).toMatch(new RegExp(`@page :left\\{margin:\\d+mm ${inside}mm \\d+mm ${outside}mm`));
    expect(both).toMatch(new RegExp(`@page :right\\{margin:\\d+mm ${outside}mm \\d+mm ${inside}mm`));
    const one = renderHtml(compose(sampleInput(2)), { paper, sides: 1 });
    expect(one).not.toMatch(/@page :(left|right)/);
    expect(one).toContain('@bottom-center{content:counter(page)');
  });
});

test('unknown papers are refused by name', () => {
  expect(() => renderHtml(compose(sampleInput(2)), { paper: 'a3' as never })).toThrow(/a4, 16k, b5/);
  expect(() => renderHtml(compose(sampleInput(2)), { sides: 3 as never })).toThrow(/1, 2/);
});

test('each role of type covers GB 2312', () => {
  const { resolve } = createRequire(import.meta.url);
  const file = (name: string, path: string): string => join(dirname(resolve(`${name}/package.json`)), path);
  const kai = unpackWoff(readFileSync(file('@fontsource/lxgw-wenkai', 'files/lxgw-wenkai-latin-500-normal.woff')));
  const fonts = {
    song: coverage(file('@expo-google-fonts/noto-serif-sc', '400Regular/NotoSerifSC_400Regular.ttf')),
    hei: coverage(file('@expo-google-fonts/noto-sans-sc', '400Regular/NotoSansSC_400Regular.ttf')),
    kai: coverage(kai),
  };
  const decoder = new TextDecoder('gbk');
  for (const [role, bits] of Object.entries(fonts)) {
    let missing = '';
    let count = 0;
    // Rows 16–87: the 6,763 characters.
    for (let row = 0xb0; row <= 0xf7; row++) {
      for (let cell = 0xa1; cell <= 0xfe; cell++) {
        const letter = decoder.decode(Uint8Array.of(row, cell));
        const code = letter.codePointAt(0)!;
        if (code < 0x4e00 || code > 0x9fff) continue;
        count++;
        if ((bits[code >> 3] & (1 << (code & 7))) === 0) missing += letter;
      }
    }
    expect(count).toBe(6763);
    expect(missing, role).toBe('');
  }
});
