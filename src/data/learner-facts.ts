import { type FoundColumns, findColumns } from './column-finder.js';
import { YincaiError } from './fault.js';
import { listFaults } from './fault-list.js';
import { readTable, type TableOptions } from './read-table.js';
import { ROSTER_FIELDS } from './roster-table.js';
import { emptyTable, placeOf } from './table.js';

/** What a table says of learners beside their answers: group, sex, years of schooling … Cells are texts. */
export interface LearnerFacts {
  readonly file?: string;
  /** Headers of the columns other than the learner's. */
  readonly columns: readonly string[];
  /** Cells `[columns]` of each learner. */
  readonly cells: ReadonlyMap<string, readonly string[]>;
  /** Row of each learner in the file. */
  readonly row: ReadonlyMap<string, number>;
}

/** Options of {@link readLearnerFacts}. */
export interface LearnerFactsOptions extends TableOptions {
  /** The learners that are asked for: rows of others, of averages and notes are passed over. */
  readonly learners?: ReadonlySet<string>;
}

/**
 * Reads facts of learners, CSV or XLSX: a column 学号 (learner), all others as they are.
 *
 * @throws YincaiError naming file, row and column of learners that are missing or there twice, and of columns that are.
 * @example
 * (await readLearnerFacts('学号,性别\n001,女\n')).cells.get('001') // ['女']
 */
export async function readLearnerFacts(
  input: Uint8Array | string,
  options: LearnerFactsOptions = {},
): Promise<LearnerFacts> {
  const table = await readTable(input, options);
  const { start, headers, at }: FoundColumns<'learner'> = findColumns(table, { learner: ROSTER_FIELDS.learner });
  const place = placeOf(table);
  const faults = listFaults(place.file, place.sheet);
  const others = headers.map((_, c) => c).filter((c) => c !== at.learner && headers[c] !== '');
  others.forEach((c, i) => {
    if (others.slice(0, i).every((before) => headers[before] !== headers[c])) return;
    faults.add({
      code: 'duplicate',
      row: table.rowNumbers[start - 1]!,
      column: c + 1,
      value: headers[c]!,
      expected: 'one column of this name',
      expectedZh: '仅一列',
    });
  });
  const cells = new Map<string, readonly string[]>();
  const row = new Map<string, number>();
  for (let r = start; r < table.rows.length; r++) {
    const own = table.rows[r]!;
    const learner = own[at.learner] ?? '';
    if (options.learners !== undefined && !options.learners.has(learner)) continue;
    const earlier = row.get(learner);
    if (learner === '' || earlier !== undefined) {
      faults.add({
        code: earlier === undefined ? 'bad-value' : 'duplicate',
        row: table.rowNumbers[r]!,
        column: headers[at.learner]!,
        value: learner,
        expected: earlier === undefined ? "the learner's id" : `each learner once (already in row ${earlier})`,
        expectedZh: earlier === undefined ? '学号' : `每名学生一行（第 ${earlier} 行已有）`,
      });
      continue;
    }
    row.set(learner, table.rowNumbers[r]!);
    cells.set(
      learner,
      others.map((c) => own[c] ?? ''),
    );
  }
  faults.throwIfAny();
  if (cells.size === 0 && options.learners === undefined) throw new YincaiError(emptyTable(table.file));
  return {
    ...(table.file === undefined ? {} : { file: table.file }),
    columns: others.map((c) => headers[c]!),
    cells,
    row,
  };
}
