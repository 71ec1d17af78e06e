import { type Family, floor } from './family.js';

/**
 * Graded response: P(category ≥ v) = 1 / (1 + exp(−(z + c_v))), c_1 > c_2 > … Shapes: the intercepts c_1 …
 *
 * @source Samejima (1969), Psychometrika Monograph 17.
 */
export function gradedFamily(categories: number): Family {
  const shapes = categories - 1;
  // P(≥ v), P(< v) and their product for v = 0 … categories; the ends are certain.
  const above = new Float64Array(categories + 1);
  const below = new Float64Array(categories + 1);
  const slope = new Float64Array(categories + 1);
  const at = (shape: Float64Array, z: number): void => {
    above[0] = 1;
    below[0] = 0;
    for (let v = 1; v < categories; v++) {
      const eta = z + shape[v - 1];
      const e = Math.exp(-Math.abs(eta));
      const large = 1 / (1 + e);
      above[v] = eta >= 0 ? large : e * large;
      below[v] = eta >= 0 ? e * large : large;
      slope[v] = e * large * large;
    }
    above[categories] = 0;
    below[categories] = 1;
  };
  /** P(k), by the smaller tails, where no digits are lost. */
  const between = (k: number): number => (above[k] > 0.5 ? below[k + 1] - below[k] : above[k] - above[k + 1]);

  return {
    categories,
    shapes,
    slope: true,
    fill: (shape, z, out) => {
      const width = z.length;
      for (let q = 0; q < width; q++) {
        at(shape, z[q]);
        for (let k = 0; k < categories; k++) out[k * width + q] = floor(between(k));
      }
    },
    derive: (shape, z, out) => {
      at(shape, z);
      for (let k = 0; k < categories; k++) {
        out.p[k] = between(k);
        out.first[k] = slope[k] - slope[k + 1];
        out.second[k] = slope[k] * (below[k] - above[k]) - slope[k + 1] * (below[k + 1] - above[k + 1]);
      }
    },
    expand: (shape, z, counts, into) => {
      const width = z.length;
      const { gradient, information, cross } = into;
      gradient.fill(0);
      information.fill(0);
      for (let v = 1; v < shapes; v++) if (!(shape[v] < shape[v - 1])) return Number.NEGATIVE_INFINITY;
      let value = 0;
      for (let q = 0; q < width; q++) {
        at(shape, z[q]);
        let n = 0;
        for (let k = 0; k < categories; k++) n += counts[k * width + q];
        let gz = 0;
        let iz = 0;
        // Of category k both ends move: P(k) = above_k − above_{k+1}.
        let lower = 0;
        for (let k = 0; k < categories; k++) {
          const p = floor(between(k));
          const r = counts[k * width + q];
          if (r > 0) value += r * Math.log(p);
          const move = slope[k] - slope[k + 1];
          const ratio = r / p;
          const weight = n / p;
          gz += ratio * move;
          iz += weight * move * move;
          if (k > 0) {
            const v = k - 1;
            gradient[v] += slope[k] * (ratio - lower);
            information[v * shapes + v] += weight * slope[k] * slope[k];
            cross[v * width + q] += weight * slope[k] * move;
          }
          if (k < shapes) {
            information[k * shapes + k] += weight * slope[k + 1] * slope[k + 1];
            cross[k * width + q] = -weight * slope[k + 1] * move;
            if (k > 0) information[k * shapes + k - 1] -= weight * slope[k] * slope[k + 1];
          }
          lower = ratio;
        }
        into.gradientZ[q] = gz;
        into.informationZ[q] = iz;
      }
      for (let v = 1; v < shapes; v++) information[(v - 1) * shapes + v] = information[v * shapes + v - 1];
      return value;
    },
  };
}

/** logit of the share of full marks at which each category begins, where marks are the nearest on their grid `[categories − 1]`. */
export function markThresholds(cuts: readonly number[], fullMarks: number): Float64Array {
  return Float64Array.from(cuts, (cut, v) => {
    const share = (cut + (v === 0 ? 0 : cuts[v - 1])) / 2 / fullMarks;
    return Math.log(share) - Math.log1p(-share);
  });
}

/**
 * Continuous response for items of many marks: the logit of the share of full marks is logistic around a multiple of θ − b, and
 * the mark is its nearest value on the grid; none and all of the marks are the open ends. So it is the graded family with
 * thresholds on a line, c_v = c − κ t_v, whatever the number of marks two shapes: c and log κ.
 *
 * @param thresholds t_v `[categories − 1]`, ascending; see {@link markThresholds}
 * @source Samejima (1973), Psychometrika 38(2), in its logistic form; marks as rounded values are ours.
 */
export function continuousFamily(thresholds: Float64Array): Family {
  const steps = thresholds.length;
  const inner = gradedFamily(steps + 1);
  const intercepts = new Float64Array(steps);
  const spread = (shape: Float64Array): Float64Array => {
    const kappa = Math.exp(shape[1]);
    for (let v = 0; v < steps; v++) intercepts[v] = shape[0] - kappa * thresholds[v];
    return intercepts;
  };
  const gradient = new Float64Array(steps);
  const information = new Float64Array(steps * steps);
  let cross = new Float64Array(0);
  return {
    categories: steps + 1,
    shapes: 2,
    slope: true,
    fill: (shape, z, out) => inner.fill(spread(shape), z, out),
    derive: (shape, z, out) => inner.derive(spread(shape), z, out),
    expand: (shape, z, counts, into) => {
      const width = z.length;
      if (cross.length < steps * width) cross = new Float64Array(steps * width);
      const { gradientZ, informationZ } = into;
      const value = inner.expand(spread(shape), z, counts, {
        gradientZ,
        informationZ,
        gradient,
        cross,
        information,
      });
      const kappa = Math.exp(shape[1]);
      into.gradient.fill(0);
      into.information.fill(0);
      into.cross.fill(0, 0, 2 * width);
      for (let v = 0; v < steps; v++) {
        const by = -kappa * thresholds[v];
        into.gradient[0] += gradient[v];
        into.gradient[1] += by * gradient[v];
        for (let q = 0; q < width; q++) {
          into.cross[q] += cross[v * width + q];
          into.cross[width + q] += by * cross[v * width + q];
        }
        // The graded information is tridiagonal.
        for (let u = Math.max(0, v - 1); u <= Math.min(steps - 1, v + 1); u++) {
          const w = information[v * steps + u];
          const other = -kappa * thresholds[u];
          into.information[0] += w;
          into.information[1] += w * by;
          into.information[3] += w * by * other;
        }
      }
      into.information[2] = into.information[1];
      return value;
    },
  };
}
