import { logistic } from '../../math/logistic.js';
import { type CurvePoint, type Family, floor } from './family.js';

/**
 * The logistic families of binary items: P(right | z) = g + (u − g) / (1 + exp(−(z + c))).
 * Shapes: c; with `asymptotes` 1 also logit g; with 2 also logit u.
 *
 * @source Birnbaum (1968) in Lord & Novick, ch. 17 (2PL, 3PL); Barton & Lord (1981), ETS RR-81-20 (4PL).
 */
export function logisticFamily(asymptotes: 0 | 1 | 2): Family {
  return asymptotes === 0 ? TWO : withAsymptotes(asymptotes);
}

const TWO: Family = {
  categories: 2,
  shapes: 1,
  slope: true,
  fill: (shape, z, out) => {
    const c = shape[0];
    const width = z.length;
    for (let q = 0; q < width; q++) {
      const eta = z[q] + c;
      const e = Math.exp(-Math.abs(eta));
      const large = 1 / (1 + e);
      const small = floor(e * large);
      out[q] = eta >= 0 ? small : large;
      out[width + q] = eta >= 0 ? large : small;
    }
  },
  derive: (shape, z, out) => {
    const eta = z + shape[0];
    const e = Math.exp(-Math.abs(eta));
    const large = 1 / (1 + e);
    const p = eta >= 0 ? large : e * large;
    const q = eta >= 0 ? e * large : large;
    write(out, p, q, p * q, p * q * (q - p));
  },
  expand: (shape, z, counts, into) => {
    const c = shape[0];
    const width = z.length;
    let value = 0;
    let gradient = 0;
    let information = 0;
    for (let q = 0; q < width; q++) {
      const right = counts[width + q];
      const n = counts[q] + right;
      const eta = z[q] + c;
      const e = Math.exp(-Math.abs(eta));
      const large = 1 / (1 + e);
      const p = eta >= 0 ? large : e * large;
      // log P(right) = min(eta, 0) − log(1 + e), and log P(wrong) is that less eta.
      const tail = Math.log1p(e);
      value += right * (Math.min(eta, 0) - tail) + counts[q] * (Math.min(-eta, 0) - tail);
      const residual = right - n * p;
      const w = n * e * large * large;
      into.gradientZ[q] = residual;
      into.informationZ[q] = w;
      into.cross[q] = w;
      gradient += residual;
      information += w;
    }
    into.gradient[0] = gradient;
    into.information[0] = information;
    return value;
  },
};

function write(out: CurvePoint, right: number, wrong: number, first: number, second: number): void {
  out.p[0] = wrong;
  out.p[1] = right;
  out.first[0] = -first;
  out.first[1] = first;
  out.second[0] = -second;
  out.second[1] = second;
}

function withAsymptotes(asymptotes: 1 | 2): Family {
  const shapes = 1 + asymptotes;
  const lowerOf = (shape: Float64Array): number => logistic(shape[1]);
  const upperOf = (shape: Float64Array): number => (asymptotes === 2 ? logistic(shape[2]) : 1);
  return {
    categories: 2,
    shapes,
    slope: true,
    fill: (shape, z, out) => {
      const g = lowerOf(shape);
      const u = upperOf(shape);
      const width = z.length;
      for (let q = 0; q < width; q++) {
        const eta = z[q] + shape[0];
        const right = logistic(eta);
        const wrong = logistic(-eta);
        out[width + q] = floor(u * right + g * wrong);
        out[q] = floor((1 - u) * right + (1 - g) * wrong);
      }
    },
    derive: (shape, z, out) => {
      const g = lowerOf(shape);
      const u = upperOf(shape);
      const right = logistic(z + shape[0]);
      const wrong = logistic(-z - shape[0]);
      const w = (u - g) * right * wrong;
      write(out, u * right + g * wrong, (1 - u) * right + (1 - g) * wrong, w, w * (wrong - right));
    },
    expand: (shape, z, counts, into) => {
      const g = lowerOf(shape);
      const u = upperOf(shape);
      const width = z.length;
      into.gradient.fill(0);
      into.information.fill(0);
      if (!(u > g)) return Number.NEGATIVE_INFINITY;
      let value = 0;
      const by = new Float64Array(shapes);
      for (let q = 0; q < width; q++) {
        const eta = z[q] + shape[0];
        const right = logistic(eta);
        const wrong = logistic(-eta);
        const p = floor(u * right + g * wrong);
        const rest = floor((1 - u) * right + (1 - g) * wrong);
        const yes = counts[width + q];
        const no = counts[q];
        value += (yes > 0 ? yes * Math.log(p) : 0) + (no > 0 ? no * Math.log(rest) : 0);
        const residual = yes / p - no / rest;
        const weight = (yes + no) / (p * rest);
        by[0] = (u - g) * right * wrong;
        by[1] = wrong * g * (1 - g);
        if (asymptotes === 2) by[2] = right * u * (1 - u);
        into.gradientZ[q] = residual * by[0];
        into.informationZ[q] = weight * by[0] * by[0];
        for (let s = 0; s < shapes; s++) {
          into.gradient[s] += residual * by[s];
          into.cross[s * width + q] = weight * by[0] * by[s];
          for (let t = 0; t < shapes; t++) into.information[s * shapes + t] += weight * by[s] * by[t];
        }
      }
      return value;
    },
  };
}
