import { type BootstrapOptions, checkBootstrap, type Interval, percentileInterval } from '../../evaluate/bootstrap.js';
import { normalQuantile } from '../../math/normal.js';
import { createRandom } from '../../math/random.js';

/** How intervals are made. */
export interface IntervalOptions extends BootstrapOptions {
  /** `bootstrap`: percentiles over draws of learners; `normal`: delta-method standard errors, clustered by learner. */
  readonly interval: 'bootstrap' | 'normal';
}

/** One term `factor · Σ above / Σ below` of an estimate, the sums over learners. */
export interface Ratio {
  readonly factor: number;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/**
 * The estimate `Σ_t factor[t] · Σ_c above[t][c] / Σ_c below[t][c]` over learners c, with its interval. The delta method's standard error is
 * `√(C / (C − 1) · Σ_c e[c]²)` with `e[c] = Σ_t factor[t] · (above[t][c] − ratio[t] · below[t][c]) / Σ below[t]`.
 *
 * @source Cochran (1977), Sampling techniques, §6.3 and §9A (ratios of cluster totals); Field & Welsh (2007), Bootstrapping clustered data
 */
export function estimateRatios(ratios: readonly Ratio[], options: IntervalOptions): Interval {
  const { replicates, seed, level } = checkBootstrap(options);
  const clusters = ratios[0].above.length;
  const ones = new Float64Array(clusters).fill(1);
  const estimate = combine(ratios, ones);
  if (clusters < 2) return { estimate, low: Number.NaN, high: Number.NaN, standardError: Number.NaN };
  if (options.interval === 'normal') {
    const standardError = deltaError(ratios);
    const reach = normalQuantile(1 - (1 - level) / 2) * standardError;
    return { estimate, low: estimate - reach, high: estimate + reach, standardError };
  }
  // The same learners are drawn for every estimator, so that they can be compared.
  const { uniform } = createRandom(seed);
  const drawn = new Float64Array(clusters);
  const draws = new Float64Array(replicates);
  for (let b = 0; b < replicates; b++) {
    drawn.fill(0);
    for (let c = 0; c < clusters; c++) drawn[Math.floor(uniform() * clusters)]++;
    draws[b] = combine(ratios, drawn);
  }
  return percentileInterval(estimate, draws, level);
}

function combine(ratios: readonly Ratio[], times: Float64Array): number {
  let total = 0;
  for (const { factor, above, below } of ratios) {
    let [a, b] = [0, 0];
    for (let c = 0; c < times.length; c++) {
      a += times[c] * above[c];
      b += times[c] * below[c];
    }
    total += (factor * a) / b;
  }
  return total;
}

function deltaError(ratios: readonly Ratio[]): number {
  const clusters = ratios[0].above.length;
  const errors = new Float64Array(clusters);
  for (const { factor, above, below } of ratios) {
    let [a, b] = [0, 0];
    for (let c = 0; c < clusters; c++) {
      a += above[c];
      b += below[c];
    }
    for (let c = 0; c < clusters; c++) errors[c] += (factor * (above[c] - (a / b) * below[c])) / b;
  }
  const squares = errors.reduce((sum, error) => sum + error * error, 0);
  return Math.sqrt((clusters / (clusters - 1)) * squares);
}

/** Codes of ids in the order of the ids, so that what is drawn does not depend on the order of rows. */
export function codesOf(ids: readonly string[]): { readonly code: Int32Array; readonly count: number } {
  const sorted = [...new Set(ids)].sort();
  const places = new Map(sorted.map((id, at) => [id, at]));
  return { code: Int32Array.from(ids, (id) => places.get(id)!), count: sorted.length };
}
