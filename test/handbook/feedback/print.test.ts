import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { compose } from '../../../src/handbook/compose.js';
import { FEEDBACK_MARKS, type FeedbackCard } from '../../../src/handbook/feedback/card.js';
import { bubbleAt, FRAME, MARK_CENTRES } from '../../../src/handbook/feedback/layout.js';
import { project } from '../../../src/handbook/feedback/read/homography.js';
import { valueAt } from '../../../src/handbook/feedback/read/image.js';
import { findCardPage, type GrayImage, readFeedbackCard } from '../../../src/handbook/feedback/read.js';
import { renderHtml } from '../../../src/handbook/html.js';
import type { Paper } from '../../../src/handbook/page.js';
import { createPdfRenderer } from '../../../src/handbook/pdf.js';
import { sampleInput } from '../sample.js';
import { fill, type Scan, type Sheet, scan } from './paper.js';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const browser = existsSync(executablePath);
const poppler = ['/usr/bin/pdftoppm', '/usr/local/bin/pdftoppm', '/opt/homebrew/bin/pdftoppm'].some(existsSync);
if (!poppler) console.warn('printed cards are not read in tests: no pdftoppm; install poppler-utils');
if (!browser) console.warn(`cards printed by a browser are not read in tests: no browser at ${executablePath}`);

const folder = mkdtempSync(join(tmpdir(), 'yincai-card-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const book = compose(sampleInput(3));
const card = book.sections.flatMap((section) => (section.kind === 'feedback' ? [section.card] : []))[0] as FeedbackCard;

/** The last page of a PDF as a scanner would see it that has no faults. */
function lastPage(pdf: Uint8Array, dpi: number): GrayImage {
  const file = join(folder, 'card.pdf');
  writeFileSync(file, pdf);
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  const last = String(/Pages:\s+(\d+)/.exec(info)![1]);
  execFileSync('pdftoppm', ['-r', String(dpi), '-gray', '-f', last, '-l', last, file, join(folder, 'page')]);
  const name = readdirSync(folder).find((each) => each.endsWith('.pgm'))!;
  const bytes = readFileSync(join(folder, name));
  rmSync(join(folder, name));
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 60).toString('latin1'))!;
  return { width: Number(width), height: Number(height), gray: new Uint8Array(bytes.subarray(head.length)) };
}

async function typst(paper: Paper): Promise<Uint8Array> {
  return (await createPdfRenderer({ paper })).render(book);
}

async function printed(paper: Paper): Promise<Uint8Array> {
  const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await chrome.newPage();
    await page.setContent(renderHtml(book, { paper }));
    return await page.pdf({ preferCSSPageSize: true, printBackground: true });
  } finally {
    await chrome.close();
  }
}

/** The page with the bubbles of each row filled in turn, one row of five left empty. */
function filledIn(image: GrayImage): { readonly sheet: Sheet; readonly rows: readonly string[] } {
  const { map } = findCardPage(image).placement;
  const [left, top] = project(map, [0, 0]);
  const scale = (project(map, [FRAME.width, 0])[0] - left) / FRAME.width;
  let sheet: Sheet = { image, scale, left: left / scale, top: top / scale };
  const rows = card.entries.map((_, at) => (at % 5 === 4 ? 'blank' : FEEDBACK_MARKS[at % 4]));
  card.entries.forEach((_, at) => {
    if (at % 5 === 4) return;
    const [x, y] = bubbleAt(at, at % 4);
    sheet = fill(sheet, [x + 0.4 * Math.cos(at), y + 0.4 * Math.sin(at)], 1.7, 0.7);
  });
  return { sheet, rows };
}

/** Millimetres between the middles of neighbouring corner marks. */
function sides(image: GrayImage, dpi: number): number[] {
  const { map } = findCardPage(image).placement;
  const corners = MARK_CENTRES.map((centre) => project(map, centre));
  return corners.map(([x, y], at) => {
    const [u, v] = corners[(at + 1) % 4];
    return (Math.hypot(u - x, v - y) / dpi) * 25.4;
  });
}

const SCANS: readonly Scan[] = [
  { noise: 10 },
  { angle: 4, noise: 6, shade: [0.2, 0.2] },
  { angle: 177, zoom: 0.9, noise: 6 },
];

describe.runIf(poppler)('a real booklet', () => {
  test.each<[Paper, number]>([
    ['a4', 200],
    ['16k', 150],
    ['b5', 150],
  ])('on %s at %i dpi ends with a card of true size that is read back', { timeout: 120_000 }, async (paper, dpi) => {
    const image = lastPage(await typst(paper), dpi);
    const empty = readFeedbackCard(image, card);
    expect(empty.marks.map(({ mark }) => mark)).toEqual(card.entries.map(() => 'blank'));
    expect(Math.max(...empty.marks.flatMap(({ darkness }) => darkness))).toBeLessThan(0.12);
    sides(image, dpi).forEach((side, at) => {
      expect(side).toBeCloseTo(at % 2 === 0 ? FRAME.width - 6 : FRAME.height - 6, 0);
    });
    const { sheet, rows } = filledIn(image);
    for (const how of SCANS) {
      expect(readFeedbackCard(scan(sheet, how), card).marks.map(({ mark }) => mark)).toEqual(rows);
    }
  });

  test('without a card is refused', { timeout: 60_000 }, async () => {
    const plain = compose(sampleInput(3), { sections: ['cover', 'overview', 'wrong-review'] });
    const image = lastPage((await createPdfRenderer()).render(plain), 150);
    expect(() => findCardPage(image)).toThrow('four square marks');
  });

  test.runIf(browser)('printed by a browser has the same card in the same size', { timeout: 120_000 }, async () => {
    const dpi = 200;
    const pages = [lastPage(await typst('a4'), dpi), lastPage(await printed('a4'), dpi)];
    const maps = pages.map((image) => findCardPage(image).placement.map);
    for (const image of pages) {
      sides(image, dpi).forEach((side, at) => {
        expect(side).toBeCloseTo(at % 2 === 0 ? FRAME.width - 6 : FRAME.height - 6, 0);
      });
    }
    let differ = 0;
    let count = 0;
    for (let y = 0.5; y < FRAME.height; y += 0.5) {
      for (let x = 0.5; x < FRAME.width; x += 0.5) {
        const [one, other] = pages.map((image, at) => valueAt(image, ...project(maps[at], [x, y])));
        count++;
        if (Math.abs(one - other) > 110) differ++;
      }
    }
    expect(differ / count).toBeLessThan(0.01);
    const { sheet, rows } = filledIn(pages[1]);
    for (const how of SCANS) {
      expect(readFeedbackCard(scan(sheet, how), card).marks.map(({ mark }) => mark)).toEqual(rows);
    }
  });
});
