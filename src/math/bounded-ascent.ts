import { cholesky, choleskySolve } from './cholesky.js';

/** A function's value and gradient at a point. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Where and how {@link boundedAscent} climbs. */
export interface BoundedAscentOptions {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Start of the curvature: about −∂²/∂x² of each coordinate, above 0. */
  readonly curvature: Float64Array;
  /** Points that may be taken; none refused by default. */
  readonly allowed?: (point: Float64Array) => boolean;
  /** Converged where the next step promises less than this of the function's value. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Where {@link boundedAscent} ended. */
export interface BoundedAscentResult extends Slope {
  readonly point: Float64Array;
  readonly evaluations: number;
  readonly converged: boolean;
}

/**
 * A maximum of a smooth function of a few variables within bounds: projected quasi-Newton (BFGS) with exact gradient.
 * Coordinates at a bound that the gradient pushes outward are held; the rest take a Newton step with the approximated
 * curvature, projected on the bounds and halved until the function rises enough. The value never falls.
 *
 * @cost O(n³) beside the evaluations
 * @source Bertsekas (1982), Projected Newton methods, SIAM J. Control Optim. 20; Nocedal & Wright (2006), proc. 18.2 (damping)
 * @example
 * const parabola = (x) => ({ value: -((x[0] - 2) ** 2), gradient: Float64Array.of(-2 * (x[0] - 2)) });
 * const one = Float64Array.of(1);
 * boundedAscent([0], parabola, { lower: Float64Array.of(0), upper: one, curvature: one, tolerance: 1e-12, maxIterations: 50 }).point; // [1]
 */
export function boundedAscent(
  start: ArrayLike<number>,
  evaluate: (point: Float64Array) => Slope,
  options: BoundedAscentOptions,
): BoundedAscentResult {
  const { lower, upper, curvature, tolerance, maxIterations } = options;
  const n = start.length;
  const clamp = (x: number, i: number): number => Math.min(Math.max(x, lower[i]), upper[i]);
  let point: Float64Array = Float64Array.from(start, clamp);
  let now = evaluate(point);
  let evaluations = 1;
  let hessian = diagonal(curvature);
  let fresh = true;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const direction = newtonDirection(point, now.gradient, hessian, lower, upper);
    let promise = 0;
    for (let i = 0; i < n; i++) promise += direction[i] * now.gradient[i];
    if (!(promise > tolerance)) {
      if (fresh) return { point, ...now, evaluations, converged: true };
      // The curvature may have gone stale where a bound was met: ask once more with the first one.
      hessian = diagonal(curvature);
      fresh = true;
      continue;
    }
    let next: Float64Array | undefined;
    let there: Slope | undefined;
    for (let length = 1; length > 1e-10; length *= length > 0.1 ? 0.5 : 0.1) {
      const candidate = point.map((x, i) => clamp(x + length * direction[i], i));
      if (options.allowed !== undefined && !options.allowed(candidate)) continue;
      const slope = evaluate(candidate);
      evaluations++;
      let rise = 0;
      for (let i = 0; i < n; i++) rise += now.gradient[i] * (candidate[i] - point[i]);
      if (slope.value >= now.value + 1e-4 * Math.max(rise, 0) && slope.value > now.value) {
        next = candidate;
        there = slope;
        break;
      }
    }
    if (next === undefined || there === undefined) {
      if (fresh) return { point, ...now, evaluations, converged: promise < 1e3 * tolerance };
      hessian = diagonal(curvature);
      fresh = true;
      continue;
    }
    hessian = learnCurvature(hessian, point, next, now.gradient, there.gradient);
    fresh = false;
    point = next;
    now = there;
  }
  return { point, ...now, evaluations, converged: false };
}

function diagonal(values: Float64Array): Float64Array {
  const matrix = new Float64Array(values.length ** 2);
  for (let i = 0; i < values.length; i++) matrix[i * values.length + i] = Math.max(values[i], 1e-12);
  return matrix;
}

/** Newton's step in the coordinates that are free to move. */
function newtonDirection(
  point: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Float64Array {
  const n = point.length;
  const free: number[] = [];
  for (let i = 0; i < n; i++) {
    if (upper[i] <= lower[i]) continue;
    if ((point[i] <= lower[i] && gradient[i] <= 0) || (point[i] >= upper[i] && gradient[i] >= 0)) continue;
    free.push(i);
  }
  const direction = new Float64Array(n);
  if (free.length === 0) return direction;
  const size = free.length;
  const matrix = new Float64Array(size * size);
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      matrix[a * size + b] = hessian[i * n + j];
    });
  });
  const factor = cholesky(matrix, size);
  const right = free.map((i) => gradient[i]);
  const step =
    factor === undefined ? right.map((g, a) => g / matrix[a * size + a]) : choleskySolve(factor, size, right);
  free.forEach((i, a) => {
    direction[i] = step[a];
  });
  return direction;
}

/** BFGS for −f, damped so that it stays positive definite. */
function learnCurvature(
  hessian: Float64Array,
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
): Float64Array {
  const n = from.length;
  const step = to.map((x, i) => x - from[i]);
  const change = before.map((g, i) => g - after[i]);
  const pushed = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) pushed[i] += hessian[i * n + j] * step[j];
  let quadratic = 0;
  let bend = 0;
  for (let i = 0; i < n; i++) {
    quadratic += step[i] * pushed[i];
    bend += step[i] * change[i];
  }
  if (!(quadratic > 0)) return hessian;
  if (bend < 0.2 * quadratic) {
    const share = (0.8 * quadratic) / (quadratic - bend);
    for (let i = 0; i < n; i++) change[i] = share * change[i] + (1 - share) * pushed[i];
    bend = 0.2 * quadratic;
  }
  const next = hessian.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) next[i * n + j] += (change[i] * change[j]) / bend - (pushed[i] * pushed[j]) / quadratic;
  }
  return next;
}
