import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../house/house.js';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const found = existsSync(executablePath);

/** What the page does: the same sample by one thread and by two, and whether memory was shared. */
const PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module">
import { calibrate } from './dist/irt/index.js';
import { calibrateParallel } from './dist/irt/parallel.js';
import { createRandom } from './dist/math/index.js';
window.work = async () => {
  const { normal, uniform } = createRandom('page');
  const items = Array.from({ length: 40 }, (_, j) => ({ id: 'q' + j, a: Math.exp(normal(0, 0.3)), b: normal() }));
  const points = new Float32Array(24000 * 40);
  for (let i = 0; i < 24000; i++) {
    const theta = normal();
    items.forEach(({ a, b }, j) => { points[i * 40 + j] = uniform() < 1 / (1 + Math.exp(-a * (theta - b))) ? 1 : 0; });
  }
  const matrix = { learners: Array.from({ length: 24000 }, (_, i) => '' + i), items: items.map(({ id }) => id), points, fullMarks: items.map(() => 1) };
  const one = calibrate(matrix, { family: '2PL' });
  const two = await calibrateParallel(matrix, { family: '2PL', threads: 2 });
  return {
    isolated: crossOriginIsolated,
    difference: Math.max(...one.a.map((a, j) => Math.abs(a - two.a[j]))),
    iterations: [one.report.iterations, two.report.iterations],
  };
};
</script>`;

describe.skipIf(!found && process.env.YINCAI_NEED_BROWSER !== '1')(
  'calibrateParallel in Chromium, the built files as they are',
  { timeout: 120_000 },
  () => {
    let server: Server;
    let browser: Browser;
    let origin: string;
    const workers = new Set<string>();

    beforeAll(async () => {
      server = createServer((request, response) => {
        const path = (request.url ?? '').replace(/\?.*$/, '');
        // A page with these headers may share memory between its threads.
        if (path.startsWith('/isolated/')) {
          response.setHeader('cross-origin-opener-policy', 'same-origin');
          response.setHeader('cross-origin-embedder-policy', 'require-corp');
        }
        const file = path.match(/^\/(?:plain|isolated)\/(dist\/[\w/.-]+\.js)$/)?.[1];
        if (path.endsWith('worker.js')) workers.add(path);
        const body = file === undefined ? PAGE : existsSync(root + file) ? readFileSync(root + file) : undefined;
        response.writeHead(body === undefined ? 404 : 200, {
          'content-type': file === undefined ? 'text/html; charset=utf-8' : 'text/javascript',
        });
        response.end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      browser = await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync'],
      });
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    test.each([
      ['plain', false],
      ['isolated', true],
    ])('%s page: the same estimates by two threads', async (name, isolated) => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
      await page.goto(`${origin}/${name}/`, { waitUntil: 'load' });
      await page.waitForFunction('typeof window.work === "function"');
      const result = (await page.evaluate('window.work()')) as {
        isolated: boolean;
        difference: number;
        iterations: number[];
      };
      await page.close();
      expect(complaints).toEqual([]);
      expect(result.isolated).toBe(isolated);
      expect(result.difference).toBeLessThan(1e-8);
      expect(result.iterations[0]).toBe(result.iterations[1]);
      expect([...workers].some((path) => path.startsWith(`/${name}/`))).toBe(true);
    });
  },
);
