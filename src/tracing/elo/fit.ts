import { YincaiError } from '../../data/fault.js';
import type { ResponseLog } from '../../data/response-log.js';
import { calibrateOnHeldOut } from '../online/calibration.js';
import { codeLog } from '../online/coded-log.js';
import { fitGroupPriors, type LearnerGroup } from '../online/group-prior.js';
import { freshRatings, gatherRatings, warningsOf } from '../online/ratings.js';
import { tunePositive } from '../online/tune.js';
import { DEFAULT_DYNAMICS, type EloDynamics, type EloModel } from './model.js';
import { sweep } from './sweep.js';

/** Options of `fit`. */
export interface EloOptions {
  /** The dynamics, or where their search starts. */
  readonly dynamics: Partial<EloDynamics>;
  /** Search for the dynamics that foretell the log best, each answer before it is learnt from; else take them as they are. */
  readonly tune: boolean;
  /** A model fitted before, whose ratings (with their certainty) and dynamics are gone on from; nothing is searched for then. */
  readonly from?: EloModel;
  /** Where learners belong, by id: gives each class and school its own start. */
  readonly groups?: ReadonlyMap<string, LearnerGroup>;
}

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: EloOptions = { dynamics: {}, tune: true };

const BOUNDS: Readonly<Record<keyof EloDynamics, readonly [number, number]>> = {
  form: [1e-4, 4],
  formLoss: [0.01, 0.9],
  skill: [1e-3, 4],
  skillDrift: [1e-5, 1],
  ability: [1e-2, 9],
  itemEasiness: [1e-2, 9],
  gain: [1e-4, 0.5],
  gainLoss: [1e-3, 0.9],
  abilityDrift: [1e-6, 0.2],
  skillEasiness: [1e-2, 9],
  perDay: [1e-6, 0.5],
};

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
  const { dynamics: given, tune, from, groups } = { ...DEFAULT_OPTIONS, ...options };
  if (log.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'a log with at least one answer',
      expectedZh: '至少有一次作答的记录',
    });
  }
  const start = checkDynamics({ ...DEFAULT_DYNAMICS, ...from?.dynamics, ...given });
  const coded = codeLog(log);
  const predicted = new Float64Array(log.length);
  let dynamics = start;
  let sweeps = 1;
  if (tune && from === undefined) {
    const { perDay, ...timeless } = BOUNDS;
    const found = tunePositive(
      start,
      (coded.days === undefined ? timeless : { ...timeless, perDay }) as typeof BOUNDS,
      (tried) => -sweep(coded, tried, freshRatings(log, tried), true, predicted).logLikelihood / log.length,
    );
    dynamics = found.best;
    sweeps += found.evaluations;
  }
  const ratings = freshRatings(log, dynamics, from);
  const { logLikelihood, abilities } = sweep(coded, dynamics, ratings, true, predicted);
  const priors =
    groups === undefined
      ? from?.groups
      : fitGroupPriors(
          log.learners.map((id, l) => ({
            mean: abilities.mean[l],
            variance: Math.min(abilities.variance[l], dynamics.ability),
            group: groups.get(id) ?? {},
          })),
          dynamics.ability,
        );
  return {
    kind: 'elo',
    version: 1,
    dynamics,
    ...gatherRatings(log, ratings, coded, from),
    calibration: from?.calibration ?? calibrateOnHeldOut(log, (train, held) => predictPart(train, held, dynamics)),
    ...(priors === undefined ? {} : { groups: priors }),
    report: {
      logLikelihood,
      iterations: sweeps,
      converged: true,
      learners: new Set(log.learner).size,
      interactions: log.length,
      warnings: warningsOf(coded),
    },
  };
}

/** P(right) of held-out learners by the ratings that the others gave. */
function predictPart(train: ResponseLog, held: ResponseLog, dynamics: EloDynamics): Float64Array {
  const ratings = freshRatings(train, dynamics);
  sweep(codeLog(train), dynamics, ratings, true, new Float64Array(train.length));
  const predicted = new Float64Array(held.length);
  sweep(codeLog(held), dynamics, ratings, false, predicted);
  return predicted;
}

function checkDynamics(dynamics: EloDynamics): EloDynamics {
  for (const [name, value] of Object.entries(dynamics)) {
    const share = name === 'formLoss' || name === 'gainLoss';
    const positive = ['ability', 'skill', 'skillEasiness', 'itemEasiness'].includes(name);
    if (Number.isFinite(value) && value >= 0 && (!share || value <= 1) && (!positive || value > 0)) continue;
    throw new YincaiError({
      code: 'bad-option',
      column: `dynamics.${name}`,
      value: String(value),
      expected: share ? 'a share, 0 to 1' : positive ? 'a number above 0' : 'a number, 0 or more',
    });
  }
  return dynamics;
}
