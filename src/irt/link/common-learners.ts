import { YincaiError } from '../../data/fault.js';
import type { ScaleChange } from './rescale.js';

/** Abilities of the same learners on one of two scales. */
export interface AbilityColumn {
  readonly learners: readonly string[];
  readonly theta: ArrayLike<number>;
  readonly se: ArrayLike<number>;
}

/** Options of {@link linkByLearners}. */
export interface LearnerLinkOptions {
  /**
   * What the scores are. `likelihood` (ML, WLE): their variance is that of abilities plus the mean squared error.
   * `posterior` (EAP): the variance of abilities is theirs plus the mean squared error.
   */
  readonly scores?: 'posterior' | 'likelihood';
  /** `fixed`: the scales differ by a shift only. */
  readonly slope?: 'free' | 'fixed';
}

/** Constants of a link by common learners. */
export interface LearnerLink extends ScaleChange {
  readonly se: { readonly slope: number; readonly intercept: number };
  /** Learners with a score on both scales. */
  readonly learners: number;
  /** Correlation of their scores. */
  readonly correlation: number;
  readonly warnings: readonly string[];
}

/**
 * Links two scales by learners who took both tests, θ_to = slope · θ_from + intercept: the slope is the ratio of the deviations
 * of true abilities, the intercept brings the means together. Standard errors by the learners' influence (delta method).
 *
 * Learners must have been as able in the one test as in the other: what they learnt in between is in the intercept.
 *
 * @throws YincaiError `not-enough-data` for fewer than three common learners; `not-identified` where scores do not vary beyond their errors.
 * @source common-person equating: Wright & Stone (1979), Best Test Design, ch. 5; deviations without error: Lord (1980),
 *   Applications of Item Response Theory, ch. 13.
 * @example
 * linkByLearners(score(midterm, one), score(final, two));
 */
export function linkByLearners(from: AbilityColumn, to: AbilityColumn, options: LearnerLinkOptions = {}): LearnerLink {
  const sign = (options.scores ?? 'posterior') === 'posterior' ? 1 : -1;
  const place = new Map(to.learners.map((learner, i) => [learner, i] as const));
  const pairs = from.learners.flatMap((learner, i) => {
    const k = place.get(learner);
    if (k === undefined) return [];
    const pair = { x: from.theta[i], y: to.theta[k], ex: from.se[i] ** 2, ey: to.se[k] ** 2 };
    return Object.values(pair).every(Number.isFinite) ? [pair] : [];
  });
  const n = pairs.length;
  if (n < 3) {
    throw new YincaiError({
      code: 'not-enough-data',
      value: `${n} learners`,
      expected: 'at least three learners with scores on both scales',
      expectedZh: '至少三名在两个量表上都有分数的学生',
    });
  }
  const mean = (value: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((sum, pair) => sum + value(pair), 0) / n;
  const mx = mean(({ x }) => x);
  const my = mean(({ y }) => y);
  const vx = mean(({ x }) => (x - mx) ** 2);
  const vy = mean(({ y }) => (y - my) ** 2);
  const tx = vx + sign * mean(({ ex }) => ex);
  const ty = vy + sign * mean(({ ey }) => ey);
  if (!(tx > 0 && ty > 0)) {
    throw new YincaiError({
      code: 'not-identified',
      expected: 'scores that vary beyond their errors',
      expectedZh: '分数的差异大于其误差',
      mend: "use slope 'fixed' with posterior scores, or more learners",
      mendZh: '改用后验分数并固定斜率，或增加学生',
    });
  }
  const free = options.slope !== 'fixed';
  const slope = free ? Math.sqrt(ty / tx) : 1;
  // Influence of a learner on slope² = ty / tx, and so on the slope and the intercept my − slope · mx.
  let [aa, bb] = [0, 0];
  for (const { x, y, ex, ey } of pairs) {
    const onX = (x - mx) ** 2 + sign * ex - tx;
    const onY = (y - my) ** 2 + sign * ey - ty;
    const onSlope = free ? (slope / 2) * (onY / ty - onX / tx) : 0;
    const onIntercept = y - my - slope * (x - mx) - onSlope * mx;
    aa += onSlope ** 2;
    bb += onIntercept ** 2;
  }
  const correlation = mean(({ x, y }) => (x - mx) * (y - my)) / Math.sqrt(vx * vy);
  const warnings: string[] = [];
  if (n < 30) warnings.push(`only ${n} common learners: the constants are rough`);
  if (correlation < 0.5) {
    warnings.push(`scores correlate at ${correlation.toFixed(2)} only: the tests hardly measure the same ability`);
  }
  return {
    slope,
    intercept: my - slope * mx,
    se: { slope: free ? Math.sqrt(aa) / n : Number.NaN, intercept: Math.sqrt(bb) / n },
    learners: n,
    correlation,
    warnings,
  };
}
