import { type Fault, YincaiError } from './fault.js';
import { bareKey } from './header.js';
import { placeOf, type Table } from './table.js';

/** A field of a table: the headers it is known by (as `headerKey` gives them, the best first), and how a fault names it. */
export interface FieldNames {
  readonly names: readonly string[];
  readonly required?: boolean;
  readonly expected: string;
  readonly expectedZh: string;
}

/** The columns of a table whose header is found by its fields. */
export interface FoundColumns<Field extends string> {
  /** Index of the first row below the header. */
  readonly start: number;
  readonly headers: readonly string[];
  /** Column of each field, −1 where absent. */
  readonly at: Readonly<Record<Field, number>>;
}

const SEARCHED_ROWS = 20;

/**
 * Finds the header of a table whose columns have fixed meanings: the first of the top rows that holds the most required fields.
 *
 * @throws YincaiError `missing-column` for each required field that is not there, `duplicate` for one that is there twice.
 */
export function findColumns<Field extends string>(
  table: Table,
  fields: Readonly<Record<Field, FieldNames>>,
): FoundColumns<Field> {
  const names = Object.keys(fields) as Field[];
  let best = 0;
  let most = -1;
  for (let r = 0; r < Math.min(table.rows.length, SEARCHED_ROWS); r++) {
    const keys = new Set(table.rows[r]!.map(bareKey));
    const found = names.filter((name) => fields[name].names.some((key) => keys.has(key)));
    const weight = found.reduce((sum, name) => sum + (fields[name].required === true ? 100 : 1), 0);
    if (weight > most) {
      most = weight;
      best = r;
    }
  }
  const headers = table.rows[best]!;
  const keys = headers.map(bareKey);
  const row = table.rowNumbers[best]!;
  const faults: Fault[] = [];
  const at = {} as Record<Field, number>;
  for (const name of names) {
    const field = fields[name];
    const key = field.names.find((candidate) => keys.includes(candidate));
    at[name] = key === undefined ? -1 : keys.indexOf(key);
    if (key === undefined) {
      if (field.required !== true) continue;
      faults.push({
        code: 'missing-column',
        ...placeOf(table),
        row,
        value: headers.join(','),
        expected: field.expected,
        expectedZh: field.expectedZh,
      });
    } else if (keys.indexOf(key, at[name] + 1) >= 0) {
      faults.push({
        code: 'duplicate',
        ...placeOf(table),
        row,
        column: keys.indexOf(key, at[name] + 1) + 1,
        value: headers[at[name]]!,
        expected: 'one column of this name',
        expectedZh: '仅一列',
      });
    }
  }
  if (faults.length > 0) throw new YincaiError(faults);
  return { start: best + 1, headers, at };
}
