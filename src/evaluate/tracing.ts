import type { ResponseLog } from '../data/response-log.js';
import { type Metrics, measure } from './metrics.js';

/** What a tracing model may know before an answer is given. */
export interface TracedQuestion {
  readonly item: string;
  readonly skills: readonly string[];
  /** Milliseconds; absent where unknown. */
  readonly time?: number;
}

/** A question with the answer it got. */
export interface TracedAnswer extends TracedQuestion {
  /** Share of the full marks won, 0…1. */
  readonly score: number;
}

/**
 * A family of tracing models: a module whose namespace is the object, `import * as bkt from 'yincai/tracing/bkt'`.
 * States are immutable: `advance` returns a new one.
 */
export interface TracingFamily<Model, State> {
  readonly start: (model: Model) => State;
  /** P(right), 0…1. */
  readonly predict: (model: Model, state: State, question: TracedQuestion) => number;
  readonly advance: (model: Model, state: State, answer: TracedAnswer) => State;
  /** Fast twin of {@link predictLog} with the same numbers, where the family has one. */
  readonly predictLog?: (model: Model, log: ResponseLog) => Float64Array;
}

/** Metrics of a tracing model on a log; `predictSeconds` where a clock was given. */
export interface TracingEvaluation extends Metrics {
  readonly predictSeconds?: number;
}

/** Options of {@link evaluateTracing}. */
export interface TracingEvaluationOptions {
  /** A clock in seconds, to time the predictions; none by default. */
  readonly now?: () => number;
  /** Bins of the calibration error; default 10. */
  readonly bins?: number;
  /** Use the family's own `predictLog` where it has one; default true. */
  readonly batch?: boolean;
}

/**
 * Predicts every interaction of a log once, in the order of its rows, from what its learner did in earlier rows:
 * first `predict`, then `advance`, whatever the number of skills the interaction needs.
 *
 * @returns P(right) `[rows]`
 * @example
 * predictLog(bkt, model, log)[0] // P(right) of the first row
 */
export function predictLog<Model, State>(
  family: TracingFamily<Model, State>,
  model: Model,
  log: ResponseLog,
): Float64Array {
  const states: (State | undefined)[] = new Array(log.learners.length).fill(undefined);
  const sets = skillNames(log);
  const none: readonly string[] = [];
  const predicted = new Float64Array(log.length);
  for (let r = 0; r < log.length; r++) {
    const learner = log.learner[r];
    const state = states[learner] ?? family.start(model);
    const set = log.skillSet[r];
    // The question is made without the score, so that no family can look at it.
    const question: TracedQuestion = {
      item: log.items[log.item[r]],
      skills: set < 0 ? none : sets[set],
      ...(Number.isNaN(log.time[r]) ? {} : { time: log.time[r] }),
    };
    predicted[r] = family.predict(model, state, question);
    states[learner] = family.advance(model, state, { ...question, score: log.score[r] });
  }
  return predicted;
}

/**
 * The names of each distinct set of skills of a log.
 *
 * @example
 * skillNames(log)[log.skillSet[0]] // ['fractions']
 */
export function skillNames(log: ResponseLog): readonly (readonly string[])[] {
  const { start, skill } = log.skillSets;
  const names: string[][] = [];
  for (let s = 0; s + 1 < start.length; s++) {
    const set: string[] = [];
    for (let k = start[s]; k < start[s + 1]; k++) set.push(log.skills[skill[k]]);
    names.push(set);
  }
  return names;
}

/**
 * How well a fitted tracing model foretells a log of learners it was not fitted to.
 * Each interaction is predicted once, before any of it is seen.
 *
 * @example
 * import * as bkt from 'yincai/tracing/bkt';
 * const model = bkt.fit(train);
 * evaluateTracing(bkt, model, test).auc
 */
export function evaluateTracing<Model, State>(
  family: TracingFamily<Model, State>,
  model: Model,
  log: ResponseLog,
  options: TracingEvaluationOptions = {},
): TracingEvaluation {
  const batch = options.batch !== false && family.predictLog !== undefined;
  const from = options.now?.();
  const predicted = batch ? family.predictLog!(model, log) : predictLog(family, model, log);
  const metrics = measure(predicted, log.score, options.bins);
  return from === undefined ? metrics : { ...metrics, predictSeconds: options.now!() - from };
}
