import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { Estimate } from '../calibrate/ascend.js';
import { estimate } from '../calibrate.js';
import type { CalibrateOptions } from '../options.js';
import { type DifSample, groupSizes } from './sample.js';

/** Options of a calibration that a search for DIF passes on. */
export type EngineOptions = Pick<
  CalibrateOptions,
  'family' | 'priors' | 'defaultPriors' | 'quadraturePoints' | 'bound' | 'tolerance' | 'maxIterations' | 'kernel'
>;

/** A joint calibration of all groups in which some items have parameters of their own in each group. */
export interface SplitFit {
  readonly estimate: Estimate;
  readonly logLikelihood: number;
  /** Free parameters. */
  readonly parameters: number;
  /** Index in the model of item j in group g; the same for all groups where it is not split. */
  readonly at: (j: number, g: number) => number;
}

/**
 * Calibrates all groups together, θ of the reference group N(0, 1), means and deviations of the others free. An item of `split` is
 * a different item in every group, missing by design for the others, so that equal parameters need no constraints.
 */
export function fitSplit(
  sample: DifSample,
  split: ReadonlySet<number>,
  engine: EngineOptions,
  standardErrors: 'observed' | 'none',
): SplitFit {
  const { matrix, place } = splitMatrix(sample, split);
  const groups = Array.from(sample.groupOf, (g) => String(g));
  const found = estimate(matrix, { ...engine, ...settingsOf(sample), groups, reference: '0', standardErrors });
  const { report } = found.model;
  return {
    estimate: found,
    logLikelihood: report.logLikelihood,
    parameters: report.parameters,
    at: (j, g) => place[j][g],
  };
}

/** Calibrates the learners of one group alone. */
export function fitGroup(sample: DifSample, g: number, engine: EngineOptions): Estimate {
  const { matrix } = splitMatrix(sample, new Set());
  const count = sample.weight.map((w, row) => (sample.groupOf[row] === g ? w : 0));
  return estimate({ ...matrix, count }, { ...engine, ...settingsOf(sample), standardErrors: 'observed' });
}

function settingsOf(sample: DifSample): Pick<CalibrateOptions, 'maxCategories'> {
  return { maxCategories: Math.max(2, ...sample.cuts.map((cuts) => cuts.length + 1)) };
}

/** Categories as points; ids are numbers, so that no id of the table can be mistaken for a split one. */
function splitMatrix(
  sample: DifSample,
  split: ReadonlySet<number>,
): { matrix: ResponseMatrix; place: readonly (readonly number[])[] } {
  const { matrix, groups, groupOf, cuts, category, weight } = sample;
  const width = matrix.items.length;
  const rows = matrix.learners.length;
  const items: string[] = [];
  const fullMarks: number[] = [];
  const place = matrix.items.map((_, j) =>
    groups.map((__, g) => {
      if (g === 0 || split.has(j)) {
        items.push(split.has(j) ? `${j} in ${g}` : String(j));
        fullMarks.push(cuts[j].length);
      }
      return items.length - 1;
    }),
  );
  const points = new Float32Array(rows * items.length).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < width; j++) {
      const k = category[row * width + j];
      if (k >= 0) points[row * items.length + place[j][groupOf[row]]] = k;
    }
  }
  return { matrix: { learners: matrix.learners, items, points, fullMarks, count: weight }, place };
}

/** Groups of a report, with the moments of their abilities. */
export interface GroupMoments {
  readonly group: string;
  readonly learners: number;
  readonly mean: number;
  readonly deviation: number;
}

/** The groups of a fit. */
export function momentsOf(sample: DifSample, { estimate: { model } }: SplitFit): GroupMoments[] {
  return groupSizes(sample).map((learners, g) => {
    const { mean, deviation } = model.latent.find(({ group }) => group === String(g)) ?? model.latent[0];
    return { group: sample.groups[g], learners, mean, deviation };
  });
}
