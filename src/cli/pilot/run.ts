import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, YincaiError } from '../../data/fault.js';
import type { Pilot } from '../../data/pilot.js';
import { readPilot } from '../../data/pilot-folder.js';
import type { RosterEntry } from '../../data/roster.js';
import type { Console } from '../console.js';
import { fileName, writeWhole } from '../files.js';
import { openFolder } from './folder.js';
import { type IndexEntry, indexPage } from './index-page.js';
import { type BookletPress, openPress } from './learner-booklet.js';
import { type FittedPilot, fitPilot } from './models.js';
import { renderAll } from './render-pool.js';
import type { RenderTask } from './render-worker.js';
import { MARK, replaceFolder } from './staging.js';

export type BookletFormat = 'html' | 'pdf';

export interface PilotRunOptions {
  readonly out: string;
  readonly formats: readonly BookletFormat[];
  readonly only?: string;
  readonly exam?: string;
  readonly workers?: number;
  /** Leave out bad rows and say how many, instead of refusing the pilot. */
  readonly skipBadRows?: boolean;
}

/** What a run did; also written to the output folder as `summary.json`. */
export interface PilotSummary {
  readonly kind: 'pilot-run';
  readonly version: 1;
  readonly title: string;
  readonly simulated: boolean;
  readonly exam: string;
  readonly out: string;
  /** The page to open first. */
  readonly open: string;
  readonly learners: number;
  readonly booklets: number;
  readonly formats: readonly BookletFormat[];
  readonly items: number;
  readonly calibration: { readonly logLikelihood: number; readonly iterations: number; readonly converged: boolean };
  readonly seconds: { readonly read: number; readonly fit: number; readonly booklets: number; readonly total: number };
  readonly warnings: number;
}

/** The main job: reads a pilot folder, fits the models, makes and renders a booklet for every learner of it. */
export async function runPilot(folder: string, options: PilotRunOptions, talk: Console): Promise<PilotSummary> {
  const clock = stopwatch();
  talk.say(`读取 ${folder}……`, `reading ${folder} …`);
  const pilot = await readPilot(await openFolder(folder), { skipBadRows: options.skipBadRows === true });
  for (const warning of pilot.warnings.slice(0, 10)) {
    talk.say(`注意：${describe(warning, 'zh')}`, `note: ${describe(warning, 'en')}`);
  }
  if (pilot.warnings.length > 10) {
    talk.say(`……共 ${pilot.warnings.length} 处`, `… ${pilot.warnings.length} in all`);
  }
  const exam = chooseExam(pilot, options.exam);
  const entries = chooseLearners(pilot, options.only);
  const read = clock();
  const fitted = await fitPilot(pilot, talk);
  const fit = clock();

  const press = openPress(fitted, exam, talk.language, noticeOf(pilot, talk));
  const listed = placeBooklets(entries, options.formats);
  const make = async (target: string): Promise<PilotSummary> => {
    const formulas = await renderBooklets(press, entries, listed, target, options, talk);
    const booklets = clock();
    const summary: PilotSummary = {
      kind: 'pilot-run',
      version: 1,
      title: pilot.title,
      simulated: pilot.simulated,
      exam: pilot.exams[exam]!.id,
      out: options.out,
      open: join(options.out, options.only === undefined ? 'index.html' : (listed[0]!.html ?? listed[0]!.pdf!)),
      learners: pilot.roster.entries.length,
      booklets: entries.length,
      formats: options.formats,
      items: fitted.exams.matrix.items.length,
      calibration: calibrationOf(fitted),
      seconds: { read, fit, booklets, total: read + fit + booklets },
      warnings: pilot.warnings.length + formulas,
    };
    // A single booklet goes into the folder of the whole run beside the others, whose list and models stay.
    if (options.only === undefined || !(await isRun(target)))
      await writeRun(target, summary, fitted, press, listed, talk);
    return summary;
  };
  if (options.only !== undefined && (await isRun(options.out))) return make(resolve(options.out));
  return replaceFolder(options.out, make);
}

