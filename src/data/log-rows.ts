import { listFaults } from './fault-list.js';
import { buildLog } from './log-builder.js';
import type { QMatrix } from './q-matrix.js';
import type { ResponseLog } from './response-log.js';

/** One interaction, for logs that come out of a program and not of a file. */
export interface LogRow {
  readonly learner: string;
  readonly item: string;
  /** Share of full marks, 0…1. */
  readonly score: number;
  /** Milliseconds since 1970, or any increasing clock. */
  readonly time?: number;
  readonly skills?: readonly string[];
}

/** Options of {@link buildResponseLog}. */
export interface LogRowsOptions {
  /** Item to skills; goes before the rows' own. */
  readonly q?: QMatrix;
}

/**
 * A log out of rows.
 *
 * @throws YincaiError naming rows (from 1) whose score is no number from 0 to 1, whose ids are empty, or whose item the Q-matrix lacks.
 * @example
 * buildResponseLog([{ learner: 'a', item: '1', score: 1, skills: ['fractions'] }]).length // 1
 */
export function buildResponseLog(rows: Iterable<LogRow>, options: LogRowsOptions = {}): ResponseLog {
  const gather = gatherer(options);
  for (const row of rows) gather.add(row);
  return gather.finish();
}

/**
 * Like {@link buildResponseLog}, from rows that arrive over time.
 *
 * @example
 * async function* answers() {
 *   yield { learner: 'a', item: '1', score: 1 }
 * }
 * const log = await gatherResponseLog(answers())
 */
export async function gatherResponseLog(
  rows: AsyncIterable<LogRow> | Iterable<LogRow>,
  options: LogRowsOptions = {},
): Promise<ResponseLog> {
  const gather = gatherer(options);
  for await (const row of rows) gather.add(row);
  return gather.finish();
}

function gatherer(options: LogRowsOptions): { add(row: LogRow): void; finish(): ResponseLog } {
  const builder = buildLog(options);
  const faults = listFaults();
  let number = 0;
  return {
    add({ learner, item, score, time = Number.NaN, skills = [] }) {
      number++;
      const before = faults.total;
      if (learner === '')
        faults.add({ code: 'bad-value', row: number, column: 'learner', value: '', expected: "the learner's id" });
      if (item === '')
        faults.add({ code: 'bad-value', row: number, column: 'item', value: '', expected: "the item's id" });
      if (!(score >= 0 && score <= 1)) {
        faults.add({
          code: 'bad-value',
          row: number,
          column: 'score',
          value: String(score),
          expected: 'a share from 0 to 1',
        });
      }
      if (faults.total > before) return;
      const index = builder.item(item);
      if (index < 0) {
        faults.add({
          code: 'unknown-id',
          row: number,
          column: 'item',
          value: item,
          expected: 'an item of the Q-matrix',
        });
        return;
      }
      builder.add(builder.learner(learner), index, score, time, builder.skillSet(skills));
    },
    finish() {
      faults.throwIfAny();
      return builder.finish();
    },
  };
}
