import type { TracedQuestion } from '../../evaluate/tracing.js';
import { logistic } from '../../math/logistic.js';
import { normalQuantile } from '../../math/normal.js';
import type { FeatureKind } from './feature.js';
import { KINDS } from './kinds.js';
import type { LogisticModel } from './model.js';
import type { Encoded } from './plan.js';
import { logOddsOf, type Prepared } from './prepare.js';
import type { LogisticState } from './state.js';
import { ask, valuesOf } from './trace.js';

/** Options of {@link predictInterval}. */
export interface IntervalOptions {
  /** Probability that the interval holds the truth, above 0 and below 1. */
  readonly level: number;
  /** Answers of the learner below which evidence counts as thin. */
  readonly leastAnswers: number;
  /** Width of the interval from which evidence counts as thin. */
  readonly mostWidth: number;
}

/** Defaults of {@link predictInterval}. */
export const INTERVAL_DEFAULTS: IntervalOptions = { level: 0.9, leastAnswers: 3, mostWidth: 0.4 };

/** A prediction with what it is worth. */
export interface PredictedInterval {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
  /** True where a decision should not rest on it; `reasons` say why. */
  readonly abstain: boolean;
  readonly reasons: readonly ('few-answers' | 'wide-interval' | 'unknown-item' | 'unknown-skill' | 'no-skill')[];
}

/**
 * P(right) with an interval from the uncertainty of the weights: log-odds ± z · sd, sd² = Σ variance_j value_j², by Laplace's
 * approximation with the *diagonal* of the curvature: correlations of weights are left out. An item, skill or combination that the model
 * does not hold brings the variance of its prior. What chance does to the learner's own counts is no part of it.
 *
 * @param kinds of features that the model may name; see `familyWith`
 * @throws RangeError where `level` is not above 0 and below 1
 * @source MacKay (1992), The evidence framework applied to classification networks, Neural Computation 4(5)
 * @example
 * const { low, high, abstain } = predictInterval(model, state, { item: 'q1', skills: ['fractions'] });
 */
export function predictInterval(
  model: LogisticModel,
  state: LogisticState,
  question: TracedQuestion,
  options: Partial<IntervalOptions> = {},
  kinds: readonly FeatureKind[] = KINDS,
): PredictedInterval {
  const { level, leastAnswers, mostWidth } = { ...INTERVAL_DEFAULTS, ...options };
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}; expected above 0 and below 1`);
  const asked = ask(model, state, question, kinds);
  const { prepared, skills, counted } = asked;
  const values = valuesOf(asked, question);
  const logOdds = logOddsOf(prepared, values, model.factors?.size ?? 0);
  const spread = normalQuantile((1 + level) / 2) * Math.sqrt(varianceOf(prepared, model, values, question, skills));
  const low = logistic(logOdds - spread);
  const high = logistic(logOdds + spread);
  const reasons: PredictedInterval['reasons'][number][] = [];
  if (counted.learner[0] < leastAnswers) reasons.push('few-answers');
  if (high - low > mostWidth) reasons.push('wide-interval');
  if (!prepared.positions.items.has(question.item) && model.features.some(({ by }) => by === 'item')) {
    reasons.push('unknown-item');
  }
  if (skills.length === 0) reasons.push('no-skill');
  else if (skills.some((skill) => !prepared.positions.skills.has(skill))) reasons.push('unknown-skill');
  return {
    probability: logistic(logOdds),
    low,
    high,
    abstain: reasons.some((reason) => reason !== 'unknown-item'),
    reasons,
  };
}

function varianceOf(
  { variance, positions }: Prepared,
  model: LogisticModel,
  { count, column, value }: Encoded,
  question: TracedQuestion,
  skills: readonly string[],
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += variance[column[i]] * value[i] * value[i];
  // Intercepts that are missing are as uncertain as their prior.
  model.features.forEach(({ kind, by }, f) => {
    if (kind !== 'constant' || !(model.precision[f] > 0)) return;
    if (by === 'item' && !positions.items.has(question.item)) sum += 1 / model.precision[f];
    if (by === 'skill') {
      for (const skill of skills) if (!positions.skills.has(skill)) sum += 1 / model.precision[f];
    }
  });
  return sum;
}
