import type { Welfare } from './request.js';

/**
 * A welfare as arithmetic on gains. `column` is an item's gains, learner by learner, beginning at `from`; the welfare of a set to which the
 * item is added is that of `G + column`.
 */
export interface WelfareMeasure {
  /** Welfare of `G`, plus a column where one is given. */
  readonly of: (G: Float64Array, columns?: Float64Array, from?: number) => number;
  /**
   * A line above the welfare, which is concave, that touches or nearly touches it at `G`: fills `slope` and returns `start` so that
   * `of(H) ≤ start + Σ slope[l] · H[l]` for every H ≥ 0.
   */
  readonly line: (G: Float64Array, slope: Float64Array) => number;
}

/** The gain beyond which the stand-ins of the worst-off learner's gain bend. */
const BEND = 0.1;

/** @param weights of the sum 1 */
export function measureOf(welfare: Welfare, weights: Float64Array): WelfareMeasure {
  switch (welfare.kind) {
    case 'sum':
      return sum(weights);
    case 'log':
      return log(weights, welfare.epsilon);
    case 'max-min':
      return maxMin(weights, welfare.share);
  }
}

/**
 * Submodular measures whose greedy sets are starts for the one wanted: itself where it is submodular, and for max–min the sum, the
 * logarithm and `1 − (1 + G / BEND)⁻⁴`, which cares for the least ever more.
 */
export function submodularFor(welfare: Welfare, weights: Float64Array): readonly WelfareMeasure[] {
  if (welfare.kind !== 'max-min') return [measureOf(welfare, weights)];
  return [sum(weights), log(weights, BEND), power(weights, BEND)];
}

function sum(weights: Float64Array): WelfareMeasure {
  return {
    of: (G, columns, from = 0) => {
      let total = 0;
      if (columns === undefined) for (let l = 0; l < G.length; l++) total += weights[l] * G[l];
      else for (let l = 0; l < G.length; l++) total += weights[l] * (G[l] + columns[from + l]);
      return total;
    },
    line: (_, slope) => {
      slope.set(weights);
      return 0;
    },
  };
}

function log(weights: Float64Array, epsilon: number): WelfareMeasure {
  const per = 1 / epsilon;
  const alike = weights.every((w) => w === weights[0]);
  const none = new Float64Array(weights.length);
  const apart = (G: Float64Array, columns: Float64Array, from: number): number => {
    let total = 0;
    for (let l = 0; l < G.length; l++) total += weights[l] * Math.log1p((G[l] + columns[from + l]) * per);
    return total;
  };
  // One logarithm for many learners of the same weight: that of a product, in four parts that need not wait for each other.
  const together = (G: Float64Array, columns: Float64Array, from: number, block: number): number => {
    const n = G.length;
    let total = 0;
    for (let l = 0; l < n; ) {
      let [a, b, c, d] = [1, 1, 1, 1];
      const end = Math.min(n, l + block);
      for (; l + 3 < end; l += 4) {
        a *= 1 + (G[l] + columns[from + l]) * per;
        b *= 1 + (G[l + 1] + columns[from + l + 1]) * per;
        c *= 1 + (G[l + 2] + columns[from + l + 2]) * per;
        d *= 1 + (G[l + 3] + columns[from + l + 3]) * per;
      }
      for (; l < end; l++) a *= 1 + (G[l] + columns[from + l]) * per;
      total += Math.log(a * b * (c * d));
    }
    if (total < Number.POSITIVE_INFINITY) return weights[0] * total;
    return block > 8 ? together(G, columns, from, 8) : apart(G, columns, from);
  };
  const measured = alike
    ? (G: Float64Array, columns: Float64Array, from: number) => together(G, columns, from, 64)
    : apart;
  const of: WelfareMeasure['of'] = (G, columns = none, from = 0) => measured(G, columns, from);
  return {
    of,
    line: (G, slope) => {
      let start = of(G);
      for (let l = 0; l < G.length; l++) {
        slope[l] = weights[l] / (epsilon + G[l]);
        start -= slope[l] * G[l];
      }
      return start;
    },
  };
}

function power(weights: Float64Array, bend: number): WelfareMeasure {
  const of: WelfareMeasure['of'] = (G, columns, from = 0) => {
    let total = 0;
    for (let l = 0; l < G.length; l++) {
      const ratio = bend / (bend + (columns === undefined ? G[l] : G[l] + columns[from + l]));
      total += weights[l] * (1 - ratio * ratio * ratio * ratio);
    }
    return total;
  };
  return {
    of,
    line: (G, slope) => {
      let start = of(G);
      for (let l = 0; l < G.length; l++) {
        slope[l] = (4 * weights[l] * bend ** 4) / (bend + G[l]) ** 5;
        start -= slope[l] * G[l];
      }
      return start;
    },
  };
}

function maxMin(weights: Float64Array, share: number): WelfareMeasure {
  return {
    of: (G, columns, from = 0) => {
      let [mean, least] = [0, Number.POSITIVE_INFINITY];
      for (let l = 0; l < G.length; l++) {
        const gained = columns === undefined ? G[l] : G[l] + columns[from + l];
        mean += weights[l] * gained;
        if (gained < least) least = gained;
      }
      return (1 - share) * mean + share * least;
    },
    // Any mixture of learners bounds their least; one that leans on those who have little bounds it closely.
    line: (G, slope) => {
      let [least, mean] = [Number.POSITIVE_INFINITY, 0];
      for (const gained of G) {
        least = Math.min(least, gained);
        mean += gained / G.length;
      }
      const sharpness = 30 / Math.max(mean, 1e-12);
      let total = 0;
      for (let l = 0; l < G.length; l++) {
        slope[l] = Math.exp(-sharpness * (G[l] - least));
        total += slope[l];
      }
      for (let l = 0; l < G.length; l++) slope[l] = (1 - share) * weights[l] + (share * slope[l]) / total;
      return 0;
    },
  };
}
