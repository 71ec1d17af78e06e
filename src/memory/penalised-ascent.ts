import { type LbfgsResult, lbfgs } from '../math/lbfgs.js';

/**
 * Climbs a log-likelihood with independent normal priors on its parameters, from the middle of the priors.
 *
 * @param logLikelihood its value at a point; its slope is added to `gradient`
 */
export function penalisedAscent(
  logLikelihood: (point: Float64Array, gradient: Float64Array) => number,
  center: Float64Array,
  spread: (parameter: number) => number,
  maxIterations: number,
): LbfgsResult {
  return lbfgs(
    center,
    (point) => {
      const gradient = new Float64Array(point.length);
      let value = logLikelihood(point, gradient);
      for (let i = 0; i < point.length; i++) {
        const off = (point[i] - center[i]) / spread(i);
        value -= off ** 2 / 2;
        gradient[i] -= off / spread(i);
      }
      return { value, gradient };
    },
    { tolerance: 1e-10, maxIterations },
  );
}
