import type { RosterEntry } from '../../data/roster.js';
import { bookletKey, type Edition, type FailedBooklet, type MadeBooklet } from './manifest.js';

/** What decides which booklets a folder holds after a run. */
export interface StandingInput {
  /** From before, of the same exam. */
  readonly known: ReadonlyMap<string, MadeBooklet>;
  /** Of this run, bundles among them. */
  readonly made: ReadonlyMap<string, MadeBooklet>;
  readonly kept: ReadonlySet<string>;
  readonly failed: readonly FailedBooklet[];
  readonly edition: Edition;
  readonly roster: readonly RosterEntry[];
  /** True for a run of some learners, which leaves the others' booklets as they are. */
  readonly part: boolean;
}

const ORDER: readonly Edition[] = ['student', 'teacher', 'bundle'];

/**
 * The booklets that a folder holds after a run, in the order of the roster: what was made, and what stood before and is still right.
 * Booklets of learners who left, of a run of all that are no longer asked for, and bundles with a booklet that changed do not stand.
 */
export function standing(input: StandingInput): readonly MadeBooklet[] {
  const { known, made, kept, failed, edition, roster, part } = input;
  const places = new Map<string, number>();
  roster.forEach((entry, at) => {
    places.set(bookletKey({ ...entry, edition: 'student' }), at);
    for (const whole of ['teacher', 'bundle'] as const) {
      const key = bookletKey({ edition: whole, school: entry.school, class: entry.class });
      if (!places.has(key)) places.set(key, at);
    }
  });
  const lost = new Set(failed.map(bookletKey));
  const changed = new Set<string>();
  const result = new Map<string, MadeBooklet>();
  for (const [key, booklet] of known) {
    const mine = booklet.edition === edition;
    const stands = places.has(key) && !lost.has(key) && (!mine || part || made.has(key));
    if (stands) result.set(key, booklet);
    else if (booklet.edition === 'student') changed.add(wholeKey(booklet));
  }
  for (const [key, booklet] of made) {
    result.set(key, booklet);
    if (booklet.edition === 'student' && !kept.has(key)) changed.add(wholeKey(booklet));
  }
  for (const [key, booklet] of result) {
    if (booklet.edition === 'bundle' && !made.has(key) && changed.has(wholeKey(booklet))) result.delete(key);
  }
  return [...result.values()].sort(
    (a, b) =>
      ORDER.indexOf(a.edition) - ORDER.indexOf(b.edition) || places.get(bookletKey(a))! - places.get(bookletKey(b))!,
  );
}

/** What tells classes apart. */
function wholeKey({ school, class: name }: MadeBooklet): string {
  return JSON.stringify([school, name]);
}
