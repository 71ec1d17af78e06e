import { type QrCode, qrCode } from '../qr.js';
import { cardDigest, FEEDBACK_MARKS, type FeedbackCard, type FeedbackEntry, writePayload } from './card.js';

/**
 * A shape of a card in millimetres from the top left corner of its frame. Texts stand on their base line, `size` is that of the font;
 * rectangles and codes are black, circles are thin outlines, lines hairlines.
 */
export type CardShape =
  | { readonly kind: 'rect'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly radius: number }
  | { readonly kind: 'line'; readonly x: number; readonly y: number; readonly width: number }
  | { readonly kind: 'code'; readonly x: number; readonly y: number; readonly size: number; readonly code: QrCode }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly anchor: 'start' | 'middle';
      readonly tone: 'black' | 'grey' | 'pale';
      readonly bold: boolean;
      readonly text: string;
    };

/** One page of a card as plain geometry. Renderers draw it as it is; the reader knows the same geometry. */
export interface CardPage {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly CardShape[];
}

/** Words on a card, in the language of the booklet. */
export interface CardWords {
  /** Whose card it is, and which page. */
  readonly owner: (page: number, pages: number) => string;
  readonly lines: readonly string[];
  /** Heads of the bubbles, in their order. */
  readonly marks: readonly [string, string, string, string];
  /** One letter in each bubble. */
  readonly letters: readonly [string, string, string, string];
  readonly redo: string;
  readonly practice: string;
}

/** The frame of a card in mm. It fits A4, 16K and B5 alike, so that the reader need not know the format of the paper. */
export const FRAME: { readonly width: number; readonly height: number } = { width: 132, height: 188 };

/** Side of the registration marks in the corners. */
export const MARK_SIDE = 6;

/** Centres of the registration marks: top left, top right, bottom right, bottom left. */
export const MARK_CENTRES: readonly (readonly [number, number])[] = [
  [MARK_SIDE / 2, MARK_SIDE / 2],
  [FRAME.width - MARK_SIDE / 2, MARK_SIDE / 2],
  [FRAME.width - MARK_SIDE / 2, FRAME.height - MARK_SIDE / 2],
  [MARK_SIDE / 2, FRAME.height - MARK_SIDE / 2],
];

/** A bar beside the top left mark, that says which way is up. Nothing is printed in its place at the other corners. */
export const UP_BAR: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } = {
  x: 10,
  y: 1.4,
  width: 14,
  height: 3.2,
};

/** Box of the QR code with its quiet zone. */
export const CODE_BOX: { readonly x: number; readonly y: number; readonly size: number } = { x: 92, y: 6, size: 31 };

/** Rows of a page, in two blocks beside each other. */
export const ROWS = 18;
/** The most questions on one page. */
export const PAGE_ENTRIES: number = 2 * ROWS;
const FIRST_ROW = 50;
const ROW_PITCH = 7.4;
const BLOCKS = [10, 69] as const;
const FIRST_BUBBLE = 19;
const BUBBLE_PITCH = 10;
/** Radius of a bubble. */
export const BUBBLE_RADIUS = 2.2;

/** Timing marks, one at either end of each row. */
export const TIMING: { readonly width: number; readonly height: number } = { width: 4, height: 2 };

/** Height of a row's middle. */
export function rowAt(row: number): number {
  return FIRST_ROW + row * ROW_PITCH;
}

/** Middle of the timing mark of a row at the left or right edge. */
export function timingAt(row: number, side: 'left' | 'right'): readonly [number, number] {
  return [side === 'left' ? MARK_SIDE / 2 : FRAME.width - MARK_SIDE / 2, rowAt(row)];
}

/** Middle of a bubble: `slot` counts the entries of a page down the first block, then down the second. */
export function bubbleAt(slot: number, mark: number): readonly [number, number] {
  const block = BLOCKS[Math.floor(slot / ROWS)] ?? BLOCKS[1];
  return [block + FIRST_BUBBLE + mark * BUBBLE_PITCH, rowAt(slot % ROWS)];
}

