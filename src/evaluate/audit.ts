import { headerKey } from '../data/header.js';
import { findLogColumns, type LogField, splitSkills } from '../data/log-columns.js';
import type { LogRowSink } from '../data/log-row-reader.js';
import type { QMatrix } from '../data/q-matrix.js';
import { normaliseCell, parseDecimal } from '../data/text.js';
import { parseTime } from '../data/time.js';
import { auditQ } from './audit-q.js';
import { auc } from './metrics.js';

/** What may be wrong with a log. */
export type AuditCode =
  | 'duplicate-rows'
  | 'expanded-rows'
  | 'repeating-skills'
  | 'time-backwards'
  | 'constant-scores'
  | 'similar-ids'
  | 'leaking-column'
  | 'after-the-answer'
  | 'learners-in-both'
  | 'items-not-in-q'
  | 'items-without-skills'
  | 'skills-unlike-q'
  | 'unreadable-rows';

/**
 * One thing found. `error`: figures computed from the log would be false as it is; `warning`: they may be; `note`: worth knowing.
 */
export interface AuditFinding {
  readonly code: AuditCode;
  readonly severity: 'error' | 'warning' | 'note';
  /** Rows, ids or learners concerned. */
  readonly count: number;
  /** Of all rows (or ids, or learners), 0…1. */
  readonly share: number;
  /** A column's header, or `learner`, `item`, `skill`. */
  readonly column?: string;
  /** The first rows concerned, as a spreadsheet counts. */
  readonly rows: readonly number[];
  /** Examples, e.g. ids that differ by case. */
  readonly values: readonly string[];
  /** For a leaking column: the AUC it has alone, or the share of scores that its value gives. */
  readonly strength?: number;
}

/** What an audit found, worst first. */
export interface AuditReport {
  readonly rows: number;
  readonly learners: number;
  readonly items: number;
  /** Skills of the items met: those of the Q-matrix where there is one. */
  readonly skills: number;
  /** Mean score. */
  readonly meanScore: number;
  readonly findings: readonly AuditFinding[];
}

/** Takes the rows of a log as they stand in the file. */
export interface LogAudit extends LogRowSink {
  /** The report; `other` is the audit of a second log, of whose learners none should be here. */
  report(other?: LogAudit): AuditReport;
  /** Ids of learners seen. */
  readonly learnerIds: ReadonlySet<string>;
}

const EXAMPLES = 5;
/** Fewer answers than this of a learner or item may well be all right or all wrong. */
const LEAST_CONSTANT = 30;
/** Pairs of skills seen less often in a row do not tell whether their rows are one answer. */
const LEAST_PAIRS = 20;
/** Share of agreeing answers from which two skills in a row count as one answer listed twice. */
const PAIR_AGREEMENT = 0.95;
/** Rows looked at for leaking columns. */
const LEAK_ROWS = 50_000;
/** An AUC that no column known before the answer has. */
const LEAK_AUC = 0.9;
/** Share of scores given by a column's value, where the commonest score alone gives less than {@link LEAK_BASE}. */
const LEAK_PURITY = 0.97;
const LEAK_BASE = 0.93;
/** A value that occurs less often says nothing of its own. */
const LEAST_VALUE = 5;

/** Columns of public logs that are known only once the answer has been given. */
const AFTER: ReadonlySet<string> = new Set(
  'hintcount attemptcount bottomhint firstaction hints incorrects corrects errorstepduration correctstepduration stepduration correcttransactiontime endtime stependtime hint scaffold frworkingonskill averageconfidencefrustrated answertext answerid earned hintsused attempts'.split(
    ' ',
  ),
);

interface ColumnTally {
  readonly name: string;
  readonly values: Map<string, { count: number; sum: number }>;
  readonly numbers: number[];
  readonly scores: number[];
  numeric: boolean;
  tooMany: boolean;
}

