import { YincaiError } from '../../data/fault.js';
import type { KernelChoice } from '../../kernels/packed-rows.js';
import type { Covariates } from '../options.js';

/**
 * How an ability is estimated:
 *
 * - `EAP`: posterior mean and standard deviation;
 * - `MAP`: posterior mode, under a normal prior;
 * - `MLE`: mode of the likelihood alone;
 * - `WLE`: mode of the likelihood times √information, which takes away the first-order bias of `MLE`;
 * - `EAPsum`: posterior mean and standard deviation given the sum of the points only.
 */
export type ScoreMethod = 'EAP' | 'MAP' | 'MLE' | 'WLE' | 'EAPsum';

/** Whose prior a row has, and on which nodes it is integrated. */
export interface PriorOptions {
  /** Name of each row's group `[rows]`; needed where the model has several, except for `MLE` and `WLE`. */
  readonly groups?: readonly string[];
  /** Needed where the model has a latent regression, except for `MLE` and `WLE`. */
  readonly covariates?: Covariates;
  /** Equally spaced nodes; absent means the model's, more where the test is so long that these would be too coarse. */
  readonly quadraturePoints?: number;
  readonly kernel?: KernelChoice;
}

/** Options of {@link score}; what is absent is taken from {@link scoreDefaults}. */
export interface ScoreOptions extends PriorOptions {
  readonly method?: ScoreMethod;
  /**
   * Where the search for a mode ends, −bound … bound. Absent means that of the model's quadrature (6) for `MLE`, and 20 for
   * `WLE`, which is finite by itself. `MAP` needs none.
   */
  readonly bound?: number;
  /**
   * The information that the errors of `MAP`, `MLE` and `WLE` come from: `observed` is minus the second derivative of what was
   * maximised; `expected` is Fisher's, with the prior's precision for `MAP`.
   */
  readonly information?: 'observed' | 'expected';
  /** What `EAPsum` adds up: the points of each category (see {@link sumScoreTable}), or category numbers 0, 1, 2 … */
  readonly sumOf?: 'points' | 'categories';
}

/** Defaults of {@link score}. */
export const scoreDefaults: Required<Pick<ScoreOptions, 'method' | 'information' | 'sumOf' | 'kernel'>> = {
  method: 'EAP',
  information: 'observed',
  sumOf: 'points',
  kernel: 'auto',
};

/** Abilities of learners, in the order of the matrix's rows. */
export interface IrtScores {
  readonly method: ScoreMethod;
  readonly learners: readonly string[];
  /**
   * Abilities in logits `[learners]`. Where nothing was answered: the prior's mean, or NaN for `MLE` and `WLE`, which know
   * only answers.
   */
  readonly theta: Float64Array;
  /** Standard errors `[learners]`; the prior's deviation, or NaN, where nothing was answered. */
  readonly se: Float64Array;
  /** 1 where the estimate was stopped at the bound, as `MLE` of all right is, else 0 `[learners]`; `se` is then Fisher's there. */
  readonly bounded: Uint8Array;
}

const METHODS: readonly string[] = ['EAP', 'MAP', 'MLE', 'WLE', 'EAPsum'];

/** Options of {@link score} with defaults filled in. */
export type SettledOptions = ScoreOptions & typeof scoreDefaults;

/** Fills in the defaults and refuses what has no meaning. */
export function settleScore(options: ScoreOptions): SettledOptions {
  const all = { ...scoreDefaults, ...options };
  among('method', all.method, METHODS);
  among('information', all.information, ['observed', 'expected']);
  among('sumOf', all.sumOf, ['points', 'categories']);
  checkPriorOptions(all);
  const { bound } = all;
  if (bound !== undefined && !(bound > 0 && bound <= 100))
    badOption('bound', bound, 'a number above 0, up to 100', '大于 0、不超过 100 的数');
  return all;
}

/** Refuses quadratures and kernels that have no meaning. */
export function checkPriorOptions({ quadraturePoints, kernel }: PriorOptions): void {
  if (kernel !== undefined) among('kernel', kernel, ['auto', 'simd', 'plain']);
  if (quadraturePoints === undefined) return;
  if (!(Number.isInteger(quadraturePoints) && quadraturePoints >= 5 && quadraturePoints <= 2001)) {
    badOption('quadraturePoints', quadraturePoints, 'a whole number from 5 to 2001', '5 到 2001 的整数');
  }
}

function among(column: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) badOption(column, value, `one of ${values.join(', ')}`, `${values.join('、')} 之一`);
}

/** Throws `bad-option`. */
export function badOption(column: string, value: unknown, expected: string, expectedZh: string): never {
  throw new YincaiError({ code: 'bad-option', column, value: String(value), expected, expectedZh });
}
