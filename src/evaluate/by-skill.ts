import type { ResponseLog } from '../data/response-log.js';
import { type Metrics, measure } from './metrics.js';

/** Metrics of the interactions that need one skill. */
export interface SkillMetrics extends Metrics {
  readonly skill: string;
}

/** Metrics by skill, and their plain means. */
export interface SkillBreakdown {
  /** Skills that occur, most interactions first. */
  readonly skills: readonly SkillMetrics[];
  /**
   * Means over skills, each skill counting the same; skills without a metric (an AUC of right answers alone) are left out of its mean.
   * `interactions` is the number of skills averaged for the AUC.
   */
  readonly macro: Metrics;
}

/**
 * Metrics for each skill and their macro averages. An interaction with several skills is still one prediction and one score;
 * it counts in the table of each of its skills, so that the tables do not add up to the whole.
 *
 * @param predicted P(right) `[rows]`
 * @param rows rows of the log that the predictions belong to; all by default
 * @throws RangeError where lengths differ
 * @example
 * measureBySkill(predicted, log).macro.auc
 */
export function measureBySkill(
  predicted: ArrayLike<number>,
  log: ResponseLog,
  rows?: ArrayLike<number>,
): SkillBreakdown {
  const n = rows?.length ?? log.length;
  if (predicted.length !== n) throw new RangeError(`${predicted.length} predictions for ${n} rows`);
  const of: { readonly predicted: number[]; readonly score: number[] }[] = log.skills.map(() => ({
    predicted: [],
    score: [],
  }));
  const { start, skill } = log.skillSets;
  for (let i = 0; i < n; i++) {
    const r = rows?.[i] ?? i;
    const set = log.skillSet[r];
    if (set < 0) continue;
    for (let k = start[set]; k < start[set + 1]; k++) {
      of[skill[k]].predicted.push(predicted[i]);
      of[skill[k]].score.push(log.score[r]);
    }
  }
  const skills = of
    .map(({ predicted: p, score }, s) => ({ skill: log.skills[s], ...measure(p, score) }))
    .filter(({ interactions }) => interactions > 0)
    .sort((a, b) => b.interactions - a.interactions);
  const mean = (name: 'auc' | 'rmse' | 'logLoss' | 'accuracy' | 'ece'): number => {
    const known = skills.map((one) => one[name]).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return {
    skills,
    macro: {
      auc: mean('auc'),
      rmse: mean('rmse'),
      logLoss: mean('logLoss'),
      accuracy: mean('accuracy'),
      ece: mean('ece'),
      interactions: skills.filter(({ auc }) => !Number.isNaN(auc)).length,
    },
  };
}
