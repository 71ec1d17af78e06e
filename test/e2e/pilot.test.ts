import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { realData } from '../real-data.js';
import { slicePilot } from './slice-pilot.js';
import { filesIn, put, type Ran, scratch, yincai } from './yincai.js';

const LEARNERS = 12;
const folder = scratch();
const pilot = join(folder, 'pilot');
const out = join(folder, 'out');
let ids: string[] = [];
let names: string[] = [];
let ran: Ran;

async function pages(path: string): Promise<{ text: string; count: number; fonts: string[] }> {
  const task = getDocument({
    data: new Uint8Array(await readFile(path)),
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
  });
  const document = await task.promise;
  const fonts = new Set<string>();
  let text = '';
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    text += (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join('');
    const list = await page.getOperatorList();
    list.fnArray.forEach((operation, i) => {
      if (operation !== OPS.setFont) return;
      const font = page.commonObjs.get(list.argsArray[i][0]) as { name: string; missingFile?: boolean };
      expect(font.missingFile ?? false, font.name).toBe(false);
      fonts.add(font.name);
    });
  }
  const count = document.numPages;
  await task.destroy();
  return { text: text.replace(/\s+/g, ''), count, fonts: [...fonts] };
}

beforeAll(async () => {
  ({ ids, names } = await slicePilot(pilot, LEARNERS));
  ran = await yincai(['pilot', pilot, '--out', out, '--format', 'html,pdf', '--json'], 50_000);
}, 60_000);

