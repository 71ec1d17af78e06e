/**
 * A browser tab calibrates 3,000 learners × 40 items (2PL): the SIMD kernel against its plain twin in the same tab, with and without
 * standard errors. Chromium is found by CHROME_PATH or at /usr/bin/chromium; without it the bench says so and ends.
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';

/** The page's script, bundled as an app would. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL('browser/page.ts', import.meta.url)), formats: ['es'], fileName: 'page' },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ('output' in each ? each.output : []));
  const chunk = outputs.find((output) => output.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error('nothing was bundled');
  return chunk.code;
}

if (!existsSync(executablePath)) {
  console.log(`no browser at ${executablePath}: install one (apt-get install chromium) or set CHROME_PATH`);
} else {
  const script = await bundle();
  const server = createServer((request, response) => {
    const page = request.url === '/page.js';
    response.setHeader('content-type', page ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(
      page ? script : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('typeof window.measure === "function"');
    console.log(`2PL 3,000 × 40 in ${browser.browserType().name()} ${browser.version()}`);
    console.table(await page.evaluate('window.measure()'));
  } finally {
    await browser.close();
    server.close();
  }
}
