/** How p-values of many items are adjusted. */
export type Adjustment = 'none' | 'Holm' | 'BH';

/**
 * p-values adjusted for their number, in the same order; NaN stays and does not count.
 * `Holm` keeps the chance of any false finding below the level, `BH` the share of false ones among the findings.
 *
 * @source Holm (1979), Scandinavian Journal of Statistics 6(2); Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57(1).
 * @example
 * adjust([0.01, 0.02, 0.04], 'Holm'); // [0.03, 0.04, 0.04]
 */
export function adjust(p: readonly number[], method: Adjustment): number[] {
  if (method === 'none') return [...p];
  const out = p.map(() => Number.NaN);
  const order = [...p.keys()].filter((i) => !Number.isNaN(p[i])).sort((i, k) => p[i] - p[k]);
  const n = order.length;
  if (method === 'Holm') {
    let least = 0;
    order.forEach((i, rank) => {
      least = Math.max(least, Math.min(1, (n - rank) * p[i]));
      out[i] = least;
    });
    return out;
  }
  let most = 1;
  for (let rank = n - 1; rank >= 0; rank--) {
    most = Math.min(most, (n / (rank + 1)) * p[order[rank]]);
    out[order[rank]] = most;
  }
  return out;
}