describe('the pilot on a slice of the bundled one', () => {
  test('makes a booklet for every learner in both formats, and nothing else', async () => {
    expect(ran.stderr).not.toContain('失败');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      kind: 'handbook-run',
      learners: LEARNERS,
      booklets: LEARNERS,
      simulated: true,
    });
    const files = (await filesIn(out)).filter((path) => path.startsWith('booklets/'));
    const stems = (ending: string): string[] =>
      files
        .filter((path) => path.endsWith(ending))
        .map((path) => path.slice(path.lastIndexOf('/') + 1, -ending.length));
    expect(stems('.html')).toEqual(ids);
    expect(stems('.pdf')).toEqual(ids);
    expect(files).toHaveLength(2 * LEARNERS);
  });

  test('HTML holds the learner, the sections and formulas, and loads nothing from elsewhere', async () => {
    const files = (await filesIn(out)).filter((path) => path.startsWith('booklets/') && path.endsWith('.html'));
    let graded = 0;
    for (const [i, path] of files.entries()) {
      const html = await readFile(join(out, path), 'utf8');
      expect(html.includes(names[i]!), path).toBe(true);
      expect(html.includes('<math'), path).toBe(true);
      for (const word of ['举一反三', '答案', '模拟数据']) expect(html.includes(word), word).toBe(true);
      if (html.includes('巩固')) graded++;
      expect(/<script|(?:src|href)="https?:/.test(html), path).toBe(false);
    }
    // Who has mastered what was asked is given no questions.
    expect(graded).toBeGreaterThanOrEqual(LEARNERS / 2);
  });

  test('PDF is text in embedded fonts on a sane number of pages', async () => {
    const files = (await filesIn(out)).filter((path) => path.endsWith('.pdf'));
    for (const i of [0, LEARNERS - 1]) {
      const { text, count, fonts } = await pages(join(out, files[i]!));
      expect(text).toContain(names[i]);
      expect(text).toContain('答案');
      expect(text).not.toContain('\ufffd');
      expect(count).toBeGreaterThanOrEqual(4);
      expect(count).toBeLessThanOrEqual(40);
      expect(
        fonts.every((name) => /^[A-Z]{6}\+/.test(name)),
        fonts.join(),
      ).toBe(true);
    }
  });

  test('the list leads to every booklet; neither it nor the summary nor a model holds a name', async () => {
    const index = await readFile(join(out, 'index.html'), 'utf8');
    const links = [...index.matchAll(/href="([^"]+)"/g)].map((match) =>
      decodeURIComponent(decodeURIComponent(match[1]!)),
    );
    expect(links).toHaveLength(2 * LEARNERS);
    for (const id of ids) expect(index).toContain(`>${id}</a>`);
    const shared = (await filesIn(out)).filter((path) => !path.startsWith('booklets/'));
    expect(shared).toContain('summary.json');
    for (const path of shared) {
      const text = await readFile(join(out, path), 'utf8');
      for (const name of names) expect(text.includes(name), `${path} holds ${name}`).toBe(false);
    }
  });

  test('the same input gives the same bytes, for all and for one alone', async () => {
    const again = join(folder, 'again');
    expect((await yincai(['pilot', pilot, '--out', again, '--format', 'html,pdf'], 50_000)).code).toBe(0);
    const one = join(folder, 'one');
    expect((await yincai(['pilot', pilot, '--out', one, '--format', 'html,pdf', '--only', ids[4]!], 50_000)).code).toBe(
      0,
    );
    const files = (await filesIn(out)).filter((path) => path.startsWith('booklets/'));
    for (const path of files) {
      expect((await readFile(join(out, path))).equals(await readFile(join(again, path))), path).toBe(true);
    }
    const single = (await filesIn(one)).filter((path) => path.startsWith('booklets/'));
    expect(single).toHaveLength(2);
    for (const path of single)
      expect((await readFile(join(out, path))).equals(await readFile(join(one, path)))).toBe(true);
  }, 110_000);

  test('a run that fails leaves nothing behind, and an earlier run as it was', async () => {
    const place = join(folder, 'failing');
    const broken = join(place, 'pilot');
    await cp(pilot, broken, { recursive: true });
    await put(join(broken, 'graph.json'), '{"points":');
    const target = join(place, 'run');
    expect((await yincai(['pilot', broken, '--out', target])).code).toBe(2);
    expect((await filesIn(place)).filter((path) => !path.startsWith('pilot/'))).toEqual([]);
    const before = await filesIn(out);
    expect((await yincai(['pilot', broken, '--out', out])).code).toBe(2);
    expect(await filesIn(out)).toEqual(before);
    expect((await filesIn(folder)).filter((path) => path.includes('-partial-'))).toEqual([]);
  });

  test('an unknown learner or exam is refused by name', async () => {
    for (const option of ['--only', '--exam']) {
      const { code, stderr } = await yincai(['pilot', pilot, '--out', join(folder, 'none'), option, 'nobody']);
      expect(code).toBe(2);
      expect(stderr).toContain('nobody');
    }
  });

  test('a folder with something else in it is refused and left as it was', async () => {
    const foreign = join(folder, 'foreign');
    await put(join(foreign, 'thesis.txt'), 'mine');
    const { code, stderr } = await yincai(['pilot', pilot, '--out', foreign]);
    expect(code).toBe(2);
    expect(stderr).toContain('--out');
    expect(await filesIn(foreign)).toEqual(['thesis.txt']);
    expect(await readFile(join(foreign, 'thesis.txt'), 'utf8')).toBe('mine');
  });
});

const frcsub = realData('frcsub');

test.skipIf(frcsub === undefined)(
  'the plain folder of fraction subtraction works as it is (optional real data)',
  async () => {
    const target = join(folder, 'frcsub');
    const { code, stdout } = await yincai([
      'pilot',
      frcsub!,
      '--out',
      target,
      '--only',
      'L001',
      '--format',
      'html,pdf',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ learners: 536, booklets: 1, items: 20, simulated: false });
    const html = await readFile(join(target, 'booklets/L001.html'), 'utf8');
    // L001 missed nine of the twenty; the first is 5/3 − 3/4.
    expect(html.includes('\\frac{5}{3}')).toBe(true);
    expect((await pages(join(target, 'booklets/L001.pdf'))).text).toContain('L001');
  },
);
