import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, YincaiError } from '../../data/fault.js';
import type { Pilot } from '../../data/pilot.js';
import { readPilot } from '../../data/pilot-folder.js';
import { settle } from '../../handbook/compose/check.js';
import type { PageOptions } from '../../handbook/page.js';
import type { Console } from '../console.js';
import { readInput } from '../files.js';
import { noNotes, readNotes } from './booklet-notes.js';
import {
  type BookletResult,
  type BookletTask,
  bundleTasks,
  classTasks,
  learnerTasks,
  type RunShare,
} from './booklet-task.js';
import { chooseExam, chooseLearners, type LearnerChoice } from './choice.js';
import { classesOf } from './class-booklet.js';
import { type Conducted, conduct, reportTroubles } from './conduct.js';
import { openFolder } from './folder.js';
import { indexPage } from './index-page.js';
import { digestedReader, programDigest } from './input-digest.js';
import { openPress, type PressOptions } from './learner-booklet.js';
import { type BookletFormat, type MadeBooklet, type Manifest, sha256 } from './manifest.js';
import { fitPilot } from './models.js';
import { beginRun, openRunFolder, type RunFolder, SUMMARY, unwritable } from './run-folder.js';
import { readSettings } from './settings-schema.js';
import { standing } from './standing.js';
import { calibrationOf, type HandbookSummary, modelFiles, stopwatch } from './summary.js';
import { createPool } from './worker-pool.js';

export interface HandbookRunOptions extends LearnerChoice {
  readonly out: string;
  readonly formats: readonly BookletFormat[];
  readonly edition: 'student' | 'teacher';
  /** Put the booklets of each class into one file for the printer, too. */
  readonly bundle: boolean;
  readonly page: PageOptions;
  /** Show names in the place of numbers in the teacher's edition. */
  readonly names: boolean;
  readonly exam?: string;
  /** A file with the settings of the booklets, and one with teachers' notes. */
  readonly settings?: string;
  readonly notes?: string;
  /** Where the booklets will stand online. */
  readonly twin?: string;
  readonly workers?: number;
  /** Leave out bad rows and say how many, instead of refusing the pilot. */
  readonly skipBadRows?: boolean;
  /** The program's version. */
  readonly program: string;
}

/**
 * The main job: reads a pilot folder, fits the models, and makes a booklet for every learner of it, or a book for every class.
 * A run that was stopped goes on where it was; of what was made before, only what has changed is made again.
 */
export async function runHandbooks(
  folder: string,
  options: HandbookRunOptions,
  talk: Console,
  signal: AbortSignal,
): Promise<HandbookSummary> {
  const clock = stopwatch();
  talk.say(`读取 ${folder}……`, `reading ${folder} …`);
  const reader = digestedReader(await openFolder(folder));
  const pilot = await readPilot(reader, { skipBadRows: options.skipBadRows === true });
  warn(pilot, talk);
  const exam = chooseExam(pilot, options.exam);
  const entries = chooseLearners(pilot, options);
  const part = entries.length < pilot.roster.entries.length;
  const target = ofExam(await openRunFolder(options.out), pilot.exams[exam]!.id, part, options.out);
  if (target.unfinished) {
    talk.say('接着上次中断的运行', 'going on where an earlier run was stopped');
  }
  const wishes = await wishesOf(options, pilot, exam);
  const read = clock();
  const fitted = await fitPilot(pilot, talk);
  signal.throwIfAborted();
  const fit = clock();

  const { page, edition, formats, names, program } = options;
  const setting = sha256(JSON.stringify([programDigest(), program, page]));
  const run = sha256(
    JSON.stringify([setting, reader.digest(), pilot.exams[exam]!.id, talk.language, names, wishes.key]),
  );
  const press = openPress(fitted, exam, talk.language, noticeOf(pilot, talk), wishes);
  const lean = { ...press, events: new Map(), moments: new Map() };
  const share: RunShare = { press: lean, out: target.path, run, setting, page, names, program };
  const workers = options.workers ?? Math.max(1, Math.min(8, availableParallelism()));
  const module = new URL('./render-worker.js', import.meta.url);
  const pool = createPool<RunShare, BookletTask, BookletResult>(module, share, workers);
  try {
    const journal = await beginRun(target, pilot.exams[exam]!.id);
    try {
      const classes = classesOf(entries);
      const perform = async (tasks: readonly BookletTask[], zh: string, en: string): Promise<Conducted> => {
        const done = await conduct(pool, tasks, press, journal, signal, talk.progress(zh, en, tasks.length));
        if (signal.aborted) throw stopped(done.made.size, tasks.length, talk);
        reportTroubles(done, talk);
        return done;
      };
      const tasks =
        edition === 'student'
          ? learnerTasks(entries, formats, target.known)
          : classTasks(classes, formats, target.known);
      talk.say(`制作 ${tasks.length} 本手册……`, `making ${tasks.length} booklets …`);
      const single = await perform(tasks, '手册', 'booklets');
      const bundles = options.bundle ? bundleTasks(classes, single.made, target.known) : [];
      if (options.bundle) talk.say(`合订 ${bundles.length} 个班……`, `bundling ${bundles.length} classes …`);
      const bundled = await perform(bundles, '合订', 'bundles');

      const made = new Map([...single.made, ...bundled.made]);
      const failed = [...single.failed, ...bundled.failed];
      const booklets = standing({
        known: target.known,
        made,
        kept: single.kept,
        failed,
        edition,
        roster: pilot.roster.entries,
        part,
      });
      const exact = { title: pilot.title, simulated: pilot.simulated, exam: pilot.exams[exam]!.id };
      const manifest: Manifest = {
        kind: 'handbooks',
        version: 1,
        program,
        ...exact,
        language: talk.language,
        page,
        booklets,
        failed,
      };
      const seconds = { read, fit, booklets: clock() };
      const summary: HandbookSummary = {
        kind: 'handbook-run',
        version: 1,
        ...exact,
        edition,
        out: options.out,
        open: join(options.out, options.only === undefined ? 'index.html' : pathOf(single.made)),
        learners: pilot.roster.entries.length,
        booklets: single.made.size,
        made: single.made.size - single.kept.size,
        kept: single.kept.size,
        failed,
        bundles: bundled.made.size,
        pages: pagesOf(single.made),
        formats,
        items: fitted.exams.matrix.items.length,
        calibration: calibrationOf(fitted),
        seconds: { ...seconds, total: read + fit + seconds.booklets },
        warnings: pilot.warnings.length + single.formulas.length,
      };
      const heading = `${pilot.title} · ${pilot.exams[exam]!.title}`;
      const pages = new Map([
        ...modelFiles(fitted),
        ['index.html', indexPage(heading, press.notice, booklets, talk.language)],
        [SUMMARY, `${JSON.stringify(summary, null, 2)}\n`],
      ]);
      await journal.finish(manifest, pages);
      return summary;
    } catch (error) {
      await journal.close();
      throw error;
    }
  } catch (error) {
    throw unwritable(error, options.out);
  } finally {
    pool.close();
  }
}

