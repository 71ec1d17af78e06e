import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/handbook/html.js';
import { compose, composeClass } from '../../src/handbook/index.js';
import { sampleClass } from '../handbook/class/class-sample.js';
import { readPdf } from '../handbook/read-pdf.js';
import { sampleInput } from '../handbook/sample.js';
import { squeezed } from '../handbook/strings.js';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const found = existsSync(executablePath);
if (!found) console.warn(`booklets are not opened in a browser: none at ${executablePath}`);

interface Axe {
  readonly axe: {
    readonly run: (
      root: unknown,
      options: object,
    ) => Promise<{
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    }>;
  };
}

describe.skipIf(!found && process.env.YINCAI_NEED_BROWSER !== '1')('booklets in Chromium', { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  test.each([
    ['student', compose(sampleInput(3))],
    ['class', composeClass(sampleClass(8))],
  ] as const)(
    'the %s edition has no fault that axe finds: WCAG 2.1 A and AA, landmarks, headings',
    async (_, handbook) => {
      const context = await browser.newContext({ bypassCSP: true, viewport: { width: 794, height: 1123 } });
      const page = await context.newPage();
      await page.setContent(renderHtml(handbook));
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await page.evaluate(async () => {
        const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
        const result = await (window as unknown as Axe).axe.run(document, { runOnly });
        return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
      });
      expect(violations).toEqual([]);
      await context.close();
    },
  );

  test('a line begins with no closing sign and ends with no opening one, in the browser too', async () => {
    const text = '甲、乙（丙），丁；“戊”！己？《书名》、〈篇名〉。'.repeat(40);
    const handbook = compose({ ...sampleInput(1), teacherMessage: text, notice: text });
    const page = await browser.newPage({ viewport: { width: 794, height: 1123 } });
    await page.setContent(renderHtml(handbook));
    const edges = await page.evaluate(() => {
      const found: [first: string, last: string][] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent ?? '';
        if (text.length < 100) continue;
        const range = document.createRange();
        let top = Number.NaN;
        for (let at = 0; at < text.length; at++) {
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getBoundingClientRect();
          if (Math.abs(box.top - top) > 5) found.push([text[at], text[at - 1] ?? '']);
          top = box.top;
        }
      }
      return found;
    });
    expect(edges.length).toBeGreaterThan(10);
    for (const [first, last] of edges) {
      expect('，。、；：！？）》〉”'.includes(first), `${last} | ${first}`).toBe(false);
      if (last !== '') expect('（《〈“'.includes(last), `${last} | ${first}`).toBe(false);
    }
    await page.close();
  });

  test('prints with its paper, all its text, and heads and numbers at the margins', async () => {
    const handbook = compose(sampleInput(3));
    const page = await browser.newPage();
    await page.setContent(renderHtml(handbook, { paper: '16k' }));
    const { pages, text } = await readPdf(
      new Uint8Array(await page.pdf({ preferCSSPageSize: true, printBackground: true })),
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(text).toContain('答案与解析');
    pages.slice(1).forEach((each, at) => {
      expect(squeezed(each)).toContain(squeezed(handbook.heading));
      expect(squeezed(each)).toContain(`${at + 2}/${pages.length}`);
    });
    await page.close();
  });
});
