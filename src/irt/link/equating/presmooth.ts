import { cholesky, choleskySolve } from '../../../math/cholesky.js';
import type { Frequencies, JointFrequencies } from './frequencies.js';

/** Degrees of a log-linear model of joint frequencies. */
export interface JointDegrees {
  /** Moments kept of the scores, of the anchor scores, and how high powers of both are multiplied. */
  readonly scores: number;
  readonly anchors: number;
  readonly cross: number;
}

/**
 * Frequencies smoothed by a log-linear model, log f(x) = Σ_{d ≤ degree} β_d x^d by maximum likelihood: number of learners and the
 * first `degree` moments stay as they are.
 *
 * @source Holland & Thayer (2000), Journal of Educational and Behavioral Statistics 25(2).
 */
export function presmooth(given: Frequencies, degree: number): Frequencies {
  const size = given.counts.length;
  const columns = polynomials(size, Math.min(degree, size - 1));
  return { counts: poissonFit(given.counts, columns), step: given.step };
}

/** Joint frequencies smoothed alike: log f(x, v) = Σ β_d x^d + Σ γ_d v^d + Σ δ_de x^d v^e. */
export function presmoothJoint(given: JointFrequencies, degrees: JointDegrees): JointFrequencies {
  const { scores, anchors } = given;
  const ofScores = polynomials(scores, Math.min(degrees.scores, scores - 1));
  const ofAnchors = polynomials(anchors, Math.min(degrees.anchors, anchors - 1));
  const columns: Float64Array[] = [];
  const add = (x: Float64Array | undefined, v: Float64Array | undefined): void => {
    columns.push(
      Float64Array.from({ length: scores * anchors }, (_, at) => {
        return (x?.[Math.floor(at / anchors)] ?? 1) * (v?.[at % anchors] ?? 1);
      }),
    );
  };
  for (const x of ofScores) add(x, undefined);
  for (const v of ofAnchors) add(undefined, v);
  for (const x of ofScores.slice(0, degrees.cross)) for (const v of ofAnchors.slice(0, degrees.cross)) add(x, v);
  return { ...given, counts: poissonFit(given.counts, columns) };
}

/** Polynomials of degree 1 … on 0 … size − 1, orthogonal there, so that the fit does not lose digits: Legendre's recurrence on −1 … 1. */
function polynomials(size: number, degree: number): Float64Array[] {
  const x = Float64Array.from({ length: size }, (_, i) => (size === 1 ? 0 : (2 * i) / (size - 1) - 1));
  const out: Float64Array[] = [];
  let before = x.map(() => 1);
  let own = x.slice();
  for (let d = 1; d <= degree; d++) {
    out.push(own);
    const [a, b] = [before, own];
    const next = x.map((value, i) => ((2 * d + 1) * value * b[i] - d * a[i]) / (d + 1));
    before = own;
    own = next;
  }
  return out;
}

const MOST_STEPS = 200;

/** Poisson regression by Newton's method with halved steps; an intercept keeps the total. */
function poissonFit(counts: Float64Array, columns: readonly Float64Array[]): Float64Array {
  const size = counts.length;
  const terms = columns.length + 1;
  const total = counts.reduce((sum, c) => sum + c, 0);
  const term = (t: number, i: number): number => (t === 0 ? 1 : columns[t - 1][i]);
  let beta = new Float64Array(terms);
  beta[0] = Math.log(total / size);
  const expected = new Float64Array(size);
  const likelihood = (at: Float64Array): number => {
    let value = 0;
    for (let i = 0; i < size; i++) {
      let eta = 0;
      for (let t = 0; t < terms; t++) eta += at[t] * term(t, i);
      expected[i] = Math.exp(Math.min(eta, 700));
      value += counts[i] * eta - expected[i];
    }
    return value;
  };
  let value = likelihood(beta);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = new Float64Array(terms);
    const information = new Float64Array(terms * terms);
    for (let i = 0; i < size; i++) {
      for (let t = 0; t < terms; t++) {
        const own = term(t, i);
        gradient[t] += own * (counts[i] - expected[i]);
        const weighted = own * expected[i];
        for (let u = 0; u <= t; u++) information[t * terms + u] += weighted * term(u, i);
      }
    }
    const factor = cholesky(information, terms);
    if (factor === undefined) break;
    const move = choleskySolve(factor, terms, gradient);
    let done = true;
    for (let half = 1; half > 1e-6; half /= 2) {
      const next = beta.map((b, t) => b + half * move[t]);
      const nextValue = likelihood(next);
      if (!(nextValue >= value)) continue;
      done = nextValue - value <= 1e-12 * Math.abs(value);
      beta = next;
      value = nextValue;
      break;
    }
    if (done) break;
  }
  likelihood(beta);
  return expected;
}
