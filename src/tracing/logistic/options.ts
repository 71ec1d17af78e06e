import { YincaiError } from '../../data/fault.js';
import type { Seed } from '../../math/random.js';
import type { FeatureSpec } from './feature.js';
import { PRESETS } from './presets.js';

/** Options of {@link fit}. */
export interface LogisticOptions {
  /** Features, or the name of a preset. */
  readonly features: string | readonly FeatureSpec[];
  /** Precision of the weights' normal prior: one for all features, or estimated for each feature from the log. */
  readonly penalty: number | 'pooled';
  /** Strength of an L1 penalty on weights of skills, items and combinations, many of which then are exactly 0; 0 for none. */
  readonly lasso: number;
  /** Numbers of each vector of a factorisation machine; 0 for none. A preset may ask for its own. */
  readonly factors: number;
  /** Precision of the vectors' normal prior, or chosen on a fifth of the learners, who are held out. */
  readonly factorPrecision: number | 'held-out';
  /** Seeds the vectors' start, and who is held out. */
  readonly seed: Seed;
  /** Most steps of Newton's method in one solution; an ascent of a factorisation machine may take ten times as many. */
  readonly iterations: number;
  /** Converged where a step promises less than this share of the log-likelihood. */
  readonly tolerance: number;
  /** A model to begin from, e.g. of last month: ids that it holds start from its weights. Must have the same features. */
  readonly warmStart?: LogisticModelLike;
}

/** What a warm start needs of a model. */
export interface LogisticModelLike {
  readonly features: readonly FeatureSpec[];
  readonly skills: readonly string[];
  readonly items: readonly string[];
  readonly combinations: readonly (readonly string[])[];
  readonly weights: readonly (readonly number[])[];
}

/** Defaults of {@link fit}. */
export const DEFAULT_OPTIONS: LogisticOptions = {
  features: 'best-lr',
  penalty: 'pooled',
  lasso: 0,
  factors: 0,
  factorPrecision: 'held-out',
  seed: 'factors',
  iterations: 100,
  tolerance: 1e-7,
};

/** Options with the preset's features in place. */
export interface SettledOptions extends LogisticOptions {
  readonly features: readonly FeatureSpec[];
}

/** Checks options and looks up the preset. */
export function settleOptions(options: Partial<LogisticOptions>): SettledOptions {
  const chosen = { ...DEFAULT_OPTIONS, ...options };
  const demand = (holds: boolean, column: string, value: unknown, expected: string): void => {
    if (!holds) throw new YincaiError({ code: 'bad-option', column, value: String(value), expected });
  };
  const { penalty, lasso, factors, factorPrecision, iterations, tolerance } = chosen;
  demand(
    penalty === 'pooled' || (penalty > 0 && penalty < Infinity),
    'penalty',
    penalty,
    'a number above 0, or "pooled"',
  );
  demand(lasso >= 0 && lasso < Infinity, 'lasso', lasso, 'a number not below 0');
  demand(
    Number.isInteger(factors) && factors >= 0 && factors <= 100,
    'factors',
    factors,
    'a whole number from 0 to 100',
  );
  demand(
    factorPrecision === 'held-out' || (factorPrecision > 0 && factorPrecision < Infinity),
    'factorPrecision',
    factorPrecision,
    'a number above 0, or "held-out"',
  );
  demand(Number.isInteger(iterations) && iterations >= 1, 'iterations', iterations, 'a whole number above 0');
  demand(tolerance > 0 && tolerance < 1, 'tolerance', tolerance, 'a number above 0 and below 1');
  if (typeof chosen.features !== 'string') {
    demand(chosen.features.length > 0, 'features', '[]', 'at least one feature');
    return { ...chosen, features: chosen.features };
  }
  const name = chosen.features;
  demand(Object.hasOwn(PRESETS, name), 'features', name, `one of ${Object.keys(PRESETS).join(', ')}, or a list`);
  const preset = PRESETS[name];
  return { ...chosen, features: preset.features, factors: factors > 0 ? factors : (preset.factors ?? 0) };
}
