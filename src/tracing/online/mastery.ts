import { logistic } from '../../math/logistic.js';
import { normalQuantile } from '../../math/normal.js';

/** Whether a learner has mastered a skill, or `unsure` where the answers do not tell. */
export type Verdict = 'mastered' | 'not-yet' | 'unsure';

/** What is believed of a learner on one skill. */
export interface SkillMastery {
  /** Expected success on a typical item of the skill, 0…1. */
  readonly success: number;
  /** Ends of the posterior interval of that success. */
  readonly low: number;
  readonly high: number;
  /** Answers of the learner that named the skill. */
  readonly answers: number;
  readonly verdict: Verdict;
}

/** Options of `masteryOf`. */
export interface MasteryOptions {
  /** Success on a typical item from which a skill counts as mastered; default 0.7. */
  readonly cut: number;
  /** Probability that the interval covers; default 0.9. */
  readonly level: number;
  /** Fewer answers than this to the skill give no verdict; default 3. */
  readonly least: number;
}

/** Defaults of `masteryOf`. */
export const MASTERY_DEFAULTS: MasteryOptions = { cut: 0.7, level: 0.9, least: 3 };

/** A verdict on a normal belief in logits: none where the interval holds the cut, or fewer than `least` answers stand behind it. */
export function judgeMastery(
  mean: number,
  variance: number,
  answers: number,
  options: Partial<MasteryOptions> = {},
): SkillMastery {
  const { cut, level, least } = { ...MASTERY_DEFAULTS, ...options };
  if (!(cut > 0 && cut < 1)) throw new RangeError(`cut is ${cut}; expected above 0 and below 1`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}; expected above 0 and below 1`);
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const [low, high] = [logistic(mean - reach), logistic(mean + reach)];
  const verdict = answers < least || (low < cut && high > cut) ? 'unsure' : low >= cut ? 'mastered' : 'not-yet';
  return { success: logistic(mean * averaging(variance)), low, high, answers, verdict };
}

/**
 * Factor by which uncertainty draws a logit towards 0: E logistic(N(m, v)) ≈ logistic(m · averaging(v)).
 *
 * @source MacKay (1992), Neural Computation 4, eq. 10; Glickman (1999), Applied Statistics 48, the function g
 */
export function averaging(variance: number): number {
  return 1 / Math.sqrt(1 + (Math.PI * variance) / 8);
}
