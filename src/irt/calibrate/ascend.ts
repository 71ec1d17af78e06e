import type { ResponseMatrix } from '../../data/response-matrix.js';
import { createEStep } from '../../kernels/e-step.js';
import { anderson } from '../../math/anderson.js';
import { normalGrid } from '../../math/quadrature.js';
import { squarem } from '../../math/squarem.js';
import { meanPoints } from '../coding.js';
import type { FitReport, IrtModel } from '../model.js';
import { type CalibrateOptions, type SettledOptions, settle } from '../options.js';
import { columnsOf, describeErrors, describeItem } from '../parameters.js';
import { type EStepAnswer, type EStepRequest, expect } from './expectation.js';
import { createMStep, logPrior } from './m-step.js';
import { type Plan, plan } from './plan.js';
import { mend, type Problem, type Solution } from './solution.js';
import { type Errors, standardErrors } from './standard-errors.js';
import { pseudoCounts } from './start-values.js';

/** An estimate with what tests and linking need beside the model. */
export interface Estimate {
  readonly model: IrtModel;
  readonly solution: Solution;
  /** Covariance of the free parameters `[free × free]`; absent where not known. */
  readonly covariance?: Float64Array;
}

/** An estimation ready to begin: its problem is known before the first E-step, so that a driver can share out the rows. */
export interface Ascent {
  readonly problem: Problem;
  readonly steps: Generator<EStepRequest, Estimate, EStepAnswer>;
}

/** Prepares a calibration. The E-steps are asked for one by one; whoever drives the steps answers them. */
export function ascend(matrix: ResponseMatrix, given: CalibrateOptions): Ascent {
  const options = settle(given);
  const { nodes } = normalGrid(options.quadraturePoints, options.bound);
  const planned = plan(matrix, options, nodes);
  const { design, latent, sample } = planned;
  const problem: Problem = {
    design,
    latent,
    packed: sample.packed,
    nodes,
    mStep: createMStep(design, nodes),
    eStep: createEStep(sample.packed, nodes.length, options.kernel),
  };
  return { problem, steps: climbAll(matrix, options, planned, problem) };
}

function* climbAll(
  matrix: ResponseMatrix,
  options: SettledOptions,
  planned: Plan,
  problem: Problem,
): Generator<EStepRequest, Estimate, EStepAnswer> {
  const { design, latent, mStep, nodes, packed } = problem;
  const table = new Float64Array(design.categoryAt[design.items.length] * nodes.length);
  const x = new Float64Array(design.size + latent.size);
  x.set(mStep.maximise(planned.start, pseudoCounts(packed, design, nodes)));
  x.set(latent.start(), design.size);

  let best = Number.NEGATIVE_INFINITY;
  let iterations = 0;
  const climbing = (options.acceleration === 'squarem' ? squarem : anderson)(x, options);
  let step = climbing.next();
  while (!step.done) {
    const at = step.value;
    mend(problem, at);
    const told = yield* expect(design, latent, at, nodes, table, { stage: 'em', iterations, objective: best });
    iterations++;
    const objective = told.logLikelihood + logPrior(design.items, at);
    best = Math.max(best, objective);
    const next = new Float64Array(x.length);
    next.set(mStep.maximise(at.subarray(0, design.size), told.counts));
    next.set(latent.maximise(at.subarray(design.size), told.evidence, nodes), design.size);
    step = climbing.next({ next, objective });
  }
  const { parameters, converged, change } = step.value;
  mend(problem, parameters);
  const last = yield* expect(design, latent, parameters, nodes, table, { stage: 'em', iterations, objective: best });
  const counts = last.counts.slice();
  const prior = logPrior(design.items, parameters);
  const warnings = [...planned.warnings];
  const { solution, bounded } = freeParameters(problem, parameters);
  const errors = yield* standardErrors(solution, options.standardErrors, counts, last.logLikelihood + prior, warnings);
  warnings.push(...bounded.map((name) => `${name} is held at its bound`), ...edge(planned, problem, counts));
  const report: FitReport = {
    logLikelihood: last.logLikelihood,
    logPrior: prior,
    iterations: iterations + 1,
    converged,
    ...(converged
      ? {}
      : { reason: `after ${iterations} E-steps parameters still moved by ${change.toExponential(1)} a step` }),
    parameters: design.free + latent.free.reduce((sum, f) => sum + f, 0) + freeShares(options, planned),
    learners: planned.sample.learners,
    bounded,
    standardErrors: errors.kind,
    conditionNumber: errors.conditionNumber,
    digest: planned.digest,
    warnings,
  };
  return {
    model: describe(matrix, options, planned, solution, errors, report),
    solution,
    ...(errors.covariance === undefined ? {} : { covariance: errors.covariance }),
  };
}