async function renderBooklets(
  press: BookletPress,
  entries: readonly RosterEntry[],
  listed: readonly IndexEntry[],
  target: string,
  options: PilotRunOptions,
  talk: Console,
): Promise<number> {
  talk.say(`制作 ${entries.length} 本手册……`, `making ${entries.length} booklets …`);
  const bar = talk.progress('手册', 'booklets', entries.length);
  try {
    const formulas = await renderAll(
      press,
      tasks(entries, listed, target),
      (done) => bar.update(done),
      options.workers,
    );
    bar.stop();
    for (const fault of formulas.slice(0, 10)) {
      talk.say(
        `注意：公式无法解析，手册里印出了它的源码。${describe(fault, 'zh')}`,
        `note: a formula does not parse, its source is printed. ${describe(fault, 'en')}`,
      );
    }
    return formulas.length;
  } finally {
    bar.stop();
  }
}

function tasks(entries: readonly RosterEntry[], listed: readonly IndexEntry[], target: string): RenderTask[] {
  return entries.map((entry, i) => {
    const { html, pdf } = listed[i]!;
    return {
      entry,
      ...(html === undefined ? {} : { html: join(target, html) }),
      ...(pdf === undefined ? {} : { pdf: join(target, pdf) }),
    };
  });
}

/** Where each booklet goes, by school and class. */
function placeBooklets(entries: readonly RosterEntry[], formats: readonly BookletFormat[]): IndexEntry[] {
  return entries.map((entry) => {
    const folders = [entry.school, entry.class].filter((part) => part !== '').map(fileName);
    const stem = ['booklets', ...folders, fileName(entry.learner)].join('/');
    return {
      school: entry.school,
      class: entry.class,
      learner: entry.learner,
      ...(formats.includes('html') ? { html: `${stem}.html` } : {}),
      ...(formats.includes('pdf') ? { pdf: `${stem}.pdf` } : {}),
    };
  });
}

async function writeRun(
  target: string,
  summary: PilotSummary,
  fitted: FittedPilot,
  press: BookletPress,
  listed: readonly IndexEntry[],
  talk: Console,
): Promise<void> {
  const { models } = fitted;
  await writeWhole(join(target, 'models/items.json'), `${JSON.stringify(models.irt)}\n`);
  await writeWhole(join(target, 'models/point-ability.json'), `${JSON.stringify(models.ability)}\n`);
  if (models.bkt !== undefined) await writeWhole(join(target, 'models/bkt.json'), `${JSON.stringify(models.bkt)}\n`);
  const heading = `${summary.title} · ${press.fitted.pilot.exams[press.exam]!.title}`;
  await writeWhole(join(target, 'index.html'), indexPage(heading, press.notice, listed, talk.language));
  await writeWhole(join(target, MARK), `${JSON.stringify(summary, null, 2)}\n`);
}

function calibrationOf(fitted: FittedPilot): PilotSummary['calibration'] {
  const { logLikelihood, iterations, converged } = fitted.models.irt!.report;
  return { logLikelihood, iterations, converged };
}

/** The exam named, or the one with the latest date; without dates the last one. */
function chooseExam(pilot: Pilot, id: string | undefined): number {
  if (id !== undefined) {
    const found = pilot.exams.findIndex((exam) => exam.id === id);
    if (found >= 0) return found;
    throw unknown('--exam', id, pilot.exams.map((exam) => exam.id).join(', '));
  }
  let latest = pilot.exams.length - 1;
  pilot.exams.forEach(({ date }, e) => {
    if ((date ?? '') > (pilot.exams[latest]?.date ?? '')) latest = e;
  });
  return latest;
}

function chooseLearners(pilot: Pilot, only: string | undefined): readonly RosterEntry[] {
  const { entries } = pilot.roster;
  if (only === undefined) return entries;
  const found = entries.filter(({ learner }) => learner === only);
  if (found.length > 0) return found;
  throw unknown('--only', only, 'a learner id of the pilot, such as ' + (entries[0]?.learner ?? ''));
}

function unknown(column: string, value: string, expected: string): YincaiError {
  return new YincaiError({ code: 'unknown-id', column, value, expected });
}

function noticeOf(pilot: Pilot, talk: Console): string | undefined {
  if (!pilot.simulated) return undefined;
  return talk.language === 'zh'
    ? '本手册由模拟数据生成，人名、学校与成绩均为虚构。'
    : 'Made from simulated data: names, schools and scores are invented.';
}

async function isRun(folder: string): Promise<boolean> {
  return stat(join(folder, MARK)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** A clock that tells the seconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const from = last;
    last = performance.now();
    return (last - from) / 1000;
  };
}
