import { YincaiError } from '../../data/fault.js';
import type { Seed } from '../../math/random.js';
import { ITEM_FAMILIES, type ItemFamily } from '../model.js';
import { type CalibrateOptions as OneDimension, settle as settleOne } from '../options.js';

/** Which of the abilities correlate: all of them, none, or pairs by name. */
export type Correlations = 'free' | 'none' | readonly (readonly [string, string])[];

/** Named abilities, and which of them each item measures, by id. Items that are not named measure all of them. */
export interface LoadingPattern {
  readonly dimensions: readonly string[];
  readonly loads: ReadonlyMap<string, readonly string[]>;
  readonly correlations?: Correlations;
}

/**
 * What items measure:
 *
 * - `exploratory`: so many uncorrelated factors, all items on all of them but for a triangle of zeros that fixes the rotation
 *   (item 1 on factor 1 only, item 2 on factors 1 and 2, …); see `rotate`;
 * - a {@link LoadingPattern}: confirmatory, correlations free unless said otherwise;
 * - `bifactor`: one general ability, and for items with an entry one specific ability beside it, uncorrelated. With `primary`,
 *   a pattern of several correlated abilities takes the place of the general one (two-tier);
 * - `testlet`: items of a testlet share an effect that weighs on them as the general ability does, and whose variance is
 *   estimated.
 */
export type MirtStructure =
  | { readonly exploratory: number }
  | LoadingPattern
  | { readonly bifactor: ReadonlyMap<string, string>; readonly primary?: LoadingPattern }
  | { readonly testlet: ReadonlyMap<string, string> };

/** Options of a multidimensional calibration; what is absent is taken from {@link calibrateDefaults}. */
export interface CalibrateOptions
  extends Pick<
    OneDimension,
    | 'family'
    | 'families'
    | 'priors'
    | 'defaultPriors'
    | 'maxCategories'
    | 'tolerance'
    | 'objectiveTolerance'
    | 'acceleration'
    | 'maxIterations'
    | 'kernel'
    | 'standardErrors'
  > {
  readonly structure: MirtStructure;
  /** `auto`: `em` where quadrature needs up to three dimensions at once, else `mh-rm`. */
  readonly method?: 'auto' | 'em' | 'mh-rm';
  /** Nodes along each dimension; absent means 61 for one dimension at once, 31 for two, 21 for three. */
  readonly quadraturePoints?: number;
  /** Absent means 6, and 5 for three dimensions. */
  readonly bound?: number;
  /** What the random numbers of MH-RM come from. */
  readonly seed?: Seed;
  /** Cycles of the three stages of MH-RM, at most; the last stops when it has converged (see `mhRm`). */
  readonly cycles?: readonly [burnIn: number, averaging: number, narrowing: number];
  /** MH-RM has converged where its averaged parameters moved by no more than this part of an error over three windows of cycles in turn. */
  readonly cycleTolerance?: number;
}

/** What a multidimensional calibration takes where nothing is said. */
export interface CalibrateDefaults
  extends Required<Omit<CalibrateOptions, 'structure' | 'families' | 'quadraturePoints' | 'bound'>> {}

/** Defaults of a multidimensional calibration. */
export const calibrateDefaults: CalibrateDefaults = {
  family: 'GPCM',
  priors: [],
  defaultPriors: true,
  maxCategories: 5,
  tolerance: 1e-4,
  objectiveTolerance: 1e-9,
  acceleration: 'anderson',
  maxIterations: 2000,
  kernel: 'auto',
  standardErrors: 'observed',
  method: 'auto',
  seed: 1,
  cycles: [200, 200, 2000],
  cycleTolerance: 0.05,
};

/** Options with the defaults filled in. */
export type SettledOptions = CalibrateDefaults & CalibrateOptions;

/** Families without slopes of their own on an ability, or with parameters in common. */
const REFUSED: readonly ItemFamily[] = ['NRM', '1PL', 'RSM'];

/** Fills in the defaults and refuses what has no meaning. */
export function settle(options: CalibrateOptions): SettledOptions {
  const all: SettledOptions = { ...calibrateDefaults, ...options };
  settleOne(oneDimension(all));
  const families = [all.family, ...(all.families?.values() ?? [])];
  for (const family of families) {
    if (!REFUSED.includes(family)) continue;
    const good = (Object.keys(ITEM_FAMILIES) as ItemFamily[]).filter((name) => !REFUSED.includes(name));
    refuse('family', family, `one of ${good.join(', ')}`, `${good.join('、')} 之一`);
  }
  if (!['auto', 'em', 'mh-rm'].includes(all.method)) {
    refuse('method', all.method, 'one of auto, em, mh-rm', 'auto、em、mh-rm 之一');
  }
  if (all.cycles.length !== 3 || !all.cycles.every((n) => Number.isInteger(n) && n >= 1 && n <= 1e6)) {
    refuse('cycles', all.cycles.join(', '), 'three whole numbers from 1 to 1000000', '三个 1 到 1000000 的整数');
  }
  if (!(all.cycleTolerance > 0)) {
    refuse('cycleTolerance', String(all.cycleTolerance), 'a number above 0', '大于 0 的数');
  }
  return all;
}

/** The options that the estimation of one ability knows as well. */
export function oneDimension(all: SettledOptions): OneDimension {
  const { family, families, priors, defaultPriors, maxCategories, tolerance, objectiveTolerance } = all;
  const { acceleration, maxIterations, kernel, standardErrors, quadraturePoints, bound } = all;
  return {
    family,
    priors,
    defaultPriors,
    maxCategories,
    tolerance,
    objectiveTolerance,
    acceleration,
    maxIterations,
    kernel,
    standardErrors,
    ...(families === undefined ? {} : { families }),
    ...(quadraturePoints === undefined ? {} : { quadraturePoints }),
    ...(bound === undefined ? {} : { bound }),
  };
}

/** @throws YincaiError `bad-option`, always. */
export function refuse(column: string, value: string, expected: string, expectedZh: string): never {
  throw new YincaiError({ code: 'bad-option', column, value, expected, expectedZh });
}
