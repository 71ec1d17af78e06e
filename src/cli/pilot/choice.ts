import { YincaiError } from '../../data/fault.js';
import type { Pilot } from '../../data/pilot.js';
import type { RosterEntry } from '../../data/roster.js';

/** The exam named, or the one with the latest date; without dates the last one. */
export function chooseExam(pilot: Pilot, id: string | undefined): number {
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

/** Which learners a run is for; all without any of these. */
export interface LearnerChoice {
  readonly only?: string;
  readonly school?: string;
  readonly class?: string;
}

/**
 * The learners that are asked for, in the order of the roster. A class's name may stand for several classes, one a school.
 *
 * @throws YincaiError `unknown-id` naming the option, with what there is
 */
export function chooseLearners(pilot: Pilot, choice: LearnerChoice): readonly RosterEntry[] {
  let { entries } = pilot.roster;
  const narrow = (column: string, value: string | undefined, of: (entry: RosterEntry) => string): void => {
    if (value === undefined) return;
    const names = [...new Set(entries.map(of))];
    entries = entries.filter((entry) => of(entry) === value);
    if (entries.length === 0) throw unknown(column, value, listed(names));
  };
  narrow('--school', choice.school, ({ school }) => school);
  narrow('--class', choice.class, (entry) => entry.class);
  narrow('--only', choice.only, ({ learner }) => learner);
  return entries;
}

function listed(names: readonly string[]): string {
  return names.length > 12 ? `one of ${names.length}, such as ${names.slice(0, 3).join(', ')}` : names.join(', ');
}

function unknown(column: string, value: string, expected: string): YincaiError {
  return new YincaiError({ code: 'unknown-id', column, value, expected });
}
