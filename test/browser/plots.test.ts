import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plotCharacteristic, plotInformation, plotItem, plotWrightMap } from '../../src/irt/plot.js';
import { modelOf } from '../irt/samples.js';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const found = existsSync(executablePath);
if (!found) {
  console.warn(
    `browser tests skipped: no browser at ${executablePath}; install one (apt-get install chromium) or set CHROME_PATH`,
  );
}

/** Texts as a browser sets them: those upon others, those outside of the picture, and how many there are. */
async function measure(
  browser: Browser,
  picture: string,
): Promise<{ readonly texts: number; readonly faults: string[] }> {
  const page = await browser.newPage();
  try {
    await page.setContent(`<body style="margin:0">${picture}</body>`);
    return await page.evaluate(() => {
      const frame = (document.querySelector('svg') as SVGSVGElement).getBoundingClientRect();
      const boxes = [...document.querySelectorAll('text')].map((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const text = [...element.childNodes]
          .filter((node) => node.nodeType === 3)
          .map((node) => node.nodeValue)
          .join('');
        // Lines of a font are higher than its letters: a third of the height is air.
        const air = (bottom - top) / 6;
        return { text, left, right, top: top + air, bottom: bottom - air };
      });
      const faults: string[] = [];
      boxes.forEach((one, i) => {
        if (one.left < frame.left || one.right > frame.right || one.top < frame.top || one.bottom > frame.bottom) {
          faults.push(`${one.text} leaves the picture`);
        }
        for (const other of boxes.slice(i + 1)) {
          if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom) {
            faults.push(`${one.text} / ${other.text}`);
          }
        }
      });
      return { texts: boxes.length, faults };
    });
  } finally {
    await page.close();
  }
}

describe.skipIf(!found && process.env.YINCAI_NEED_BROWSER !== '1')('pictures in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser?.close());

  const bare = modelOf({
    a: Array.from({ length: 40 }, (_, j) => 0.6 + 0.03 * j),
    b: Array.from({ length: 40 }, (_, j) => (j % 5 === 0 ? [-1, 0.3, 1.4, 2] : [Math.sin(j)])),
  });
  const items = bare.items.map((id, j) => (j % 3 === 0 ? `第${id}题（选择）WWW` : j % 3 === 1 ? `MMMM ${id}` : id));
  const model = { ...bare, items };
  const compare = [{ label: '女生 WWWW', model: { ...model, a: model.a.map((a) => a * 1.3) } }];

  test.each([
    ['Wright map', () => plotWrightMap(model)],
    ['Wright map of learners', () => plotWrightMap(model, { lang: 'en', persons: [{ abilities: model.a }] })],
    ['category curves of two groups', () => plotItem(model, 0, { compare, label: '男生', width: 300, height: 280 })],
    ['information of items', () => plotInformation(model, { items: [0, 1, 2, 3, 4, 5, 6, 7], width: 300 })],
    ['information of the test', () => plotInformation(model, { lang: 'en', compare, label: 'boys' })],
    [
      'characteristic curve',
      () => plotCharacteristic(model, { levels: [20, 21, 40].map((points) => ({ points, label: '及格' })) }),
    ],
  ])('%s: no text upon another, none outside', { timeout: 60_000 }, async (_, draw) => {
    const { texts, faults } = await measure(browser, draw());
    expect(texts).toBeGreaterThan(12);
    expect(faults).toEqual([]);
  });

  test('the measure sees what overlaps', { timeout: 60_000 }, async () => {
    const text = '<text x="10" y="20" font-size="12">one</text>';
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="40">${text}${text}</svg>`;
    expect((await measure(browser, picture)).faults).toEqual([
      'one leaves the picture',
      'one / one',
      'one leaves the picture',
    ]);
  });
});
