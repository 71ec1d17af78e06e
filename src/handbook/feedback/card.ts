import { hash } from '../../recommend/hash.js';

/** What a learner or teacher says of a question after it was redone or practised. */
export type FeedbackMark = 'right' | 'partly' | 'wrong' | 'not-tried';

/** Marks in the order of the bubbles, from left to right. */
export const FEEDBACK_MARKS: readonly FeedbackMark[] = ['right', 'partly', 'wrong', 'not-tried'];

/** One question on the card. */
export interface FeedbackEntry {
  /** Printed number such as `12`, or `1.2` in the practice. */
  readonly label: string;
  /** Whether it is a question of the exam done again, or one of the practice. */
  readonly part: 'redo' | 'practice';
  /** Id of the item, or of the instance of a template. */
  readonly item: string;
  /** Ids of its knowledge points. */
  readonly knowledgePoints: readonly string[];
}

/** What the feedback card of one booklet asks about. It holds no name. */
export interface FeedbackCard {
  readonly exam: string;
  /** Pseudonymous id. */
  readonly learner: string;
  readonly entries: readonly FeedbackEntry[];
}

/**
 * Sixteen hexadecimal digits that tell cards apart: they change with the exam, the learner, and the questions and their order.
 * For recognising a card, not for security.
 *
 * @example
 * cardDigest({ exam: '2026-06', learner: 'L001', entries: [] }); // sixteen digits
 */
export function cardDigest(card: FeedbackCard): string {
  const text = JSON.stringify([
    card.exam,
    card.learner,
    card.entries.map(({ part, label, item }) => [part, label, item]),
  ]);
  return hex(hash(text, 1)) + hex(hash(text, 2));
}

/** What the QR code of a page says. */
export interface CardPayload {
  /** Id of the exam; of an id too long for the code, `~` and a digest of it. */
  readonly exam: string;
  /** The same of the learner. */
  readonly learner: string;
  readonly digest: string;
  /** Counted from 1. */
  readonly page: number;
  readonly pages: number;
}

/** Version of the payload and of the layout that it stands on. */
const VERSION = 'YC1';
/** The longest id that is written into a code, in UTF-8 bytes. */
const LONGEST_ID = 40;

/**
 * The text of a page's QR code, at most some 130 bytes: version, exam, learner, digest, page and pages, and a checksum over them.
 *
 * @example
 * writePayload({ exam: '2026-06', learner: 'L001', digest: '0123456789abcdef', page: 1, pages: 1 });
 * // 'YC1|2026-06|L001|0123456789abcdef|1|1|' and eight digits
 */
export function writePayload({ exam, learner, digest, page, pages }: CardPayload): string {
  const text = [VERSION, payloadId(exam), payloadId(learner), digest, page, pages].join('|');
  return `${text}|${hex(hash(text, 3))}`;
}

/** What became of reading a code. */
export type PayloadReading =
  | { readonly ok: true; readonly payload: CardPayload }
  | { readonly ok: false; readonly why: 'foreign' | 'version' | 'checksum' };

/** Reads the text of a QR code; a code of something else, of another version, or damaged is told apart. */
export function readPayload(text: string): PayloadReading {
  const parts = text.split('|');
  if (!/^YC\d+$/.test(parts[0] ?? '')) return { ok: false, why: 'foreign' };
  if (parts[0] !== VERSION) return { ok: false, why: 'version' };
  const [, exam, learner, digest, page, pages, checksum] = parts;
  if (parts.length !== 7 || checksum !== hex(hash(parts.slice(0, 6).join('|'), 3))) {
    return { ok: false, why: 'checksum' };
  }
  if (!/^[0-9a-f]{16}$/.test(digest) || !/^[1-9]\d?$/.test(page) || !/^[1-9]\d?$/.test(pages)) {
    return { ok: false, why: 'checksum' };
  }
  return {
    ok: true,
    payload: { exam: unescapeId(exam), learner: unescapeId(learner), digest, page: Number(page), pages: Number(pages) },
  };
}

/** An id as the payload holds it; `sameId` compares ids with it. */
function payloadId(id: string): string {
  const escaped = id.replace(/[%|]/g, (character) => (character === '%' ? '%25' : '%7C'));
  // Control characters and halves of surrogate pairs have no place in a code.
  const plain = !/\p{C}/u.test(id) && new TextEncoder().encode(escaped).length <= LONGEST_ID;
  return plain ? escaped : `~${hex(hash(id, 4))}${hex(hash(id, 5))}`;
}

/** Whether an id out of a payload is that of `id`, also where it was too long to be written. */
export function sameId(id: string, inPayload: string): boolean {
  return unescapeId(payloadId(id)) === inPayload;
}

function unescapeId(text: string): string {
  return text.replace(/%(25|7C)/g, (_, code: string) => (code === '25' ? '%' : '|'));
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
