import type { ResponseMatrix } from '../../data/response-matrix.js';
import { chiSquare } from '../../math/chi-square.js';
import type { IrtModel } from '../model.js';
import { type AbilityMethod, type FitData, type FitOptions, prepareFit } from './data.js';
import { answerColumns, pairCounts } from './pair-counts.js';
import { residualCorrelationsOf } from './q3.js';
import { tableCorrelation } from './residual-correlations.js';

/** Options of {@link localDependence}; what is absent is taken from {@link localDependenceDefaults}. */
export interface LocalDependenceOptions extends FitOptions {
  /** Abilities at which the residuals of Q₃ are taken. */
  readonly method?: AbilityMethod;
  /** A pair is suspect where its Q₃ lies this far above the mean Q₃ of all pairs. */
  readonly aboveMean?: number;
  /** Least expected frequency of a cell of LD-X²; categories of cells below are merged. */
  readonly leastExpected?: number;
}

/** Defaults of {@link localDependence}. */
export const localDependenceDefaults: Required<Omit<LocalDependenceOptions, keyof FitOptions>> = {
  method: 'EAP',
  aboveMean: 0.2,
  leastExpected: 1,
};

/** What two items have in common beyond ability. */
export interface ItemPairFit {
  readonly items: readonly [string, string];
  /** Learners who answered both. */
  readonly learners: number;
  /** Yen's Q₃, the correlation of residuals; NaN where one does not vary. */
  readonly q3: number;
  /** Chen and Thissen's X² of the table of both items against the model's. */
  readonly x2: number;
  readonly df: number;
  readonly p: number;
  /** (x2 − df) / √(2 df), with the sign of the dependence; beyond ±10 is called likely dependence. */
  readonly standardised: number;
  /** Cramér's V with the sign of the dependence. */
  readonly v: number;
  /** True where q3 is further above the mean than `aboveMean`. */
  readonly suspect: boolean;
}

/** Local dependence in one group of learners. */
export interface LocalDependence {
  readonly group: string;
  /** Every two items once, in the order of the items. */
  readonly pairs: readonly ItemPairFit[];
  /** Mean and largest Q₃, and the largest above the mean, Q₃*. */
  readonly meanQ3: number;
  readonly maxQ3: number;
  readonly q3Star: number;
}

/**
 * Local dependence of every two items, group by group: what is left between them when ability is taken out.
 *
 * - Q₃ = correlation of x − E(x | θ) at estimated abilities. It is about −1 / (items − 1) where there is none, not 0, so that a pair is
 *   read against the mean of all: Q₃* = largest − mean, and pairs more than `aboveMean` above the mean are suspect.
 * - LD-X² = Σ (O − E)² / E over the table of both items, E = learners ∫ P_j P_k dF; df = (rows − 1)(columns − 1).
 *   Neighbouring categories are merged until no cell is expected below `leastExpected`.
 *
 * @throws YincaiError where the matrix does not fit the model.
 * @cost items² / 2 · (learners + nodes)
 * @source Yen (1984), Applied Psychological Measurement 8(2), Q₃; Christensen, Makransky & Horton (2017), Applied Psychological
 *   Measurement 41(3), Q₃*; Chen & Thissen (1997), Journal of Educational and Behavioral Statistics 22(3), LD-X².
 * @example
 * localDependence(model, matrix)[0].pairs.filter(({ suspect }) => suspect);
 */
export function localDependence(
  model: IrtModel,
  matrix: ResponseMatrix,
  options: LocalDependenceOptions = {},
): LocalDependence[] {
  return localDependenceOf(prepareFit(model, matrix, options), options);
}

