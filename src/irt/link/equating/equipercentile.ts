import type { Frequencies } from './frequencies.js';

/** A function from scores of one form to those of another. */
export type Equating = (score: number) => number;

/** Share of learners below each half step: F(x + ½ step) of the uniform kernel, ascending to 1 `[points]`. */
function cumulative({ counts }: Frequencies): Float64Array {
  const total = counts.reduce((sum, c) => sum + c, 0);
  let sum = 0;
  return counts.map((c) => {
    sum += c;
    return sum / total;
  });
}

/**
 * Percentile rank, 0…1, of a score: every point's learners are spread evenly over half a step on either side.
 *
 * @source Kolen & Brennan (2014), Test Equating, Scaling, and Linking, eq. 2.14.
 */
export function percentileRank(frequencies: Frequencies): Equating {
  const above = cumulative(frequencies);
  const { step } = frequencies;
  return (score) => {
    const place = score / step + 0.5;
    if (place <= 0) return 0;
    const at = Math.floor(place);
    if (at >= above.length) return 1;
    const below = at === 0 ? 0 : above[at - 1];
    return below + (place - at) * (above[at] - below);
  };
}

/**
 * Score at a percentile rank. Where nobody has scores in between, the middle of them.
 *
 * @source Kolen & Brennan (2014), eqs. 2.16–2.17.
 */
export function scoreAtRank(frequencies: Frequencies): Equating {
  const above = cumulative(frequencies);
  const { step } = frequencies;
  const last = above.length - 1;
  /** Place of a rank where the distribution begins to exceed it, or where it ends to be below it. */
  const edge = (rank: number, upper: boolean): number => {
    let low = 0;
    let high = last + 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upper ? above[middle] > rank + 1e-12 : above[middle] >= rank - 1e-12) high = middle;
      else low = middle + 1;
    }
    if (low > last) return last + 0.5;
    const below = low === 0 ? 0 : above[low - 1];
    const width = above[low] - below;
    return low - 0.5 + (width > 0 ? Math.max(0, Math.min(1, (rank - below) / width)) : 0);
  };
  return (rank) => 0.5 * (edge(rank, true) + edge(rank, false)) * step;
}

/**
 * Equipercentile equating: the score on the second form of the same percentile rank.
 *
 * @source Braun & Holland (1982) in Holland & Rubin, Test Equating; Kolen & Brennan (2014), ch. 2.
 */
export function equipercentile(from: Frequencies, to: Frequencies): Equating {
  const rank = percentileRank(from);
  const score = scoreAtRank(to);
  return (x) => score(rank(x));
}

/** The line through a mean with the ratio of two deviations. */
export function line(
  from: { readonly mean: number; readonly variance: number },
  to: { readonly mean: number; readonly variance: number },
  parallel = false,
): Equating {
  const slope = parallel || from.variance === 0 ? 1 : Math.sqrt(to.variance / from.variance);
  return (x) => to.mean + slope * (x - from.mean);
}
