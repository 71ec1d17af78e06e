import { cholesky, choleskyInverse, choleskySolve } from '../../math/cholesky.js';
import type { Layout } from './structure.js';

/** Variances stay within these, correlations within ±{@link MOST_CORRELATION}. */
const VARIANCE = [1e-4, 25] as const;
const MOST_CORRELATION = 0.999;

/** What is estimated of N(0, covariance): its free entries are one flat column. */
export interface LatentCovariance {
  readonly size: number;
  /** Row and column of each free entry, row ≥ column. */
  readonly entries: readonly (readonly [number, number])[];
  readonly start: () => Float64Array;
  /** The matrix `[dimensions × dimensions]`. */
  readonly matrix: (values: Float64Array) => Float64Array;
  /** Its lower Cholesky factor. */
  readonly factor: (values: Float64Array) => Float64Array;
  /** Brings values back to where the matrix is positive definite, in place. */
  readonly mend: (values: Float64Array) => void;
  /** Names of entries at a bound. */
  readonly bounded: (values: Float64Array) => string[];
  /** The M-step: values that maximise −(learners / 2) (log |Σ| + tr Σ⁻¹ S), S = moments / learners. */
  readonly maximise: (values: Float64Array, moments: Float64Array, learners: number) => Float64Array;
  /** Gradient of the same, and its expected information row-major `[size × size]`. */
  readonly expand: (
    values: Float64Array,
    moments: Float64Array,
    learners: number,
  ) => { readonly gradient: Float64Array; readonly information: Float64Array };
}

/** The free entries of a layout's covariance; `unit` dimensions have items of slope 1 and so a free variance. */
export function latentCovariance(layout: Layout, unit: ReadonlySet<number>): LatentCovariance {
  const { dimensions, correlated, freeVariance } = layout;
  const width = dimensions.length;
  const free = [...new Set([...freeVariance, ...unit])].sort((d, e) => d - e);
  const entries: readonly (readonly [number, number])[] = [...free.map((d) => [d, d] as const), ...correlated];
  const size = entries.length;
  const specific = new Set(freeVariance);

  const matrix = (values: Float64Array): Float64Array => {
    const out = new Float64Array(width * width);
    for (let d = 0; d < width; d++) out[d * width + d] = 1;
    entries.forEach(([d, e], i) => {
      out[d * width + e] = out[e * width + d] = values[i];
    });
    return out;
  };
  const definite = (values: Float64Array): Float64Array | undefined => {
    const own = matrix(values);
    for (const [d, e] of correlated) {
      const limit = MOST_CORRELATION * Math.sqrt(own[d * width + d] * own[e * width + e]);
      if (!(Math.abs(own[d * width + e]) <= limit * (1 + 1e-12))) return undefined;
    }
    return cholesky(own, width);
  };
  const mend = (values: Float64Array): void => {
    entries.forEach(([d, e], i) => {
      if (d === e) values[i] = Math.min(VARIANCE[1], Math.max(VARIANCE[0], values[i]));
    });
    const own = matrix(values);
    entries.forEach(([d, e], i) => {
      if (d === e) return;
      const limit = MOST_CORRELATION * Math.sqrt(own[d * width + d] * own[e * width + e]);
      values[i] = Math.min(limit, Math.max(-limit, values[i]));
    });
    for (let round = 0; round < 400 && definite(values) === undefined; round++) {
      entries.forEach(([d, e], i) => {
        if (d !== e) values[i] *= 0.97;
      });
    }
  };
  const expand: LatentCovariance['expand'] = (values, moments, learners) => {
    const own = matrix(values);
    const inverse = choleskyInverse(cholesky(own, width) as Float64Array, width);
    const gradient = new Float64Array(size);
    const information = new Float64Array(size * size);
    // W = Σ⁻¹ (S − Σ) Σ⁻¹.
    const rest = moments.map((m, i) => m / learners - own[i]);
    const w = product(product(inverse, rest, width), inverse, width);
    entries.forEach(([d, e], i) => {
      gradient[i] = learners * (d === e ? 0.5 : 1) * w[d * width + e];
      entries.forEach(([f, g], k) => {
        const cross = (a: number, b: number, c: number, h: number): number =>
          inverse[a * width + c] * inverse[b * width + h];
        const trace = (a: number, b: number): number => cross(a, b, f, g) + (f === g ? 0 : cross(a, b, g, f));
        information[i * size + k] = 0.5 * learners * (trace(d, e) + (d === e ? 0 : trace(e, d)));
      });
    });
    return { gradient, information };
  };
  const value = (values: Float64Array, moments: Float64Array, learners: number): number => {
    const factor = definite(values);
    if (factor === undefined) return Number.NEGATIVE_INFINITY;
    const inverse = choleskyInverse(factor, width);
    let sum = 0;
    for (let d = 0; d < width; d++) sum += 2 * Math.log(factor[d * width + d]);
    for (let i = 0; i < inverse.length; i++) sum += (inverse[i] * moments[i]) / learners;
    return -0.5 * sum;
  };

  return {
    size,
    entries,
    start: () => Float64Array.from(entries, ([d, e]) => (d !== e ? 0.3 : specific.has(d) ? 0.3 : 1)),
    matrix,
    factor: (values) => cholesky(matrix(values), width) as Float64Array,
    mend,
    bounded: (values) => {
      const own = matrix(values);
      return entries.flatMap(([d, e], i) => {
        if (d === e) {
          return values[i] <= VARIANCE[0] || values[i] >= VARIANCE[1] ? [`variance of ${dimensions[d]}`] : [];
        }
        const r = values[i] / Math.sqrt(own[d * width + d] * own[e * width + e]);
        return Math.abs(r) >= MOST_CORRELATION - 1e-6 ? [`correlation of ${dimensions[e]} and ${dimensions[d]}`] : [];
      });
    },
    maximise: (values, moments, learners) => {
      let here = values.slice();
      if (size === 0) return here;
      let best = value(here, moments, learners);
      for (let step = 0; step < 50; step++) {
        const { gradient, information } = expand(here, moments, learners);
        const factor = cholesky(information, size);
        if (factor === undefined) break;
        const move = choleskySolve(factor, size, gradient);
        let length = 1;
        let next = here;
        for (; length > 1e-8; length /= 2) {
          next = here.map((x, i) => x + length * move[i]);
          mend(next);
          const found = value(next, moments, learners);
          if (found >= best - 1e-13 * Math.abs(best)) {
            best = found;
            break;
          }
        }
        if (length <= 1e-8) break;
        const longest = next.reduce((most, x, i) => Math.max(most, Math.abs(x - here[i])), 0);
        here = next;
        if (longest < 1e-9) break;
      }
      return here;
    },
    expand,
  };
}

/** Row-major product of two square matrices. */
export function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const f = a[i * size + k];
      if (f !== 0) for (let j = 0; j < size; j++) out[i * size + j] += f * b[k * size + j];
    }
  }
  return out;
}
