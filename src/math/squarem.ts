/** One application of an EM map: where it leads, and the objective (log-likelihood) at the point it started from. */
export interface EmStep {
  readonly next: Float64Array;
  readonly objective: number;
}

/** When {@link squarem} stops. */
export interface SquaremOptions {
  /** Converged where one plain EM step moves no parameter by more than this. */
  readonly tolerance: number;
  /** Most applications of the map. */
  readonly maxIterations: number;
}

/** A point of the ascent: how often the map was applied, and the objective at a point that was accepted. */
export interface Ascent {
  readonly iterations: number;
  readonly objective: number;
  /** Largest change of a parameter by the last plain EM step. */
  readonly change: number;
}

/** Where {@link squarem} ended. */
export interface SquaremResult {
  readonly parameters: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  readonly change: number;
}

/**
 * Accelerated EM: two plain steps give r and v, and the point start − 2αr + α²v with α = −‖r‖ / ‖v‖ is taken where
 * the objective does not fall there; else the plain step is kept, so that the objective of the yielded ascent never falls.
 * A generator, so that a caller may show progress, pause or stop between steps.
 *
 * @source Varadhan & Roland (2008), Scandinavian Journal of Statistics 35(2), scheme S3.
 * @example
 * const steps = squarem(start, (x) => ({ next: emStep(x), objective: logLikelihood(x) }), { tolerance: 1e-6, maxIterations: 500 });
 * let step = steps.next();
 * while (!step.done) step = steps.next();
 * step.value.parameters;
 */
export function* squarem(
  start: Float64Array,
  map: (parameters: Float64Array) => EmStep,
  options: SquaremOptions,
): Generator<Ascent, SquaremResult> {
  let current = start;
  let iterations = 0;
  let longest = 4;
  for (;;) {
    const first = map(current);
    iterations++;
    let change = distance(first.next, current);
    yield { iterations, objective: first.objective, change };
    if (change <= options.tolerance) return { parameters: first.next, iterations, converged: true, change };
    if (iterations >= options.maxIterations) return { parameters: first.next, iterations, converged: false, change };

    const second = map(first.next);
    iterations++;
    change = distance(second.next, first.next);
    yield { iterations, objective: second.objective, change };
    if (change <= options.tolerance) return { parameters: second.next, iterations, converged: true, change };
    if (iterations >= options.maxIterations) return { parameters: second.next, iterations, converged: false, change };

    const { point, length } = extrapolate(current, first.next, second.next, longest);
    if (length <= 1) {
      current = second.next;
      continue;
    }
    const third = map(point);
    iterations++;
    // A hair of tolerance: near the top rounding alone moves the objective.
    if (third.objective >= second.objective - 1e-11 * Math.abs(second.objective)) {
      change = distance(third.next, point);
      yield { iterations, objective: Math.max(third.objective, second.objective), change };
      if (change <= options.tolerance) return { parameters: third.next, iterations, converged: true, change };
      current = third.next;
      if (length === longest) longest *= 4;
    } else {
      current = second.next;
      longest = Math.max(2, longest / 4);
    }
    if (iterations >= options.maxIterations) return { parameters: current, iterations, converged: false, change };
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
