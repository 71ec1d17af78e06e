import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../../src/data/fault.js';
import { FEEDBACK_MARKS, type FeedbackCard, type FeedbackMark } from '../../../src/handbook/feedback/card.js';
import { bubbleAt, type CardWords, layoutCard, PAGE_ENTRIES } from '../../../src/handbook/feedback/layout.js';
import { findCardPage, type GrayImage, readFeedbackCard } from '../../../src/handbook/feedback/read.js';
import { fill, printCard, type Scan, type Sheet, scan } from './paper.js';

const words: CardWords = {
  owner: () => '',
  lines: [],
  marks: ['对', '部分对', '错', '没做'],
  letters: ['对', '半', '错', '没'],
  redo: '重做',
  practice: '练习',
};

function cardOf(entries: number, learner = 'S1-0101'): FeedbackCard {
  return {
    exam: '2026-06',
    learner,
    entries: Array.from({ length: entries }, (_, at) => ({
      label: String(at + 1),
      part: at % 2 === 0 ? 'redo' : 'practice',
      item: `m-${at}`,
      knowledgePoints: ['sets'],
    })),
  };
}

type Row = FeedbackMark | 'blank';

/** A sheet with the bubbles of some rows filled, each a little off its middle. */
function filled(card: FeedbackCard, rows: readonly Row[], dpi: number, page = 1, jitter = 0.3): Sheet {
  let sheet = printCard(layoutCard(card, words)[page - 1], dpi);
  rows.forEach((row, slot) => {
    if (row === 'blank') return;
    const [x, y] = bubbleAt(slot, FEEDBACK_MARKS.indexOf(row));
    const turn = slot * 2.4;
    sheet = fill(sheet, [x + jitter * Math.cos(turn), y + jitter * Math.sin(turn)], 1.7 + 0.2 * (slot % 3), 0.75);
  });
  return sheet;
}

const some = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => (at % 5 === 4 ? 'blank' : FEEDBACK_MARKS[at % 4]));

function read(image: GrayImage, card: FeedbackCard): Row[] {
  return readFeedbackCard(image, card).marks.map(({ mark }) => mark as Row);
}

function faultOf(work: () => unknown): { code: string; expected?: string; value?: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof YincaiError) return error.faults[0];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a card scanned', () => {
  const card = cardOf(PAGE_ENTRIES);
  const rows = some(PAGE_ENTRIES);
  const sheet = filled(card, rows, 200);
  const cases: readonly (readonly [string, Scan])[] = [
    ['as it was printed', {}],
    ['turned by 5°', { angle: 5 }],
    ['turned by −5°', { angle: -5 }],
    ['upside down', { angle: 180 }],
    ['upside down and askew', { angle: 176 }],
    ['on its side', { angle: 90 }],
    ['at 150 dpi', { zoom: 0.75 }],
    ['at 300 dpi', { zoom: 1.5 }],
    ['with noise', { noise: 22 }],
    ['under uneven light', { shade: [0.35, 0.25], noise: 8 }],
    ['pale', { pale: 90, noise: 6 }],
    [
      'in light perspective',
      {
        pull: [
          [0.03, 0],
          [0.01, 0.02],
          [0, 0.03],
          [0.02, 0.01],
        ],
      },
    ],
  ];
  test.each(cases)('%s is read whole', (_, how) => {
    expect(read(scan(sheet, how), card)).toEqual(rows);
  });

  test('gives the darkness and a high confidence of every row', () => {
    const { marks, page, pages } = readFeedbackCard(scan(sheet, { noise: 10 }), card);
    expect([page, pages]).toEqual([1, 1]);
    for (const { confidence, darkness } of marks) {
      expect(confidence).toBeGreaterThan(0.6);
      expect(darkness).toHaveLength(4);
    }
  });
});

const corner = fc.tuple(fc.double({ min: 0, max: 0.03, noNaN: true }), fc.double({ min: 0, max: 0.03, noNaN: true }));

property.prop(
  {
    rows: fc.array(fc.constantFrom<Row>(...FEEDBACK_MARKS, 'blank'), { minLength: 1, maxLength: PAGE_ENTRIES }),
    angle: fc.double({ min: -5, max: 5, noNaN: true }),
    flipped: fc.boolean(),
    zoom: fc.double({ min: 0.75, max: 1.5, noNaN: true }),
    pull: fc.tuple(corner, corner, corner, corner),
    noise: fc.double({ min: 0, max: 18, noNaN: true }),
    shade: fc.tuple(fc.double({ min: 0, max: 0.3, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true })),
    seed: fc.integer({ min: 1, max: 1e6 }),
  },
  { numRuns: 12 },
)(
  'any marks come back through any scan within the stated limits',
  ({ rows, angle, flipped, ...how }) => {
    const card = cardOf(rows.length);
    const image = scan(filled(card, rows, 200), { ...how, angle: flipped ? angle + 180 : angle });
    expect(read(image, card)).toEqual(rows);
  },
  120_000,
);

