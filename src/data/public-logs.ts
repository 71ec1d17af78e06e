import { YincaiError } from './fault.js';
import { headerKey } from './header.js';

/** Formats of logs that are told apart by their content. `log` is a table or JSON lines with columns recognised one by one. */
export type LogFormat = 'log' | 'assistments-2015' | 'kdd-cup' | 'three-line' | 'pykt-sequences' | 'pykt-data';

/** Hands on rows of the common columns, header first. */
export type CellSink = (cells: readonly string[], row: number) => void;

/** Translates rows of one format into rows of the common columns. */
export interface RowTranslator {
  readonly format: LogFormat;
  /** Takes a row as it stands in the file; the first is the header, where the format has one. */
  readonly cells: CellSink;
  /** Throws where the file ends too early. */
  readonly end: () => void;
}

/** What a translator needs besides its rows. */
export interface TranslatorContext {
  readonly file?: string;
  readonly sink: CellSink;
  /** Told the fold that the file itself names for a learner. */
  readonly fold: (learner: string, fold: number) => void;
}

/**
 * The translator that a header asks for; undefined for a table whose columns are recognised one by one, among them
 * ASSISTments 2009 (skill builder; `order_id` joins the rows of one answer), 2012 and 2017.
 */
export function translatorOf(header: readonly string[], context: TranslatorContext): RowTranslator | undefined {
  const keys = header.map(headerKey);
  const has = (...names: string[]): boolean => names.every((name) => keys.includes(name));
  if (has('anonstudentid', 'problemname', 'correctfirstattempt')) return kddCup(header, keys, context);
  if (has('userid', 'sequenceid', 'correct', 'logid') && !has('problemid')) return assistments2015(keys, context);
  if (has('uid', 'concepts', 'responses') && (has('fold') || has('selectmasks') || has('questions'))) {
    return pyktSequences(header, keys, context);
  }
  return undefined;
}

/** ASSISTments 2015: problem sets without items. The set is both item and skill; `log_id` orders the answers. */
function assistments2015(keys: readonly string[], { sink }: TranslatorContext): RowTranslator {
  const [learner, log, set, correct] = ['userid', 'logid', 'sequenceid', 'correct'].map((key) => keys.indexOf(key));
  let begun = false;
  return {
    format: 'assistments-2015',
    cells(cells, row) {
      if (!begun) {
        begun = true;
        sink(['learner', 'item', 'correct', 'time', 'skill_names'], row);
        return;
      }
      if (isEmpty(cells)) return;
      const at = (c: number): string => cells[c] ?? '';
      sink([at(learner), at(set), at(correct), at(log), at(set)], row);
    },
    end: () => undefined,
  };
}

/**
 * KDD Cup 2010: one row a step. The item is problem and step together, the outcome the first attempt, the time the first transaction;
 * skills are those of the first `KC(…)` column, parted by `~~`.
 */
