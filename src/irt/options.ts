import { YincaiError } from '../data/fault.js';
import type { KernelChoice } from '../kernels/packed-rows.js';
import { checkPrior, type ParameterPrior } from './calibrate/priors.js';
import { type IrtModel, ITEM_FAMILIES, type ItemFamily } from './model.js';

/** Known facts of the learners, one row a row of the matrix. */
export interface Covariates {
  readonly names: readonly string[];
  /** Row-major `[learners × names]`, all finite. */
  readonly values: ArrayLike<number>;
}

/** Options of {@link calibrate}; what is absent is taken from {@link calibrateDefaults}. */
export interface CalibrateOptions {
  /** Family of the items; see {@link ITEM_FAMILIES}. Items of two categories take the binary family that it comes down to. */
  readonly family?: ItemFamily;
  /** Families of single items by id, for mixed formats. */
  readonly families?: ReadonlyMap<string, ItemFamily>;
  /** Group of each row of the matrix: mean and deviation of every group but the reference are estimated. */
  readonly groups?: readonly string[];
  /** The group whose abilities are N(0, 1); the first that occurs if absent. */
  readonly reference?: string;
  /** Latent regression: abilities depend on these. Not together with `groups`. */
  readonly covariates?: Covariates;
  /** Items of this model keep their parameters, and so the new ones come onto its scale; mean and deviation of all groups are free. */
  readonly anchors?: IrtModel;
  /** Priors of parameters. Those of asymptotes replace the default ones of the same items. */
  readonly priors?: readonly ParameterPrior[];
  /** Whether asymptotes that were given no prior have the default ones, {@link ASYMPTOTE_PRIORS}. */
  readonly defaultPriors?: boolean;
  /** Distribution of the abilities: normal, the shares at the nodes themselves, or a Davidian curve of order 1 … 10. */
  readonly latent?: 'normal' | 'histogram' | { readonly davidian: number };
  /** Equally spaced nodes on −bound … bound. */
  readonly quadraturePoints?: number;
  readonly bound?: number;
  /** Converged where an EM step moves no parameter by more than this, … */
  readonly tolerance?: number;
  /** … and the objective rose by no more than this times 1 + |objective|. */
  readonly objectiveTolerance?: number;
  /** How EM is accelerated: `anderson` needs a half to a third of the E-steps of `squarem`; both keep to a likelihood that never falls. */
  readonly acceleration?: 'anderson' | 'squarem';
  /** Most E-steps. */
  readonly maxIterations?: number;
  /** `auto` takes the SIMD kernel where the machine has it. */
  readonly kernel?: KernelChoice;
  /** Most categories of an item; points of longer items are grouped (see {@link chooseCuts}). `NRM` and `CRM` items keep theirs. */
  readonly maxCategories?: number;
  /**
   * `observed`: from the observed information; where that would take minutes, `cross-product` is used and a warning says so.
   * `cross-product`: from the sum of squared scores, cheaper and rougher. `none`: NaN.
   */
  readonly standardErrors?: 'observed' | 'cross-product' | 'none';
}

/** What {@link calibrate} takes where nothing is said. */
export interface CalibrateDefaults
  extends Required<Omit<CalibrateOptions, 'families' | 'groups' | 'reference' | 'covariates' | 'anchors'>> {}

/** Defaults of {@link calibrate}. */
export const calibrateDefaults: CalibrateDefaults = {
  family: 'GPCM',
  priors: [],
  defaultPriors: true,
  latent: 'normal',
  quadraturePoints: 61,
  bound: 6,
  tolerance: 1e-5,
  objectiveTolerance: 1e-9,
  acceleration: 'anderson',
  maxIterations: 2000,
  kernel: 'auto',
  maxCategories: 5,
  standardErrors: 'observed',
};

/** Options with the defaults filled in. */
export type SettledOptions = CalibrateDefaults & CalibrateOptions;

/** Highest order of a Davidian curve: past it the polynomial is lost to rounding. */
const MOST_DAVIDIAN = 10;

/** Fills in the defaults and refuses what has no meaning. */
export function settle(options: CalibrateOptions): SettledOptions {
  const all: SettledOptions = { ...calibrateDefaults, ...options };
  const within = (name: keyof CalibrateDefaults, low: number, high: number, whole: boolean): void => {
    const value = all[name] as number;
    if (value >= low && value <= high && (!whole || Number.isInteger(value))) return;
    refuse(
      name,
      String(value),
      `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
      `${low} 到 ${high} 的${whole ? '整' : ''}数`,
    );
  };
  const among = (name: string, value: unknown, values: readonly string[]): void => {
    if (values.includes(value as string)) return;
    refuse(name, String(value), `one of ${values.join(', ')}`, `${values.join('、')} 之一`);
  };
  const families = Object.keys(ITEM_FAMILIES);
  among('family', all.family, families);
  for (const [item, family] of all.families ?? []) among(`families: ${item}`, family, families);
  among('acceleration', all.acceleration, ['anderson', 'squarem']);
  among('kernel', all.kernel, ['auto', 'simd', 'plain']);
  among('standardErrors', all.standardErrors, ['observed', 'cross-product', 'none']);
  within('quadraturePoints', 5, 1001, true);
  within('bound', 1, 20, false);
  within('tolerance', 1e-12, 1, false);
  within('objectiveTolerance', 0, 1, false);
  within('maxIterations', 1, 1e6, true);
  within('maxCategories', 2, 50, true);
  if (typeof all.latent === 'string') among('latent', all.latent, ['normal', 'histogram']);
  else {
    const order = all.latent.davidian;
    if (!(Number.isInteger(order) && order >= 1 && order <= MOST_DAVIDIAN)) {
      refuse('latent', `davidian ${order}`, `an order from 1 to ${MOST_DAVIDIAN}`, `1 到 ${MOST_DAVIDIAN} 的阶数`);
    }
    if (all.groups !== undefined) {
      refuse('latent', 'davidian', 'one group of learners, or a histogram', '单组学生，或用 histogram');
    }
  }
  if (all.covariates !== undefined && (all.groups !== undefined || all.latent !== 'normal')) {
    refuse(
      'covariates',
      all.groups === undefined ? String(all.latent) : 'groups',
      'covariates with a normal distribution and without groups; code the groups as covariates',
      '协变量须配合正态分布且不分组；可把组别编成协变量',
    );
  }
  for (const prior of all.priors) checkPrior(prior);
  return all;
}

function refuse(column: string, value: string, expected: string, expectedZh: string): never {
  throw new YincaiError({ code: 'bad-option', column, value, expected, expectedZh });
}
