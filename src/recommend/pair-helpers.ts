import type { NeedProfile } from './group-by-need.js';

/** Options of {@link pairHelpers}. */
export interface PairOptions {
  /** P(mastered) below which a learner needs help with a point. */
  readonly weak: number;
  /** P(mastered) from which a learner can help with it. */
  readonly mastered: number;
  /** The most points named for a pair. */
  readonly points: number;
  /** How much each point matters, at least 0, in the profiles' order; absent: alike. */
  readonly weights?: readonly number[];
}

/** Defaults of {@link pairHelpers}. */
export const pairDefaults: PairOptions = { weak: 0.5, mastered: 0.8, points: 2 };

/** One learner who helps another (帮学). */
export interface HelperPair {
  readonly helper: string;
  readonly learner: string;
  /** Places in the profiles of the points to speak about, those of most use first. */
  readonly points: readonly number[];
}

/**
 * Pairs learners with classmates who master what they lack; each is in at most one pair. Pairs are made from the most useful on,
 * `use = Σ weights[point] · (helper − learner)` over the points that the learner lacks and the helper masters.
 * Deterministic; the order of the profiles plays no role.
 *
 * @cost O(learners² · points)
 * @example
 * pairHelpers([{ learner: 'a', mastery: [0.2] }, { learner: 'b', mastery: [0.9] }]);
 * // [{ helper: 'b', learner: 'a', points: [0] }]
 */
export function pairHelpers(profiles: readonly NeedProfile[], options: Partial<PairOptions> = {}): HelperPair[] {
  const { weak, mastered, points: most, weights } = { ...pairDefaults, ...options };
  const offers: { helper: string; learner: string; points: number[]; use: number }[] = [];
  for (const needy of profiles) {
    for (const helper of profiles) {
      const points: number[] = [];
      const uses = needy.mastery.map((p, at) => (weights?.[at] ?? 1) * (helper.mastery[at] - p));
      needy.mastery.forEach((p, at) => {
        if (p < weak && helper.mastery[at] >= mastered && uses[at] > 0) points.push(at);
      });
      if (points.length === 0) continue;
      points.sort((a, b) => uses[b] - uses[a] || a - b);
      const use = points.reduce((sum, at) => sum + uses[at], 0);
      offers.push({ helper: helper.learner, learner: needy.learner, points: points.slice(0, most), use });
    }
  }
  const key = ({ learner, helper }: { learner: string; helper: string }): string => JSON.stringify([learner, helper]);
  offers.sort((a, b) => b.use - a.use || (key(a) < key(b) ? -1 : 1));
  const taken = new Set<string>();
  const pairs: HelperPair[] = [];
  for (const { helper, learner, points } of offers) {
    if (taken.has(helper) || taken.has(learner)) continue;
    taken.add(helper).add(learner);
    pairs.push({ helper, learner, points });
  }
  return pairs;
}
