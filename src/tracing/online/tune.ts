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
