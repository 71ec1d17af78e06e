import { type Fault, YincaiError } from '../../data/fault.js';
import { type CardPayload, cardDigest, type FeedbackCard, type FeedbackEntry, readPayload, sameId } from './card.js';
import { entriesOn, pagesOf } from './layout.js';
import { type BubbleOptions, bubbleDefaults, type RowReading, readBubbles } from './read/bubbles.js';
import { readCode } from './read/code.js';
import type { GrayImage } from './read/image.js';
import { findMarks, type Placement } from './read/marks.js';

export type { BubbleOptions, RowReading } from './read/bubbles.js';
export { bubbleDefaults } from './read/bubbles.js';
export type { GrayImage } from './read/image.js';

/** A page of a card found in a picture. */
export interface FoundPage {
  readonly payload: CardPayload;
  readonly placement: Placement;
}

/** One question of a card, read. */
export interface EntryReading extends RowReading {
  readonly entry: FeedbackEntry;
}

/** One page of a card, read. */
export interface CardReading {
  readonly page: number;
  readonly pages: number;
  readonly marks: readonly EntryReading[];
}

/** The most pixels of a picture: A4 at 600 dpi has 35 million. */
export const MAX_PIXELS = 40_000_000;
/** The fewest pixels a millimetre at which bubbles are read: some 100 dpi. */
const LEAST_SCALE = 3.8;

/**
 * Finds a feedback card in a picture and says whose it is: registration marks first, whatever way the page lies, then its QR code.
 *
 * @throws YincaiError where there is no whole card in the picture, its code cannot be read or is of something else,
 *   or the picture is too coarse or too large
 * @cost about 0.2 s for A4 at 300 dpi
 * @example
 * const { payload } = findCardPage({ width, height, gray });
 * payload.learner; // whose card it is
 */
export function findCardPage(image: GrayImage): FoundPage {
  checkImage(image);
  const found = findMarks(image);
  if (!found.ok) throw new YincaiError(noMarks(found.candidates));
  const { placement } = found;
  if (placement.scale < LEAST_SCALE) throw new YincaiError(tooCoarse(placement.scale));
  const text = readCode(image, placement);
  if (text === undefined) throw new YincaiError(noCode());
  const read = readPayload(text);
  if (!read.ok) throw new YincaiError(badCode(text, read.why));
  return { payload: read.payload, placement };
}

/**
 * Reads the marks of a feedback card from a scanned or photographed page. What cannot be told for certain – two bubbles of a row
 * filled, or one too faintly – is `unclear`, never guessed.
 *
 * @param image grey, 150 to 300 dpi; turned by some degrees or upside down, under uneven light or slightly askew
 * @param card the card that was printed
 * @param found what {@link findCardPage} made of the same picture, where that is known already
 * @throws YincaiError `unknown-id` where the page is of another card; else as {@link findCardPage}
 * @cost about 0.2 s for A4 at 300 dpi
 * @example
 * const { marks } = readFeedbackCard(image, card);
 * marks.filter(({ mark }) => mark === 'unclear'); // for a person to look at
 */
export function readFeedbackCard(
  image: GrayImage,
  card: FeedbackCard,
  options: Partial<BubbleOptions> = {},
  found: FoundPage = findCardPage(image),
): CardReading {
  const { payload, placement } = found;
  const fault = mismatch(payload, card);
  if (fault !== undefined) throw new YincaiError(fault);
  const entries = entriesOn(card, payload.page);
  const rows = readBubbles(image, placement, entries.length, { ...bubbleDefaults, ...options });
  if (rows === undefined) throw new YincaiError(damaged());
  return {
    page: payload.page,
    pages: payload.pages,
    marks: entries.map((entry, at) => ({ entry, ...rows[at] })),
  };
}

function checkImage({ width, height, gray }: GrayImage): void {
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!whole || gray.length !== width * height) {
    throw new YincaiError({
      code: 'bad-value',
      value: `${width} × ${height}, ${gray.length} values`,
      expected: 'a picture with one grey value a pixel',
      expectedZh: '每个像素一个灰度值的图像',
    });
  }
  if (width * height > MAX_PIXELS) {
    throw new YincaiError({
      code: 'too-large',
      value: `${width} × ${height}`,
      expected: `at most ${MAX_PIXELS} pixels`,
      expectedZh: `不超过 ${MAX_PIXELS / 1e6} 百万像素`,
      mend: 'scan at 300 dpi',
      mendZh: '请用 300 dpi 扫描',
    });
  }
}

function noMarks(candidates: number): Fault {
  return {
    code: 'bad-format',
    value: candidates === 0 ? 'no square marks' : `${candidates} square marks, not in the places of a card's corners`,
    expected: 'a feedback card with its four square marks in the corners',
    expectedZh: '四角有方形定位块的反馈卡',
    mend: 'scan the whole page flat, without folded or cut corners; pages of anything else are to be left out',
    mendZh: '请把整页放平扫描，四角不要折叠或裁掉；不是反馈卡的页请不要放入',
  };
}

function tooCoarse(scale: number): Fault {
  return {
    code: 'bad-value',
    value: `${Math.round(scale * 25.4)} dpi`,
    expected: 'a scan of at least 100 dpi',
    expectedZh: '至少 100 dpi 的扫描图',
    mend: 'scan at 200 or 300 dpi',
    mendZh: '请用 200 或 300 dpi 扫描',
  };
}

function noCode(): Fault {
  return {
    code: 'bad-format',
    expected: 'a QR code that can be read in the upper right of the card',
    expectedZh: '反馈卡右上角能识别的二维码',
    mend: 'scan again, sharper; a code that is covered or torn cannot be read',
    mendZh: '请重新清晰扫描；二维码被遮住或撕坏则无法识别',
  };
}

function badCode(text: string, why: 'foreign' | 'version' | 'checksum'): Fault {
  if (why === 'version') {
    return {
      code: 'unknown-version',
      value: text.split('|')[0],
      expected: 'a card of this version (YC1)',
      expectedZh: '本版本（YC1）的反馈卡',
    };
  }
  return {
    code: 'bad-format',
    value: text,
    expected: why === 'foreign' ? 'the QR code of a feedback card' : 'a code whose checksum fits',
    expectedZh: why === 'foreign' ? '反馈卡上的二维码' : '校验和正确的二维码',
  };
}

function damaged(): Fault {
  return {
    code: 'bad-format',
    expected: 'a card whose timing marks at both edges can be seen',
    expectedZh: '左右两侧的同步标记清晰可见的反馈卡',
    mend: 'scan the page again, flat and whole',
    mendZh: '请放平后重新完整扫描',
  };
}

function mismatch(payload: CardPayload, card: FeedbackCard): Fault | undefined {
  const pages = pagesOf(card);
  if (
    payload.digest === cardDigest(card) &&
    payload.pages === pages &&
    payload.page <= pages &&
    sameId(card.learner, payload.learner) &&
    sameId(card.exam, payload.exam)
  ) {
    return undefined;
  }
  const same = sameId(card.learner, payload.learner) && sameId(card.exam, payload.exam);
  return {
    code: 'unknown-id',
    value: `${payload.exam} / ${payload.learner} / ${payload.digest}`,
    expected: same
      ? 'the card as it was printed: the questions differ'
      : `the card of ${card.learner} after ${card.exam}`,
    expectedZh: same ? '与印出时相同的反馈卡（题目不一致）' : `${card.exam} 之后 ${card.learner} 的反馈卡`,
  };
}
