import { type Fault, YincaiError } from './fault.js';

/** Options of {@link readJsonLines}. */
export interface JsonLinesOptions {
  readonly file?: string;
  /** Most rows. */
  readonly rows: number;
}

/** Characters of the longest line taken. */
const LONGEST_LINE = 1 << 20;

/**
 * Splits JSON lines, one object a line, from text in pieces. Empty lines are passed over; a line that is no object is refused.
 *
 * @throws YincaiError `too-large` for a line above a million characters or more rows than allowed.
 */
export function readJsonLines(
  options: JsonLinesOptions,
  sink: (value: object, row: number) => void,
  refuse: (fault: Fault) => void,
): { write(text: string): void; end(): void } {
  const place = options.file === undefined ? {} : { file: options.file };
  let rest = '';
  let row = 0;
  const take = (line: string): void => {
    row++;
    if (row > options.rows) {
      throw new YincaiError({
        code: 'too-large',
        ...place,
        row,
        expected: `at most ${options.rows} rows`,
        expectedZh: `至多 ${options.rows} 行`,
      });
    }
    if (line.length > LONGEST_LINE) tooLong();
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = undefined;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse({
        code: 'bad-format',
        ...place,
        row,
        value: line,
        expected: 'a JSON object on each line',
        expectedZh: '每行一个 JSON 对象',
      });
      return;
    }
    sink(value, row);
  };
  const tooLong = (): never => {
    throw new YincaiError({
      code: 'too-large',
      ...place,
      row: row + 1,
      expected: `at most ${LONGEST_LINE} characters in a line`,
      expectedZh: `每行至多 ${LONGEST_LINE} 个字符`,
    });
  };
  return {
    write(text) {
      let from = 0;
      for (;;) {
        const end = text.indexOf('\n', from);
        if (end < 0) break;
        take(rest + text.slice(from, end));
        rest = '';
        from = end + 1;
      }
      rest += text.slice(from);
      if (rest.length > LONGEST_LINE) tooLong();
    },
    end() {
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}
