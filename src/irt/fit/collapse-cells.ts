/** Observed and expected frequencies of one score group by category. */
export interface CellRow {
  readonly observed: number[];
  readonly expected: number[];
}

/** Expected frequencies of a rare column, by share of the rows: it must hold so many times the least in all. */
const RARE_ROWS = 0.1;

/** A column that holds something in less than this share of the rows is merged. */
const RARE_COLUMN = 0.05;

/**
 * Merges cells whose expected frequency is below `least`, as the program mirt does, so that figures can be compared:
 *
 * 1. rows at either end in which a category is impossible join the first in which none is;
 *    rows without learners go; a row of a single learner joins the next (the last the one before);
 * 2. of three or more categories, a row's least cell joins its lesser neighbour until none is below `least` or two are left;
 * 3. sparse columns on the right join their left neighbour;
 * 4. a row that still has a cell below `least` joins the neighbouring row with fewer learners.
 *
 * Cells of expected frequency 0 are impossible and do not count. Totals are kept.
 *
 * @source Orlando & Thissen (2000), Applied Psychological Measurement 24(1), p. 54; Kang & Chen (2008), Journal of Educational
 *   Measurement 45(4), for several categories.
 */
export function collapseCells(table: readonly CellRow[], least = 1): CellRow[] {
  const whole = joinEnds(
    table.map(({ observed, expected }) => ({ observed: observed.slice(), expected: expected.slice() })),
  );
  const rows = joinSingles(whole.filter(({ observed }) => total(observed) > 0));
  for (const row of rows) if (row.expected.some((e) => e < least)) joinWithin(row, least);
  joinColumns(rows, least);
  for (;;) {
    const at = rows.findIndex(({ expected }) => expected.some((e) => e > 0 && e < least));
    if (at < 0 || rows.length === 1) break;
    const before = at > 0 ? total(rows[at - 1].observed) : Number.POSITIVE_INFINITY;
    const after = at < rows.length - 1 ? total(rows[at + 1].observed) : Number.POSITIVE_INFINITY;
    pour(rows[at], rows[before <= after ? at - 1 : at + 1]);
    rows.splice(at, 1);
  }
  return rows;
}

function joinEnds(rows: CellRow[]): CellRow[] {
  const possible = ({ expected }: CellRow): boolean => expected.every((e) => e > 0);
  const first = rows.findIndex(possible);
  if (first < 0) return rows;
  const last = rows.findLastIndex(possible);
  for (let i = 0; i < first; i++) pour(rows[i], rows[first]);
  for (let i = last + 1; i < rows.length; i++) pour(rows[i], rows[last]);
  return rows.slice(first, last + 1);
}

function joinSingles(rows: CellRow[]): CellRow[] {
  const kept: CellRow[] = [];
  rows.forEach((row, i) => {
    if (i < rows.length - 1 && total(row.observed) <= 1) pour(row, rows[i + 1]);
    else kept.push(row);
  });
  const last = kept[kept.length - 1];
  if (kept.length > 1 && total(last.observed) <= 1) {
    pour(last, kept[kept.length - 2]);
    kept.pop();
  }
  return kept;
}

/** The least cell into its lesser neighbour, again and again; cells move left and zeros fill the row. */
export function joinWithin({ observed, expected }: CellRow, least: number): void {
  const width = expected.length;
  while (expected.length > 2) {
    const at = expected.lastIndexOf(Math.min(...expected));
    const left = at > 0 ? expected[at - 1] : Number.POSITIVE_INFINITY;
    const right = at < expected.length - 1 ? expected[at + 1] : Number.POSITIVE_INFINITY;
    const into = left <= right ? at - 1 : at + 1;
    expected[into] += expected[at];
    observed[into] += observed[at];
    expected.splice(at, 1);
    observed.splice(at, 1);
    if (expected.every((e) => e >= least)) break;
  }
  while (expected.length < width) {
    expected.push(0);
    observed.push(0);
  }
}

function joinColumns(rows: readonly CellRow[], least: number): void {
  if (rows.length === 0) return;
  const column = (k: number): number => rows.reduce((sum, { expected }) => sum + expected[k], 0);
  const drop = (k: number): void => {
    for (const { observed, expected } of rows) {
      expected[k - 1] += expected[k];
      observed[k - 1] += observed[k];
      expected.splice(k, 1);
      observed.splice(k, 1);
    }
  };
  const width = (): number => rows[0].expected.length;
  while (width() > 2 && column(width() - 1) < least * Math.ceil(rows.length * RARE_ROWS)) drop(width() - 1);
  for (let k = width() - 1; k >= 1; k--) {
    const held = rows.filter(({ expected }) => expected[k] > 0).length;
    if (held / rows.length < RARE_COLUMN) drop(k);
  }
}

function pour(from: CellRow, into: CellRow): void {
  for (let k = 0; k < from.expected.length; k++) {
    into.expected[k] += from.expected[k];
    into.observed[k] += from.observed[k];
  }
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const x of values) sum += x;
  return sum;
}
