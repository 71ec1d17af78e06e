import { type Fault, MAX_FAULTS, YincaiError } from '../../data/fault.js';

/** One logged decision of the policy that ran, and what the policy in question would have done. */
export interface Decision {
  /** Decisions about the same learner go together: intervals draw learners, not decisions. */
  readonly learner: string;
  /** The action taken, as a place among those on offer. */
  readonly action: number;
  /** Probability with which the policy that ran took it, above 0. */
  readonly propensity: number;
  /** What came of it, e.g. the gain on the next test. */
  readonly reward: number;
  /** Probability of each action on offer under the policy in question; of the sum 1. */
  readonly target: readonly number[];
  /** A model's expected reward of each action on offer, from data other than this log, or from other folds of it. */
  readonly predicted?: readonly number[];
  /** Probability of each action on offer under the policy that ran, to see which it could never take. */
  readonly behaviour?: readonly number[];
}

/** Decisions about one learner that follow each other, in their order. */
export interface Episode {
  readonly learner: string;
  readonly decisions: readonly Omit<Decision, 'learner'>[];
}

/** Target over propensity of the action taken. */
export function weightOf({ target, action, propensity }: Omit<Decision, 'learner'>): number {
  return target[action] / propensity;
}

/** A model's expected reward of the action taken, and of the policy in question: `Σ target[a] · predicted[a]`. */
export function predictedOf({ target, action, predicted = [] }: Omit<Decision, 'learner'>): {
  readonly taken: number;
  readonly policy: number;
} {
  return { taken: predicted[action], policy: target.reduce((sum, p, a) => sum + p * predicted[a], 0) };
}

/** Probability of the policy in question on actions that the policy that ran could not take. */
export function unsupported({ target, behaviour }: Omit<Decision, 'learner'>): number {
  if (behaviour === undefined) return 0;
  return target.reduce((sum, p, a) => sum + (behaviour[a] > 0 ? 0 : p), 0);
}

/** @throws YincaiError `not-enough-data` without decisions; `bad-value` with row (from 1) and column */
export function checkDecisions(decisions: readonly Omit<Decision, 'learner'>[]): void {
  if (decisions.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'at least one logged decision',
      expectedZh: '至少一次有记录的决策',
    });
  }
  const faults: Fault[] = [];
  decisions.forEach((decision, at) => {
    const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
      if (holds || faults.length >= MAX_FAULTS) return;
      faults.push({ code: 'bad-value', row: at + 1, column, value: String(value).slice(0, 80), expected, expectedZh });
    };
    const { action, propensity, reward, target, predicted, behaviour } = decision;
    const actions = target.length;
    const sums = (probabilities: readonly number[]): boolean =>
      probabilities.length === actions &&
      probabilities.every((p) => p >= 0 && p <= 1) &&
      Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) <= 1e-6;
    demand(
      Number.isInteger(action) && action >= 0 && action < actions,
      'action',
      action,
      `a place from 0 to ${actions - 1}`,
      `0 到 ${actions - 1} 的位置`,
    );
    demand(
      propensity > 0 && propensity <= 1,
      'propensity',
      propensity,
      'a number above 0, at most 1',
      '大于 0、不超过 1 的数',
    );
    demand(Number.isFinite(reward), 'reward', reward, 'a finite number', '有限数');
    demand(sums(target), 'target', target, 'probabilities of the sum 1', '和为 1 的概率');
    demand(
      behaviour === undefined || (sums(behaviour) && Math.abs(behaviour[action] - propensity) <= 1e-6),
      'behaviour',
      behaviour,
      'probabilities of the sum 1, that of the action taken its propensity',
      '和为 1 的概率，所取行动的概率即其倾向得分',
    );
    demand(
      predicted === undefined || (predicted.length === actions && predicted.every((q) => Number.isFinite(q))),
      'predicted',
      predicted,
      `${actions} finite numbers`,
      `${actions} 个有限数`,
    );
  });
  if (faults.length > 0) throw new YincaiError(faults);
}
