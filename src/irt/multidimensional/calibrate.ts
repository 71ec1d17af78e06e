import type { ResponseMatrix } from '../../data/response-matrix.js';
import { pause } from '../calibrate/pause.js';
import { type Plan, plan } from '../calibrate/plan.js';
import type { LongWork } from '../calibrate.js';
import { meanPoints } from '../coding.js';
import { settle as settleOne } from '../options.js';
import { describeErrors, describeItems } from './describe.js';
import { countFree, createDesign, freeParameters, type MirtDesign, mend, orient } from './design.js';
import { type CalibrateProgress, climb, createProblem, logPrior } from './expectation-maximisation.js';
import { defaultQuadrature } from './grid.js';
import { mhRm } from './mh-rm.js';
import type { MirtModel, MirtReport } from './model.js';
import { type CalibrateOptions, oneDimension, refuse, settle } from './options.js';
import { createReduction } from './reduction.js';
import { type Errors, type FreeIndex, standardErrors } from './standard-errors.js';
import { startValues } from './start-values.js';
import { layOut } from './structure.js';

/** Most dimensions that are integrated at once by quadrature. */
const MOST_AT_ONCE = 3;

/** Most nodes × rows of tables, so that memory stays bounded. */
const MOST_TABLE = 1 << 27;

/**
 * Calibrates items on several abilities by marginal maximum likelihood: by accelerated EM over a grid where up to three
 * dimensions are integrated at once — a specific dimension of a bifactor or testlet model counts only beside the primary ones —
 * and by MH-RM beyond. Missing cells contribute nothing; equal rows are computed once; rows may have counts.
 *
 * θ ~ N(0, covariance), variances 1 but for testlets and for dimensions of items of slope 1 (`Rasch`, `PCM`), whose variance is
 * free. Signs of whole dimensions are free as well: they are turned so that the slopes on each sum to more than 0.
 * Items that the answers do not identify have the weak prior of the calibration of one ability, on slopes past the first with
 * mean 0.
 *
 * @throws YincaiError for matrices that cannot be read, options without meaning (`bad-option`), names that are not there
 *   (`unknown-id`), a dimension that no item measures (`not-identified`).
 * @cost EM: steps × Σ rows × items / 8 × nodes (see `createReduction`); MH-RM: cycles × rows × items × 5.
 * @source Bock, Gibbons & Muraki (1988), Applied Psychological Measurement 12(3); Gibbons & Hedeker (1992), Psychometrika 57(3);
 *   Bradlow, Wainer & Wang (1999), Psychometrika 64(2), for testlets; Cai (2010), Psychometrika 75(1), for MH-RM.
 * @example
 * const model = calibrate(matrix, { family: '2PL', structure: { exploratory: 2 } });
 * model.slopes[0]; // slopes of the first item on both factors
 */
