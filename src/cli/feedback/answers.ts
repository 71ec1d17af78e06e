import { type Fault, YincaiError } from '../../data/fault.js';
import type { LogRow } from '../../data/log-rows.js';
import type { CardPayload, FeedbackCard, FeedbackMark } from '../../handbook/feedback/card.js';
import { type CardReading, findCardPage, readFeedbackCard } from '../../handbook/feedback/read.js';
import type { ScannedPage } from './pictures.js';

/** Share of full marks that a mark on a card stands for; a question not tried is no answer. */
export const MARK_SCORES: Readonly<Record<Exclude<FeedbackMark, 'not-tried'>, number>> = {
  right: 1,
  partly: 0.5,
  wrong: 0,
};

/** A row of a card that a person must look at. */
export interface UnclearRow {
  readonly file: string;
  readonly page?: number;
  readonly learner: string;
  readonly exam: string;
  /** As printed on the card. */
  readonly label: string;
  readonly part: 'redo' | 'practice';
}

/** What a scan of cards gave. */
export interface ScanResult {
  readonly rows: readonly LogRow[];
  readonly unclear: readonly UnclearRow[];
  /** Rows left empty, and rows marked as not tried. */
  readonly blank: number;
  readonly notTried: number;
  readonly pages: number;
  /** Pages that could not be read, and why. */
  readonly faults: readonly Fault[];
}

/**
 * Reads scanned pages one after another into answers, each page by the card that its code names.
 * A page that cannot be read is a fault with its file; the others are read all the same. A page that comes twice is a fault too.
 *
 * @param cardOf the card that was printed with such a code; throws or returns undefined where there is none
 * @param time of the answers, ms
 */
export async function readCards(
  pages: AsyncIterable<ScannedPage>,
  cardOf: (payload: CardPayload) => Promise<FeedbackCard | undefined>,
  time: number,
  onPage: (done: number) => void = () => undefined,
): Promise<ScanResult> {
  const rows: LogRow[] = [];
  const unclear: UnclearRow[] = [];
  const faults: Fault[] = [];
  const met = new Map<string, string>();
  let [blank, notTried, count] = [0, 0, 0];
  for await (const { file, page, image } of pages) {
    count++;
    try {
      const found = findCardPage(image);
      const { payload } = found;
      const card = await cardOf(payload);
      if (card === undefined) throw new YincaiError(unknownCard(payload));
      const key = JSON.stringify([payload.digest, payload.page]);
      const before = met.get(key);
      if (before !== undefined) throw new YincaiError(twice(payload, before));
      const reading = readFeedbackCard(image, card, {}, found);
      met.set(key, placeOf(file, page));
      for (const { entry, mark } of reading.marks) {
        if (mark === 'blank') blank++;
        else if (mark === 'not-tried') notTried++;
        else if (mark === 'unclear') {
          const { label, part } = entry;
          const place = page === undefined ? { file } : { file, page };
          unclear.push({ ...place, learner: card.learner, exam: card.exam, label, part });
        } else rows.push(rowOf(card, entry, MARK_SCORES[mark], time));
      }
    } catch (error) {
      if (!(error instanceof YincaiError)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, file: placeOf(file, page) })));
    }
    onPage(count);
  }
  return { rows, unclear, blank, notTried, pages: count, faults };
}

/** A page of a file, as browsers name it. */
export function placeOf(file: string, page: number | undefined): string {
  return page === undefined ? file : `${file}#page=${page}`;
}

function rowOf(
  card: FeedbackCard,
  { item, knowledgePoints }: CardReading['marks'][number]['entry'],
  score: number,
  time: number,
): LogRow {
  return {
    learner: card.learner,
    item,
    score,
    time,
    ...(knowledgePoints.length === 0 ? {} : { skills: knowledgePoints }),
  };
}

function unknownCard({ exam, learner, digest }: CardPayload): Fault {
  return {
    code: 'unknown-id',
    value: `${exam} / ${learner} / ${digest}`,
    expected: 'a card that was printed for this pilot',
    expectedZh: '为本试点印制的反馈卡',
    mend: 'name the folder of the run that printed it with --booklets',
    mendZh: '请用 --booklets 指出印制它的那次运行的输出文件夹',
  };
}

function twice({ exam, learner, page }: CardPayload, before: string): Fault {
  return {
    code: 'duplicate',
    value: `${exam} / ${learner} / ${page}`,
    expected: `each page once (it was read from ${before})`,
    expectedZh: `每页只扫描一次（已在 ${before} 中读过）`,
    mend: 'take one of the two away',
    mendZh: '请去掉其中一份',
  };
}
