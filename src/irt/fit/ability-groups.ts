import { MISSING } from '../../kernels/packed-rows.js';
import { fillItem } from '../item-curve.js';
import { joinWithin } from './collapse-cells.js';
import type { FitData } from './data.js';

/** Cells of lesser expected frequency join a neighbour. */
const LEAST_EXPECTED = 2;

/** Abilities closer than this are one. */
const TIE = 1e-9;

/**
 * Pearson's X² and the likelihood ratio G² of an item over learners of one group parted by ability into `bins` of about equal size; what
 * is expected is the item's curve at a bin's mean ability. `free` is cells less bins. They take estimated abilities for true ones,
 * so that they find misfit too often in short tests: S-X² is the better test.
 *
 * @source Yen (1981), Applied Psychological Measurement 5(2), Q₁; Bock (1972), Psychometrika 37(1); McKinley & Mills (1985), APM 9(1), G².
 */
export function groupedStatistics(
  { irt, answers, weight }: FitData,
  theta: Float64Array,
  ranked: ArrayLike<number>,
  j: number,
  bins: number,
): { readonly x2: number; readonly g2: number; readonly free: number } {
  const items = irt.items.length;
  const own = irt.categories[j];
  const observed = Array.from({ length: bins }, () => new Array<number>(own).fill(0));
  const mean = new Float64Array(bins);
  const size = new Float64Array(bins);
  let total = 0;
  for (let i = 0; i < ranked.length; i++) if (answers[ranked[i] * items + j] !== MISSING) total += weight[ranked[i]];
  let before = 0;
  // Learners of one ability stay together, so that the order of the rows does not matter.
  for (let from = 0, to = 0; from < ranked.length; from = to) {
    let tied = 0;
    while (to < ranked.length && theta[ranked[to]] - theta[ranked[from]] < TIE) {
      if (answers[ranked[to] * items + j] !== MISSING) tied += weight[ranked[to]];
      to++;
    }
    const bin = Math.min(bins - 1, Math.floor(((before + tied / 2) / total) * bins));
    before += tied;
    for (let i = from; i < to; i++) {
      const row = ranked[i];
      const answer = answers[row * items + j];
      if (answer === MISSING) continue;
      observed[bin][answer] += weight[row];
      mean[bin] += weight[row] * theta[row];
      size[bin] += weight[row];
    }
  }
  for (let b = 0; b < bins; b++) mean[b] /= size[b] > 0 ? size[b] : 1;
  const p = new Float64Array(own * bins);
  fillItem(irt.curves[j], irt.parameters[j], [mean], p);
  let x2 = 0;
  let g2 = 0;
  let free = 0;
  for (let b = 0; b < bins; b++) {
    if (size[b] === 0) continue;
    const row = { observed: observed[b], expected: Array.from({ length: own }, (_, k) => size[b] * p[k * bins + b]) };
    if (row.expected.some((e) => e < LEAST_EXPECTED)) joinWithin(row, LEAST_EXPECTED);
    free--;
    row.expected.forEach((e, k) => {
      if (!(e > 0)) return;
      const o = row.observed[k];
      x2 += (o - e) ** 2 / e;
      if (o > 0) g2 += 2 * o * Math.log(o / e);
      free++;
    });
  }
  return { x2, g2, free };
}
