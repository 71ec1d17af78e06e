import { boundedAscent, type Slope } from '../../math/bounded-ascent.js';
import {
  addPriorGradient,
  type BktCounts,
  type Chain,
  countExpected,
  LEAST_EMISSION,
  likelihoodAt,
  logLikelihoodAt,
  logPrior,
  PARAMETERS,
  type StepOptions,
  updateParameters,
} from './em.js';
import type { BktParameters } from './model.js';
import type { BktOptions } from './options.js';

/** The estimate of one skill. */
export interface SkillFit {
  readonly parameters: BktParameters;
  /** Of the answers, without priors. */
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** EM from every start for `trial` iterations, then a quasi-Newton ascent on the exact gradient from the best `keep`. */
export function estimate(chain: Chain, options: BktOptions, step: StepOptions): SkillFit {
  const starts = options.starts
    .map((start) => ({ ...start, ...step.fixed }))
    // A start outside the region that the priors keep to would be thrown on its edge.
    .filter((start, _, all) => !step.ordered || start.guess <= 1 - start.slip || all.length === 1);
  const from = starts.length > 0 ? starts : [{ ...options.starts[0], ...step.fixed }];
  if (options.tolerance === 0) return runEm(chain, from, options, step);
  const trials = from
    .map((start, order) => {
      const end = iterate(chain, start, Math.min(options.trial, options.iterations), step);
      return { end, order, height: logLikelihoodAt(chain, end) + logPrior(end, step) };
    })
    .sort((a, b) => b.height - a.height || a.order - b.order)
    .slice(0, options.keep);
  let iterations = options.trial;
  let best: { readonly at: BktParameters; readonly value: number; readonly converged: boolean } | undefined;
  for (const { end } of trials) {
    const top = polish(chain, end, options, step);
    iterations += top.evaluations;
    if (best === undefined || top.value > best.value) best = top;
  }
  const { at, converged } = best!;
  return { parameters: at, logLikelihood: logLikelihoodAt(chain, at), iterations, converged };
}

/** Nothing but EM, as many iterations as are asked for. */
function runEm(chain: Chain, starts: readonly BktParameters[], options: BktOptions, step: StepOptions): SkillFit {
  let parameters = starts[0];
  let done = 0;
  if (starts.length > 1) {
    done = Math.min(options.trial, options.iterations);
    let highest = Number.NEGATIVE_INFINITY;
    for (const start of starts) {
      const end = iterate(chain, start, done, step);
      const height = logLikelihoodAt(chain, end) + logPrior(end, step);
      if (height > highest) {
        highest = height;
        parameters = end;
      }
    }
  }
  parameters = iterate(chain, parameters, options.iterations - done, step);
  return {
    parameters,
    logLikelihood: logLikelihoodAt(chain, parameters),
    iterations: options.iterations,
    converged: false,
  };
}

function iterate(chain: Chain, start: BktParameters, iterations: number, step: StepOptions): BktParameters {
  let now = start;
  for (let i = 0; i < iterations; i++) now = updateParameters(countExpected(chain, now), now, step);
  return now;
}

/**
 * The coordinates of the ascent. Where guess ≤ 1 − slip must hold, slip is taken as a share of 1 − guess
 * (or guess as a share of 1 − slip, where slip is given), which turns the constraint into a bound.
 */
function toPoint(p: BktParameters, step: StepOptions): Float64Array {
  const point = Float64Array.of(p.prior, p.learn, p.guess, p.slip, p.forget);
  if (!step.ordered) return point;
  if (step.fixed.slip === undefined) point[3] = Math.min(1, p.slip / (1 - p.guess));
  else point[2] = Math.min(1, p.guess / (1 - p.slip));
  return point;
}

function fromPoint(x: ArrayLike<number>, step: StepOptions): BktParameters {
  let [guess, slip] = [x[2], x[3]];
  if (step.ordered) {
    if (step.fixed.slip === undefined) slip = Math.max(x[3] * (1 - guess), LEAST_EMISSION);
    else guess = Math.max(x[2] * (1 - slip), LEAST_EMISSION);
  }
  return { prior: x[0], learn: x[1], guess, slip, forget: x[4] };
}

function polish(
  chain: Chain,
  start: BktParameters,
  options: BktOptions,
  step: StepOptions,
): { at: BktParameters; value: number; evaluations: number; converged: boolean } {
  const evaluate = (x: Float64Array): Slope => {
    const at = fromPoint(x, step);
    const { value, gradient } = likelihoodAt(chain, at);
    addPriorGradient(at, step, gradient);
    if (step.ordered) {
      if (step.fixed.slip === undefined) {
        gradient[2] -= x[3] * gradient[3];
        gradient[3] *= 1 - at.guess;
      } else {
        gradient[3] -= x[2] * gradient[2];
        gradient[2] *= 1 - at.slip;
      }
    }
    return { value: value + logPrior(at, step), gradient };
  };
  const point = toPoint(start, step);
  const lower = Float64Array.of(0, 0, LEAST_EMISSION, LEAST_EMISSION, 0);
  const upper = Float64Array.of(1, 1, 1 - LEAST_EMISSION, 1 - LEAST_EMISSION, 1);
  PARAMETERS.forEach((name, i) => {
    // A shape of prior that is infinite at an end must not be evaluated there.
    if (step.priors !== false) {
      lower[i] = Math.max(lower[i], LEAST_EMISSION);
      upper[i] = Math.min(upper[i], 1 - LEAST_EMISSION);
    }
    const given = step.fixed[name] !== undefined || (name === 'forget' && !step.forget);
    if (given) lower[i] = upper[i] = point[i];
  });
  const result = boundedAscent(point, evaluate, {
    lower,
    upper,
    curvature: curvatureOf(point, countExpected(chain, start), step),
    tolerance: options.tolerance,
    maxIterations: options.iterations,
  });
  return { at: fromPoint(result.point, step), ...result };
}

/** That of the complete data: what one would have if the states were seen. */
function curvatureOf(point: Float64Array, counts: BktCounts, step: StepOptions): Float64Array {
  const all = [
    counts.sequences,
    counts.learnable,
    counts.guessed + counts.missed,
    counts.slipped + counts.hit,
    counts.forgettable,
  ];
  return point.map((p, i) => {
    const pseudo = step.priors === false ? 0 : step.priors[PARAMETERS[i]][0] + step.priors[PARAMETERS[i]][1];
    return Math.max(all[i] + pseudo, 1e-3) / Math.max(p * (1 - p), 1e-4);
  });
}
