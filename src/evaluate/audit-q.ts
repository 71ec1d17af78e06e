import type { QMatrix } from '../data/q-matrix.js';
import type { AuditCode } from './audit.js';

/** Rows and examples of one kind, as they are found. */
interface Found {
  count: number;
  readonly rows: number[];
  readonly values: Set<string>;
}

/** Takes the items and skills of a log's rows and holds them against a Q-matrix. */
export interface QAudit {
  /** Skills of an item; undefined where the matrix does not have it. */
  readonly skillsOf: (item: string) => readonly string[] | undefined;
  /** Takes one row: its item, and the skills that the log itself names. */
  readonly take: (item: string, named: readonly string[], row: number) => void;
  readonly found: ReadonlyMap<AuditCode, Readonly<Found>>;
}

const EXAMPLES = 5;

/**
 * Holds the rows of a log against a Q-matrix: items that it lacks (a reader refuses their rows), items that need no skill in it,
 * and rows whose own skill the matrix does not give their item (the matrix goes before the log).
 * A row that names one of several skills of its item agrees.
 */
export function auditQ(q: QMatrix): QAudit {
  const skills = new Map(q.items.map((item, i) => [item, q.needs[i].map((s) => q.skills[s])]));
  const found = new Map<AuditCode, Found>();
  const note = (code: AuditCode, row: number, value: string): void => {
    const kind = found.get(code) ?? { count: 0, rows: [], values: new Set() };
    found.set(code, kind);
    kind.count++;
    if (kind.rows.length < EXAMPLES) kind.rows.push(row);
    if (kind.values.size < EXAMPLES) kind.values.add(value);
  };
  return {
    skillsOf: (item) => skills.get(item),
    take(item, named, row) {
      const needed = skills.get(item);
      if (needed === undefined) {
        note('items-not-in-q', row, item);
        return;
      }
      if (needed.length === 0) note('items-without-skills', row, item);
      const strange = named.find((skill) => !needed.includes(skill));
      if (strange !== undefined && needed.length > 0) note('skills-unlike-q', row, `${item}: ${strange}`);
    },
    found,
  };
}