/**
 * Starts an audit of a log, fed row by row through `streamLogRows`. It reads what stands in the file before anything is joined, sorted
 * or trimmed: duplicate rows, rows that list one answer once a skill (a model would see the answer it is to predict),
 * times that run backwards, learners and items whose score never changes, ids that differ by case or blanks only, and columns
 * that give away the score of their own row.
 *
 * Rows without items (item and skill the same) are judged by their skills: two skills that follow one another at least 20 times
 * with the same answer in 95 % of them are taken for one answer.
 *
 * @param q a Q-matrix that the log will be read with: items that it lacks, items without skills and rows that name other skills are
 *   told too. Rows that list one answer once a skill stay as they are in the file: a Q-matrix does not join them.
 * @throws YincaiError `missing-column` where the header is no log's
 * @cost O(rows · columns)
 * @example
 * const audit = auditLog();
 * await streamLogRows(text, {}, audit);
 * audit.report().findings;
 */
export function auditLog(file?: string, q?: QMatrix): LogAudit {
  const matrix = q === undefined ? undefined : auditQ(q);
  let headers: readonly string[] | undefined;
  let field: Readonly<Partial<Record<LogField, number>>> = {};
  let columns: ColumnTally[] = [];
  let places: number[] = [];
  let [rows, unreadable, scored, total] = [0, 0, 0, 0];
  const unreadableRows: number[] = [];
  const seen = new Set<number>();
  const duplicate = tally();
  const expanded = tally();
  const backwards = tally();
  const lateLearners = new Set<string>();
  const learners = new Map<string, LearnerTrack>();
  const items = new Map<string, { count: number; sum: number }>();
  const skills = new Set<string>();
  const raw = {
    learner: new Map<string, Set<string>>(),
    item: new Map<string, Set<string>>(),
    skill: new Map<string, Set<string>>(),
  };
  const pairs = new Map<string, { count: number; same: number }>();
  let skillOnly = true;
  const clock = { low: Infinity, high: -Infinity };

  const use = (found: readonly string[], row: number): void => {
    headers = found;
    field = Object.fromEntries(findLogColumns(found.map(normaliseCell), file, row));
    const taken = new Set(Object.values(field));
    places = [...found.keys()].filter((c) => !taken.has(c));
    columns = places.map((c) => ({
      name: found[c],
      values: new Map(),
      numbers: [],
      scores: [],
      numeric: true,
      tooMany: false,
    }));
  };

  const note = (kind: keyof typeof raw, id: string): void => {
    const key = id.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
    const group = raw[kind].get(key);
    if (group === undefined) raw[kind].set(key, new Set([id]));
    else if (group.size < 10) group.add(id);
  };

  const take = (cells: readonly string[], row: number): void => {
    rows++;
    const cell = (name: LogField): string => (field[name] === undefined ? '' : (cells[field[name]] ?? ''));
    const learner = cell('learner');
    const item = cell('item');
    const score = scoreOf(cell('correct'), cell('score'), cell('fullMarks'));
    if (learner.trim() === '' || item.trim() === '' || Number.isNaN(score)) {
      unreadable++;
      if (unreadableRows.length < EXAMPLES) unreadableRows.push(row);
      return;
    }
    scored++;
    total += score;
    const hash = hashOf(cells);
    if (seen.has(hash)) duplicate.add(row);
    else seen.add(hash);

    note('learner', learner);
    note('item', item);
    const skill = cell('skills') === '' ? cell('skillNames') : cell('skills');
    const named = splitSkills(normaliseCell(skill), field.skills === undefined);
    const known = normaliseCell(item);
    matrix?.take(known, named, row);
    for (const one of matrix === undefined ? named : (matrix.skillsOf(known) ?? [])) {
      skills.add(one);
      note('skill', one);
    }
    if (skill !== item) skillOnly = false;

    const own = items.get(item);
    if (own === undefined) items.set(item, { count: 1, sum: score });
    else {
      own.count++;
      own.sum += score;
    }
    const time = parseTime(normaliseCell(cell('time') === '' ? cell('order') : cell('time')));
    if (time < clock.low) clock.low = time;
    if (time > clock.high) clock.high = time;
    const track = learners.get(learner);
    if (track === undefined) {
      learners.set(learner, { count: 1, sum: score, item, skill, score, time, order: cell('order') });
    } else {
      const sameMoment = (Number.isNaN(time) || time === track.time) && cell('order') === track.order;
      if (item === track.item && score === track.score && skill !== track.skill && sameMoment) expanded.add(row);
      if (time < track.time) {
        backwards.add(row);
        lateLearners.add(learner);
      }
      if (skill !== '' && skill !== track.skill) {
        const key = `${track.skill}\u001f${skill}`;
        const pair = pairs.get(key);
        const same = score === track.score ? 1 : 0;
        if (pair === undefined) pairs.set(key, { count: 1, same });
        else {
          pair.count++;
          pair.same += same;
        }
      }
      track.count++;
      track.sum += score;
      track.item = item;
      track.skill = skill;
      track.score = score;
      track.time = time;
      track.order = cell('order');
    }
    if (rows <= LEAK_ROWS) {
      columns.forEach((column, c) => {
        watch(column, normaliseCell(cells[places[c]] ?? ''), score);
      });
    }
  };

  return {
    get learnerIds(): ReadonlySet<string> {
      return new Set([...learners.keys()].map((id) => id.trim()));
    },
    cells(cells, row) {
      if (cells.every((cell) => cell.trim() === '')) return;
      if (headers === undefined) use(cells, row);
      else take(cells, row);
    },
    object(value, row) {
      const object = value as { readonly [key: string]: unknown };
      if (headers === undefined) use(Object.keys(object), row);
      take(
        (headers as readonly string[]).map((key) => {
          const cell = Object.hasOwn(object, key) ? object[key] : '';
          return Array.isArray(cell) ? cell.join(';') : typeof cell === 'object' ? '' : String(cell);
        }),
        row,
      );
    },
    refuse(fault) {
      rows++;
      unreadable++;
      if (unreadableRows.length < EXAMPLES && fault.row !== undefined) unreadableRows.push(fault.row);
    },
    report(other) {
      const findings: AuditFinding[] = [];
      const found = (
        code: AuditCode,
        severity: AuditFinding['severity'],
        count: number,
        of: number,
        more: Partial<AuditFinding> = {},
      ): void => {
        if (count > 0)
          findings.push({ code, severity, count, share: of === 0 ? 0 : count / of, rows: [], values: [], ...more });
      };
      // Without a clock or a running number, the same row again may well be the same learner trying again.
      if (!skillOnly) {
        const told = clock.high > clock.low || field.order !== undefined;
        found('duplicate-rows', told ? 'error' : 'note', duplicate.count, rows, { rows: duplicate.rows });
      }
      // An order column lets the reader join the rows of one answer; without it nothing does.
      const joinable = field.order !== undefined;
      found('expanded-rows', joinable ? 'note' : 'error', expanded.count, rows, { rows: expanded.rows });
      if (skillOnly) {
        const twins = [...pairs].filter(
          ([, { count, same }]) => count >= LEAST_PAIRS && same >= PAIR_AGREEMENT * count,
        );
        const repeated = twins.reduce((sum, [, { count }]) => sum + count, 0);
        twins.sort((a, b) => b[1].count - a[1].count);
        found('repeating-skills', 'error', repeated, rows, {
          values: twins.slice(0, EXAMPLES).map(([key]) => key.replace('\u001f', ' → ')),
        });
      }
      found('time-backwards', 'warning', backwards.count, rows, {
        rows: backwards.rows,
        values: [...lateLearners].slice(0, EXAMPLES),
      });
      if (scored > 0 && (total === 0 || total === scored))
        found('constant-scores', 'error', scored, scored, { column: 'score' });
      else {
        for (const [column, of, severity] of [
          ['learner', learners, 'note'],
          ['item', items, 'note'],
        ] as const) {
          const flat = [...of].filter(([, { count, sum }]) => count >= LEAST_CONSTANT && (sum === 0 || sum === count));
          found('constant-scores', severity, flat.length, of.size, {
            column,
            values: flat.slice(0, EXAMPLES).map(([id]) => id),
          });
        }
      }
      for (const kind of ['learner', 'item', 'skill'] as const) {
        const alike = [...raw[kind].values()].filter((group) => group.size > 1);
        found('similar-ids', 'warning', alike.length, raw[kind].size, {
          column: kind,
          values: alike.slice(0, EXAMPLES).map((group) => [...group].map((id) => JSON.stringify(id)).join(' = ')),
        });
      }
      for (const column of columns) {
        const strength = leakOf(column);
        const place = { column: column.name, ...(strength === undefined ? {} : { strength }) };
        if (strength !== undefined)
          found('leaking-column', 'error', column.scores.length, Math.min(scored, LEAK_ROWS), place);
        else if (AFTER.has(headerKey(column.name))) found('after-the-answer', 'warning', scored, scored, place);
      }
      if (other !== undefined) {
        const theirs = other.learnerIds;
        const shared = [...learners.keys()].filter((id) => theirs.has(id.trim()));
        found('learners-in-both', 'error', shared.length, learners.size, { values: shared.slice(0, EXAMPLES) });
      }
      for (const [code, { count, rows: at, values }] of matrix?.found ?? []) {
        const severity = code === 'items-not-in-q' ? 'warning' : 'note';
        found(code, severity, count, rows, { rows: at, values: [...values] });
      }
      found('unreadable-rows', 'warning', unreadable, rows, { rows: unreadableRows });
      const rank = { error: 0, warning: 1, note: 2 };
      findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
      return {
        rows,
        learners: learners.size,
        items: items.size,
        skills: skills.size,
        meanScore: scored === 0 ? Number.NaN : total / scored,
        findings,
      };
    },
  };
}

