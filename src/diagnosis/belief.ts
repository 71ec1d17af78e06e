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