function kddCup(header: readonly string[], keys: readonly string[], { sink, file }: TranslatorContext): RowTranslator {
  const column = (name: string): number => keys.indexOf(name);
  const [learner, problem, step, correct] = ['anonstudentid', 'problemname', 'stepname', 'correctfirstattempt'].map(
    column,
  );
  const time = column('firsttransactiontime') >= 0 ? column('firsttransactiontime') : column('stepstarttime');
  const skills = header.findIndex((name) => /^\s*KC\s*\(/i.test(name));
  if (skills < 0) {
    throw new YincaiError({
      code: 'missing-column',
      ...(file === undefined ? {} : { file }),
      value: header.join(','),
      expected: 'a column of knowledge components such as KC(Default)',
      expectedZh: '知识成分列，如 KC(Default)',
    });
  }
  let begun = false;
  return {
    format: 'kdd-cup',
    cells(cells, row) {
      if (!begun) {
        begun = true;
        sink(['learner', 'item', 'correct', ...(time >= 0 ? ['time'] : []), 'skill_names'], row);
        return;
      }
      if (isEmpty(cells)) return;
      const at = (c: number): string => cells[c] ?? '';
      const item = step < 0 || at(step).trim() === '' ? at(problem) : `${at(problem)} / ${at(step)}`;
      // A fraction of a second, `12:24:35.0`, and `.` for an unknown time.
      const moment = time < 0 ? '' : at(time).trim().replace(/^\.$/, '');
      sink([at(learner), item, at(correct), ...(time >= 0 ? [moment] : []), at(skills)], row);
    },
    end: () => undefined,
  };
}

/** Padding in sequences of fixed length. */
const PADDING = '-1';

/**
 * pyKT's sequences: one row a window of a learner, lists parted by commas and padded by −1. `is_repeat` 1 is the same answer under a
 * further skill and is joined to the one before; `_` parts several skills of one entry; `fold` names the learner's fold.
 */
function pyktSequences(
  header: readonly string[],
  keys: readonly string[],
  { sink, fold, file }: TranslatorContext,
): RowTranslator {
  const place = file === undefined ? {} : { file };
  const at = (name: string): number => keys.indexOf(name);
  const columns = {
    uid: at('uid'),
    fold: at('fold'),
    questions: at('questions'),
    concepts: at('concepts'),
    responses: at('responses'),
    timestamps: at('timestamps'),
    masks: at('selectmasks'),
    repeat: at('isrepeat'),
  };
  let begun = false;
  let answer = 0;
  let item = '';
  return {
    format: 'pykt-sequences',
    cells(cells, row) {
      if (!begun) {
        begun = true;
        sink(
          ['learner', 'item', 'correct', ...(columns.timestamps >= 0 ? ['time'] : []), 'order_id', 'skill_names'],
          row,
        );
        return;
      }
      if (isEmpty(cells)) return;
      const list = (c: number): string[] | undefined => {
        if (c < 0) return undefined;
        const cell = (cells[c] ?? '').trim();
        return cell === '' || cell === 'NA' ? undefined : cell.split(',').map((entry) => entry.trim());
      };
      const learner = (cells[columns.uid] ?? '').trim();
      const responses = list(columns.responses) ?? [];
      const concepts = list(columns.concepts);
      const questions = list(columns.questions) ?? concepts ?? [];
      const times = list(columns.timestamps);
      const masks = list(columns.masks);
      const repeats = list(columns.repeat);
      for (const [name, entries] of [
        ['concepts', concepts],
        ['questions', questions],
        ['timestamps', times],
      ] as const) {
        if (entries === undefined || entries.length === responses.length) continue;
        throw new YincaiError({
          code: 'bad-format',
          ...place,
          row,
          column: name,
          value: `${entries.length}`,
          expected: `${responses.length} entries, as in "${header[columns.responses]}"`,
          expectedZh: `${responses.length} 项，与“${header[columns.responses]}”一致`,
        });
      }
      if (columns.fold >= 0) {
        const part = Number(cells[columns.fold]);
        if (Number.isInteger(part)) fold(learner, part);
      }
      responses.forEach((response, i) => {
        if (response === PADDING || masks?.[i] === PADDING) return;
        if (repeats?.[i] !== '1') {
          answer++;
          item = questions[i];
        }
        const skill = concepts?.[i] === PADDING ? '' : (concepts?.[i] ?? '').replaceAll('_', ';');
        sink(
          [learner, item, response, ...(columns.timestamps >= 0 ? [times?.[i] ?? ''] : []), String(answer), skill],
          row,
        );
      });
    },
    end: () => undefined,
  };
}

/**
 * Formats without a header, told by their first line: a number alone (three lines a learner: number of answers, skills, answers, the form
 * of DKVMN and DKT), or a learner and a number (pyKT's data.txt: six lines a learner: id and number, questions, skills, answers,
 * times, durations, `NA` where unknown).
 */
export function blockTranslatorOf(
  first: string,
  second: string | undefined,
  context: TranslatorContext,
): RowTranslator | undefined {
  if (second === undefined) return undefined;
  const head = first.trim().replace(/,+$/, '');
  const entries = second.trim().replace(/,+$/, '').split(',');
  if (/^\d{1,7}$/.test(head) && entries.length === Number(head)) return blocks('three-line', 3, context);
  const [, count] = /^[^,]+,(\d{1,7})$/.exec(head) ?? [];
  if (count !== undefined && (entries.length === Number(count) || second.trim() === 'NA')) {
    return blocks('pykt-data', 6, context);
  }
  return undefined;
}

function blocks(format: 'three-line' | 'pykt-data', size: number, { sink, file }: TranslatorContext): RowTranslator {
  const place = file === undefined ? {} : { file };
  let lines: string[][] = [];
  let firstRow = 1;
  let learners = 0;
  let begun = false;
  const refuse = (row: number, value: string, expected: string, expectedZh: string): never => {
    throw new YincaiError({ code: 'bad-format', ...place, row, value, expected, expectedZh });
  };
  const take = (): void => {
    learners++;
    const head = lines[0];
    const count = Number(format === 'three-line' ? head[0] : head[1]);
    // There are no ids in three lines: learners are numbered, under the file's name, so that those of two files differ.
    const learner = format === 'three-line' ? `${file ?? 'learner'}#${learners}` : head[0];
    if (!Number.isInteger(count)) {
      refuse(firstRow, head.join(','), 'the number of answers', '作答次数');
    }
    const listAt = (line: number): string[] | undefined =>
      lines[line].length === 1 && lines[line][0] === 'NA' ? undefined : lines[line];
    const [questions, concepts, responses, times] =
      format === 'three-line'
        ? [undefined, listAt(1), listAt(2), undefined]
        : [listAt(1), listAt(2), listAt(3), listAt(4)];
    [questions, concepts, responses ?? [], times].forEach((entries, line) => {
      if (entries === undefined || entries.length === count) return;
      refuse(
        firstRow + (format === 'three-line' ? line : line + 1),
        `${entries.length}`,
        `${count} entries, as row ${firstRow} says`,
        `${count} 项，如第 ${firstRow} 行所示`,
      );
    });
    for (let i = 0; i < count; i++) {
      const skill = (concepts?.[i] ?? '').replaceAll('_', ';');
      const item = questions?.[i] ?? concepts?.[i] ?? '';
      const row = firstRow + size - 1;
      if (format === 'three-line') sink([learner, item, responses?.[i] ?? '', skill], row);
      else sink([learner, item, responses?.[i] ?? '', times?.[i] ?? '', skill], row);
    }
    lines = [];
  };
  return {
    format,
    cells(cells, row) {
      if (!begun) {
        begun = true;
        sink(['learner', 'item', 'correct', ...(format === 'three-line' ? [] : ['time']), 'skill_names'], row);
      }
      if (lines.length === 0 && isEmpty(cells)) return;
      if (lines.length === 0) firstRow = row;
      const trimmed = cells.map((cell) => cell.trim());
      // Lists often end in a comma.
      while (trimmed.length > 1 && trimmed[trimmed.length - 1] === '') trimmed.pop();
      lines.push(trimmed);
      if (lines.length === size) take();
    },
    end() {
      if (lines.length === 0) return;
      refuse(
        firstRow,
        lines[0].join(','),
        `${size} lines a learner, but the file ends after ${lines.length}`,
        `每名学生 ${size} 行，而文件在第 ${lines.length} 行后结束`,
      );
    },
  };
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
