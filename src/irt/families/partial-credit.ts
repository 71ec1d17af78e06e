import { type Expansion, type Family, floor, mirror } from './family.js';

/**
 * Partial credit: P(k) ∝ exp(k z + Σ_{v ≤ k} c_v), k = 0 … categories − 1. Shapes: the step intercepts c_1 …
 * The log-likelihood is concave in slope and shapes, whose statistics are k θ and [k ≥ v].
 *
 * @source Masters (1982), Psychometrika 47(2); Muraki (1992), Applied Psychological Measurement 16(2).
 */
export function partialCreditFamily(categories: number): Family {
  const shapes = categories - 1;
  const p = new Float64Array(categories);
  const above = new Float64Array(categories + 1);

  /** P of the categories at one z into `p`; the log of their normaliser is returned. */
  const at = (shape: Float64Array, z: number): number => {
    let eta = 0;
    let most = 0;
    for (let k = 1; k < categories; k++) {
      eta += z + shape[k - 1];
      p[k] = eta;
      if (eta > most) most = eta;
    }
    let sum = Math.exp(-most);
    p[0] = sum;
    for (let k = 1; k < categories; k++) {
      p[k] = Math.exp(p[k] - most);
      sum += p[k];
    }
    const scale = 1 / sum;
    for (let k = 0; k < categories; k++) p[k] *= scale;
    return most + Math.log(sum);
  };

  return {
    categories,
    shapes,
    slope: true,
    fill: (shape, z, out) => {
      const width = z.length;
      for (let q = 0; q < width; q++) {
        at(shape, z[q]);
        for (let k = 0; k < categories; k++) out[k * width + q] = floor(p[k]);
      }
    },
    derive: (shape, z, out) => {
      at(shape, z);
      let mean = 0;
      let square = 0;
      for (let k = 1; k < categories; k++) {
        mean += k * p[k];
        square += k * k * p[k];
      }
      const variance = square - mean * mean;
      for (let k = 0; k < categories; k++) {
        out.p[k] = p[k];
        out.first[k] = p[k] * (k - mean);
        out.second[k] = p[k] * ((k - mean) ** 2 - variance);
      }
    },
    expand: (shape, z, counts, into) => {
      const width = z.length;
      const { gradient, information, cross } = into;
      gradient.fill(0);
      information.fill(0);
      let value = 0;
      for (let q = 0; q < width; q++) {
        const normaliser = at(shape, z[q]);
        let n = 0;
        let mean = 0;
        let square = 0;
        let observed = 0;
        let eta = 0;
        above[categories] = 0;
        for (let k = categories - 1; k >= 0; k--) {
          const r = counts[k * width + q];
          n += r;
          observed += k * r;
          mean += k * p[k];
          square += k * k * p[k];
          above[k] = above[k + 1] + p[k];
        }
        let answered = n;
        value -= n * normaliser;
        for (let v = 1; v < categories; v++) {
          answered -= counts[(v - 1) * width + q];
          eta = z[q] + shape[v - 1];
          value += answered * eta;
          gradient[v - 1] += answered - n * above[v];
        }
        into.gradientZ[q] = observed - n * mean;
        into.informationZ[q] = n * (square - mean * mean);
        // E k [k ≥ v] = v above_v + Σ_{u > v} above_u.
        let tail = 0;
        for (let v = categories - 1; v >= 1; v--) {
          cross[(v - 1) * width + q] = n * (v * above[v] + tail - mean * above[v]);
          tail += above[v];
          for (let u = 1; u <= v; u++) information[(v - 1) * shapes + u - 1] += n * above[v] * (1 - above[u]);
        }
      }
      mirror(information, shapes);
      return value;
    },
  };
}

/**
 * Rating scale: partial credit with c_v = c + t_v, the t_v shared by the items of a scale. Shapes: c, t_2 … (t_1 is 0, so that
 * c is the first step's intercept).
 *
 * @source Andrich (1978), Psychometrika 43(4).
 */
export function ratingScaleFamily(categories: number): Family {
  const steps = categories - 1;
  const inner = partialCreditFamily(categories);
  const intercepts = new Float64Array(steps);
  const spread = (shape: Float64Array): Float64Array => {
    for (let v = 0; v < steps; v++) intercepts[v] = shape[0] + (v === 0 ? 0 : shape[v]);
    return intercepts;
  };
  return {
    categories,
    shapes: steps,
    slope: true,
    fill: (shape, z, out) => inner.fill(spread(shape), z, out),
    derive: (shape, z, out) => inner.derive(spread(shape), z, out),
    expand: (shape, z, counts, into) => {
      const value = inner.expand(spread(shape), z, counts, into);
      gatherLocation(into, steps, z.length);
      return value;
    },
  };
}

/** Chain rule of c_1 = c, c_v = c + t_v: what c does is the sum over the steps. */
function gatherLocation(into: Expansion, steps: number, width: number): void {
  const { gradient, cross, information } = into;
  for (let v = 1; v < steps; v++) {
    gradient[0] += gradient[v];
    for (let q = 0; q < width; q++) cross[q] += cross[v * width + q];
  }
  for (let u = 0; u < steps; u++) {
    for (let v = 1; v < steps; v++) information[u] += information[v * steps + u];
  }
  for (let v = 1; v < steps; v++) information[0] += information[v];
  for (let v = 1; v < steps; v++) information[v * steps] = information[v];
}
