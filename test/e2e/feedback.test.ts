import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openFolder } from '../../src/cli/pilot/folder.js';
import { readLog } from '../../src/data/interaction-log.js';
import { readPilot } from '../../src/data/pilot-folder.js';
import { FEEDBACK_MARKS, type FeedbackCard } from '../../src/handbook/feedback/card.js';
import { bubbleAt, entriesOn, FRAME } from '../../src/handbook/feedback/layout.js';
import { project } from '../../src/handbook/feedback/read/homography.js';
import { findCardPage, type GrayImage } from '../../src/handbook/feedback/read.js';
import { fill, type Sheet, scan } from '../handbook/feedback/paper.js';
import { slicePilot } from './slice-pilot.js';
import { filesIn, put, scratch, yincai } from './yincai.js';

const poppler = ['/usr/bin/pdftoppm', '/usr/local/bin/pdftoppm', '/opt/homebrew/bin/pdftoppm'].some(existsSync);
if (!poppler) console.warn('scanning printed cards end to end is skipped: no pdftoppm; install poppler-utils');

const folder = scratch();
const pilot = join(folder, 'pilot');
const out = join(folder, 'out');
const answers = join(folder, 'answers.csv');
let learner = '';
let cards: FeedbackCard[] = [];
const files: string[] = [];

/** The pages of a PDF that hold a card, as pictures. */
function cardPages(pdf: string): GrayImage[] {
  execFileSync('pdftoppm', ['-r', '150', '-gray', pdf, join(folder, 'page')]);
  return readdirSync(folder)
    .filter((name) => name.startsWith('page-'))
    .sort()
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 60).toString('latin1'))!;
      const image = { width: Number(width), height: Number(height), gray: new Uint8Array(bytes.subarray(head.length)) };
      try {
        findCardPage(image);
        return [image];
      } catch {
        return [];
      }
    });
}

/** A page with one bubble of each row filled, turned and noisy as a scan is, as PNG. */
function answered(image: GrayImage): Buffer {
  const { placement, payload } = findCardPage(image);
  const [left, top] = project(placement.map, [0, 0]);
  const scale = (project(placement.map, [FRAME.width, 0])[0] - left) / FRAME.width;
  let sheet: Sheet = { image, scale, left: left / scale, top: top / scale };
  entriesOn(cards[0], payload.page).forEach((_, at) => {
    sheet = fill(sheet, bubbleAt(at, at % 4));
  });
  return png(scan(sheet, { angle: 2, noise: 8 }));
}

function png({ width, height, gray }: GrayImage): Buffer {
  const made = new PNG({ width, height });
  for (const [at, value] of gray.entries()) made.data.fill(value, 4 * at, 4 * at + 3).fill(255, 4 * at + 3, 4 * at + 4);
  return PNG.sync.write(made);
}

