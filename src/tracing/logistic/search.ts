import type { ResponseLog } from '../../data/response-log.js';
import { logLoss } from '../../evaluate/metrics.js';
import { splitByLearner, takeRows } from '../../evaluate/split.js';
import type { Seed } from '../../math/random.js';
import type { FeatureKind, FeatureSpec } from './feature.js';
import { fit as fitModel } from './fit.js';
import { KINDS } from './kinds.js';
import type { LogisticOptions } from './options.js';
import { predictLog } from './trace.js';

/** Options of {@link searchFeatures}. */
export interface SearchOptions {
  /** Features that are always in. */
  readonly base: readonly FeatureSpec[];
  /** Features that may be taken in. */
  readonly candidates: readonly FeatureSpec[];
  readonly folds: number;
  readonly seed: Seed;
  /** Least fall of the held-out log-loss, per answer, for which a feature is taken in. */
  readonly leastGain: number;
  /** Most features taken in. */
  readonly most: number;
  /** Options of each fit. */
  readonly fit: Partial<Omit<LogisticOptions, 'features'>>;
}

/** Defaults of {@link searchFeatures}, the features aside. */
export const SEARCH_DEFAULTS: Omit<SearchOptions, 'base' | 'candidates'> = {
  folds: 3,
  seed: 'features',
  leastGain: 1e-4,
  most: 20,
  fit: { tolerance: 1e-5 },
};

/** One step of a search. */
export interface SearchStep {
  readonly change: 'base' | 'added' | 'dropped';
  readonly feature?: FeatureSpec;
  /** Mean log-loss of held-out learners after it. */
  readonly logLoss: number;
}

/** What a search found. */
export interface SearchResult {
  readonly features: readonly FeatureSpec[];
  readonly steps: readonly SearchStep[];
}

/**
 * Searches for features by cross-validation by learner: takes in the candidate that lowers the held-out log-loss most,
 * then drops any whose absence does not raise it, until no candidate gains `leastGain`. Ties go to the earlier candidate.
 *
 * @param kinds of features that `base` and `candidates` may name; see `familyWith`
 * @throws RangeError where there are fewer learners than folds
 * @cost (candidates + features) · folds fits a step
 * @example
 * const { features } = searchFeatures(log, { base, candidates });
 * const model = fit(log, { features });
 */
export function searchFeatures(
  log: ResponseLog,
  options: Partial<SearchOptions> & Pick<SearchOptions, 'base' | 'candidates'>,
  kinds: readonly FeatureKind[] = KINDS,
): SearchResult {
  const chosen: SearchOptions = { ...SEARCH_DEFAULTS, ...options };
  const parts = splitByLearner(log, chosen.folds, chosen.seed).map(({ train, test }) => ({
    train: takeRows(log, train),
    test: takeRows(log, test),
  }));
  const heldOut = (features: readonly FeatureSpec[]): number => {
    let sum = 0;
    for (const { train, test } of parts) {
      const model = fitModel(train, { ...chosen.fit, features }, kinds);
      sum += logLoss(predictLog(model, test, kinds), test.score) * test.length;
    }
    return sum / log.length;
  };
  let features = chosen.base;
  let now = heldOut(features);
  const steps: SearchStep[] = [{ change: 'base', logLoss: now }];
  const left = [...chosen.candidates];
  let taken = 0;
  while (taken < chosen.most && left.length > 0) {
    const losses = left.map((candidate) => heldOut([...features, candidate]));
    const best = losses.indexOf(Math.min(...losses));
    if (!(now - losses[best] >= chosen.leastGain)) break;
    const [feature] = left.splice(best, 1);
    features = [...features, feature];
    now = losses[best];
    taken++;
    steps.push({ change: 'added', feature, logLoss: now });
    for (const old of features.slice(chosen.base.length, -1)) {
      const without = features.filter((one) => one !== old);
      const loss = heldOut(without);
      if (loss > now) continue;
      features = without;
      now = loss;
      taken--;
      steps.push({ change: 'dropped', feature: old, logLoss: loss });
    }
  }
  return { features, steps };
}
