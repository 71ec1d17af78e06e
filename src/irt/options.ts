import { YincaiError } from '../data/fault.js';
import type { KernelChoice } from '../kernels/coded-rows.js';
import type { IrtFamily } from './model.js';

/** Options of {@link calibrate}; what is absent is taken from {@link calibrateDefaults}. */
export interface CalibrateOptions {
  /** `GPCM`: items keep up to `maxCategories` categories, binary ones are 2PL. `2PL`: every item is right or wrong. */
  readonly family?: IrtFamily;
  /** Equally spaced nodes on −6 … 6. */
  readonly quadraturePoints?: number;
  /** Converged where an EM step moves no slope or intercept by more than this. */
  readonly tolerance?: number;
  /** Most E-steps. */
  readonly maxIterations?: number;
  /** `auto` takes the SIMD kernel where the machine has it. */
  readonly kernel?: KernelChoice;
  /** Most categories of an item; points of longer items are grouped (see {@link chooseCuts}). */
  readonly maxCategories?: number;
  /**
   * `observed`: from the observed information, exact; where that would take minutes, `cross-product` is used and a warning says so.
   * `cross-product`: from the sum of squared scores, cheaper and rougher. `none`: NaN.
   */
  readonly standardErrors?: 'observed' | 'cross-product' | 'none';
}

/** Defaults of {@link calibrate}. */
export const calibrateDefaults: Required<CalibrateOptions> = {
  family: 'GPCM',
  quadraturePoints: 61,
  tolerance: 1e-5,
  maxIterations: 2000,
  kernel: 'auto',
  maxCategories: 5,
  standardErrors: 'observed',
};

/** Fills in the defaults and refuses what has no meaning. */
export function settle(options: CalibrateOptions): Required<CalibrateOptions> {
  const all = { ...calibrateDefaults, ...options };
  const within = (name: keyof CalibrateOptions, low: number, high: number, whole: boolean): void => {
    const value = all[name] as number;
    if (value >= low && value <= high && (!whole || Number.isInteger(value))) return;
    throw new YincaiError({
      code: 'bad-option',
      column: name,
      value: String(value),
      expected: `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
      expectedZh: `${low} 到 ${high} 的${whole ? '整' : ''}数`,
    });
  };
  const among = (name: keyof CalibrateOptions, values: readonly string[]): void => {
    if (values.includes(all[name] as string)) return;
    throw new YincaiError({
      code: 'bad-option',
      column: name,
      value: String(all[name]),
      expected: `one of ${values.join(', ')}`,
      expectedZh: `${values.join('、')} 之一`,
    });
  };
  among('family', ['2PL', 'GPCM']);
  among('kernel', ['auto', 'simd', 'plain']);
  among('standardErrors', ['observed', 'cross-product', 'none']);
  within('quadraturePoints', 5, 1001, true);
  within('tolerance', 1e-12, 1, false);
  within('maxIterations', 1, 1e6, true);
  within('maxCategories', 2, 50, true);
  return all;
}
