import { type CellRow, collapseCells } from './collapse-cells.js';
import type { Booklet, FitData } from './data.js';
import { restScores } from './rest-scores.js';

/**
 * Tables of S-X² before cells are merged: of each item the learners of a booklet by sum score, 1 … highest − 1, and category,
 * with what the model expects of learners with that sum score. The score is the sum of category numbers.
 *
 * E(s, k) = N_s ∫ P_k(θ) R(s − k | θ) dF(θ) / Σ_k of the same, R the distribution of the rest score.
 */
export function scoreTables(data: FitData, booklet: Booklet): { readonly item: number; readonly table: CellRow[] }[] {
  const { irt, nodes, probability, weights, answers, weight } = data;
  const { items } = booklet;
  const stride = irt.items.length;
  const width = nodes.length;
  const most = items.reduce((sum, j) => sum + irt.categories[j] - 1, 0);
  const observed = new Map<number, Float64Array>();
  for (const j of items) observed.set(j, new Float64Array((most + 1) * irt.categories[j]));
  const columns = Array.from(items, (j) => ({ j, own: irt.categories[j], counts: observed.get(j) as Float64Array }));
  for (const row of booklet.rows) {
    let score = 0;
    for (const { j } of columns) score += answers[row * stride + j];
    for (const { j, own, counts } of columns) counts[score * own + answers[row * stride + j]] += weight[row];
  }
  const prior = weights[booklet.group];
  const tables: { item: number; table: CellRow[] }[] = [];
  restScores(data, items, (j, rest, mostRest) => {
    const own = irt.categories[j];
    const counts = observed.get(j) as Float64Array;
    const table: CellRow[] = [];
    for (let s = 1; s < most; s++) {
      const expected: number[] = [];
      let sum = 0;
      let learners = 0;
      for (let k = 0; k < own; k++) {
        const p = (irt.categoryAt[j] + k) * width;
        const from = (s - k) * width;
        let joint = 0;
        if (s >= k && s - k <= mostRest)
          for (let q = 0; q < width; q++) joint += prior[q] * probability[p + q] * rest[from + q];
        expected.push(joint);
        sum += joint;
        learners += counts[s * own + k];
      }
      if (sum > 0) {
        table.push({
          observed: Array.from(counts.subarray(s * own, (s + 1) * own)),
          expected: expected.map((e) => (learners * e) / sum),
        });
      }
    }
    tables.push({ item: j, table });
  });
  return tables.sort((x, y) => x.item - y.item);
}

/** Pearson's X² of merged cells, with its cells less its rows: degrees of freedom before parameters are taken off. */
export function tableStatistic(table: readonly CellRow[], least: number): { statistic: number; free: number } {
  let statistic = 0;
  let free = 0;
  for (const { observed, expected } of collapseCells(table, least)) {
    free--;
    for (let k = 0; k < expected.length; k++) {
      if (!(expected[k] > 0)) continue;
      statistic += (observed[k] - expected[k]) ** 2 / expected[k];
      free++;
    }
  }
  return { statistic, free };
}
