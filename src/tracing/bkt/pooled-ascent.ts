import { lbfgs } from '../../math/lbfgs.js';
import type { Joint } from './joint.js';
import { KINDS, type Kind, type Layout } from './layout.js';

/** Mean and standard deviation of the normal law that pools a kind of parameters; `centre` undefined: found with them. */
export interface Pool {
  readonly deviation: number;
  readonly centre?: number;
  /** Whether the deviation is found from the data. */
  readonly learned: boolean;
}

/** How {@link ascendPooled} runs. */
export interface PooledOptions {
  readonly pools: Readonly<Record<Kind, Pool>>;
  /** Parameters that stay where they are. */
  readonly held: Uint8Array;
  readonly rounds: number;
  readonly iterations: number;
  readonly tolerance: number;
}

/** Where {@link ascendPooled} ended. */
export interface PooledResult {
  readonly point: Float64Array;
  /** Log-likelihood, without the laws that pool. */
  readonly logLikelihood: number;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly deviations: Readonly<Record<string, number>>;
}

/** Deviations never leave this range: below it the law would hold everything, above it nothing. */
const LEAST_DEVIATION = 0.02;
const MOST_DEVIATION = 5;
/** The first guess of a deviation counts like so many parameters. */
const GUESS_WEIGHT = 4;
const ROUND_ITERATIONS = 10;

/**
 * Posterior mode of all parameters, those of one kind drawn from a normal law whose deviation (and centre) is found by
 * empirical Bayes: between short ascents τ² = mean of (x − centre)² + 1 / (information + 1 / τ²).
 *
 * @source Laird & Ware (1982), Biometrics 38 (EM for variance components); Tierney & Kadane (1986), JASA 81 (Laplace)
 */
export function ascendPooled(start: Float64Array, joint: Joint, layout: Layout, options: PooledOptions): PooledResult {
  const { pools, held } = options;
  const { at, size, total } = layout;
  const kinds = KINDS.filter((kind) => size[kind] > 0);
  const deviation = Object.fromEntries(KINDS.map((kind) => [kind, pools[kind].deviation])) as Record<Kind, number>;
  const centre = Object.fromEntries(KINDS.map((kind) => [kind, pools[kind].centre ?? 0])) as Record<Kind, number>;
  const recentre = (point: Float64Array): void => {
    for (const kind of kinds) {
      if (pools[kind].centre !== undefined) continue;
      let sum = 0;
      let count = 0;
      for (let i = at[kind]; i < at[kind] + size[kind]; i++) {
        if (held[i] === 1) continue;
        sum += point[i];
        count++;
      }
      if (count > 0) centre[kind] = sum / count;
    }
  };
  let information = new Float64Array(total);
  let logLikelihood = Number.NaN;
  let evaluations = 0;
  const evaluate = (point: Float64Array): { value: number; gradient: Float64Array } => {
    const found = joint.evaluate(point);
    evaluations++;
    information = found.information as Float64Array<ArrayBuffer>;
    logLikelihood = found.value;
    let value = found.value;
    const gradient = found.gradient;
    for (const kind of kinds) {
      const precision = 1 / deviation[kind] ** 2;
      for (let i = at[kind]; i < at[kind] + size[kind]; i++) {
        if (held[i] === 1) {
          gradient[i] = 0;
          continue;
        }
        const off = point[i] - centre[kind];
        value -= 0.5 * precision * off * off;
        gradient[i] -= precision * off;
      }
    }
    return { value, gradient };
  };
  const curvature = (): Float64Array => {
    const result = new Float64Array(total).fill(1);
    for (const kind of kinds) {
      for (let i = at[kind]; i < at[kind] + size[kind]; i++) result[i] = information[i] + 1 / deviation[kind] ** 2;
    }
    return result;
  };
  let point = start;
  recentre(point);
  evaluate(point);
  let converged = false;
  for (let round = 0; round <= options.rounds; round++) {
    const last = round === options.rounds;
    const result = lbfgs(point, evaluate, {
      tolerance: last ? options.tolerance : Math.max(1e-6, options.tolerance),
      maxIterations: last ? options.iterations : Math.min(ROUND_ITERATIONS, options.iterations),
      curvature: curvature(),
    });
    point = result.point;
    converged = result.converged;
    if (last) break;
    evaluate(point);
    recentre(point);
    for (const kind of kinds) {
      if (!pools[kind].learned) continue;
      let sum = GUESS_WEIGHT * pools[kind].deviation ** 2;
      let count = GUESS_WEIGHT;
      for (let i = at[kind]; i < at[kind] + size[kind]; i++) {
        if (held[i] === 1) continue;
        sum += (point[i] - centre[kind]) ** 2 + 1 / (information[i] + 1 / deviation[kind] ** 2);
        count++;
      }
      deviation[kind] = Math.min(Math.max(Math.sqrt(sum / count), LEAST_DEVIATION), MOST_DEVIATION);
    }
  }
  evaluate(point);
  return {
    point,
    logLikelihood,
    evaluations,
    converged,
    deviations: Object.fromEntries(kinds.map((kind) => [kind, deviation[kind]])),
  };
}