/** Parameters of a distribution that have no standard errors: nodes of a histogram less what is held, or a curve's coefficients. */
function freeShares({ latent, quadraturePoints, anchors }: SettledOptions, { groups, specifications }: Plan): number {
  if (latent === 'normal') return 0;
  if (latent !== 'histogram') return latent.davidian;
  const unit = specifications.some(({ family }) => family === 'Rasch' || family === 'PCM' || family === 'RSM');
  const held = anchors !== undefined ? 0 : unit ? 1 : 2;
  return groups.length * (quadraturePoints - 1) - held;
}

/** The free parameters that are not at a bound, and names of those that are. */
function freeParameters(problem: Problem, x: Float64Array): { solution: Solution; bounded: string[] } {
  const { design, latent } = problem;
  const held = new Set<number>();
  const bounded: string[] = [];
  for (const { id, family, at, curve, range } of design.items) {
    for (let i = 0; i < curve.size; i++) {
      if (range.free[i] === 0 || (x[at + i] > range.low[i] && x[at + i] < range.high[i])) continue;
      held.add(design.freeOf[at + i]);
      bounded.push(`item "${id}": ${parameterName(family, i, curve.size)}`);
    }
  }
  const freeOf = new Int32Array(x.length).fill(-1);
  const number = new Map<number, number>();
  for (let i = 0; i < design.size; i++) {
    const f = design.freeOf[i];
    if (f < 0 || held.has(f)) continue;
    if (!number.has(f)) number.set(f, number.size);
    freeOf[i] = number.get(f) as number;
  }
  let free = number.size;
  for (let i = 0; i < latent.size; i++) if (latent.free[i] === 1) freeOf[design.size + i] = free++;
  return { solution: { ...problem, x, freeOf, free }, bounded };
}

function parameterName(family: string, i: number, size: number): string {
  if (family === 'NRM')
    return i < size / 2 ? `slope of category ${i + 1}` : `intercept of category ${i + 1 - size / 2}`;
  if (i === 0) return 'slope';
  if (family === '3PL' || family === '4PL') return ['intercept', 'lower asymptote', 'upper asymptote'][i - 1];
  if (family === 'CRM') return i === 1 ? 'intercept' : 'spread of the marks';
  return size === 2 ? 'intercept' : `intercept ${i}`;
}

/** Abilities beyond the grid bias what the grid shows. */
const EDGE_SHARE = 0.005;

function edge(planned: Plan, { nodes }: Problem, counts: Float64Array): string[] {
  const width = nodes.length;
  return planned.groups.flatMap((group, g) => {
    const masses = counts.subarray(g * width, (g + 1) * width);
    const share = (masses[0] + masses[1] + masses[width - 1] + masses[width - 2]) / planned.learnersOf[g];
    if (!(share > EDGE_SHARE)) return [];
    const name = planned.groups.length > 1 ? ` of group "${group}"` : '';
    return [
      `${(100 * share).toFixed(1)} % of the abilities${name} are at the ends of the quadrature grid: widen it by a larger bound`,
    ];
  });
}

function describe(
  matrix: ResponseMatrix,
  options: SettledOptions,
  planned: Plan,
  { design, latent, nodes, x, freeOf, free }: Solution,
  { covariance }: Errors,
  report: FitReport,
): IrtModel {
  const families = planned.specifications.map(({ family }) => family);
  const cuts = planned.specifications.map((item) => item.cuts);
  const variance = (i: number, k: number): number => {
    if (covariance === undefined) return Number.NaN;
    return freeOf[i] < 0 || freeOf[k] < 0 ? 0 : covariance[freeOf[i] * free + freeOf[k]];
  };
  const own = design.items.map(({ at, curve }) => x.subarray(at, at + curve.size));
  const errors = design.items.map(({ family, at, curve }, j) => {
    const block = new Float64Array(curve.size * curve.size);
    for (let i = 0; i < curve.size; i++) {
      for (let k = 0; k < curve.size; k++) block[i * curve.size + k] = variance(at + i, at + k);
    }
    return describeErrors(family, own[j], block);
  });
  return {
    kind: 'irt',
    version: 2,
    items: [...matrix.items],
    families,
    ...columnsOf(
      families,
      own.map((parameters, j) => describeItem(families[j], parameters)),
    ),
    cuts,
    fullMarks: [...matrix.fullMarks],
    categoryPoints: meanPoints(matrix, cuts),
    ...latent.describe(x.subarray(design.size), planned.learnersOf, nodes, (i, k) =>
      variance(design.size + i, design.size + k),
    ),
    quadrature: { points: options.quadraturePoints, bound: options.bound },
    se: columnsOf(families, errors),
    report,
  };
}
