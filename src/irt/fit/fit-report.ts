import { type Fault, YincaiError } from '../../data/fault.js';
import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { IrtModel } from '../model.js';
import { type FitData, type FitOptions, prepareFit } from './data.js';
import { type InformationCriteria, informationCriteria } from './information-criteria.js';
import { type ItemFit, type ItemFitOptions, itemFitOf } from './item-fit.js';
import {
  type ItemPairFit,
  type LocalDependence,
  type LocalDependenceOptions,
  localDependenceOf,
} from './local-dependence.js';
import { type ModelFit, type ModelFitOptions, modelFitOf } from './model-fit.js';
import { type PersonFitOptions, personFitOf } from './person-fit.js';

/** Options of {@link fitReport}: those of its parts, and where its lists end. */
export interface FitReportOptions extends FitOptions {
  readonly itemFit?: Omit<ItemFitOptions, keyof FitOptions>;
  readonly personFit?: Omit<PersonFitOptions, keyof FitOptions>;
  readonly localDependence?: Omit<LocalDependenceOptions, keyof FitOptions>;
  readonly modelFit?: Omit<ModelFitOptions, keyof FitOptions>;
  /** Level at which items, pairs and learners are counted as misfitting. */
  readonly level?: number;
  /** Most pairs and learners listed. */
  readonly listed?: number;
}

/** Defaults of {@link fitReport}. */
export const fitReportDefaults: Required<Pick<FitReportOptions, 'level' | 'listed'>> = { level: 0.05, listed: 20 };

/** A learner whose answers are unlikely. */
export interface OddLearner {
  readonly learner: string;
  readonly theta: number;
  readonly lzStar: number;
  readonly p: number;
  readonly outfit: number;
  readonly infit: number;
}

/** Everything about the fit of a model to answers; plain JSON, where NaN becomes null. */
export interface IrtFitReport {
  readonly kind: 'irt-fit';
  readonly version: 1;
  readonly level: number;
  /** Rows with answers, counts included, and the items. */
  readonly learners: number;
  readonly items: number;
  /** Criteria of the calibration; they are of its answers, which may be others than those at hand. */
  readonly criteria: InformationCriteria;
  /** M₂ and its indices, or why there are none. */
  readonly model: ModelFit | null;
  readonly modelRefused?: Fault;
  readonly itemFit: readonly ItemFit[];
  /** Items, group by group, with an adjusted p of S-X² below the level. */
  readonly misfitting: readonly { readonly item: string; readonly group: string }[];
  readonly localDependence: readonly {
    readonly group: string;
    readonly meanQ3: number;
    readonly maxQ3: number;
    readonly q3Star: number;
    readonly suspects: number;
    /** The pairs of highest Q₃. */
    readonly highest: readonly ItemPairFit[];
  }[];
  readonly personFit: {
    readonly method: string;
    /** Mean and deviation of lz* over learners, 0 and 1 expected. */
    readonly mean: number;
    readonly deviation: number;
    /** Learners with p below the level, counts included, and their share; about the level is expected. */
    readonly misfitting: number;
    readonly share: number;
    /** Learners of lowest p. */
    readonly lowest: readonly OddLearner[];
  };
}

/**
 * The whole fit of a calibrated model to answers: information criteria, M₂ with RMSEA, SRMSR, CFI and TLI, S-X² and mean squares of
 * every item, local dependence, person fit.
 *
 * @throws YincaiError where the matrix does not fit the model or an option has no meaning; that M₂ cannot be had is told in the report.
 * @cost the sum of its parts
 * @example
 * const report = fitReport(model, matrix);
 * report.model?.rmsea;
 */
export function fitReport(model: IrtModel, matrix: ResponseMatrix, options: FitReportOptions = {}): IrtFitReport {
  const { level, listed } = { ...fitReportDefaults, ...options };
  if (!(level > 0 && level < 1)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'level',
      value: String(level),
      expected: 'a number between 0 and 1',
      expectedZh: '0 与 1 之间的数',
    });
  }
  const data = prepareFit(model, matrix, options);
  const itemFit = itemFitOf(data, options.itemFit);
  return {
    kind: 'irt-fit',
    version: 1,
    level,
    learners: data.weight.reduce((sum, w) => sum + w, 0),
    items: model.items.length,
    criteria: informationCriteria(model),
    ...wholeFit(data, options.modelFit),
    itemFit,
    misfitting: itemFit.filter(({ sX2 }) => sX2.pAdjusted < level).map(({ item, group }) => ({ item, group })),
    localDependence: localDependenceOf(data, options.localDependence).map((found) => summary(found, listed)),
    personFit: personSummary(data, options.personFit, level, listed),
  };
}

function wholeFit(data: FitData, options: FitReportOptions['modelFit']): Pick<IrtFitReport, 'model' | 'modelRefused'> {
  try {
    return { model: modelFitOf(data, options) };
  } catch (error) {
    if (!(error instanceof YincaiError) || error.faults[0].code === 'bad-option') throw error;
    return { model: null, modelRefused: error.faults[0] };
  }
}

function summary({ pairs, ...rest }: LocalDependence, listed: number): IrtFitReport['localDependence'][number] {
  return {
    ...rest,
    suspects: pairs.filter(({ suspect }) => suspect).length,
    highest: pairs
      .filter(({ q3 }) => !Number.isNaN(q3))
      .sort((a, b) => b.q3 - a.q3)
      .slice(0, listed),
  };
}

function personSummary(
  data: FitData,
  options: FitReportOptions['personFit'],
  level: number,
  listed: number,
): IrtFitReport['personFit'] {
  const fit = personFitOf(data, options);
  const { weight } = data;
  let n = 0;
  let sum = 0;
  let square = 0;
  let misfitting = 0;
  const known: number[] = [];
  fit.lzStar.forEach((z, row) => {
    if (Number.isNaN(z) || weight[row] === 0) return;
    n += weight[row];
    sum += weight[row] * z;
    square += weight[row] * z * z;
    if (fit.p[row] < level) misfitting += weight[row];
    known.push(row);
  });
  const mean = sum / n;
  return {
    method: fit.method,
    mean,
    deviation: Math.sqrt(Math.max(0, square / n - mean * mean)),
    misfitting,
    share: misfitting / n,
    lowest: known
      .sort((a, b) => fit.p[a] - fit.p[b] || a - b)
      .slice(0, listed)
      .filter((row) => fit.p[row] < level)
      .map((row) => ({
        learner: fit.learners[row],
        theta: fit.theta[row],
        lzStar: fit.lzStar[row],
        p: fit.p[row],
        outfit: fit.outfit[row],
        infit: fit.infit[row],
      })),
  };
}
