import type { ResponseLog } from '../../data/response-log.js';
import { fitOnline, type OnlineOptions } from '../online/fit.js';
import { LAW } from './law.js';
import type { EloDynamics, EloModel } from './model.js';

/** Options of `fit`. */
export type EloOptions = OnlineOptions<EloDynamics>;

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: EloOptions = { dynamics: {}, tune: true };

/**
 * Rates items and skills while the log passes by, and learns how fast learners move.
 * log-odds = intercept + item + ability + form + mean over skills (skill + deviation); every rating carries its variance,
 * which is its K-factor: sure ratings move little. Fractional scores pull by score − P(right).
 *
 * The dynamics are those with the least loss of one-step-ahead predictions on this log alone.
 *
 * @throws YincaiError `not-enough-data` for an empty log, `bad-option` for dynamics out of range
 * @cost O(rows · skills per row) a sweep; some 150 sweeps with `tune`, one without
 * @source Elo (1978); Glickman (1999), Applied Statistics 48; Pelánek (2016), Computers & Education 98
 * @example
 * const model = fit(log);
 * const later = fit(newLog, { from: model });
 */
export function fit(log: ResponseLog, options: Partial<EloOptions> = {}): EloModel {
  return { kind: 'elo', version: 1, ...fitOnline(LAW, log, { ...DEFAULT_OPTIONS, ...options }) };
}
