import { type Fault, YincaiError } from '../../data/fault.js';
import { BOOTSTRAP_DEFAULTS, type BootstrapOptions, type Interval } from '../../evaluate/bootstrap.js';
import { checkDecisions, type Decision, predictedOf, unsupported, weightOf } from './decision.js';
import { codesOf, estimateRatios, type IntervalOptions } from './ratio.js';
import { summarizeWeights, type WeightSummary } from './weights.js';

/** An estimator of a policy's mean reward; `w = target / propensity`, `q` a model's prediction, `V = Σ target · q`. */
export type OffPolicyMethod = 'ips' | 'clipped' | 'snips' | 'direct' | 'dr' | 'switch';

/** Options of {@link evaluatePolicy}. */
export interface OffPolicyOptions extends BootstrapOptions {
  /** `bootstrap`: percentiles over draws of learners; `normal`: delta-method standard errors, clustered by learner. */
  readonly interval: 'bootstrap' | 'normal';
  /** Weights above it are cut to it in `clipped`; at least 1. */
  readonly clip: number;
  /** Weight above which `switch` trusts the model alone; above 0. */
  readonly switchAt: number;
}

/** Defaults of {@link evaluatePolicy}. */
export const offPolicyDefaults: OffPolicyOptions = {
  ...BOOTSTRAP_DEFAULTS,
  seed: 'off-policy',
  interval: 'bootstrap',
  clip: 10,
  switchAt: 10,
};

/** Estimates of the mean reward a decision; those that rest on a model are absent where any prediction is. */
export type OffPolicyEstimates = { readonly [method in 'ips' | 'clipped' | 'snips']: Interval } & {
  readonly [method in 'direct' | 'dr' | 'switch']?: Interval;
};

/** What a log says about a policy that did not run. */
export interface OffPolicyReport {
  /** Mean reward of the policy that ran. */
  readonly logged: Interval;
  readonly estimates: OffPolicyEstimates;
  readonly weights: WeightSummary;
}

/**
 * What a policy's mean reward would have been, from decisions logged under another one whose probabilities are known.
 *
 * With n decisions i, `w[i] = target[action] / propensity` and `V[i] = Σ_a target[a] · predicted[a]`:
 *
 * - `ips = Σ w[i] · reward[i] / n`: unbiased where every action of the policy could be taken;
 * - `clipped = Σ min(w[i], clip) · reward[i] / n`: less variance, biased toward 0;
 * - `snips = Σ w[i] · reward[i] / Σ w[i]`: consistent, within the range of the rewards, moves with a constant added to them;
 * - `direct = Σ V[i] / n`: as good as the model;
 * - `dr = Σ (V[i] + w[i] · (reward[i] − predicted[action])) / n`: unbiased where the propensities or the predictions are right;
 * - `switch`: dr, but `V[i]` alone where `w[i] > switchAt`.
 *
 * Intervals are over learners. Predictions must not come from a model fitted to the same rows. Look at `weights.warnings` first.
 *
 * @throws YincaiError `bad-value`, `not-enough-data`, `bad-option`
 * @cost O(decisions · actions + replicates · learners)
 * @source Horvitz & Thompson (1952), A generalization of sampling without replacement (ips); Ionides (2008), Truncated importance
 *   sampling (clipped); Swaminathan & Joachims (2015), The self-normalized estimator for counterfactual learning, eq. 7; Dudík,
 *   Langford & Li (2011), Doubly robust policy evaluation and learning, eq. 2; Wang, Agarwal & Dudík (2017), Optimal and adaptive
 *   off-policy evaluation in contextual bandits, §3.2 (switch-DR); Kish (1965), Survey sampling, §8.2 (effective size)
 * @example
 * const { estimates, weights } = evaluatePolicy(log);
 * estimates.snips; // { estimate, low, high, standardError }
 * weights.warnings.map((warning) => describeWeightWarning(warning, 'zh'));
 */
export function evaluatePolicy(
  decisions: readonly Decision[],
  options: Partial<OffPolicyOptions> = {},
): OffPolicyReport {
  const settings = { ...offPolicyDefaults, ...options };
  checkOptions(settings);
  checkDecisions(decisions);
  const { code, count } = codesOf(decisions.map(({ learner }) => learner));
  const weight = Float64Array.from(decisions, weightOf);
  const missing = Float64Array.from(decisions, unsupported);
  const sumUp = (value: (decision: Decision, w: number) => number): Float64Array => {
    const sums = new Float64Array(count);
    decisions.forEach((decision, i) => {
      sums[code[i]] += value(decision, weight[i]);
    });
    return sums;
  };
  const sizes = sumUp(() => 1);
  const mean = (value: (decision: Decision, w: number) => number): Interval =>
    estimateRatios([{ factor: 1, above: sumUp(value), below: sizes }], settings);
  const plain = {
    ips: mean(({ reward }, w) => w * reward),
    clipped: mean(({ reward }, w) => Math.min(w, settings.clip) * reward),
    snips: estimateRatios(
      [{ factor: 1, above: sumUp(({ reward }, w) => w * reward), below: sumUp((_, w) => w) }],
      settings,
    ),
  };
  const modelled = decisions.every(({ predicted }) => predicted !== undefined);
  const estimates: OffPolicyEstimates = modelled
    ? {
        ...plain,
        direct: mean((decision) => predictedOf(decision).policy),
        dr: mean((decision, w) => {
          const { taken, policy } = predictedOf(decision);
          return policy + w * (decision.reward - taken);
        }),
        switch: mean((decision, w) => {
          const { taken, policy } = predictedOf(decision);
          return w > settings.switchAt ? policy : policy + w * (decision.reward - taken);
        }),
      }
    : plain;
  return {
    logged: mean(({ reward }) => reward),
    estimates,
    weights: summarizeWeights(weight, code, count, missing),
  };
}

function checkOptions({
  clip,
  switchAt,
  interval,
}: Omit<OffPolicyOptions, keyof IntervalOptions> & IntervalOptions): void {
  const faults: Fault[] = [];
  const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
    if (!holds) faults.push({ code: 'bad-option', column, value: String(value), expected, expectedZh });
  };
  demand(clip >= 1, 'clip', clip, 'a number from 1', '不小于 1 的数');
  demand(switchAt > 0, 'switchAt', switchAt, 'a number above 0', '大于 0 的数');
  demand(
    interval === 'bootstrap' || interval === 'normal',
    'interval',
    interval,
    'bootstrap or normal',
    'bootstrap 或 normal',
  );
  if (faults.length > 0) throw new YincaiError(faults);
}
