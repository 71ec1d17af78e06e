import type { Slope } from './bounded-ascent.js';

/** How {@link lbfgs} climbs. */
export interface LbfgsOptions {
  /** Converged where a step raises the value by less than this share of its size. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** About −∂²/∂x² of each coordinate, above 0: the steps are made even by it. All 1 by default. */
  readonly curvature?: Float64Array;
  /** Steps in a row that must raise the value by so little: a step that had to be cut short says little by itself. Default 1. */
  readonly patience?: number;
  /** Steps remembered. Default 10. */
  readonly memory?: number;
}

/** Where {@link lbfgs} ended. */
export interface LbfgsResult extends Slope {
  readonly point: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
  readonly converged: boolean;
}

/**
 * A maximum of a smooth function of many variables: limited-memory BFGS with backtracking; the value never falls.
 *
 * @cost O(memory · n) a step beside the evaluations
 * @source Liu & Nocedal (1989), On the limited memory BFGS method for large scale optimization, Math. Programming 45
 * @example
 * lbfgs([3], (x) => ({ value: -((x[0] - 2) ** 2), gradient: Float64Array.of(-2 * (x[0] - 2)) }), { tolerance: 1e-12, maxIterations: 50 }).point; // about [2]
 */
export function lbfgs(
  start: ArrayLike<number>,
  evaluate: (point: Float64Array) => Slope,
  options: LbfgsOptions,
): LbfgsResult {
  const { tolerance, maxIterations, curvature, patience = 1, memory = 10 } = options;
  let point: Float64Array = Float64Array.from(start);
  let now = evaluate(point);
  let evaluations = 1;
  let iterations = 0;
  let converged = false;
  let small = 0;
  const steps: { readonly step: Float64Array; readonly change: Float64Array; readonly bend: number }[] = [];
  while (iterations < maxIterations && !converged) {
    const direction = uphill(now.gradient, steps, curvature);
    let promise = dot(direction, now.gradient);
    if (!(promise > 0)) {
      steps.length = 0;
      direction.set(now.gradient);
      promise = dot(direction, now.gradient);
    }
    if (!(promise > 0)) {
      converged = promise === 0;
      break;
    }
    let found: { readonly to: Float64Array; readonly slope: Slope } | undefined;
    for (let length = 1; length > 1e-12; length *= length > 0.1 ? 0.5 : 0.1) {
      const to = point.map((x, i) => x + length * direction[i]);
      const slope = evaluate(to);
      evaluations++;
      if (slope.value >= now.value + 1e-4 * length * promise) {
        found = { to, slope };
        break;
      }
    }
    iterations++;
    if (found === undefined) {
      if (steps.length === 0) {
        converged = promise < tolerance * Math.max(1, Math.abs(now.value));
        break;
      }
      steps.length = 0;
      continue;
    }
    const { to, slope } = found;
    const step = to.map((x, i) => x - point[i]);
    const change = now.gradient.map((g, i) => g - slope.gradient[i]);
    const bend = dot(step, change);
    if (bend > 1e-12 * dot(step, step)) {
      steps.push({ step, change, bend });
      if (steps.length > memory) steps.shift();
    }
    small = slope.value - now.value < tolerance * Math.max(1, Math.abs(now.value)) ? small + 1 : 0;
    converged = small >= patience;
    point = to;
    now = slope;
  }
  return { point, ...now, iterations, evaluations, converged };
}

/** The two loops: the inverse of the remembered curvature applied to the gradient. */
function uphill(
  gradient: Float64Array,
  steps: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly bend: number }[],
  curvature: Float64Array | undefined,
): Float64Array {
  const result = gradient.slice();
  const shares = new Float64Array(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    shares[i] = dot(steps[i].step, result) / steps[i].bend;
    for (let j = 0; j < result.length; j++) result[j] -= shares[i] * steps[i].change[j];
  }
  let scale = 1;
  const last = steps.at(-1);
  if (curvature !== undefined) {
    for (let j = 0; j < result.length; j++) result[j] /= curvature[j];
    if (last !== undefined) {
      let size = 0;
      for (let j = 0; j < result.length; j++) size += last.change[j] ** 2 / curvature[j];
      scale = last.bend / size;
    }
  } else if (last !== undefined) {
    scale = last.bend / dot(last.change, last.change);
  } else {
    scale = 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  }
  for (let j = 0; j < result.length; j++) result[j] *= scale;
  for (let i = 0; i < steps.length; i++) {
    const share = shares[i] - dot(steps[i].change, result) / steps[i].bend;
    for (let j = 0; j < result.length; j++) result[j] += share * steps[i].step[j];
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
