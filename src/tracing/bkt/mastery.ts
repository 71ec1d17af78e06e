import { logistic, logit } from '../../math/logistic.js';
import { normalQuantile } from '../../math/normal.js';
import { overLevels } from './credit.js';
import { type BktModel, skillIndex } from './model.js';
import { groupsOf, prepare } from './prepare.js';
import { type BktState, beliefOf, believedAt } from './state.js';

/** Options of {@link masteryOf}. */
export interface MasteryOptions {
  /** Probability that the interval holds, 0…1. */
  readonly level: number;
  /** With fewer answers to the skill the evidence is thin. */
  readonly leastAnswers: number;
  /** With a wider interval the evidence is thin. */
  readonly widest: number;
  /** Now, milliseconds, for models that forget by the clock. */
  readonly time?: number;
}

/** Defaults of {@link masteryOf}. */
export const MASTERY_DEFAULTS: MasteryOptions = { level: 0.9, leastAnswers: 3, widest: 0.5 };

/** Mastery of a skill with its uncertainty. */
export interface SkillMastery {
  /** P(known). */
  readonly known: number;
  /** Credible interval of P(known): what other parameters and levels that fit as well would say. */
  readonly low: number;
  readonly high: number;
  readonly answers: number;
  /** The evidence is thin: say "not known yet" rather than a number. */
  readonly abstain: boolean;
  /** Why; absent where it is not. */
  readonly reason?: { readonly zh: string; readonly en: string };
}

/** Least answers of the training log behind a skill whose parameters are to be relied on. */
const LEAST_TRAINING = 30;

/**
 * Mastery of a skill: P(known), its credible interval, and whether one should rather abstain.
 *
 * The interval is a normal law on log-odds with the variance of P(known) from the parameters' covariance (delta method:
 * slope · covariance · slope, carried along by `advance`) and from the learner's level (spread over the levels).
 * It tells how sure the *probability* is, not the state: that is the probability itself.
 *
 * @cost O(levels)
 * @source Oehlert (1992), A note on the delta method, American Statistician 46
 * @example
 * masteryOf(model, state, 'fractions') // { known: 0.84, low: 0.77, high: 0.89, answers: 6, abstain: false }
 */
export function masteryOf(
  model: BktModel,
  state: BktState,
  skill: string,
  options: Partial<MasteryOptions> = {},
): SkillMastery {
  const { level, leastAnswers, widest, time } = { ...MASTERY_DEFAULTS, ...options };
  const prepared = prepare(model);
  const groups = state.groups === undefined ? [] : groupsOf(prepared, state.groups);
  const index = skillIndex(model, skill);
  const belief = beliefOf(model, state, skill);
  const byLevel = new Float64Array(prepared.levels);
  believedAt(prepared, groups, belief, index, time, byLevel, 0);
  const share = state.share === undefined ? prepared.share : Float64Array.from(state.share);
  const known = overLevels(byLevel, share);
  let variance = 0;
  if (byLevel.length > 1) for (let k = 0; k < share.length; k++) variance += share[k] * (byLevel[k] - known) ** 2;
  const triangle = index === undefined ? undefined : model.covariance?.[index];
  if (index !== undefined && triangle !== undefined && triangle !== null) {
    const prior = model.prior[index];
    const slope = belief?.slope ?? [prior * (1 - prior), 0, 0, 0, 0];
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const [row, column] = i >= j ? [i, j] : [j, i];
        variance += slope[i] * slope[j] * triangle[(row * (row + 1)) / 2 + column];
      }
    }
  }
  const at = logit(Math.min(Math.max(known, 1e-12), 1 - 1e-12));
  const deviation = Math.sqrt(Math.max(variance, 0)) / Math.max(known * (1 - known), 1e-12);
  const reach = normalQuantile(0.5 + level / 2) * deviation;
  const [low, high] = [logistic(at - reach), logistic(at + reach)];
  const answers = belief?.answers ?? 0;
  const reason = thinness({ index, answers, width: high - low }, model, leastAnswers, widest, triangle === null);
  return { known, low, high, answers, abstain: reason !== undefined, ...(reason === undefined ? {} : { reason }) };
}

function thinness(
  found: { readonly index: number | undefined; readonly answers: number; readonly width: number },
  model: BktModel,
  leastAnswers: number,
  widest: number,
  undetermined: boolean,
): { zh: string; en: string } | undefined {
  const { index, answers, width } = found;
  if (index === undefined) {
    return {
      zh: '模型中没有这个知识点，只能按总体情况推断',
      en: 'the model does not hold this skill; only its population speaks',
    };
  }
  const trained = model.report.skills.answers[index];
  if (undetermined || trained < LEAST_TRAINING) {
    return {
      zh: `模型只见过这个知识点的 ${trained} 次作答，参数不可靠`,
      en: `the model saw ${trained} answers to this skill; its parameters are not to be relied on`,
    };
  }
  if (answers < leastAnswers) {
    return {
      zh: `只有 ${answers} 次作答，少于 ${leastAnswers} 次`,
      en: `${answers} answers, fewer than ${leastAnswers}`,
    };
  }
  if (width > widest) {
    return {
      zh: `区间宽 ${width.toFixed(2)}，超过 ${widest}`,
      en: `the interval is ${width.toFixed(2)} wide, more than ${widest}`,
    };
  }
  return undefined;
}
