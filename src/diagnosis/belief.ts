/** A normal belief about a quantity in logits. */
export interface Belief {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Belief about the deviation of a knowledge point from the general ability θ, as its regression on θ:
 * δ | θ ~ N(mean + slope · θ, variance). Before any answer: mean 0, slope 0, variance τ².
 * Kept this way, what is learnt of θ elsewhere moves the point rightly without touching it.
 */
export interface PointDeviation extends Belief {
  readonly slope: number;
}

/**
 * Belief about x = θ + δ: mean + (1 + slope) θ + rest, so mean + (1 + slope) E θ and (1 + slope)² Var θ + variance.
 *
 * @example
 * pointBelief({ mean: 1, variance: 0.5 }, { mean: 0.2, variance: 0.1, slope: 0 }) // { mean: 1.2, variance: 0.6 }
 */
export function pointBelief(ability: Belief, deviation: PointDeviation): Belief {
  const along = 1 + deviation.slope;
  return {
    mean: deviation.mean + along * ability.mean,
    variance: along * along * ability.variance + deviation.variance,
  };
}

/**
 * Φ(z), the standard normal distribution function, to about 1e-15 absolute, relative in the lower tail to 1e-12.
 *
 * @source Series and continued fraction, Abramowitz & Stegun (1964), 26.2.11 and 26.2.14
 * @example
 * normalCdf(0) // 0.5
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const x = Math.abs(z);
  let tail: number;
  if (x > 38.6) {
    tail = 0;
  } else if (x < 3) {
    let term = x;
    let sum = x;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    tail = 0.5 - sum * density(x);
  } else {
    let fraction = x;
    for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
    tail = density(x) / fraction;
  }
  return z > 0 ? 1 - tail : tail;
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
