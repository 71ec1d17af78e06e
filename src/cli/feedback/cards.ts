import { join } from 'node:path';
import * as z from 'zod';
import { YincaiError } from '../../data/fault.js';
import { readJson } from '../../data/json.js';
import { faultsOfIssues } from '../../data/parse-issue.js';
import type { Handbook } from '../../handbook/document.js';
import { type CardPayload, cardDigest, type FeedbackCard, sameId } from '../../handbook/feedback/card.js';
import { exists, readInput, writeWhole } from '../files.js';

/** Folder of a run's output with the cards that it printed, each under its digest. */
const FOLDER = 'cards';

const id = z.string().min(1).max(4096);
const cardSchema: z.ZodType<FeedbackCard> = z.strictObject({
  exam: id,
  learner: id,
  entries: z
    .array(
      z.strictObject({
        label: z.string().max(256),
        part: z.enum(['redo', 'practice']),
        item: id,
        knowledgePoints: z.array(id).max(1000),
      }),
    )
    .max(10_000),
});

/** The card of a booklet; undefined where it has none. */
export function cardOfBooklet(handbook: Handbook): FeedbackCard | undefined {
  for (const section of handbook.sections) if (section.kind === 'feedback') return section.card;
  return undefined;
}

/** Keeps a booklet's card in the output folder, so that it can be read when it comes back, whatever was answered meanwhile. */
export async function keepCard(out: string, handbook: Handbook): Promise<void> {
  const card = cardOfBooklet(handbook);
  if (card === undefined) return;
  await writeWhole(join(out, FOLDER, `${cardDigest(card)}.json`), `${JSON.stringify(card)}\n`);
}

/**
 * The card of that payload out of an output folder; undefined where the run did not print it.
 *
 * @throws YincaiError where the kept card was changed
 */
export async function keptCard(out: string, payload: CardPayload): Promise<FeedbackCard | undefined> {
  const file = join(out, FOLDER, `${payload.digest}.json`);
  if (!(await exists(file))) return undefined;
  const value = readJson(await readInput(file), { file });
  const parsed = cardSchema.safeParse(value);
  if (!parsed.success) throw new YincaiError(faultsOfIssues(parsed.error.issues, value, file));
  const card = parsed.data;
  if (cardDigest(card) === payload.digest && sameId(card.learner, payload.learner)) return card;
  throw new YincaiError({
    code: 'bad-value',
    file,
    expected: 'the card as it was printed',
    expectedZh: '印出时的反馈卡',
    mend: 'take the folder as the run wrote it',
    mendZh: '请使用运行时写出的原文件夹',
  });
}
