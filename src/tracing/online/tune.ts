/** Factors by which a parameter is tried larger and smaller, coarse first. */
const STEPS = [4, 2, 1.4];

/** Most steps of one parameter in one direction. */
const MOST_STEPS = 6;

/** Gains below this share of the loss are not worth a step. */
const LEAST_GAIN = 2e-6;

/**
 * Coordinate search over positive parameters: each in turn is multiplied and divided by a step while the loss falls.
 * Deterministic. Parameters stay within their bounds.
 *
 * @param loss mean loss at a point; what is not finite counts as worse than anything
 * @source Hooke & Jeeves (1961), Journal of the ACM 8 (exploratory moves, in logarithms)
 */
export function tunePositive<P extends Readonly<Record<string, number>>>(
  start: P,
  bounds: Readonly<Record<keyof P & string, readonly [number, number]>>,
  loss: (parameters: P) => number,
): { readonly best: P; readonly loss: number; readonly evaluations: number } {
  let best = start;
  let least = loss(start);
  let evaluations = 1;
  for (const step of STEPS) {
    for (const name of Object.keys(bounds) as (keyof P & string)[]) {
      for (const factor of [step, 1 / step]) {
        let moved = false;
        for (let n = 0; n < MOST_STEPS; n++) {
          const [low, high] = bounds[name];
          const value = Math.min(high, Math.max(low, best[name] * factor));
          if (value === best[name]) break;
          const tried: P = { ...best, [name]: value };
          const now = loss(tried);
          evaluations++;
          if (!(now < least - LEAST_GAIN * Math.abs(least))) break;
          best = tried;
          least = now;
          moved = true;
        }
        if (moved) break;
      }
    }
  }
  return { best, loss: least, evaluations };
}

/** Ratio of one value to the next, and the loss of log-likelihood past which a value no longer counts, in {@link averageSpreads}. */
const RATIO = 1.6;
const LEAST_LIKELY = 6;

/**
 * Variances as the log leaves them open: each named one in turn gets its posterior mean, the others given, under a prior that is even in
 * the standard deviation. A log that tells little of a variance has its mode near 0 or below what may well be true,
 * and beliefs by the mode are too sure of themselves.
 *
 * @source Gelman (2006), Bayesian Analysis 1(3) (uniform prior on a standard deviation)
 */
export function averageSpreads<P extends Readonly<Record<string, number>>>(
  best: P,
  bounds: Readonly<Record<keyof P & string, readonly [number, number]>>,
  names: readonly (keyof P & string)[],
  logLikelihood: (parameters: P) => number,
): { readonly mean: P; readonly evaluations: number } {
  let mean = best;
  let evaluations = 0;
  for (const name of names) {
    const found = [{ value: mean[name] as number, likelihood: logLikelihood(mean) }];
    const most = (): number => Math.max(...found.map(({ likelihood }) => likelihood));
    for (const ratio of [RATIO, 1 / RATIO]) {
      for (let value = mean[name] * ratio; value >= bounds[name][0] && value <= bounds[name][1]; value *= ratio) {
        const likelihood = logLikelihood({ ...mean, [name]: value });
        evaluations++;
        found.push({ value, likelihood });
        if (!(likelihood > most() - LEAST_LIKELY)) break;
        // Below this the prior leaves nothing to add.
        if (value < mean[name] / 100) break;
      }
    }
    let [weights, sum] = [0, 0];
    for (const { value, likelihood } of found) {
      const weight = Number.isFinite(likelihood) ? Math.exp(likelihood - most()) * Math.sqrt(value) : 0;
      weights += weight;
      sum += weight * value;
    }
    mean = { ...mean, [name]: sum / weights };
    evaluations++;
  }
  return { mean, evaluations };
}
