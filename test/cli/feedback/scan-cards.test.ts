import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, test } from 'vitest';
import { readCards } from '../../../src/cli/feedback/answers.js';
import { keepCard, keptCard } from '../../../src/cli/feedback/cards.js';
import { readPages, type ScannedPage } from '../../../src/cli/feedback/pictures.js';
import { logToCsv } from '../../../src/data/csv-writer.js';
import { YincaiError } from '../../../src/data/fault.js';
import { readLog } from '../../../src/data/interaction-log.js';
import { buildResponseLog } from '../../../src/data/log-rows.js';
import { compose } from '../../../src/handbook/compose.js';
import { cardDigest, FEEDBACK_MARKS, type FeedbackCard } from '../../../src/handbook/feedback/card.js';
import { bubbleAt } from '../../../src/handbook/feedback/layout.js';
import type { GrayImage } from '../../../src/handbook/feedback/read.js';
import { fill, printCard, scan } from '../../handbook/feedback/paper.js';
import { sampleInput } from '../../handbook/sample.js';

const folder = mkdtempSync(join(tmpdir(), 'yincai-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function pagesOf(file: string): Promise<ScannedPage[]> {
  const pages: ScannedPage[] = [];
  for await (const page of readPages(file)) pages.push(page);
  return pages;
}

function rgba({ width, height, gray }: GrayImage): Uint8Array {
  const data = new Uint8Array(4 * width * height).fill(255);
  for (const [at, value] of gray.entries()) data.fill(value, 4 * at, 4 * at + 3);
  return data;
}

function png(image: GrayImage): Uint8Array {
  const made = new PNG({ width: image.width, height: image.height });
  made.data = Buffer.from(rgba(image));
  return PNG.sync.write(made);
}

function pgm({ width, height, gray }: GrayImage): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n# made by a test\n${width} ${height}\n255\n`), gray]);
}

async function pdf(images: readonly GrayImage[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (const image of images) {
    const page = document.addPage([400, 560]);
    const picture = jpeg.encode({ width: image.width, height: image.height, data: rgba(image) }, 85).data;
    page.drawImage(await document.embedJpg(new Uint8Array(picture)), { x: 0, y: 0, width: 400, height: 560 });
  }
  return document.save();
}

const ramp: GrayImage = { width: 40, height: 30, gray: Uint8Array.from({ length: 1200 }, (_, at) => (at * 7) % 256) };

async function faultOf(work: Promise<unknown>): Promise<{ code: string; expected?: string; file?: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof YincaiError) return error.faults[0];
  throw error ?? new Error('nothing was refused');
}

