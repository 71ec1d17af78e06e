import { type Family, floor, mirror } from './family.js';

/**
 * Nominal responses: P(k) ∝ exp(a_k θ + c_k), a_0 = c_0 = 0. Shapes: a_1 …, c_1 …; the categories need no order, and which is
 * the first changes the parameters, not the probabilities.
 *
 * @source Bock (1972), Psychometrika 37(1).
 */
export function nominalFamily(categories: number): Family {
  const steps = categories - 1;
  const shapes = 2 * steps;
  const p = new Float64Array(categories);
  const at = (shape: Float64Array, theta: number): number => {
    let most = 0;
    p[0] = 0;
    for (let k = 1; k < categories; k++) {
      p[k] = shape[k - 1] * theta + shape[steps + k - 1];
      if (p[k] > most) most = p[k];
    }
    let sum = 0;
    for (let k = 0; k < categories; k++) {
      p[k] = Math.exp(p[k] - most);
      sum += p[k];
    }
    for (let k = 0; k < categories; k++) p[k] /= sum;
    return most + Math.log(sum);
  };
  const slopeOf = (shape: Float64Array, k: number): number => (k === 0 ? 0 : shape[k - 1]);
  return {
    categories,
    shapes,
    slope: false,
    fill: (shape, theta, out) => {
      const width = theta.length;
      for (let q = 0; q < width; q++) {
        at(shape, theta[q]);
        for (let k = 0; k < categories; k++) out[k * width + q] = floor(p[k]);
      }
    },
    derive: (shape, theta, out) => {
      at(shape, theta);
      let mean = 0;
      let square = 0;
      for (let k = 1; k < categories; k++) {
        mean += shape[k - 1] * p[k];
        square += shape[k - 1] ** 2 * p[k];
      }
      const variance = square - mean * mean;
      for (let k = 0; k < categories; k++) {
        const d = slopeOf(shape, k) - mean;
        out.p[k] = p[k];
        out.first[k] = p[k] * d;
        out.second[k] = p[k] * (d * d - variance);
      }
    },
    expand: (shape, theta, counts, into) => {
      const width = theta.length;
      const { gradient, information } = into;
      gradient.fill(0);
      information.fill(0);
      into.gradientZ.fill(0);
      into.informationZ.fill(0);
      into.cross.fill(0, 0, shapes * width);
      let value = 0;
      for (let q = 0; q < width; q++) {
        const x = theta[q];
        const normaliser = at(shape, x);
        let n = counts[q];
        for (let k = 1; k < categories; k++) {
          const r = counts[k * width + q];
          n += r;
          value += r * (shape[k - 1] * x + shape[steps + k - 1]);
        }
        value -= n * normaliser;
        for (let k = 1; k < categories; k++) {
          const residual = counts[k * width + q] - n * p[k];
          gradient[k - 1] += x * residual;
          gradient[steps + k - 1] += residual;
          for (let l = 1; l <= k; l++) {
            const w = n * p[k] * ((k === l ? 1 : 0) - p[l]);
            information[(k - 1) * shapes + l - 1] += x * x * w;
            information[(steps + k - 1) * shapes + l - 1] += x * w;
            if (l < k) information[(steps + l - 1) * shapes + k - 1] += x * w;
            information[(steps + k - 1) * shapes + steps + l - 1] += w;
          }
        }
      }
      mirror(information, shapes);
      return value;
    },
  };
}