/** The entries that stand on a page, counted from 1. */
export function entriesOn(card: FeedbackCard, page: number): readonly FeedbackEntry[] {
  return card.entries.slice((page - 1) * PAGE_ENTRIES, page * PAGE_ENTRIES);
}

/** How many pages a card takes. */
export function pagesOf(card: FeedbackCard): number {
  return Math.max(1, Math.ceil(card.entries.length / PAGE_ENTRIES));
}

/** The most pages of a card: a code counts them with two digits. */
export const MAX_PAGES = 99;

/**
 * Lays out a card: registration marks in the corners, a bar that says which way is up, a QR code that says whose card it is,
 * and a row of four bubbles for each question, with timing marks at its ends.
 *
 * @throws RangeError for a card of more than {@link MAX_PAGES} pages
 * @example
 * layoutCard(card, words).length; // 1: up to 36 questions fit a page
 */
export function layoutCard(card: FeedbackCard, words: CardWords): readonly CardPage[] {
  const pages = pagesOf(card);
  if (pages > MAX_PAGES) throw new RangeError(`a feedback card of more than ${MAX_PAGES * PAGE_ENTRIES} questions`);
  const digest = cardDigest(card);
  return Array.from({ length: pages }, (_, at) => ({
    ...FRAME,
    shapes: pageShapes(card, digest, at + 1, pages, words),
  }));
}

function pageShapes(card: FeedbackCard, digest: string, page: number, pages: number, words: CardWords): CardShape[] {
  const entries = entriesOn(card, page);
  const payload = writePayload({ exam: card.exam, learner: card.learner, digest, page, pages });
  const shapes: CardShape[] = MARK_CENTRES.map(([x, y]) => box(x, y, MARK_SIDE, MARK_SIDE));
  shapes.push({ kind: 'rect', ...UP_BAR });
  const code = qrCode(payload);
  // Four modules of quiet on every side.
  const module = CODE_BOX.size / (code.size + 8);
  shapes.push({
    kind: 'code',
    x: CODE_BOX.x + 4 * module,
    y: CODE_BOX.y + 4 * module,
    size: code.size * module,
    code,
  });
  for (let row = 0; row < ROWS; row++) {
    for (const side of ['left', 'right'] as const) {
      const [x, y] = timingAt(row, side);
      shapes.push(box(x, y, TIMING.width, TIMING.height));
    }
  }
  shapes.push(text(10, 14.5, 4.6, words.owner(page, pages), 'black', true));
  words.lines.forEach((line, at) => {
    shapes.push(text(10, 21.5 + at * 5, 3.1, line, 'black'));
  });
  const blocks = entries.length > ROWS ? [0, 1] : [0];
  for (const block of blocks) {
    words.marks.forEach((word, mark) => {
      const [x] = bubbleAt(block * ROWS, mark);
      shapes.push(text(x, FIRST_ROW - 4.6, 2.7, word, 'black', true, 'middle'));
    });
  }
  entries.forEach((entry, slot) => {
    const [first, y] = bubbleAt(slot, 0);
    const part = entry.part === 'redo' ? words.redo : words.practice;
    shapes.push(text(first - FIRST_BUBBLE, y + 1.2, 3.2, `${part} ${entry.label}`, 'black'));
    FEEDBACK_MARKS.forEach((_, mark) => {
      const [x] = bubbleAt(slot, mark);
      shapes.push({ kind: 'circle', x, y, radius: BUBBLE_RADIUS });
      shapes.push(text(x, y + 0.8, 2.2, words.letters[mark], 'pale', false, 'middle'));
    });
    shapes.push({ kind: 'line', x: first - FIRST_BUBBLE, y: y + ROW_PITCH / 2, width: 52 });
  });
  return shapes;
}

function box(x: number, y: number, width: number, height: number): CardShape {
  return { kind: 'rect', x: x - width / 2, y: y - height / 2, width, height };
}

function text(
  x: number,
  y: number,
  size: number,
  words: string,
  tone: 'black' | 'grey' | 'pale',
  bold = false,
  anchor: 'start' | 'middle' = 'start',
): CardShape {
  return { kind: 'text', x, y, size, anchor, tone, bold, text: words };
}