/** What was asked of the booklets' contents, with a key that changes when they would. */
async function wishesOf(
  { settings: file, notes, twin }: HandbookRunOptions,
  pilot: Pilot,
  exam: number,
): Promise<Required<PressOptions> & { readonly key: string }> {
  const read = file === undefined ? {} : readSettings(await readInput(file), file);
  const settings = twin === undefined ? read : { ...read, twin };
  // Refuses an address that is none before anything is made.
  settle(settings);
  const full = pilot.exams[exam]!.responses.fullMarks.reduce((sum, marks) => sum + marks, 0);
  const said = notes === undefined ? noNotes : await readNotes(await readInput(notes), notes, pilot.roster, full);
  const key = JSON.stringify([settings, [...said.learners], [...said.classes]]);
  return { settings, notes: said, key };
}

/** The folder as a run of this exam sees it: of another exam's booklets nothing can be kept, and a few cannot stand beside them. */
function ofExam(folder: RunFolder, exam: string, part: boolean, out: string): RunFolder {
  if (folder.exam === undefined || folder.exam === exam) return folder;
  if (!part) return { ...folder, stale: folder.known, known: new Map() };
  throw new YincaiError({
    code: 'bad-option',
    column: '--out',
    value: out,
    expected: `a folder for exam ${exam}: it holds the booklets of exam ${folder.exam}`,
    expectedZh: `考试 ${exam} 的文件夹：其中是考试 ${folder.exam} 的手册`,
    mend: 'name another folder',
    mendZh: '请换一个文件夹',
  });
}

function warn({ warnings }: Pilot, talk: Console): void {
  for (const warning of warnings.slice(0, 10)) {
    talk.say(`注意：${describe(warning, 'zh')}`, `note: ${describe(warning, 'en')}`);
  }
  if (warnings.length > 10) talk.say(`……共 ${warnings.length} 处`, `… ${warnings.length} in all`);
}

function stopped(done: number, all: number, talk: Console): Error {
  return new Error(
    talk.language === 'zh'
      ? `已中断：做好的 ${done} 本（共 ${all} 本）留在原处，再次运行同一命令即可接着做`
      : `interrupted: ${done} of ${all} booklets are in their place; the same command goes on from there`,
  );
}

function noticeOf(pilot: Pilot, talk: Console): string | undefined {
  if (!pilot.simulated) return undefined;
  return talk.language === 'zh'
    ? '本手册由模拟数据生成，人名、学校与成绩均为虚构。'
    : 'Made from simulated data: names, schools and scores are invented.';
}

/** The file of the only booklet. */
function pathOf(made: ReadonlyMap<string, MadeBooklet>): string {
  return [...made.values()][0]?.files[0]?.path ?? 'index.html';
}

function pagesOf(made: ReadonlyMap<string, MadeBooklet>): number {
  let pages = 0;
  for (const { files } of made.values()) for (const file of files) pages += file.pages ?? 0;
  return pages;
}
