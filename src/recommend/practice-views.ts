import { logistic, logit } from '../math/logistic.js';
import type { BktModel, BktState } from '../tracing/bkt.js';
import * as bkt from '../tracing/bkt.js';
import type { DynamicIrtModel, DynamicIrtState } from '../tracing/dynamic-irt.js';
import * as dynamicIrt from '../tracing/dynamic-irt.js';
import type { PracticeView } from './policies/policy.js';

/** Who it is, what was met, and the moment for which it is asked. */
export interface ViewFacts {
  readonly learner: string;
  readonly seen: ReadonlySet<string>;
  /** By point: wrong answers since the last right one; none where absent. */
  readonly wrong: ReadonlyMap<string, number>;
  /** Milliseconds; the last answer's by default. */
  readonly now?: number;
}

/**
 * A learner as Bayesian knowledge tracing sees it: level is P(known), and an answer teaches with the skill's learn rate.
 *
 * @example
 * rank(viewBkt(model, state, { learner: 'L001', seen: new Set(), wrong: new Map() }), prepared, { subject: 'math' });
 */
export function viewBkt(model: BktModel, state: BktState, { learner, seen, wrong, now }: ViewFacts): PracticeView {
  const time = now === undefined ? {} : { time: now };
  const levels = new Map<string, number>();
  return {
    learner,
    seen,
    wrong: (point) => wrong.get(point) ?? 0,
    level: (point) => {
      let level = levels.get(point);
      if (level === undefined) {
        level = bkt.knownOf(model, state, point, now);
        levels.set(point, level);
      }
      return level;
    },
    learning: (point) => {
      const { learn } = bkt.skillParameters(model, point);
      return (level, _more, ready) => level + (1 - level) * learn * ready;
    },
    success: (item) => bkt.predict(model, state, { item: item.id, skills: item.knowledgePoints, ...time }),
  };
}

/**
 * A learner as dynamic item response theory sees it: level is the expected success on a typical item of the point, and an answer
 * raises its logit by the model's gain, which falls with each answer to the point.
 *
 * @example
 * rank(viewDynamicIrt(model, state, { learner: 'L001', seen: new Set(), wrong: new Map() }), prepared, { subject: 'math' });
 */
export function viewDynamicIrt(
  model: DynamicIrtModel,
  state: DynamicIrtState,
  { learner, seen, wrong, now }: ViewFacts,
): PracticeView {
  const time = now === undefined ? {} : { time: now };
  const { gain, gainLoss } = model.dynamics;
  const held = new Map<string, { readonly success: number; readonly answers: number }>();
  const mastery = (point: string): { readonly success: number; readonly answers: number } => {
    let found = held.get(point);
    if (found === undefined) {
      found = dynamicIrt.masteryOf(model, state, point);
      held.set(point, found);
    }
    return found;
  };
  return {
    learner,
    seen,
    wrong: (point) => wrong.get(point) ?? 0,
    level: (point) => mastery(point).success,
    learning: (point) => {
      const now = gain * (1 - gainLoss) ** mastery(point).answers;
      return (level, more, ready) =>
        logistic(logit(Math.min(Math.max(level, 1e-6), 1 - 1e-6)) + now * (1 - gainLoss) ** more * ready);
    },
    success: (item) => dynamicIrt.predict(model, state, { item: item.id, skills: item.knowledgePoints, ...time }),
  };
}
