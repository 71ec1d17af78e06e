import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../src/handbook/compose.js';
import type { Handbook } from '../../src/handbook/document.js';
import { renderHtml } from '../../src/handbook/html.js';
import { createPdfRenderer, type PdfRenderer } from '../../src/handbook/pdf.js';
import { edgeLearners } from './edge-learners.js';
import { readPdf } from './read-pdf.js';
import { shownStrings, squeezed } from './strings.js';

const cases = Object.entries(edgeLearners);
const handbookOf = (name: string, language: 'zh' | 'en' = 'zh'): Handbook =>
  compose({ ...edgeLearners[name], language }, { twin: 'https://school.example/handbooks' });

/** Strings of the tree that are not shown. Names in figures are cut to the room that there is: long ones are not asked for. */
function unseen(handbook: Handbook, text: string): readonly string[] {
  return shownStrings(handbook).filter((each) => each.length <= 20 && !text.includes(each));
}

describe('as PDF', () => {
  let pdf: PdfRenderer;
  beforeAll(async () => {
    pdf = await createPdfRenderer();
  });

  test.each(cases)(
    '%s',
    async (name) => {
      for (const language of name === 'a very long name' ? (['zh', 'en'] as const) : (['zh'] as const)) {
        const handbook = handbookOf(name, language);
        const { pages, text, missing } = await readPdf(pdf.render(handbook));
        expect(missing).toBe(0);
        expect(unseen(handbook, text)).toEqual([]);
        expect(pages.length).toBeLessThanOrEqual(name === 'an exam of 60 items' ? 50 : 24);
        // No page but the cover is nearly empty, unless answer space is all that it holds.
        if (name === 'everything right' || name === 'nothing known') expect(pages.length).toBeLessThanOrEqual(6);
      }
    },
    60_000,
  );
});

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
if (!existsSync(executablePath))
  console.warn(`no browser at ${executablePath}: pages of edge learners are not looked at`);

describe.skipIf(!existsSync(executablePath))('as a page', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 794, height: 1123 } });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  test.each(cases)(
    '%s: nothing runs over an edge, labels of figures keep to their boxes',
    async (name) => {
      const handbook = handbookOf(name);
      await page.setContent(renderHtml(handbook));
      for (const media of ['screen', 'print'] as const) {
        await page.emulateMedia({ media });
        const found = await page.evaluate(() => {
          const over: string[] = [];
          if (document.documentElement.scrollWidth > window.innerWidth + 1)
            over.push(`page ${document.documentElement.scrollWidth}`);
          const within = (inner: DOMRect, outer: DOMRect): boolean =>
            inner.left >= outer.left - 1 &&
            inner.right <= outer.right + 1 &&
            inner.top >= outer.top - 1 &&
            inner.bottom <= outer.bottom + 1;
          for (const text of document.querySelectorAll('svg text')) {
            const svg = text.closest('svg')!;
            if (!within(text.getBoundingClientRect(), svg.getBoundingClientRect()))
              over.push(`label ${text.textContent}`);
          }
          const boxes = [...document.querySelectorAll('figure.map svg rect')].map((box) => box.getBoundingClientRect());
          for (const text of document.querySelectorAll('figure.map svg text')) {
            const own = text.getBoundingClientRect();
            if (!boxes.some((box) => within(own, box))) over.push(`name ${text.textContent}`);
          }
          for (const cell of document.querySelectorAll('.tile, td, dd, .letter, li')) {
            if (cell.scrollWidth > cell.clientWidth + 2) over.push(`cell ${cell.textContent?.slice(0, 30)}`);
          }
          const anchors = new Set([...document.querySelectorAll('[id]')].map(({ id }) => id));
          for (const link of document.querySelectorAll('a[href^="#"]')) {
            const to = decodeURIComponent(link.getAttribute('href')!.slice(1));
            if (!anchors.has(to)) over.push(`link ${to}`);
          }
          return over;
        });
        expect(found, media).toEqual([]);
      }
      const text = squeezed((await page.textContent('body')) ?? '');
      // The running head belongs to the printed page.
      expect(unseen(handbook, text).filter((each) => each !== squeezed(handbook.heading))).toEqual([]);
    },
    60_000,
  );
});
