import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../src/handbook/compose.js';
import { renderHtml } from '../../src/handbook/html.js';
import { sampleInput } from '../handbook/sample.js';
import { calibration, reading, recommendation, tracing } from './work.js';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const found = existsSync(executablePath);
if (!found) {
  console.warn(
    `browser tests skipped: no browser at ${executablePath}; install one (apt-get install chromium) or set CHROME_PATH`,
  );
}

type Work = Window & {
  readonly work: {
    readonly calibration: typeof calibration;
    readonly reading: typeof reading;
    readonly recommendation: typeof recommendation;
    readonly tracing: typeof tracing;
    readonly inWorker: () => Promise<ReturnType<typeof calibration>>;
  };
};

/** A4 at 96 CSS pixels an inch. */
const A4 = { width: 794, height: 1123 };

/** Bundles the page and its worker as an app would, without any file on disk. */
async function bundles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of ['page', 'worker']) {
    const built = await build({
      configFile: false,
      logLevel: 'error',
      root: fileURLToPath(new URL('.', import.meta.url)),
      build: {
        write: false,
        target: 'es2022',
        lib: { entry: fileURLToPath(new URL(`${name}.ts`, import.meta.url)), formats: ['es'], fileName: name },
      },
    });
    const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ('output' in each ? each.output : []));
    for (const output of outputs) if (output.type === 'chunk') files.set(`/${name}.js`, output.code);
  }
  return files;
}

/** Largest relative difference between numbers at the same places of two results; Infinity where they differ otherwise. */
function difference(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') {
    return Object.is(one, other) ? 0 : Math.abs(one - other) / Math.max(1, Math.abs(other));
  }
  if (typeof one === 'object' && one !== null && typeof other === 'object' && other !== null) {
    const keys = Object.keys(one);
    if (keys.join() !== Object.keys(other).join()) return Number.POSITIVE_INFINITY;
    const at = (value: object, key: string): unknown => (value as Record<string, unknown>)[key];
    return keys.reduce((most, key) => Math.max(most, difference(at(one, key), at(other, key))), 0);
  }
  return one === other ? 0 : Number.POSITIVE_INFINITY;
}

describe.skipIf(!found && process.env.YINCAI_NEED_BROWSER !== '1')('in Chromium', { timeout: 120_000 }, () => {
  let server: Server;
  let browser: Browser;
  let origin: string;
  const booklet = renderHtml(compose(sampleInput(3)));

  beforeAll(async () => {
    const files = await bundles();
    files.set(
      '/',
      '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
    );
    files.set('/booklet', booklet);
    server = createServer((request, response) => {
      const body = files.get(request.url ?? '');
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': request.url?.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
      });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync'],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Opens a page, runs `use`, and fails on anything the page complained of. */
  async function visit<T>(path: string, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await browser.newPage({ viewport: A4 });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
    try {
      await page.goto(`${origin}${path}`, { waitUntil: 'load' });
      const result = await use(page);
      expect(complaints).toEqual([]);
      return result;
    } finally {
      await page.close();
    }
  }

  test('the SIMD kernel runs on the main thread and calibrates as in Node', async () => {
    const inPage = await visit('/', (page) =>
      page.evaluate(() => (window as unknown as Work).work.calibration('simd')),
    );
    expect(inPage.converged).toBe(true);
    expect(inPage.a).toHaveLength(20);
    expect(difference(inPage, calibration('simd'))).toBeLessThan(1e-9);
  });

  test('a module worker calibrates the same', async () => {
    const inWorker = await visit('/', (page) => page.evaluate(() => (window as unknown as Work).work.inWorker()));
    expect(difference(inWorker, calibration('simd'))).toBeLessThan(1e-9);
  });

  test('the plain kernel agrees in the page', async () => {
    const inPage = await visit('/', (page) =>
      page.evaluate(() => (window as unknown as Work).work.calibration('plain')),
    );
    expect(difference(inPage, calibration('plain'))).toBeLessThan(1e-9);
  });

  test('knowledge tracing fits the same', async () => {
    const inPage = await visit('/', (page) => page.evaluate(() => (window as unknown as Work).work.tracing()));
    expect(difference(inPage, tracing())).toBeLessThan(1e-9);
  });

  test('the same practice is recommended', async () => {
    const inPage = await visit('/', (page) => page.evaluate(() => (window as unknown as Work).work.recommendation()));
    const inNode = recommendation();
    const ids = (result: typeof inNode): string[][] =>
      result.groups.map(({ recommendations }) => recommendations.map(({ item }) => item.id));
    expect(ids(inNode).map((group) => group.length)).toEqual([3, 3]);
    expect(ids(inPage)).toEqual(ids(inNode));
    expect(difference(inPage, inNode)).toBeLessThan(1e-12);
  });

  test('a CSV reads the same', async () => {
    const inPage = await visit('/', (page) => page.evaluate(() => (window as unknown as Work).work.reading()));
    expect(inPage).toEqual({ items: ['1', '2'], points: [1, 4, 0, null] });
    expect(inPage).toEqual(await reading());
  });

  test('a booklet fits the width of A4, sets its formulas and prints', async () => {
    const { overflow, formulas, flat, pdf } = await visit('/booklet', async (page) => {
      const seen = await page.evaluate(() => {
        const formulas = [...document.querySelectorAll('math')].map((math) => math.getBoundingClientRect());
        return {
          overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          formulas: formulas.length,
          flat: formulas.filter(({ width, height }) => width < 2 || height < 4).length,
        };
      });
      return { ...seen, pdf: await page.pdf({ preferCSSPageSize: true, printBackground: true }) };
    });
    expect(overflow).toBeLessThanOrEqual(0);
    expect(formulas).toBeGreaterThan(10);
    expect(flat).toBe(0);
    const printed = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
    expect(printed.numPages).toBeGreaterThanOrEqual(3);
    expect(printed.numPages).toBeLessThanOrEqual(20);
    const [, , width, height] = (await printed.getPage(1)).view;
    expect(Math.abs(width - 595.28)).toBeLessThan(2);
    expect(Math.abs(height - 841.89)).toBeLessThan(2);
  });
});
