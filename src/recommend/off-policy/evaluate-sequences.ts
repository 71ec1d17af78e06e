import { YincaiError } from '../../data/fault.js';
import { BOOTSTRAP_DEFAULTS, type BootstrapOptions, type Interval } from '../../evaluate/bootstrap.js';
import { checkDecisions, type Episode, predictedOf, unsupported, weightOf } from './decision.js';
import { codesOf, estimateRatios } from './ratio.js';
import { summarizeWeights, type WeightSummary } from './weights.js';

/** An estimator of what a policy earns over an episode. */
export type SequenceMethod = 'trajectory' | 'perDecision' | 'weightedPerDecision' | 'dr';

/** Options of {@link evaluateSequences}. */
export interface SequenceOptions extends BootstrapOptions {
  readonly interval: 'bootstrap' | 'normal';
  /** What a reward one step later counts, above 0, at most 1; default 1. */
  readonly discount: number;
}

/** Estimates of the discounted sum of rewards of an episode; `dr` is absent where any prediction is. */
export type SequenceEstimates = {
  readonly [method in 'trajectory' | 'perDecision' | 'weightedPerDecision']: Interval;
} & {
  readonly dr?: Interval;
};

/** What logged episodes say about a policy that did not run. */
export interface SequenceReport {
  /** Mean discounted sum of the policy that ran. */
  readonly logged: Interval;
  readonly estimates: SequenceEstimates;
  /** Of the weights of whole episodes, `Π w`. */
  readonly weights: WeightSummary;
}

/** The longest episode: weights multiply, and beyond this nothing is left to estimate. */
const LONGEST = 1000;

/**
 * What a policy would have earned over short sequences of decisions, such as the items of one lesson.
 *
 * With `w[t]` as in {@link evaluatePolicy} and `W[t] = w[1] · … · w[t]`, over N episodes:
 *
 * - `trajectory = Σ W[T] · Σ_t discount^t · reward[t] / N`;
 * - `perDecision = Σ Σ_t discount^t · W[t] · reward[t] / N`: a reward is weighted by the decisions before it alone; unbiased;
 * - `weightedPerDecision = Σ_t discount^t · (Σ W[t] · reward[t] / Σ W[t])`: self-normalised at every step, consistent;
 * - `dr`: the mean of `v[1]`, with `v[t] = V[t] + w[t] · (reward[t] + discount · v[t + 1] − predicted[t])`, where `predicted` is the
 *   expected sum of rewards from t on.
 *
 * An episode that has ended earns nothing more. Weights multiply: with each step fewer episodes tell anything.
 *
 * @throws YincaiError `bad-value` (rows counted over all episodes), `not-enough-data`, `too-large` beyond 1000 decisions an episode
 * @cost O(decisions · actions + replicates · learners · steps)
 * @source Precup, Sutton & Singh (2000), Eligibility traces for off-policy policy evaluation, eq. 3; Thomas (2015), Safe reinforcement
 *   learning, §3.5 (weighted per-decision); Jiang & Li (2016), Doubly robust off-policy value evaluation for reinforcement learning, eq. 10
 * @example
 * evaluateSequences(lessons, { discount: 0.95 }).estimates.perDecision; // { estimate, low, high, standardError }
 */
export function evaluateSequences(
  episodes: readonly Episode[],
  options: Partial<SequenceOptions> = {},
): SequenceReport {
  const settings = {
    ...BOOTSTRAP_DEFAULTS,
    seed: 'off-policy',
    interval: 'bootstrap' as const,
    discount: 1,
    ...options,
  };
  const { discount } = settings;
  if (!(discount > 0 && discount <= 1)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'discount',
      value: String(discount),
      expected: 'a number above 0, at most 1',
      expectedZh: '大于 0、不超过 1 的数',
    });
  }
  checkDecisions(episodes.flatMap(({ decisions }) => decisions));
  const longest = episodes.reduce((most, { decisions }) => Math.max(most, decisions.length), 0);
  if (longest > LONGEST) {
    throw new YincaiError({
      code: 'too-large',
      value: `${longest}`,
      expected: `at most ${LONGEST} decisions an episode`,
      expectedZh: `每段至多 ${LONGEST} 次决策`,
    });
  }
  const { code, count } = codesOf(episodes.map(({ learner }) => learner));
  const zeros = (): Float64Array => new Float64Array(count);
  const sizes = zeros();
  const earned = zeros();
  const whole = zeros();
  const perDecision = zeros();
  const robust = zeros();
  const steps = Array.from({ length: longest }, (_, t) => ({ factor: discount ** t, above: zeros(), below: zeros() }));
  const modelled = episodes.every(({ decisions }) => decisions.every(({ predicted }) => predicted !== undefined));
  const weights = new Float64Array(episodes.length);
  const missing = new Float64Array(episodes.length);
  episodes.forEach(({ decisions }, e) => {
    const c = code[e];
    sizes[c]++;
    let [weight, sum] = [1, 0];
    for (let t = 0; t < longest; t++) {
      const decision = decisions[t];
      if (decision !== undefined) {
        weight *= weightOf(decision);
        sum += steps[t].factor * decision.reward;
        perDecision[c] += steps[t].factor * weight * decision.reward;
        steps[t].above[c] += weight * decision.reward;
        missing[e] += unsupported(decision) / decisions.length;
      }
      steps[t].below[c] += weight;
    }
    earned[c] += sum;
    whole[c] += weight * sum;
    weights[e] = weight;
    if (!modelled) return;
    let value = 0;
    for (let t = decisions.length - 1; t >= 0; t--) {
      const { taken, policy } = predictedOf(decisions[t]);
      value = policy + weightOf(decisions[t]) * (decisions[t].reward + discount * value - taken);
    }
    robust[c] += value;
  });
  const mean = (above: Float64Array): Interval => estimateRatios([{ factor: 1, above, below: sizes }], settings);
  const plain = {
    trajectory: mean(whole),
    perDecision: mean(perDecision),
    weightedPerDecision: estimateRatios(steps, settings),
  };
  return {
    logged: mean(earned),
    estimates: modelled ? { ...plain, dr: mean(robust) } : plain,
    weights: summarizeWeights(weights, code, count, missing),
  };
}