/** {@link localDependence} of data at hand. */
export function localDependenceOf(data: FitData, options: LocalDependenceOptions = {}): LocalDependence[] {
  const { method, aboveMean, leastExpected } = { ...localDependenceDefaults, ...options };
  const { model, irt, rows, weight, groupOf, nodes, probability, weights } = data;
  const correlations = residualCorrelationsOf(data, method);
  const items = irt.items.length;
  const width = nodes.length;
  return model.latent.map(({ group }, g) => {
    const own = Int32Array.from({ length: rows }, (_, row) => row).filter(
      (row) => groupOf[row] === g && weight[row] > 0,
    );
    const columns = answerColumns(
      data,
      own,
      Array.from({ length: items }, (_, j) => j),
    );
    const { q3, ...summary } = correlations[g];
    const pairs: Omit<ItemPairFit, 'suspect'>[] = [];
    for (let j = 0; j < items; j++) {
      const rowsOf = irt.categories[j];
      const weighted = new Float64Array(rowsOf * width);
      for (let k = 0; k < rowsOf; k++)
        for (let q = 0; q < width; q++)
          weighted[k * width + q] = weights[g][q] * probability[(irt.categoryAt[j] + k) * width + q];
      for (let h = j + 1; h < items; h++) {
        const columnsOf = irt.categories[h];
        const observed = pairCounts(columns, j, h, irt.categories);
        const learners = observed.reduce((sum, n) => sum + n, 0);
        const expected = new Float64Array(rowsOf * columnsOf);
        for (let k = 0; k < rowsOf; k++) {
          for (let l = 0; l < columnsOf; l++) {
            const at = (irt.categoryAt[h] + l) * width;
            let sum = 0;
            for (let q = 0; q < width; q++) sum += weighted[k * width + q] * probability[at + q];
            expected[k * columnsOf + l] = learners * sum;
          }
        }
        pairs.push({
          items: [irt.items[j], irt.items[h]],
          learners,
          q3: q3[pairs.length],
          ...tableFit(observed, expected, columnsOf, learners, leastExpected),
        });
      }
    }
    return {
      group,
      pairs: pairs.map((pair) => ({ ...pair, suspect: pair.q3 - summary.meanQ3 > aboveMean })),
      ...summary,
    };
  });
}

/** X² of a table against the expected one, rows and columns merged until no cell is expected below `least`. */
function tableFit(
  observed: Float64Array,
  expected: Float64Array,
  columns: number,
  learners: number,
  least: number,
): Pick<ItemPairFit, 'x2' | 'df' | 'p' | 'standardised' | 'v'> {
  if (!(learners > 0)) return { x2: Number.NaN, df: 0, p: Number.NaN, standardised: Number.NaN, v: Number.NaN };
  const sign = Math.sign(tableCorrelation(observed, columns) - tableCorrelation(expected, columns)) || 1;
  const o = toRows(observed, columns);
  const e = toRows(expected, columns);
  mergeTables(o, e, least);
  let x2 = 0;
  e.forEach((row, i) => {
    row.forEach((cell, k) => {
      if (cell > 0) x2 += (o[i][k] - cell) ** 2 / cell;
    });
  });
  const smaller = Math.min(e.length, e[0].length) - 1;
  const df = (e.length - 1) * (e[0].length - 1);
  return {
    x2,
    df,
    p: df > 0 ? chiSquare(x2, df).upper : Number.NaN,
    standardised: (sign * (x2 - df)) / Math.sqrt(2 * df),
    v: sign * Math.sqrt(x2 / (learners * smaller)),
  };
}

function toRows(cells: Float64Array, columns: number): number[][] {
  return Array.from({ length: cells.length / columns }, (_, i) =>
    Array.from(cells.subarray(i * columns, (i + 1) * columns)),
  );
}

/** The row or column of the least cell, whichever holds less, joins its lesser neighbour, while a cell is below `least`. */
function mergeTables(observed: number[][], expected: number[][], least: number): void {
  const rowTotal = (i: number): number => expected[i]?.reduce((sum, x) => sum + x, 0) ?? Number.POSITIVE_INFINITY;
  const columnTotal = (k: number): number =>
    k < 0 || k >= expected[0].length ? Number.POSITIVE_INFINITY : expected.reduce((sum, row) => sum + row[k], 0);
  for (;;) {
    let row = 0;
    let column = 0;
    expected.forEach((cells, i) => {
      cells.forEach((x, k) => {
        if (x < expected[row][column]) [row, column] = [i, k];
      });
    });
    const wide = expected[0].length > 2;
    if (expected[row][column] >= least || (expected.length === 2 && !wide)) return;
    if (expected.length > 2 && (!wide || rowTotal(row) <= columnTotal(column))) {
      const into = rowTotal(row - 1) <= rowTotal(row + 1) ? row - 1 : row + 1;
      for (const table of [observed, expected]) {
        table[into] = table[into].map((x, k) => x + table[row][k]);
        table.splice(row, 1);
      }
    } else {
      const into = columnTotal(column - 1) <= columnTotal(column + 1) ? column - 1 : column + 1;
      for (const table of [observed, expected]) {
        for (const cells of table) {
          cells[into] += cells[column];
          cells.splice(column, 1);
        }
      }
    }
  }
}
