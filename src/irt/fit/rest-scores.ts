import type { FitData } from './data.js';

/**
 * Distributions of the rest scores, the sum of the category numbers of all items but one, given ability:
 * `visit(item, rest, most)` gets P(rest score = s | node q) at `rest[s · nodes + q]`, s = 0 … most, once for every item.
 * The arrays are only lent.
 *
 * Halving the items and adding each half's to the other's distribution reaches every item in log₂ items rounds; no
 * division, which loses all digits where an item is nearly certain.
 *
 * @cost items · log₂ items additions of an item, each `scores × categories × nodes`
 * @source Lord & Wingersky (1984), Applied Psychological Measurement 8(4); polytomous: Thissen et al. (1995), APM 19(1).
 */
export function restScores(
  { irt, nodes, probability }: Pick<FitData, 'irt' | 'nodes' | 'probability'>,
  items: ArrayLike<number>,
  visit: (item: number, rest: Float64Array, most: number) => void,
): void {
  const width = nodes.length;
  const add = (score: Float64Array, j: number): Float64Array => {
    const own = irt.categories[j];
    const at = irt.categoryAt[j] * width;
    const out = new Float64Array(score.length + (own - 1) * width);
    for (let k = 0; k < own; k++) {
      const p = probability.subarray(at + k * width, at + (k + 1) * width);
      for (let s = 0; s < score.length; s += width) {
        const to = s + k * width;
        for (let q = 0; q < width; q++) out[to + q] += score[s + q] * p[q];
      }
    }
    return out;
  };
  const split = (from: number, to: number, score: Float64Array): void => {
    if (to - from === 1) {
      visit(items[from], score, score.length / width - 1);
      return;
    }
    const middle = (from + to) >> 1;
    let other = score;
    for (let i = middle; i < to; i++) other = add(other, items[i]);
    split(from, middle, other);
    other = score;
    for (let i = from; i < middle; i++) other = add(other, items[i]);
    split(middle, to, other);
  };
  if (items.length > 0) split(0, items.length, new Float64Array(width).fill(1));
}