interface LearnerTrack {
  count: number;
  sum: number;
  item: string;
  skill: string;
  score: number;
  time: number;
  order: string;
}

function tally(): { count: number; readonly rows: number[]; add(row: number): void } {
  return {
    count: 0,
    rows: [],
    add(row) {
      this.count++;
      if (this.rows.length < EXAMPLES && this.rows.at(-1) !== row) this.rows.push(row);
    },
  };
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ...['true', 'yes', 'correct', '对', '正确', '是', '√', '✓'].map((word) => [word, 1] as const),
  ...['false', 'no', 'incorrect', '错', '错误', '否', '×', '✗'].map((word) => [word, 0] as const),
]);

/** A share 0…1, or NaN. */
function scoreOf(correct: string, points: string, full: string): number {
  const text = normaliseCell(correct === '' ? points : correct).toLowerCase();
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const most = full === '' || correct !== '' ? 1 : parseDecimal(normaliseCell(full));
  const share = parseDecimal(text) / most;
  return share >= 0 && share <= 1 ? share : Number.NaN;
}

const MOST_VALUES = 5000;

function watch(column: ColumnTally, cell: string, score: number): void {
  column.scores.push(score);
  const number = parseDecimal(cell);
  column.numbers.push(number);
  if (cell !== '' && Number.isNaN(number)) column.numeric = false;
  if (column.tooMany) return;
  const value = column.values.get(cell);
  if (value !== undefined) {
    value.count++;
    value.sum += score;
  } else if (column.values.size >= MOST_VALUES) column.tooMany = true;
  else column.values.set(cell, { count: 1, sum: score });
}

