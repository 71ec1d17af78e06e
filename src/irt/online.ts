import { YincaiError } from '../data/fault.js';
import type { ResponseMatrix } from '../data/response-matrix.js';
import { normalGrid } from '../math/quadrature.js';
import { curveTable, prepare } from './curves.js';
import {
  type ExpectedCounts,
  type ExpectedCountsOptions,
  expectedCounts,
  fillPrior,
  type UpdateOptions,
  update,
} from './expected-counts.js';
import type { IrtModel } from './model.js';

/**
 * A calibration that goes on as answers come: the model, and what it remembers of all answers so far — expected counts at the
 * nodes, as large after a million learners as after ten. Plain JSON; immutable.
 */
export interface OnlineCalibration {
  readonly kind: 'irt-online';
  readonly version: 1;
  readonly model: IrtModel;
  /** Expected counts a learner, in the layout of {@link ExpectedCounts}. */
  readonly counts: readonly number[];
  /** Learners so far, those the start stands for included. */
  readonly learners: number;
}

/** Options of {@link absorb}; what is absent is taken from {@link absorbDefaults}. */
export interface AbsorbOptions extends ExpectedCountsOptions, UpdateOptions {
  /**
   * A batch of n among N learners so far replaces (n / N)^rate of what is remembered. At 1 all batches weigh alike, also the first
   * ones, whose counts were made with a poorer model; below 1 these fade.
   */
  readonly rate?: number;
  /** Learners that are remembered at most: fewer follow items whose difficulty drifts (exposure, teaching to the test). */
  readonly memory?: number;
}

/** Defaults of {@link absorb}. */
export const absorbDefaults: { readonly rate: number; readonly memory: number } = {
  rate: 0.7,
  memory: Number.POSITIVE_INFINITY,
};

/**
 * Begins an online calibration with a model, and with it as much as `learners` learners would have told whose answers follow the
 * model exactly.
 *
 * @param learners default: those the model was calibrated on, at least 1
 * @throws YincaiError where `learners` is not above 0, or the model has a latent regression.
 * @example
 * let online = startOnline(model);
 */
export function startOnline(model: IrtModel, learners: number = Math.max(1, model.report.learners)): OnlineCalibration {
  if (!(learners > 0 && Number.isFinite(learners))) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'learners',
      value: String(learners),
      expected: 'a number above 0',
      expectedZh: '大于 0 的数',
    });
  }
  const { points, bound } = model.quadrature;
  const { nodes } = normalGrid(points, bound);
  const groups = model.latent.length;
  const items = curveTable(prepare(model), nodes);
  const counts = new Float64Array(groups * points + items.length);
  const known = model.latent.reduce((sum, latent) => sum + latent.learners, 0);
  const masses = new Float64Array(points);
  model.latent.forEach((latent, g) => {
    const own = counts.subarray(g * points, (g + 1) * points);
    fillPrior(latent, nodes, own);
    for (let q = 0; q < points; q++) {
      own[q] *= known > 0 ? latent.learners / known : 1 / groups;
      masses[q] += own[q];
    }
  });
  items.forEach((p, i) => {
    counts[groups * points + i] = p * masses[i % points];
  });
  return { kind: 'irt-online', version: 1, model, counts: Array.from(counts), learners };
}

/**
 * Takes new answers into a calibration: an E-step over them alone, their counts blended with those remembered, and an M-step.
 * No earlier answer is looked at again.
 *
 * @throws YincaiError as {@link expectedCounts} does, for no answers (`not-enough-data`), and for options without meaning.
 * @cost an E-step over the batch and an M-step; memory of the counts.
 * @source Cappé & Moulines (2009), On-line expectation-maximization algorithm for latent data models, JRSS B 71(3), eqs. 5–6.
 * @example
 * online = absorb(online, todaysAnswers);
 * online.model.b[0];
 */
export function absorb(
  online: OnlineCalibration,
  matrix: ResponseMatrix,
  options: AbsorbOptions = {},
): OnlineCalibration {
  const { rate, memory, ...rest } = { ...absorbDefaults, ...options };
  demandWithin('rate', rate, 0.5, 1);
  demandWithin('memory', memory, 1, Number.POSITIVE_INFINITY);
  const told = expectedCounts(online.model, matrix, rest);
  if (!(told.learners > 0)) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'at least one learner with answers',
      expectedZh: '至少一名有作答的学生',
    });
  }
  const learners = Math.min(online.learners, memory) + told.learners;
  const share = (told.learners / learners) ** rate;
  const counts = online.counts.map((old, i) => (1 - share) * old + (share * told.counts[i]) / told.learners);
  const sums: ExpectedCounts = {
    ...told,
    counts: Float64Array.from(counts, (count) => count * learners),
    learners,
  };
  return { ...online, model: update(online.model, sums, rest), counts, learners };
}

function demandWithin(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new YincaiError({
    code: 'bad-option',
    column: name,
    value: String(value),
    expected: high === Number.POSITIVE_INFINITY ? `a number from ${low}` : `a number from ${low} to ${high}`,
    expectedZh: high === Number.POSITIVE_INFINITY ? `不小于 ${low} 的数` : `${low} 到 ${high} 的数`,
  });
}