export function calibrate(matrix: ResponseMatrix, options: CalibrateOptions): MirtModel {
  const steps = estimate(matrix, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * {@link calibrate}, letting other work run between its steps; the same result.
 *
 * @throws the signal's reason once it is aborted.
 * @example
 * const model = await calibrateAsync(matrix, { structure: { exploratory: 4 }, signal, onProgress: ({ stage }) => show(stage) });
 */
export async function calibrateAsync(
  matrix: ResponseMatrix,
  options: CalibrateOptions & LongWork<CalibrateProgress>,
): Promise<MirtModel> {
  const { signal, onProgress, ...rest } = options;
  signal?.throwIfAborted();
  const steps = estimate(matrix, rest);
  let step = steps.next();
  while (!step.done) {
    onProgress?.(step.value);
    await pause();
    signal?.throwIfAborted();
    step = steps.next();
  }
  return step.value;
}

/** The steps of a calibration. */
export function* estimate(matrix: ResponseMatrix, given: CalibrateOptions): Generator<CalibrateProgress, MirtModel> {
  const options = settle(given);
  const layout = layOut(options.structure, matrix.items);
  const atOnce = layout.primary + (layout.dimensions.length > layout.primary ? 1 : 0);
  const method = options.method === 'auto' ? (atOnce <= MOST_AT_ONCE ? 'em' : 'mh-rm') : options.method;
  const chosen = defaultQuadrature(Math.min(atOnce, MOST_AT_ONCE));
  const quadrature = { points: options.quadraturePoints ?? chosen.points, bound: options.bound ?? chosen.bound };
  const nodes = quadrature.points ** atOnce;
  if (method === 'em' && (atOnce > MOST_AT_ONCE || nodes * matrix.items.length > MOST_TABLE)) {
    refuse(
      'method',
      `em, ${atOnce} dimensions, ${quadrature.points} nodes each`,
      `at most ${MOST_AT_ONCE} dimensions at once and ${MOST_TABLE} nodes × items; or mh-rm`,
      `至多同时 ${MOST_AT_ONCE} 个维度、节点数 × 题数不超过 ${MOST_TABLE}；否则用 mh-rm`,
    );
  }
  // Packing plans its tables for the nodes it will be used with.
  const tableNodes = method === 'em' ? Math.min(nodes, 1 << 20) : 1;
  const planned = plan(matrix, settleOne(oneDimension(options)), new Float64Array(tableNodes));
  const design = createDesign(planned.specifications, layout);
  const warnings = [...planned.warnings];
  const start = startValues(design, planned);
  mend(design, start);
  const { sample } = planned;

  if (method === 'mh-rm') {
    const run = yield* mhRm(design, planned, start, options, warnings);
    return describe(matrix, planned, design, quadrature, run.x, run.index, run.errors, {
      ...common(planned, design, run.x, run.bounded, run.errors, warnings),
      logLikelihood: run.logLikelihood,
      logLikelihoodError: run.logLikelihoodError,
      iterations: run.cycles,
      converged: run.converged,
      ...(run.converged
        ? {}
        : {
            reason: `after ${run.cycles} cycles averaged parameters still moved by ${run.change.toFixed(2)} of their errors a window`,
          }),
      method,
      seed: options.seed,
    });
  }
  const cuts = planned.specifications.map((item) => item.cuts);
  const { points, bound } = quadrature;
  const reduction = createReduction(design, matrix, cuts, sample, points, bound, options.kernel);
  const problem = createProblem(design, reduction, sample);
  const climbed = yield* climb(problem, start, options);
  const x = orient(design, climbed.x);
  const { freeOf, free, bounded } = freeParameters(design, x);
  const index = { freeOf, free };
  const errors = yield* standardErrors(problem, x, index, options.standardErrors, warnings);
  warnings.push(...bounded.map((name) => `${name} is held at its bound`));
  return describe(matrix, planned, design, quadrature, x, index, errors, {
    ...common(planned, design, x, bounded, errors, warnings),
    logLikelihood: climbed.logLikelihood,
    logLikelihoodError: 0,
    iterations: climbed.iterations,
    converged: climbed.converged,
    ...(climbed.converged
      ? {}
      : {
          reason: `after ${climbed.iterations - 1} E-steps parameters still moved by ${climbed.change.toExponential(1)} a step`,
        }),
    method,
  });
}

function common(
  planned: Plan,
  design: MirtDesign,
  x: Float64Array,
  bounded: readonly string[],
  errors: Errors,
  warnings: readonly string[],
): Omit<MirtReport, 'logLikelihood' | 'logLikelihoodError' | 'iterations' | 'converged' | 'method'> {
  return {
    logPrior: logPrior(design, x),
    parameters: countFree(design),
    learners: planned.sample.learners,
    bounded,
    standardErrors: errors.kind,
    conditionNumber: errors.conditionNumber,
    digest: planned.digest,
    warnings,
  };
}

function describe(
  matrix: ResponseMatrix,
  planned: Plan,
  design: MirtDesign,
  quadrature: MirtModel['quadrature'],
  x: Float64Array,
  { freeOf, free }: FreeIndex,
  { covariance }: Errors,
  report: MirtReport,
): MirtModel {
  const { layout, latent, items } = design;
  const width = layout.dimensions.length;
  const cuts = planned.specifications.map((item) => item.cuts);
  const variance = (i: number): number =>
    covariance === undefined || freeOf[i] < 0 ? Number.NaN : covariance[freeOf[i] * free + freeOf[i]];
  const rows = (flat: Float64Array): number[][] =>
    layout.dimensions.map((_, d) => Array.from(flat.subarray(d * width, (d + 1) * width)));
  const errors = new Float64Array(width * width).fill(Number.NaN);
  latent.entries.forEach(([d, e], i) => {
    errors[d * width + e] = errors[e * width + d] = Math.sqrt(variance(design.size + i));
  });
  return {
    kind: 'mirt',
    version: 1,
    structure: layout.kind,
    items: [...matrix.items],
    families: planned.specifications.map(({ family }) => family),
    dimensions: [...layout.dimensions],
    primary: layout.primary,
    loads: items.map(({ slots }) => layout.dimensions.map((_, d) => (slots.some((slot) => slot.includes(d)) ? 1 : 0))),
    ...describeItems(design, x),
    cuts,
    fullMarks: [...matrix.fullMarks],
    categoryPoints: meanPoints(matrix, cuts),
    latent: {
      mean: layout.dimensions.map(() => 0),
      covariance: rows(latent.matrix(x.subarray(design.size))),
      learners: planned.sample.learners,
      se: { covariance: rows(errors) },
    },
    quadrature,
    se: describeErrors(design, x, variance),
    report,
  };
}
