import { logToCsv } from '../../data/csv-writer.js';
import { describe, YincaiError } from '../../data/fault.js';
import { buildResponseLog } from '../../data/log-rows.js';
import { readPilot } from '../../data/pilot-folder.js';
import { parseTime } from '../../data/time.js';
import { type CardPayload, cardDigest, type FeedbackCard, sameId } from '../../handbook/feedback/card.js';
import { createVariantPool } from '../../items/variant-pool.js';
import { type Console, createConsole } from '../console.js';
import { writeWhole } from '../files.js';
import { openFolder } from '../pilot/folder.js';
import { type BookletPress, makeBooklet, openPress } from '../pilot/learner-booklet.js';
import { fitPilot } from '../pilot/models.js';
import { placeOf, readCards, type ScanResult } from './answers.js';
import { cardOfBooklet, keptCard } from './cards.js';
import { readPages, type ScannedPage } from './pictures.js';
import type { ScanOptions } from './scan-command.js';

/** The most unclear rows and refused pages that are listed for people. */
const LISTED = 30;

/** Reads the cards and writes the answers. */
export async function scan(files: readonly string[], options: ScanOptions): Promise<void> {
  const talk = createConsole(options);
  const time = timeOf(options.date);
  const source = await cardSource(options, talk);
  const steps = talk.steps('已读页', 'pages read');
  const result = await readCards(pagesOf(files), source, time, (done) => steps.update(done, '')).finally(() =>
    steps.stop(),
  );
  if (result.faults.length > 0 && options.skipBadPages !== true) throw new YincaiError(result.faults);
  if (result.rows.length > 0 || result.faults.length < result.pages) {
    const log = buildResponseLog(result.rows);
    await writeWhole(options.out, [...logToCsv(log)].join(''));
  }
  report(result, options.out, talk);
  // Pages that could not be read were asked to be passed over; if that was all of them, nothing was done.
  if (result.faults.length === result.pages) process.exitCode = 1;
}

async function* pagesOf(files: readonly string[]): AsyncGenerator<ScannedPage> {
  for (const file of files) yield* readPages(file);
}

function timeOf(date: string | undefined): number {
  if (date === undefined) return Date.parse(new Date().toISOString().slice(0, 10));
  const time = parseTime(date);
  if (/^\d{4}\D/.test(date) && Number.isFinite(time)) return time;
  throw new YincaiError({
    code: 'bad-option',
    column: '--date',
    value: date,
    expected: 'a date such as 2026-07-01',
    expectedZh: '形如 2026-07-01 的日期',
  });
}

type CardSource = (payload: CardPayload) => Promise<FeedbackCard | undefined>;

/** Where cards come from: those that the run kept; else each is made again from the pilot, which is fitted when first asked for. */
async function cardSource({ pilot: folder, booklets }: ScanOptions, talk: Console): Promise<CardSource> {
  if (folder === undefined && booklets === undefined) {
    throw new YincaiError({
      code: 'bad-option',
      column: '--booklets',
      expected: '--booklets with the output folder of the run, or --pilot with the pilot folder',
      expectedZh: '--booklets 指出那次运行的输出文件夹，或 --pilot 指出试点文件夹',
    });
  }
  const made = folder === undefined ? undefined : await remade(folder, talk);
  return async (payload) =>
    (booklets === undefined ? undefined : await keptCard(booklets, payload)) ?? (await made?.(payload));
}

async function remade(folder: string, talk: Console): Promise<CardSource> {
  const pilot = await readPilot(await openFolder(folder));
  // As the run makes them: the same variants come out.
  const engines = { instances: createVariantPool() };
  const presses = new Map<number, BookletPress>();
  let fitting: ReturnType<typeof fitPilot> | undefined;
  return async (payload) => {
    const exam = pilot.exams.findIndex(({ id }) => sameId(id, payload.exam));
    const entry = pilot.roster.entries.find(({ learner }) => sameId(learner, payload.learner));
    if (exam < 0 || entry === undefined) return undefined;
    fitting ??= fitPilot(pilot, talk);
    let press = presses.get(exam);
    if (press === undefined) {
      press = openPress(await fitting, exam, talk.language, undefined);
      presses.set(exam, press);
    }
    const card = cardOfBooklet(makeBooklet(press, entry, undefined, engines));
    if (card !== undefined && cardDigest(card) === payload.digest) return card;
    throw new YincaiError({
      code: 'unknown-id',
      value: `${payload.exam} / ${payload.learner} / ${payload.digest}`,
      expected: 'a card printed from the pilot as it stands',
      expectedZh: '由现在的试点数据印出的反馈卡',
      mend: 'answers have come in since it was printed: name the output folder of that run with --booklets',
      mendZh: '印出之后数据有变动：请用 --booklets 指出那次运行的输出文件夹',
    });
  };
}

function report(result: ScanResult, out: string, talk: Console): void {
  const { rows, unclear, blank, notTried, pages, faults } = result;
  for (const { file, page, learner, label, part } of unclear.slice(0, LISTED)) {
    const place = placeOf(file, page);
    talk.say(
      `看不清，请人工判断：${place}，${learner}，${part === 'redo' ? '重做' : '练习'} ${label}`,
      `unclear, for a person to look at: ${place}, ${learner}, ${part === 'redo' ? 'redo' : 'practice'} ${label}`,
    );
  }
  if (unclear.length > LISTED) talk.say(`……共 ${unclear.length} 处`, `… ${unclear.length} in all`);
  for (const fault of faults.slice(0, LISTED)) {
    talk.say(`略过：${describe(fault, 'zh')}`, `passed over: ${describe(fault, 'en')}`);
  }
  if (faults.length > LISTED) talk.say(`……共 ${faults.length} 页`, `… ${faults.length} in all`);
  const summary = {
    kind: 'feedback-scan',
    version: 1,
    out,
    pages,
    answers: rows.length,
    unclear,
    blank,
    notTried,
    refused: faults,
  } as const;
  talk.result(
    summary,
    talk.language === 'zh'
      ? `${pages} 页，写入 ${rows.length} 条作答到 ${out}；没做 ${notTried}，空白 ${blank}，看不清 ${unclear.length}，略过 ${faults.length} 页`
      : `${pages} pages, ${rows.length} answers written to ${out}; ${notTried} not tried, ${blank} blank, ${unclear.length} unclear, ${faults.length} pages passed over`,
  );
}
