import { YincaiError } from '../../data/fault.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import type { ResponseLog } from '../../data/response-log.js';
import { fitOnline, type OnlineOptions } from '../online/fit.js';
import { LAW } from './law.js';
import type { DynamicIrtDynamics, DynamicIrtModel } from './model.js';

/** Options of `fit`. */
export interface DynamicIrtOptions extends OnlineOptions<DynamicIrtDynamics> {
  readonly from?: DynamicIrtModel;
  /** Its prerequisite edges lend evidence from point to point. */
  readonly graph?: Pick<KnowledgeGraph, 'edges'>;
  /** Correlation of the deviations of two points joined by a prerequisite edge, 0…<1; default 0.5. */
  readonly coupling: number;
}

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: DynamicIrtOptions = { dynamics: {}, tune: true, coupling: 0.5 };

/**
 * A dynamic item response model: log-odds = intercept + item + ability + form + mean over points (point + deviation),
 * all of them normal, moved by Kalman steps with Laplace's approximation of the answer.
 * The ability stays, the form is a first-order autoregression, deviations are random walks;
 * each deviation is kept as its regression on the ability, which is exact for items of one point.
 * Items and points are rated while the log passes by.
 *
 * The dynamics are those with the least loss of one-step-ahead predictions on this log alone.
 *
 * @throws YincaiError `not-enough-data` for an empty log, `bad-option` for options out of range
 * @cost O(rows · skills per row) a sweep; some 70 sweeps with `tune`, one without
 * @source Wang, Berger & Burdick (2013), Annals of Applied Statistics 7 (dynamic IRT); West, Harrison & Migon (1985), JASA 80;
 *   Ekanadham & Karklin (2015), T-SKIRT
 * @example
 * const model = fit(log, { graph });
 */
export function fit(log: ResponseLog, options: Partial<DynamicIrtOptions> = {}): DynamicIrtModel {
  const settled = { ...DEFAULT_OPTIONS, ...options };
  const { from, graph, coupling } = settled;
  if (!(coupling >= 0 && coupling < 1)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'coupling',
      value: String(coupling),
      expected: 'a correlation, 0 or more and below 1',
    });
  }
  const prerequisites = graph?.edges.filter(({ kind }) => kind === 'prerequisite');
  return {
    kind: 'dynamic-irt',
    version: 1,
    ...fitOnline(LAW, log, settled),
    edges:
      prerequisites === undefined
        ? (from?.edges ?? { from: [], to: [] })
        : { from: prerequisites.map((edge) => edge.from), to: prerequisites.map((edge) => edge.to) },
    coupling,
  };
}
