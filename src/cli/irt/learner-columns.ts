import { basename } from 'node:path';
import { YincaiError } from '../../data/fault.js';
import { listFaults } from '../../data/fault-list.js';
import { type LearnerFacts, readLearnerFacts } from '../../data/learner-facts.js';
import { isMissingCell } from '../../data/missing-cell.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import { parseDecimal } from '../../data/text.js';
import type { Covariates } from '../../irt/options.js';
import { exists, readInput } from '../files.js';

/**
 * The group of each row of a matrix as `--groups` names it: a column of the response table, a file with columns learner and group, or
 * `FILE:COLUMN` of a file with several.
 *
 * @throws YincaiError naming file, row and column; learners without a group are listed.
 */
export async function readGroups(option: string, responses: string, matrix: ResponseMatrix): Promise<string[]> {
  const { path, columns } = await place(option, responses);
  const facts = await factsOf(path, matrix);
  const at = columnAt(facts, columns[0], '--groups');
  return pick(facts, matrix, (cells, row, add) => {
    const cell = cells[at] ?? '';
    if (isMissingCell(cell)) {
      add({ row, column: facts.columns[at]!, value: cell, expected: 'a group', expectedZh: '组别' });
    }
    return cell;
  });
}

/**
 * The covariates of each row as `--covariates` names them: a file with a column learner and numbers, or `FILE:COLUMN+COLUMN`.
 *
 * @throws YincaiError naming file, row, column and value.
 */
export async function readCovariates(option: string, responses: string, matrix: ResponseMatrix): Promise<Covariates> {
  const { path, columns } = await place(option, responses);
  const facts = await factsOf(path, matrix);
  const chosen =
    columns.length === 0
      ? facts.columns.map((_, i) => i)
      : columns.map((column) => columnAt(facts, column, '--covariates'));
  if (chosen.length === 0) {
    throw new YincaiError({
      code: 'missing-column',
      file: basename(path),
      expected: 'a column of numbers beside the learner’s',
      expectedZh: '学号之外至少一列数值',
    });
  }
  const rows = pick(facts, matrix, (cells, row, add) =>
    chosen.map((c) => {
      const value = parseDecimal(cells[c] ?? '');
      if (!Number.isFinite(value)) {
        const mend = 'write groups as 0 and 1, and give every learner a value';
        const mendZh = '类别请写成 0、1，并为每名学生填写';
        add({
          row,
          column: facts.columns[c]!,
          value: cells[c] ?? '',
          expected: 'a number',
          expectedZh: '数值',
          mend,
          mendZh,
        });
      }
      return value;
    }),
  );
  return { names: chosen.map((c) => facts.columns[c]!), values: rows.flat() };
}

/** `FILE`, `FILE:COLUMN+COLUMN`, or `COLUMN` of the response table. */
async function place(option: string, responses: string): Promise<{ path: string; columns: string[] }> {
  if (await exists(option)) return { path: option, columns: [] };
  const colon = option.lastIndexOf(':');
  if (colon > 0 && (await exists(option.slice(0, colon)))) {
    return { path: option.slice(0, colon), columns: option.slice(colon + 1).split('+') };
  }
  // What looks like the name of a file is one, and its absence is told.
  if (/\.(?:csv|tsv|txt|xlsx)(?::|$)/i.test(option)) return { path: option.replace(/:[^:/\\]*$/, ''), columns: [] };
  return { path: responses, columns: option.split('+') };
}

async function factsOf(path: string, matrix: ResponseMatrix): Promise<LearnerFacts> {
  return readLearnerFacts(await readInput(path), { file: basename(path), learners: new Set(matrix.learners) });
}

function columnAt(facts: LearnerFacts, column: string | undefined, option: string): number {
  const at = column === undefined ? (facts.columns.length === 1 ? 0 : -1) : facts.columns.indexOf(column);
  if (at >= 0) return at;
  const names = facts.columns.slice(0, 20).join(', ');
  throw new YincaiError({
    code: 'missing-column',
    ...(facts.file === undefined ? {} : { file: facts.file }),
    ...(column === undefined ? {} : { value: column }),
    expected:
      column === undefined
        ? `one column beside the learner’s, or ${option} FILE:COLUMN; there are ${names}`
        : `one of ${names}`,
    expectedZh: column === undefined ? `学号之外仅一列，或写 ${option} 文件:列名；现有 ${names}` : `${names} 之一`,
  });
}

interface CellFault {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly expected: string;
  readonly expectedZh: string;
  readonly mend?: string;
  readonly mendZh?: string;
}

/** A value for every row of the matrix from the learner's cells; all faults are gathered. */
function pick<T>(
  facts: LearnerFacts,
  matrix: ResponseMatrix,
  read: (cells: readonly string[], row: number, add: (fault: CellFault) => void) => T,
): T[] {
  const faults = listFaults(facts.file);
  const add = (fault: CellFault): void => faults.add({ code: 'bad-value', ...fault });
  const found = matrix.learners.flatMap((learner) => {
    const cells = facts.cells.get(learner);
    if (cells !== undefined) return [read(cells, facts.row.get(learner)!, add)];
    faults.add({
      code: 'unknown-id',
      value: learner,
      expected: 'a row for every learner of the response table',
      expectedZh: '作答表中每名学生都有一行',
    });
    return [];
  });
  faults.throwIfAny();
  return found;
}
