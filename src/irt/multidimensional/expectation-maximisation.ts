import type { Packed } from '../../kernels/packing.js';
import { anderson } from '../../math/anderson.js';
import { squarem } from '../../math/squarem.js';
import { type ItemObjective, maximiseItem } from '../calibrate/m-step.js';
import type { Sample } from '../calibrate/sample.js';
import { createItemExpansion } from '../item-curve.js';
import { type MirtDesign, mend, objectiveOf, ownOf } from './design.js';
import type { SettledOptions } from './options.js';
import type { MirtEvidence, Reduction } from './reduction.js';

/** How far a multidimensional calibration is. */
export interface CalibrateProgress {
  /** `em`: climbing; `mh-rm`: its cycles; `likelihood`: the Monte Carlo log-likelihood; `errors`: the standard errors. */
  readonly stage: 'em' | 'mh-rm' | 'likelihood' | 'errors';
  /** Steps done in this stage. */
  readonly iterations: number;
  /** Steps of this stage where their number is known. */
  readonly of?: number;
  /** Best marginal log-likelihood plus log prior so far; NaN where it is not known, −∞ before the first step. */
  readonly objective: number;
}

/** An estimation by quadrature: its parts. */
export interface Problem {
  readonly design: MirtDesign;
  readonly reduction: Reduction;
  readonly packed: Packed;
  readonly learners: number;
  /** The objective of each item, over the nodes of its cluster. */
  readonly objectives: readonly ItemObjective[];
  /** Expected counts of each item `[categories × nodes]`. */
  readonly countsOf: readonly Float64Array[];
}

/** Joins a design and the grid it is integrated over. */
export function createProblem(design: MirtDesign, reduction: Reduction, { packed, learners }: Sample): Problem {
  const objectives = new Array<ItemObjective>(design.items.length);
  const countsOf = new Array<Float64Array>(design.items.length);
  for (const cluster of reduction.clusters) {
    const nodes = reduction.grid.weights.length * cluster.across;
    cluster.items.forEach((j, i) => {
      objectives[j] = objectiveOf(design.items[j], cluster.axes[i]);
      countsOf[j] = cluster.counts.subarray(cluster.categoryAt[i] * nodes, cluster.categoryAt[i + 1] * nodes);
    });
  }
  return { design, reduction, packed, learners, objectives, countsOf };
}

/** Log prior density of all items. */
export function logPrior({ items }: MirtDesign, x: Float64Array): number {
  let sum = 0;
  for (const item of items) for (const prior of item.priors) sum += prior(ownOf(item, x));
  return sum;
}

/** The M-step after an E-step at x. */
export function maximise(
  { design, objectives, countsOf, learners }: Problem,
  x: Float64Array,
  { moments }: MirtEvidence,
): Float64Array {
  const next = x.slice();
  design.items.forEach((item, j) => {
    maximiseItem(item.range, objectives[j], countsOf[j], ownOf(item, next));
  });
  next.set(design.latent.maximise(x.subarray(design.size), moments, learners), design.size);
  return next;
}

/** Gradient of log-likelihood plus log prior after an E-step at x, by all entries of x: Fisher's identity. */
export function gradient(
  { design, objectives, countsOf, learners }: Problem,
  x: Float64Array,
  { moments }: MirtEvidence,
): Float64Array {
  const out = new Float64Array(x.length);
  design.items.forEach((item, j) => {
    const into = createItemExpansion(item.curve.size);
    objectives[j](ownOf(item, x), countsOf[j], into);
    out.set(into.gradient, item.at);
  });
  if (design.latent.size > 0) {
    out.set(design.latent.expand(x.subarray(design.size), moments, learners).gradient, design.size);
  }
  return out;
}

/** Where EM ended. */
export interface Climbed {
  readonly x: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly change: number;
}

/** Accelerated EM from x; tells of each E-step before it is done. */
export function* climb(
  problem: Problem,
  start: Float64Array,
  options: SettledOptions,
): Generator<CalibrateProgress, Climbed> {
  const { design, reduction } = problem;
  let best = Number.NEGATIVE_INFINITY;
  let iterations = 0;
  const climbing = (options.acceleration === 'squarem' ? squarem : anderson)(start, options);
  let step = climbing.next();
  while (!step.done) {
    const at = step.value;
    mend(design, at);
    yield { stage: 'em', iterations, objective: best };
    const evidence = reduction.run(at);
    iterations++;
    const objective = evidence.logLikelihood + logPrior(design, at);
    best = Math.max(best, objective);
    step = climbing.next({ next: maximise(problem, at, evidence), objective });
  }
  const { parameters, converged, change } = step.value;
  mend(design, parameters);
  yield { stage: 'em', iterations, objective: best };
  const { logLikelihood } = reduction.run(parameters);
  return { x: parameters, logLikelihood, iterations: iterations + 1, converged, change };
}
