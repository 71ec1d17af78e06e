import type { Fault } from '../../data/fault.js';
import type { RosterEntry } from '../../data/roster.js';
import type { PageOptions } from '../../handbook/page.js';
import type { LearnerEvent } from '../../learner/state.js';
import { fileName } from '../files.js';
import type { ClassOfRoster } from './class-booklet.js';
import type { BookletPress } from './learner-booklet.js';
import { type BookletFormat, bookletKey, type Edition, type MadeBooklet, type MadeFile } from './manifest.js';

/** What the workers of a run share. */
export interface RunShare {
  readonly press: BookletPress;
  /** The output folder, absolute. */
  readonly out: string;
  /** Digest of the run's input. */
  readonly run: string;
  /** Digest of how documents are set: program, paper, sides. */
  readonly setting: string;
  readonly page: PageOptions;
  /** Whether the teacher's edition shows names. */
  readonly names: boolean;
  readonly program: string;
}

/** What a learner did, and when the exams were in it. */
export interface LearnerPast {
  readonly learner: string;
  readonly events: readonly LearnerEvent[];
  readonly moments: readonly number[];
}

/** A booklet of a bundle. */
export interface BundleMember {
  readonly learner: string;
  readonly file: MadeFile;
}

/** One booklet to make: the files it is written to decide the formats. */
export interface BookletTask extends Pick<MadeBooklet, 'edition' | 'school' | 'class' | 'learner'> {
  readonly files: readonly { readonly format: BookletFormat; readonly path: string }[];
  /** The learner, or the learners of the class. */
  readonly entries: readonly RosterEntry[];
  /** What these learners did, as the press keeps it: the shares of the workers leave it out, for it is the largest part. */
  readonly past: readonly LearnerPast[];
  /** The booklets of a bundle, in order. */
  readonly members: readonly BundleMember[];
  /** What was made at an earlier time. */
  readonly known?: MadeBooklet;
}

/** What became of it. */
export type BookletResult =
  | {
      readonly ok: true;
      readonly made: MadeBooklet;
      /** True where what was made before is still right. */
      readonly kept: boolean;
      /** Formulas that do not parse; the booklet shows their source. */
      readonly formulas: readonly Fault[];
    }
  | { readonly ok: false; readonly message: string; readonly code?: string; readonly faults: readonly Fault[] };

const FOLDERS: Readonly<Record<Edition, string>> = { student: 'booklets', teacher: 'classes', bundle: 'bundles' };

/** The booklets of the learners, in the order of the roster. */
export function learnerTasks(
  entries: readonly RosterEntry[],
  formats: readonly BookletFormat[],
  known: ReadonlyMap<string, MadeBooklet>,
): BookletTask[] {
  return entries.map((entry) =>
    taskOf('student', entry, entry.learner, [entry], formats, known, { learner: entry.learner }),
  );
}

/** The teacher's books of the classes. */
export function classTasks(
  classes: readonly ClassOfRoster[],
  formats: readonly BookletFormat[],
  known: ReadonlyMap<string, MadeBooklet>,
): BookletTask[] {
  return classes.map((group) => taskOf('teacher', group, group.class, group.entries, formats, known));
}

/** The bundles of the classes whose booklets are all there. */
export function bundleTasks(
  classes: readonly ClassOfRoster[],
  made: ReadonlyMap<string, MadeBooklet>,
  known: ReadonlyMap<string, MadeBooklet>,
): BookletTask[] {
  return classes.flatMap((group) => {
    const members = group.entries.flatMap((entry): BundleMember[] => {
      const booklet = made.get(bookletKey({ edition: 'student', ...entry }));
      const file = booklet?.files.find(({ format }) => format === 'pdf');
      return file === undefined ? [] : [{ learner: entry.learner, file }];
    });
    // A class that lacks a booklet is not printed: its number of booklets would be wrong.
    if (members.length < group.entries.length) return [];
    return [{ ...taskOf('bundle', group, group.class, group.entries, ['pdf'], known), members }];
  });
}

function taskOf(
  edition: Edition,
  place: { readonly school: string; readonly class: string },
  name: string,
  entries: readonly RosterEntry[],
  formats: readonly BookletFormat[],
  known: ReadonlyMap<string, MadeBooklet>,
  learner: { readonly learner?: string } = {},
): BookletTask {
  const id = { edition, school: place.school, class: place.class, ...learner };
  const folders = [place.school, ...(edition === 'student' ? [place.class] : [])].filter((part) => part !== '');
  const stem = [FOLDERS[edition], ...folders.map(fileName), fileName(name === '' ? 'all' : name)].join('/');
  const before = known.get(bookletKey(id));
  return {
    ...id,
    files: formats.map((format) => ({ format, path: `${stem}.${format}` })),
    entries,
    past: [],
    members: [],
    ...(before === undefined ? {} : { known: before }),
  };
}

/** A task with the past of its learners, for a worker whose press holds none. */
export function withPast(
  task: BookletTask,
  { events, moments }: Pick<BookletPress, 'events' | 'moments'>,
): BookletTask {
  if (task.edition === 'bundle') return task;
  const past = task.entries.map(({ learner }) => ({
    learner,
    events: events.get(learner) ?? [],
    moments: moments.get(learner) ?? [],
  }));
  return { ...task, past };
}
