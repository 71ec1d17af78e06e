import type { ResponseLog } from '../../data/response-log.js';
import type { TracingFamily } from '../../evaluate/tracing.js';
import type { FeatureKind } from './feature.js';
import { fit as fitModel } from './fit.js';
import { KINDS } from './kinds.js';
import type { LogisticModel } from './model.js';
import type { LogisticOptions } from './options.js';
import type { LogisticState } from './state.js';
import { advance, predict, predictLog, start } from './trace.js';

/** A family of logistic models with features of one's own. */
export interface LogisticFamily extends TracingFamily<LogisticModel, LogisticState> {
  readonly fit: (log: ResponseLog, options?: Partial<LogisticOptions>) => LogisticModel;
}

/**
 * The family with kinds of features beside those of the library; `familyWith([])` is the library's own.
 * A kind of the same name takes the place of the library's.
 *
 * @example
 * const family = familyWith([{ name: 'hints', … }]);
 * const model = family.fit(log, { features: [{ kind: 'hints', of: 'skill', by: 'all' }] });
 */
export function familyWith(own: readonly FeatureKind[]): LogisticFamily {
  const kinds = [...KINDS, ...own];
  return {
    fit: (log, options) => fitModel(log, options, kinds),
    start,
    predict: (model, state, question) => predict(model, state, question, kinds),
    advance: (model, state, answer) => advance(model, state, answer, kinds),
    predictLog: (model, log) => predictLog(model, log, kinds),
  };
}
