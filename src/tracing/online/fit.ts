import { YincaiError } from '../../data/fault.js';
import type { ResponseLog } from '../../data/response-log.js';
import { type Calibration, calibrateOnHeldOut } from './calibration.js';
import { type CodedLog, codeLog } from './coded-log.js';
import { checkDynamics, type DynamicsBounds, type OnlineDynamics } from './dynamics.js';
import { fitGroupPriors, type GroupPriors, type LearnerGroup } from './group-prior.js';
import { freshRatings, gatherRatings, type ItemRatings, levelItems, type OnlineReport, warningsOf } from './ratings.js';
import { type SweptBeliefs, sweep } from './sweep.js';
import { averageSpreads, tunePositive } from './tune.js';

/** What is a family's own: the parameters of its learners' motion, and what it believes of them. */
export interface OnlineLaw<Dynamics extends OnlineDynamics> {
  /** Where the search for the dynamics starts. */
  readonly defaults: Dynamics;
  readonly bounds: DynamicsBounds<Dynamics>;
  /** Parameters that must be above 0. */
  readonly positive: readonly string[];
  /** Variances of learners that are averaged over what the log leaves open, not only searched for. */
  readonly spreads: readonly (keyof Dynamics & string)[];
  readonly beliefs: (coded: CodedLog, dynamics: Dynamics) => SweptBeliefs;
}

/** What every online model holds beside its kind. */
export interface OnlineModel<Dynamics extends OnlineDynamics> extends ItemRatings {
  readonly dynamics: Dynamics;
  /** Fitted on training learners held out: P = logistic(offset + slope · log-odds). */
  readonly calibration: Calibration;
  readonly groups?: GroupPriors;
  readonly report: OnlineReport;
}

/** Options that every online family takes. */
export interface OnlineOptions<Dynamics extends OnlineDynamics> {
  /** The dynamics, or where their search starts. */
  readonly dynamics: Partial<Dynamics>;
  /** Search for the dynamics that foretell the log best, each answer before it is learnt from; else take them as they are. */
  readonly tune: boolean;
  /** A model fitted before, whose ratings (with their certainty) and dynamics are gone on from; nothing is searched for then. */
  readonly from?: OnlineModel<Dynamics>;
  /** Where learners belong, by id: gives each class and school its own start. */
  readonly groups?: ReadonlyMap<string, LearnerGroup>;
}

/**
 * Rates items and skills while the log passes by, under the dynamics with the least loss of one-step-ahead predictions on this log alone.
 *
 * @throws YincaiError `not-enough-data` for an empty log, `bad-option` for dynamics out of range
 */
export function fitOnline<Dynamics extends OnlineDynamics>(
  law: OnlineLaw<Dynamics>,
  log: ResponseLog,
  { dynamics: given, tune, from, groups }: OnlineOptions<Dynamics>,
): OnlineModel<Dynamics> {
  if (log.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'a log with at least one answer',
      expectedZh: '至少有一次作答的记录',
    });
  }
  const start = checkDynamics({ ...law.defaults, ...from?.dynamics, ...given }, law.positive);
  const coded = codeLog(log);
  const predicted = new Float64Array(log.length);
  const pass = (tried: Dynamics): number =>
    sweep(coded, law.beliefs(coded, tried), freshRatings(log, tried), true, predicted);
  let dynamics = start;
  let sweeps = 1;
  if (tune && from === undefined) {
    const { perDay, ...timeless } = law.bounds;
    const bounds = (coded.days === undefined ? timeless : { ...timeless, perDay }) as typeof law.bounds;
    const found = tunePositive(start, bounds, (tried) => -pass(tried) / log.length);
    const averaged = averageSpreads(found.best, bounds, law.spreads, pass);
    dynamics = averaged.mean;
    sweeps += found.evaluations + averaged.evaluations;
  }
  const ratings = freshRatings(log, dynamics, from);
  const beliefs = law.beliefs(coded, dynamics);
  const logLikelihood = sweep(coded, beliefs, ratings, true, predicted);
  levelItems(coded, ratings, dynamics.itemEasiness);
  const priors =
    groups === undefined
      ? from?.groups
      : fitGroupPriors(
          log.learners.map((id, l) => ({
            mean: beliefs.ability[l],
            variance: Math.min(beliefs.abilityVariance[l], dynamics.ability),
            group: groups.get(id) ?? {},
          })),
          dynamics.ability,
        );
  return {
    dynamics,
    ...gatherRatings(log, ratings, coded, from),
    calibration: from?.calibration ?? calibrateOnHeldOut(log, (train, held) => predictHeld(law, train, held, dynamics)),
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
function predictHeld<Dynamics extends OnlineDynamics>(
  law: OnlineLaw<Dynamics>,
  train: ResponseLog,
  held: ResponseLog,
  dynamics: Dynamics,
): Float64Array {
  const ratings = freshRatings(train, dynamics);
  const coded = codeLog(train);
  sweep(coded, law.beliefs(coded, dynamics), ratings, true, new Float64Array(train.length));
  const passed = codeLog(held);
  const predicted = new Float64Array(held.length);
  sweep(passed, law.beliefs(passed, dynamics), ratings, false, predicted);
  return predicted;
}

/** P(right) of every row of a log before it is seen, by a model's ratings. */
export function predictOnline<Dynamics extends OnlineDynamics>(
  law: OnlineLaw<Dynamics>,
  model: OnlineModel<Dynamics>,
  log: ResponseLog,
): Float64Array {
  const coded = codeLog(log);
  const predicted = new Float64Array(log.length);
  const ratings = freshRatings(log, model.dynamics, model);
  sweep(coded, law.beliefs(coded, model.dynamics), ratings, false, predicted, model.calibration);
  return predicted;
}