describe.runIf(poppler)('feedback cards come back', () => {
  beforeAll(async () => {
    const { ids } = await slicePilot(pilot, 12);
    learner = ids[3];
    const ran = await yincai(['handbook', pilot, '--only', learner, '--out', out, '--format', 'pdf'], 90_000);
    expect(ran.stderr).not.toContain('error');
    expect(ran.code).toBe(0);
    const made = await filesIn(out);
    cards = await Promise.all(
      made
        .filter((path) => path.startsWith('cards/'))
        .map(async (path) => JSON.parse(await readFile(join(out, path), 'utf8')) as FeedbackCard),
    );
    const pdf = made.find((path) => path.endsWith('.pdf'))!;
    for (const [at, image] of cardPages(join(out, pdf)).entries()) {
      files.push(await put(join(folder, `scan-${at + 1}.png`), answered(image)));
    }
  }, 180_000);

  test('the run keeps the card that it printed', () => {
    expect(cards.map((card) => card.learner)).toEqual([learner]);
    expect(files.length).toBeGreaterThan(0);
  });

  test('by what the run kept: every mark, as a log that a pilot takes for its practice', async () => {
    const args = ['handbook', 'scan', ...files, '--booklets', out, '--out', answers, '--date', '2026-07-01', '--json'];
    const ran = await yincai(args, 60_000);
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    const { entries } = cards[0];
    const marks = Array.from({ length: Math.ceil(entries.length / 36) }, (_, page) =>
      entries.slice(36 * page, 36 * (page + 1)).map((_entry, at) => FEEDBACK_MARKS[at % 4]),
    ).flat();
    const kept = entries.filter((_, at) => marks[at] !== 'not-tried');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      kind: 'feedback-scan',
      pages: files.length,
      answers: kept.length,
      unclear: [],
      blank: 0,
      notTried: entries.length - kept.length,
      refused: [],
    });
    const { log } = await readLog(await readFile(answers));
    expect(Array.from(log.item, (item) => log.items[item])).toEqual(kept.map(({ item }) => item));
    const scores = { right: 1, partly: 0.5, wrong: 0, 'not-tried': -1 };
    expect([...log.score]).toEqual(marks.map((mark) => scores[mark]).filter((score) => score >= 0));
    await put(join(pilot, 'answers.csv'), await readFile(answers));
    const manifest = JSON.parse(await readFile(join(pilot, 'pilot.json'), 'utf8')) as object;
    await put(join(pilot, 'pilot-2.json'), JSON.stringify({ ...manifest, practice: 'answers.csv' }));
    const opened = await openFolder(pilot);
    const again = await readPilot({
      ...opened,
      read: (path) => opened.read(path === 'pilot.json' ? 'pilot-2.json' : path),
    });
    expect(again.practice?.length).toBe(kept.length);
  });

  test('by the pilot alone: the same bytes', { timeout: 120_000 }, async () => {
    const before = await readFile(answers, 'utf8');
    const args = ['handbook', 'scan', ...files, '--pilot', pilot, '--out', answers, '--date', '2026-07-01'];
    const ran = await yincai(args, 90_000);
    expect(ran.code).toBe(0);
    expect(await readFile(answers, 'utf8')).toBe(before);
  });

  test('a page that is no card: refused whole, or passed over where that is asked for', async () => {
    const blank = await put(
      join(folder, 'blank.png'),
      png({ width: 600, height: 800, gray: new Uint8Array(480_000).fill(250) }),
    );
    const fresh = join(folder, 'fresh.csv');
    const args = ['handbook', 'scan', blank, ...files, '--booklets', out, '--out', fresh, '--lang', 'en'];
    const refused = await yincai(args, 60_000);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('blank.png');
    expect(refused.stderr).toContain('four square marks');
    expect(existsSync(fresh)).toBe(false);
    const passed = await yincai([...args, '--skip-bad-pages'], 60_000);
    expect(passed.code).toBe(0);
    expect(passed.stderr).toContain('passed over: bad format');
    expect(existsSync(fresh)).toBe(true);
    const nothing = await yincai([
      'handbook',
      'scan',
      blank,
      '--booklets',
      out,
      '--out',
      join(folder, 'n.csv'),
      '--skip-bad-pages',
    ]);
    expect(nothing.code).toBe(1);
    expect(existsSync(join(folder, 'n.csv'))).toBe(false);
  });
});

describe('wrong calls of scan', () => {
  test.each([
    [['handbook', 'scan', 'x.png', '--out', 'a.csv'], '--booklets'],
    [['handbook', 'scan', 'absent.png', '--booklets', '.', '--out', 'a.csv'], 'absent.png'],
    [['handbook', 'scan', 'x.png', '--booklets', '.'], '--out'],
    [['handbook', 'scan', 'x.png', '--booklets', '.', '--out', 'a.csv', '--date', 'soon'], '--date'],
    [['handbook', 'scan', 'x.png', '--pilot', 'no-such-pilot', '--out', 'a.csv'], 'no-such-pilot'],
    [['handbook', 'fixtures/pilot'], '--out'],
  ])('%j end with 2 and say why', async (args, word) => {
    const ran = await yincai(args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(word);
  });
});
