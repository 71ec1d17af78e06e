import { describe, type Fault, YincaiError } from '../../data/fault.js';
import type { Console, Progress } from '../console.js';
import { type BookletResult, type BookletTask, withPast } from './booklet-task.js';
import type { BookletPress } from './learner-booklet.js';
import { bookletKey, type FailedBooklet, type MadeBooklet } from './manifest.js';
import { isDiskFailure, type Journal } from './run-folder.js';
import type { Pool } from './worker-pool.js';

/** What came of a list of tasks. */
export interface Conducted {
  /** By {@link bookletKey}, those kept from before among them. */
  readonly made: ReadonlyMap<string, MadeBooklet>;
  /** Keys of those that stood as they were. */
  readonly kept: ReadonlySet<string>;
  readonly failed: readonly FailedBooklet[];
  /** Formulas that do not parse, each once. */
  readonly formulas: readonly Fault[];
}

/**
 * Has all tasks done and notes each booklet in the journal when it is in its place. A booklet that fails is put down, and the others
 * go on; a failure that would meet all of them, such as a full disk or a missing component, ends the run.
 *
 * @throws YincaiError or Error for such a failure
 */
export async function conduct(
  pool: Pool<BookletTask, BookletResult>,
  tasks: readonly BookletTask[],
  press: Pick<BookletPress, 'events' | 'moments'>,
  journal: Journal,
  signal: AbortSignal,
  progress: Progress,
): Promise<Conducted> {
  const made = new Map<string, MadeBooklet>();
  const kept = new Set<string>();
  const failed: FailedBooklet[] = [];
  const formulas = new Map<string, Fault>();
  const fail = (task: BookletTask, message: string, faults: readonly Fault[]): void => {
    const { edition, school, class: name, learner } = task;
    const id = { edition, school, class: name, ...(learner === undefined ? {} : { learner }) };
    failed.push({ ...id, message, faults });
    progress.update(made.size + failed.length);
  };
  try {
    await pool.run(
      tasks,
      {
        onResult: async (task, result) => {
          if (!result.ok) {
            if (result.faults.some(({ code }) => code === 'not-installed')) throw new YincaiError(result.faults);
            if (isDiskFailure(result.code)) throw Object.assign(new Error(result.message), { code: result.code });
            fail(task, result.message, result.faults);
            return;
          }
          const key = bookletKey(task);
          await journal.note(result.made);
          made.set(key, result.made);
          if (result.kept) kept.add(key);
          for (const fault of result.formulas) formulas.set(fault.value ?? '', fault);
          progress.update(made.size + failed.length);
        },
        onSend: (task) => withPast(task, press),
        onLost: (task, message) => fail(task, message, []),
      },
      signal,
    );
  } finally {
    progress.stop();
  }
  return { made, kept, failed, formulas: [...formulas.values()] };
}

/** Words what went wrong: formulas that do not parse, booklets that could not be made. */
export function reportTroubles({ formulas, failed }: Pick<Conducted, 'formulas' | 'failed'>, talk: Console): void {
  for (const fault of formulas.slice(0, 10)) {
    talk.say(
      `注意：公式无法解析，手册里印出了它的源码。${describe(fault, 'zh')}`,
      `note: a formula does not parse, its source is printed. ${describe(fault, 'en')}`,
    );
  }
  for (const { edition, school, class: name, learner, message, faults } of failed.slice(0, 50)) {
    const place = [school, name, learner].filter((part) => part !== undefined && part !== '').join(' · ');
    const why = (language: 'zh' | 'en'): string =>
      faults.length === 0 ? message : faults.map((fault) => describe(fault, language)).join('; ');
    const zh = edition === 'bundle' ? '合订本' : '手册';
    talk.say(`错误：${place} 的${zh}没有做成：${why('zh')}`, `error: no booklet for ${place}: ${why('en')}`);
  }
  if (failed.length > 50) talk.say(`……共 ${failed.length} 本`, `… ${failed.length} in all`);
}
