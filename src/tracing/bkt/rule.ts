import type { ResponseLog } from '../../data/response-log.js';
import { logLoss } from '../../evaluate/metrics.js';
import { splitByLearner, takeRows } from '../../evaluate/split.js';
import type { BktModel, CreditRule } from './model.js';
import { predictLog } from './trace.js';

/** All rules, in the order in which equals are preferred. */
export const RULES: readonly CreditRule[] = ['compensatory', 'conjunctive', 'noisy-and'];

/** Fewer interactions with several skills than this do not tell the rules apart; then `compensatory` is taken. */
const LEAST_INTERACTIONS = 30;

/** The rule chosen, and each rule's log-loss on the learners held out. */
export interface RuleChoice {
  readonly best: CreditRule;
  readonly losses: { readonly [rule in CreditRule]?: number };
}

/**
 * Picks the rule that best foretells interactions with several skills, on a fifth of the training learners
 * held out from a fit by each rule to the others. Undefined where the log has too few such interactions.
 */
export function chooseRule(
  log: ResponseLog,
  fitTo: (part: ResponseLog, rule: CreditRule) => BktModel,
): RuleChoice | undefined {
  const { start } = log.skillSets;
  const several = (set: number): boolean => set >= 0 && start[set + 1] - start[set] > 1;
  const learners = new Set<number>();
  let count = 0;
  for (let r = 0; r < log.length; r++) {
    if (!several(log.skillSet[r])) continue;
    count++;
    learners.add(log.learner[r]);
  }
  if (count < LEAST_INTERACTIONS || learners.size < 5) return undefined;

  const [fold] = splitByLearner(log, 5, 'bkt-rule');
  const train = takeRows(log, fold.train);
  const held = takeRows(log, fold.test);
  const rows: number[] = [];
  for (let r = 0; r < held.length; r++) if (several(held.skillSet[r])) rows.push(r);
  if (rows.length === 0 || !train.skillSet.some((set) => set >= 0)) return undefined;
  const score = rows.map((r) => held.score[r]);
  const losses: { [rule in CreditRule]?: number } = {};
  let best: CreditRule = 'compensatory';
  for (const rule of RULES) {
    const predicted = predictLog(fitTo(train, rule), held);
    const loss = logLoss(
      rows.map((r) => predicted[r]),
      score,
    );
    losses[rule] = loss;
    if (loss < losses[best]!) best = rule;
  }
  return { best, losses };
}