describe('pictures', () => {
  test('PNG and both kinds of PGM give their grey values', async () => {
    const plain = `P2 40 30 255\n${[...ramp.gray].join(' ')}\n`;
    for (const file of [await put('a.png', png(ramp)), await put('a.pgm', pgm(ramp)), await put('b.pgm', plain)]) {
      const [{ image }] = await pagesOf(file);
      expect([image.width, image.height]).toEqual([40, 30]);
      expect(image.gray).toEqual(ramp.gray);
    }
  });

  test('PGM of 16 bits, and transparency over white', async () => {
    const wide = Buffer.concat([Buffer.from('P5 2 1 65535\n'), Buffer.from([0xff, 0xff, 0x80, 0x00])]);
    expect([...(await pagesOf(await put('c.pgm', wide)))[0].image.gray]).toEqual([255, 128]);
    const clear = new PNG({ width: 1, height: 1 });
    clear.data = Buffer.from([0, 0, 0, 0]);
    expect([...(await pagesOf(await put('d.png', PNG.sync.write(clear))))[0].image.gray]).toEqual([255]);
  });

  test('JPEG, and a PDF page by page', async () => {
    const soft: GrayImage = { width: 64, height: 48, gray: new Uint8Array(64 * 48).map((_, at) => 60 + 2 * (at % 64)) };
    const file = await put('e.jpg', jpeg.encode({ width: 64, height: 48, data: rgba(soft) }, 95).data);
    for (const { image } of [
      ...(await pagesOf(file)),
      ...(await pagesOf(await put('e.pdf', await pdf([soft, soft])))),
    ]) {
      expect([image.width, image.height]).toEqual([64, 48]);
      expect(Math.max(...image.gray.map((value, at) => Math.abs(value - soft.gray[at])))).toBeLessThan(8);
    }
    expect((await pagesOf(join(folder, 'e.pdf'))).map(({ page }) => page)).toEqual([1, 2]);
  });

  test('what cannot be decoded is refused with its file', async () => {
    const whole = png(ramp);
    const huge = Buffer.from(whole);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    const empty = await PDFDocument.create();
    empty.addPage();
    const cases: readonly (readonly [string, Uint8Array | string, string])[] = [
      ['none.txt', 'hello', 'bad-format'],
      ['empty.png', '', 'bad-format'],
      ['cut.png', whole.slice(0, whole.length / 2), 'bad-format'],
      ['head.png', whole.slice(0, 12), 'bad-format'],
      ['huge.png', huge, 'too-large'],
      ['cut.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1]), 'bad-format'],
      ['cut.pgm', pgm(ramp).slice(0, 60), 'bad-format'],
      ['huge.pgm', 'P5 90000 90000 255\n', 'too-large'],
      ['head.pgm', 'P5 x', 'bad-format'],
      ['short.pgm', 'P2 2 2 255\n1 2 3', 'bad-format'],
      ['cut.pdf', '%PDF-1.7\nnothing', 'bad-format'],
      ['drawn.pdf', await empty.save(), 'unsupported'],
    ];
    for (const [name, content, code] of cases) {
      const fault = await faultOf(pagesOf(await put(name, content)));
      expect(fault, name).toMatchObject({ code });
      expect(fault.file, name).toContain(name);
    }
    expect(await faultOf(pagesOf(join(folder, 'absent.png')))).toMatchObject({ code: 'missing-file' });
  });
});

const book = compose(sampleInput(3));
const section = book.sections.flatMap((each) => (each.kind === 'feedback' ? [each] : []))[0];
const card: FeedbackCard = section.card;

/** The card with marks in turn: right, partly, wrong, not tried, blank, and one row with two. */
function answered(noise = 0): GrayImage {
  let sheet = printCard(section.pages[0], 150);
  card.entries.forEach((_, at) => {
    const marks = at === 5 ? [0, 2] : at % 5 === 4 ? [] : [at % 5];
    for (const mark of marks) sheet = fill(sheet, bubbleAt(at, mark));
  });
  return scan(sheet, { noise });
}

describe('cards', () => {
  test('kept by a run are found by their digest; a changed one is refused', async () => {
    await keepCard(folder, book);
    const payload = { exam: card.exam, learner: card.learner, digest: cardDigest(card), page: 1, pages: 1 };
    expect(await keptCard(folder, payload)).toEqual(card);
    expect(await keptCard(folder, { ...payload, digest: 'f'.repeat(16) })).toBeUndefined();
    const file = join(folder, 'cards', `${payload.digest}.json`);
    await writeFile(file, JSON.stringify({ ...card, learner: 'other' }));
    expect(await faultOf(keptCard(folder, payload))).toMatchObject({ code: 'bad-value', file });
    await writeFile(file, '{"entries":3}');
    expect(await faultOf(keptCard(folder, payload))).toMatchObject({ code: 'bad-value', file });
  });

  test('become answers that the reader of practice logs takes', async () => {
    const file = await put('f.png', png(answered(6)));
    const time = Date.parse('2026-07-01');
    const result = await readCards(readPages(file), async () => card, time);
    const kinds = card.entries.map((_, at) => (at === 5 ? 'unclear' : (FEEDBACK_MARKS[at % 5] ?? 'blank')));
    const count = (kind: string) => kinds.filter((each) => each === kind).length;
    expect(result.faults).toEqual([]);
    expect(result.unclear).toEqual([
      { file, learner: card.learner, exam: card.exam, label: card.entries[5].label, part: card.entries[5].part },
    ]);
    expect([result.blank, result.notTried, result.pages]).toEqual([count('blank'), count('not-tried'), 1]);
    const { log } = await readLog([...logToCsv(buildResponseLog(result.rows))].join(''));
    expect(log.length).toBe(count('right') + count('partly') + count('wrong'));
    const scores: Record<string, number> = { right: 1, partly: 0.5, wrong: 0 };
    const expected = card.entries.flatMap(({ item }, at) => (kinds[at] in scores ? [[item, scores[kinds[at]]]] : []));
    expect(Array.from(log.item, (index, r) => [log.items[index], log.score[r]])).toEqual(expected);
    expect(log.time[0]).toBe(time);
    expect([...log.skills].sort()).toEqual(
      [
        ...new Set(card.entries.filter((_, at) => kinds[at] in scores).flatMap((entry) => entry.knowledgePoints)),
      ].sort(),
    );
  });

  test('that come twice, or that nobody printed, are faults of their page; the others are read', async () => {
    const image = answered();
    const blank = { ...image, gray: new Uint8Array(image.gray.length).fill(250) };
    const file = await put('g.pdf', await pdf([image, image, blank]));
    const twice = await readCards(readPages(file), async () => card, 0);
    expect(twice.pages).toBe(3);
    expect(twice.rows.length).toBeGreaterThan(3);
    expect(twice.faults.map((fault) => [fault.code, fault.file])).toEqual([
      ['duplicate', `${file}#page=2`],
      ['bad-format', `${file}#page=3`],
    ]);
    const unknown = await readCards(readPages(file), async () => undefined, 0);
    expect(unknown.rows).toEqual([]);
    expect(unknown.faults[0].code).toBe('unknown-id');
  });
});