describe('what cannot be told for certain is unclear', () => {
  const card = cardOf(6);
  const blank = filled(card, [], 200);
  const at = (slot: number, mark: FeedbackMark): readonly [number, number] =>
    bubbleAt(slot, FEEDBACK_MARKS.indexOf(mark));

  test('two bubbles of a row filled', () => {
    const sheet = fill(fill(blank, at(2, 'right')), at(2, 'wrong'));
    expect(read(scan(sheet), card)[2]).toBe('unclear');
  });

  test('a faint mark', () => {
    const sheet = fill(blank, at(1, 'partly'), 1.9, 0.26);
    expect(read(scan(sheet), card)[1]).toBe('unclear');
  });

  test('a dot', () => {
    const sheet = fill(blank, at(1, 'partly'), 0.85, 1);
    expect(read(scan(sheet), card)[1]).toBe('unclear');
  });

  test('but the trace of an erased mark beside a full one is passed over', () => {
    const sheet = fill(fill(blank, at(3, 'right'), 1.9, 0.85), at(3, 'wrong'), 1.9, 0.18);
    expect(read(scan(sheet), card)[3]).toBe('right');
  });

  test('a full row is never read as one mark, however dark each bubble is', () => {
    let sheet = blank;
    FEEDBACK_MARKS.forEach((mark, k) => {
      sheet = fill(sheet, at(0, mark), 1.9, 0.5 + 0.1 * k);
    });
    expect(read(scan(sheet), card)[0]).toBe('unclear');
  });
});

describe('a card of several pages', () => {
  const card = cardOf(PAGE_ENTRIES + 7);
  test('is read page by page', () => {
    const first = some(PAGE_ENTRIES);
    const second = some(7).reverse();
    const pages = [filled(card, first, 150, 1), filled(card, second, 150, 2)];
    const readings = pages.map((sheet) => readFeedbackCard(scan(sheet), card));
    expect(readings.map(({ page, pages: of }) => [page, of])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(readings[1].marks.map(({ mark }) => mark)).toEqual(second);
    expect(readings[1].marks[0].entry.label).toBe(String(PAGE_ENTRIES + 1));
  });
});

describe('what is no whole card is refused with a reason', () => {
  const card = cardOf(20);
  const sheet = filled(card, some(20), 150);
  const { image } = sheet;
  const cut = (from: number, to: number): GrayImage => ({
    width: image.width,
    height: to - from,
    gray: image.gray.slice(from * image.width, to * image.width),
  });

  test('a blank page', () => {
    const fault = faultOf(() => findCardPage({ ...image, gray: new Uint8Array(image.gray.length).fill(244) }));
    expect(fault).toMatchObject({ code: 'bad-format', value: 'no square marks' });
    expect(fault.expected).toContain('four square marks');
  });

  test('a black page, and a page of noise', () => {
    let state = 7;
    const random = Uint8Array.from(image.gray, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 24;
    });
    for (const gray of [new Uint8Array(image.gray.length), random]) {
      expect(faultOf(() => findCardPage({ ...image, gray })).code).toBe('bad-format');
    }
  });

  test('the upper half, the lower half, and a page without its last corner', () => {
    const half = Math.round(image.height / 2);
    for (const part of [cut(0, half), cut(half, image.height)]) {
      expect(faultOf(() => findCardPage(part)).expected).toContain('four square marks');
    }
    const torn = { ...image, gray: image.gray.slice() };
    const side = Math.round(18 * sheet.scale);
    for (let y = image.height - side; y < image.height; y++) {
      torn.gray.fill(250, y * image.width + image.width - side, (y + 1) * image.width);
    }
    expect(faultOf(() => findCardPage(torn)).expected).toContain('four square marks');
  });

  test('a card of another learner, of another exam, or with other questions', () => {
    const scanned = scan(sheet);
    const other = faultOf(() => readFeedbackCard(scanned, cardOf(20, 'S1-0102')));
    expect(other).toMatchObject({ code: 'unknown-id' });
    expect(other.expected).toContain('S1-0102');
    expect(faultOf(() => readFeedbackCard(scanned, { ...card, exam: 'e2' })).expected).toContain('e2');
    const changed = { ...card, entries: card.entries.slice(1) };
    expect(faultOf(() => readFeedbackCard(scanned, changed)).expected).toContain('the questions differ');
  });

  test('a card whose code is covered', () => {
    const covered = fill(sheet, [107, 21], 13, 1);
    expect(faultOf(() => findCardPage(scan(covered))).expected).toContain('QR code');
  });

  test('a card whose edge is covered', () => {
    let covered = sheet;
    for (let y = 48; y < 140; y += 3) covered = fill(covered, [3, y], 3, 1);
    const damaged = faultOf(() => readFeedbackCard(scan(covered), card));
    expect(damaged.expected).toContain('timing marks');
  });

  test('a picture too coarse, too large, or that is none', () => {
    expect(faultOf(() => findCardPage(scan(sheet, { zoom: 0.5 }))).code).toMatch(/bad-value|bad-format/);
    expect(faultOf(() => findCardPage({ width: 10, height: 10, gray: new Uint8Array(99) })).code).toBe('bad-value');
    const gray = new Uint8Array(8000 * 5001);
    expect(faultOf(() => findCardPage({ width: 8000, height: 5001, gray })).code).toBe('too-large');
  });
});
