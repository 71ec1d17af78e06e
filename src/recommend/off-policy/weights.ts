import type { Language } from '../../data/fault.js';

/** How far the logged decisions speak for the policy in question. */
export interface WeightSummary {
  readonly decisions: number;
  readonly learners: number;
  /** `(Σ w)² / Σ w²`: the decisions of the policy itself that would tell as much (Kish). */
  readonly effectiveSize: number;
  /** Mean of w; 1 in expectation where propensities are right and every action could be taken. */
  readonly meanWeight: number;
  readonly largestWeight: number;
  readonly warnings: readonly WeightWarning[];
}

/** Why an estimate may not be trusted. */
export type WeightWarning =
  /** Fewer than a tenth of the decisions, or than 50, tell anything. */
  | { readonly code: 'few-effective'; readonly effectiveSize: number; readonly decisions: number }
  /** One decision carries more than a tenth of all weight. */
  | { readonly code: 'extreme-weight'; readonly weight: number; readonly share: number }
  /** Probability of the policy in question on actions that the policy that ran could not take. */
  | { readonly code: 'no-support'; readonly share: number }
  /** The mean weight is further from 1 than chance allows: propensities are wrong, or actions were out of reach. */
  | { readonly code: 'mean-weight'; readonly mean: number; readonly standardErrors: number }
  /** Intervals over fewer than 20 learners are too narrow. */
  | { readonly code: 'few-learners'; readonly learners: number };

const FEW_SHARE = 0.1;
const FEW = 50;
const MOST_SHARE = 0.1;
const MOST_ERRORS = 3;
const FEW_LEARNERS = 20;

/** @param learner codes 0…learners − 1; @param missing mass on actions out of reach, by decision */
export function summarizeWeights(
  weight: Float64Array,
  learner: Int32Array,
  learners: number,
  missing: Float64Array,
): WeightSummary {
  const n = weight.length;
  let [total, squares, largest, lost] = [0, 0, 0, 0];
  const sums = new Float64Array(learners);
  const sizes = new Float64Array(learners);
  weight.forEach((w, i) => {
    total += w;
    squares += w * w;
    largest = Math.max(largest, w);
    lost += missing[i];
    sums[learner[i]] += w;
    sizes[learner[i]]++;
  });
  const meanWeight = total / n;
  const effectiveSize = squares > 0 ? (total * total) / squares : 0;
  let spread = 0;
  for (let c = 0; c < learners; c++) spread += (sums[c] - meanWeight * sizes[c]) ** 2;
  const error = Math.sqrt((learners / Math.max(learners - 1, 1)) * spread) / n;
  const off = error > 0 ? Math.abs(meanWeight - 1) / error : 0;
  const warnings: WeightWarning[] = [];
  if (effectiveSize < Math.max(FEW_SHARE * n, FEW)) {
    warnings.push({ code: 'few-effective', effectiveSize, decisions: n });
  }
  if (total > 0 && largest / total > MOST_SHARE) {
    warnings.push({ code: 'extreme-weight', weight: largest, share: largest / total });
  }
  if (lost > 1e-9 * n) warnings.push({ code: 'no-support', share: lost / n });
  if (learners >= FEW_LEARNERS && off > MOST_ERRORS) {
    warnings.push({ code: 'mean-weight', mean: meanWeight, standardErrors: off });
  }
  if (learners < FEW_LEARNERS) warnings.push({ code: 'few-learners', learners });
  return { decisions: n, learners, effectiveSize, meanWeight, largestWeight: largest, warnings };
}

/**
 * Words a warning, as plain text.
 *
 * @example
 * describeWeightWarning({ code: 'few-learners', learners: 4 }, 'en');
 * // 'Only 4 learners: the intervals are too narrow.'
 */
export function describeWeightWarning(warning: WeightWarning, language: Language): string {
  const zh = language === 'zh';
  const percent = (share: number): string => `${Math.round(1000 * share) / 10}%`;
  switch (warning.code) {
    case 'few-effective': {
      const size = Math.round(warning.effectiveSize);
      return zh
        ? `${warning.decisions} 次决策的有效样本量只有 ${size}：两种策略相差太大，估计不可靠。`
        : `Of ${warning.decisions} decisions only ${size} are effective: the two policies differ too much for a sound estimate.`;
    }
    case 'extreme-weight': {
      const share = percent(warning.share);
      return zh
        ? `一次决策占全部权重的 ${share}，请看截断或双重稳健估计。`
        : `A single decision carries ${share} of all weight: look at the clipped and the doubly robust estimates.`;
    }
    case 'no-support': {
      const share = percent(warning.share);
      return zh
        ? `新策略有 ${share} 的概率选择原策略从不选择的行动，记录对此一无所知。`
        : `The policy takes actions that the log could not hold with a probability of ${share}: nothing is known of them.`;
    }
    case 'mean-weight': {
      const mean = Math.round(1000 * warning.mean) / 1000;
      return zh
        ? `平均权重 ${mean}，应接近 1：倾向得分有误，或有的行动从未可选。`
        : `The mean weight is ${mean} and should be near 1: propensities are wrong, or actions were out of reach.`;
    }
    case 'few-learners':
      return zh
        ? `只有 ${warning.learners} 名学生：区间偏窄。`
        : `Only ${warning.learners} learners: the intervals are too narrow.`;
  }
}
