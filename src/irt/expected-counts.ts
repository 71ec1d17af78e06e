import { YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { createEStep } from '../kernels/e-step.js';
import type { KernelChoice } from '../kernels/packed-rows.js';
import { normalGrid } from '../math/quadrature.js';
import { createDesign, type Design } from './calibrate/design.js';
import { fillNormal, momentsOf } from './calibrate/latent.js';
import { createMStep } from './calibrate/m-step.js';
import { FEW_LEARNERS } from './calibrate/plan.js';
import { type ParameterPrior, priorsOf } from './calibrate/priors.js';
import { packMatrix } from './calibrate/sample.js';
import { curveTable, prepare } from './curves.js';
import { type IrtModel, ITEM_FAMILIES, type LatentGroup } from './model.js';
import { calibrateDefaults } from './options.js';
import { columnsOf, describeItem, parametersOf } from './parameters.js';
import { columnsFor } from './score.js';

/**
 * What an E-step knows of a sample: the sufficient statistics of the M-step. Those of shards (schools, files, machines)
 * add up to those of the whole, so a province is calibrated without bringing its answers together. Plain data.
 */
export interface ExpectedCounts {
  readonly items: readonly string[];
  /** Categories of each item. */
  readonly categories: readonly number[];
  readonly groups: readonly string[];
  /** Quadrature nodes, equally spaced on −bound … bound. */
  readonly nodes: number;
  readonly bound: number;
  /** Expected numbers of learners: of the groups, then item by item, category by category `[(groups + Σ categories) × nodes]`. */
  readonly counts: Float64Array;
  /** Marginal log-likelihood of the sample under the model. */
  readonly logLikelihood: number;
  /** Learners with at least one answer. */
  readonly learners: number;
}

/** Options of {@link expectedCounts}. */
export interface ExpectedCountsOptions {
  /** Group of each row, among those of the model; absent means the first. */
  readonly groups?: readonly string[];
  /** Default `auto`. */
  readonly kernel?: KernelChoice;
}

/**
 * One E-step of a model over a sample, or over a shard of it, on the model's quadrature.
 *
 * @throws YincaiError as {@link score} does; `unknown-id` for a group that the model does not have; `unsupported` for a model with
 *   a latent regression.
 * @example
 * const { counts, logLikelihood } = expectedCounts(model, matrix);
 */
export function expectedCounts(
  model: IrtModel,
  matrix: ResponseMatrix,
  options: ExpectedCountsOptions = {},
): ExpectedCounts {
  refuseRegression(model);
  const irt = prepare(model);
  const column = columnsFor(model, matrix);
  const { points, bound } = model.quadrature;
  const { nodes } = normalGrid(points, bound);
  const groups = model.latent.map(({ group }) => group);
  const { packed, learners } = packMatrix(
    matrix,
    { cuts: model.cuts, column, groups: groups.length, groupOf: groupsOf(matrix, groups, options.groups) },
    points,
  );
  const items = curveTable(irt, nodes);
  const table = new Float64Array(groups.length * points + items.length);
  model.latent.forEach((latent, g) => {
    fillPrior(latent, nodes, table.subarray(g * points, (g + 1) * points));
  });
  table.set(items, groups.length * points);
  const counts = new Float64Array(table.length);
  const logLikelihood = createEStep(packed, points, options.kernel).run(table, counts);
  return {
    items: model.items,
    categories: irt.categories,
    groups,
    nodes: points,
    bound,
    counts,
    logLikelihood,
    learners,
  };
}

/** Prior weights of a group at the nodes. */
export function fillPrior(latent: LatentGroup, nodes: Float64Array, out: Float64Array): void {
  if (latent.weights === undefined) fillNormal(latent.mean, latent.deviation, nodes, out);
  else out.set(latent.weights);
}

/** Index of each row's group among those of the model; the first where no groups are given. @throws YincaiError `unknown-id`. */
export function groupsOf(
  matrix: ResponseMatrix,
  groups: readonly string[],
  given: readonly string[] | undefined,
): Uint8Array {
  const rows = matrix.learners.length;
  if (given === undefined) return new Uint8Array(rows);
  return Uint8Array.from({ length: rows }, (_, row) => {
    const g = groups.indexOf(given[row]);
    if (g >= 0) return g;
    throw new YincaiError({
      code: 'unknown-id',
      row: row + 1,
      column: 'groups',
      value: String(given[row]),
      expected: `one of ${groups.slice(0, 20).join(', ')}`,
      expectedZh: `${groups.slice(0, 20).join('、')} 之一`,
    });
  });
}

/**
 * The counts of several shards as those of the whole.
 *
 * @throws YincaiError where there are none or they are not of one model and one number of nodes.
 * @example
 * const whole = addCounts(schools.map((school) => expectedCounts(model, school)));
 */
export function addCounts(parts: readonly ExpectedCounts[]): ExpectedCounts {
  if (parts.length === 0) throw new YincaiError({ code: 'not-enough-data', expected: 'at least one shard' });
  const [first] = parts;
  const counts = new Float64Array(first.counts.length);
  let logLikelihood = 0;
  let learners = 0;
  for (const part of parts) {
    demandSame(first, part);
    for (let i = 0; i < counts.length; i++) counts[i] += part.counts[i];
    logLikelihood += part.logLikelihood;
    learners += part.learners;
  }
  return { ...first, counts, logLikelihood, learners };
}

/** Options of {@link update}. */
export interface UpdateOptions {
  /** Priors of parameters, as in {@link calibrate}. */
  readonly priors?: readonly ParameterPrior[];
}

/**
 * One M-step: the model that maximises the expected log-likelihood of the counts, items and abilities. Repeating
 * {@link expectedCounts} on every shard, {@link addCounts} and `update` is the EM algorithm. The report's log-likelihood is that
 * under the model before. Means and deviations that have a standard error in the model, and those of groups after the first,
 * are estimated. Items that the counts do not identify get the weak prior of {@link calibrate}; standard errors are NaN.
 *
 * @throws YincaiError where the counts are not of this model; `unsupported` for abilities that are not normal.
 * @example
 * model = update(model, addCounts(schools.map((school) => expectedCounts(model, school))));
 */
export function update(model: IrtModel, sums: ExpectedCounts, options: UpdateOptions = {}): IrtModel {
  refuseRegression(model);
  if (model.latent.some(({ weights }) => weights !== undefined)) {
    throw new YincaiError({
      code: 'unsupported',
      column: 'latent',
      expected: 'normal abilities',
      expectedZh: '正态分布的能力',
    });
  }
  const { categories } = prepare(model);
  const groups = model.latent.map(({ group }) => group);
  demandSame({ ...sums, items: model.items, categories, groups }, sums);
  const { nodes } = normalGrid(sums.nodes, sums.bound);
  const design = designOf(model, sums, options.priors ?? []);
  const parameters = new Float64Array(design.size);
  design.items.forEach(({ at }, j) => {
    parameters.set(parametersOf(model, j), at);
  });
  const next = createMStep(design, nodes).maximise(parameters, sums.counts);
  let change = 0;
  next.forEach((value, i) => {
    change = Math.max(change, Math.abs(value - parameters[i]));
  });
  const latent = model.latent.map((before, g) => {
    const after = updateGroup(model, g, sums, nodes);
    change = Math.max(change, Math.abs(after.mean - before.mean), Math.abs(after.deviation - before.deviation));
    return after;
  });
  const converged = change <= calibrateDefaults.tolerance;
  const described = design.items.map(({ family, at, curve }) =>
    describeItem(family, next.subarray(at, at + curve.size)),
  );
  const unknown = (values: readonly number[]): number[] => values.map(() => Number.NaN);
  return {
    ...model,
    ...columnsOf(model.families, described),
    latent,
    se: {
      ...columnsOf(
        model.families,
        described.map(({ a, b, nominal, scale }) => ({
          a: a * Number.NaN,
          b: unknown(b),
          lower: Number.NaN,
          upper: Number.NaN,
          nominal: nominal && { slopes: unknown(nominal.slopes), intercepts: unknown(nominal.intercepts) },
          scale: scale && Number.NaN,
        })),
      ),
    },
    report: {
      ...model.report,
      logLikelihood: sums.logLikelihood,
      logPrior: 0,
      iterations: model.report.iterations + 1,
      converged,
      ...(converged ? {} : { reason: `parameters still moved by ${change.toExponential(1)} a step` }),
      learners: sums.learners,
      bounded: [],
      standardErrors: 'none',
      conditionNumber: Number.NaN,
      digest: '',
      warnings: [],
    },
  };
}

function updateGroup(model: IrtModel, g: number, sums: ExpectedCounts, nodes: Float64Array): LatentGroup {
  const before = model.latent[g];
  const unit = model.families.some((family) => ITEM_FAMILIES[family].unitSlope);
  const freeMean = g > 0 || Number.isFinite(before.se.mean);
  const freeDeviation = g > 0 || unit || Number.isFinite(before.se.deviation);
  const { total, mean, square } = momentsOf(sums.counts.subarray(g * sums.nodes, (g + 1) * sums.nodes), nodes);
  if (!(total > 0)) return { ...before, learners: 0 };
  const centre = freeMean ? mean : before.mean;
  return {
    ...before,
    mean: centre,
    deviation: freeDeviation ? Math.sqrt(square - 2 * centre * mean + centre * centre) : before.deviation,
    learners: total,
  };
}

/** What an M-step over counts estimates of a model's items. */
export function designOf(model: IrtModel, sums: ExpectedCounts, asked: readonly ParameterPrior[]): Design {
  let row = model.latent.length;
  const used = sums.categories.map((own) => {
    let n = 0;
    for (let k = 0; k < own; k++, row++) {
      const counts = sums.counts.subarray(row * sums.nodes, (row + 1) * sums.nodes);
      if (counts.some((count) => count > 0)) n++;
    }
    return n;
  });
  const few = sums.learners < FEW_LEARNERS || used.filter((n) => n > 1).length < 3;
  return createDesign(
    model.items.map((id, j) => {
      const family = model.families[j];
      const weak = few || used[j] < (family === 'CRM' ? 2 : sums.categories[j]);
      return {
        id,
        family,
        cuts: model.cuts[j],
        fullMarks: model.fullMarks[j],
        fixed: false,
        priors: priorsOf(id, asked, weak, true),
      };
    }),
    model.latent.length,
  );
}

function refuseRegression(model: IrtModel): void {
  if (model.regression === undefined) return;
  throw new YincaiError({
    code: 'unsupported',
    column: 'regression',
    expected: 'a model without latent regression',
    expectedZh: '不含潜回归的模型',
  });
}

function demandSame(a: ExpectedCounts, b: ExpectedCounts): void {
  const same =
    a.nodes === b.nodes &&
    a.bound === b.bound &&
    a.counts.length === b.counts.length &&
    a.items.length === b.items.length &&
    a.items.every((item, j) => item === b.items[j]) &&
    a.groups.length === b.groups.length &&
    a.groups.every((group, g) => group === b.groups[g]) &&
    a.categories.every((categories, j) => categories === b.categories[j]);
  if (!same) throw new YincaiError({ code: 'bad-value', expected: 'counts of the same model and number of nodes' });
}
