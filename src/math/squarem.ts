/** One application of an EM map: where it leads, and the objective (log-likelihood) at the point it started from. */
export interface EmStep {
  readonly next: Float64Array;
  readonly objective: number;
}

/** When {@link squarem} stops. */
export interface SquaremOptions {
  /** Converged where one plain EM step moves no parameter by more than this … */
  readonly tolerance: number;
  /** … and the objective rose by no more than this times 1 + |objective| since the point before; no condition if absent. */
  readonly objectiveTolerance?: number;
  /** Most applications of the map. */
  readonly maxIterations: number;
}

/** Where {@link squarem} ended. */
export interface SquaremResult {
  readonly parameters: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** Largest change of a parameter by the last plain EM step. */
  readonly change: number;
}

/**
 * Accelerated EM: two plain steps give r and v, and the point start − 2αr + α²v with α = −‖r‖ / ‖v‖ is taken where
 * the objective does not fall there; else the plain step is kept, so that the objective of accepted points never falls.
 *
 * A generator that yields the point where it wants the EM map applied and is given the answer, so that the caller may compute it
 * as it likes: at once, elsewhere, showing progress, or not at all any more. A point's arrays are not changed afterwards.
 *
 * @source Varadhan & Roland (2008), Scandinavian Journal of Statistics 35(2), scheme S3.
 * @example
 * const steps = squarem(start, { tolerance: 1e-6, maxIterations: 500 });
 * let step = steps.next();
 * while (!step.done) step = steps.next({ next: emStep(step.value), objective: logLikelihood(step.value) });
 * step.value.parameters;
 */
export function* squarem(start: Float64Array, options: SquaremOptions): Generator<Float64Array, SquaremResult, EmStep> {
  let current = start;
  let iterations = 0;
  let longest = 4;
  let best = Number.NEGATIVE_INFINITY;
  /** The end, where a plain step from an accepted point moved by `change` and reached `next`. */
  const end = (next: Float64Array, objective: number, change: number): SquaremResult | undefined => {
    const gain = objective - best;
    best = Math.max(best, objective);
    const still =
      change <= options.tolerance &&
      (options.objectiveTolerance === undefined || gain <= options.objectiveTolerance * (1 + Math.abs(objective)));
    if (still || iterations >= options.maxIterations) return { parameters: next, iterations, converged: still, change };
    return undefined;
  };
  for (;;) {
    const first = yield current;
    iterations++;
    const one = end(first.next, first.objective, distance(first.next, current));
    if (one !== undefined) return one;

    const second = yield first.next;
    iterations++;
    const two = end(second.next, second.objective, distance(second.next, first.next));
    if (two !== undefined) return two;

    const { point, length } = extrapolate(current, first.next, second.next, longest);
    if (length <= 1) {
      current = second.next;
      continue;
    }
    const third = yield point;
    iterations++;
    // A hair of tolerance: near the top rounding alone moves the objective.
    if (third.objective >= second.objective - 1e-11 * Math.abs(second.objective)) {
      const three = end(third.next, third.objective, distance(third.next, point));
      if (three !== undefined) return three;
      current = third.next;
      if (length === longest) longest *= 4;
    } else {
      const change = distance(second.next, first.next);
      if (iterations >= options.maxIterations) return { parameters: second.next, iterations, converged: false, change };
      current = second.next;
      longest = Math.max(2, longest / 4);
    }
  }
}

function extrapolate(
  start: Float64Array,
  once: Float64Array,
  twice: Float64Array,
  longest: number,
): { point: Float64Array; length: number } {
  let rr = 0;
  let vv = 0;
  for (let i = 0; i < start.length; i++) {
    const r = once[i] - start[i];
    const v = twice[i] - once[i] - r;
    rr += r * r;
    vv += v * v;
  }
  const length = Math.min(longest, vv > 0 ? Math.sqrt(rr / vv) : 1);
  const point = new Float64Array(start.length);
  for (let i = 0; i < start.length; i++) {
    const r = once[i] - start[i];
    const v = twice[i] - once[i] - r;
    point[i] = start[i] + 2 * length * r + length * length * v;
  }
  return { point, length };
}

function distance(a: Float64Array, b: Float64Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    // NaN must not pass for convergence.
    if (!(d <= most)) most = d;
  }
  return most;
}