/** How far a column gives its row's score away, where that is suspicious. */
function leakOf(column: ColumnTally): number | undefined {
  const n = column.scores.length;
  if (n < 100) return undefined;
  const right = column.scores.reduce((sum, score) => sum + score, 0) / n;
  if (column.numeric) {
    const known = [...column.numbers.keys()].filter((i) => !Number.isNaN(column.numbers[i]));
    if (known.length > n / 2) {
      const alone = auc(
        known.map((i) => column.numbers[i]),
        known.map((i) => column.scores[i]),
      );
      if (alone >= LEAK_AUC || alone <= 1 - LEAK_AUC) return Math.max(alone, 1 - alone);
    }
  }
  if (column.tooMany) return undefined;
  let given = 0;
  let counted = 0;
  for (const { count, sum } of column.values.values()) {
    if (count < LEAST_VALUE) continue;
    counted += count;
    given += Math.max(sum, count - sum);
  }
  const purity = given / counted;
  return counted > n / 2 && purity >= LEAK_PURITY && Math.max(right, 1 - right) < LEAK_BASE ? purity : undefined;
}

/** 53 bits of a row; two of a million different rows share them once in twenty thousand logs. */
function hashOf(cells: readonly string[]): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const cell of cells) {
    for (let i = 0; i <= cell.length; i++) {
      const code = i === cell.length ? 0x1f : cell.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
