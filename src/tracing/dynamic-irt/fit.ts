import { YincaiError } from '../../data/fault.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import type { ResponseLog } from '../../data/response-log.js';
import { calibrateOnHeldOut } from '../online/calibration.js';
import { codeLog } from '../online/coded-log.js';
import { fitGroupPriors, type LearnerGroup } from '../online/group-prior.js';
import { freshRatings, gatherRatings, warningsOf } from '../online/ratings.js';
import { tunePositive } from '../online/tune.js';
import { DEFAULT_DYNAMICS, type DynamicIrtDynamics, type DynamicIrtModel } from './model.js';
import { sweep } from './sweep.js';

/** Options of `fit`. */
export interface DynamicIrtOptions {
  /** The dynamics, or where their search starts. */
  readonly dynamics: Partial<DynamicIrtDynamics>;
  /** Search for the dynamics that foretell the log best, each answer before it is learnt from; else take them as they are. */
  readonly tune: boolean;
  /** A model fitted before, whose ratings (with their certainty) and dynamics are gone on from; nothing is searched for then. */
  readonly from?: DynamicIrtModel;
  /** Where learners belong, by id: gives each class and school its own start. */
  readonly groups?: ReadonlyMap<string, LearnerGroup>;
  /** Its prerequisite edges lend evidence from point to point. */
  readonly graph?: Pick<KnowledgeGraph, 'edges'>;
  /** Correlation of the deviations of two points joined by a prerequisite edge, 0…<1; default 0.5. */
  readonly coupling: number;
}

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: DynamicIrtOptions = { dynamics: {}, tune: true, coupling: 0.5 };

const BOUNDS: Readonly<Record<keyof DynamicIrtDynamics, readonly [number, number]>> = {
  form: [1e-4, 4],
  formLoss: [0.01, 0.9],
  point: [1e-3, 4],
  pointDrift: [1e-5, 1],
  ability: [1e-2, 9],
  itemEasiness: [1e-2, 9],
  gain: [1e-4, 0.5],
  gainLoss: [1e-3, 0.9],
  skillEasiness: [1e-2, 9],
  perDay: [1e-6, 0.5],
};

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
  const { dynamics: given, tune, from, groups, graph, coupling } = { ...DEFAULT_OPTIONS, ...options };
  if (log.length === 0) {
    throw new YincaiError({
      code: 'not-enough-data',
      expected: 'a log with at least one answer',
      expectedZh: '至少有一次作答的记录',
    });
  }
  if (!(coupling >= 0 && coupling < 1)) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'coupling',
      value: String(coupling),
      expected: 'a correlation, 0 or more and below 1',
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
  const { logLikelihood, mean, variance } = sweep(coded, dynamics, ratings, true, predicted);
  const priors =
    groups === undefined
      ? from?.groups
      : fitGroupPriors(
          log.learners.map((id, l) => ({ mean: mean[l], variance: variance[l], group: groups.get(id) ?? {} })),
          dynamics.ability,
        );
  const prerequisites = graph?.edges.filter(({ kind }) => kind === 'prerequisite');
  return {
    kind: 'dynamic-irt',
    version: 1,
    dynamics,
    ...gatherRatings(log, ratings, coded, from),
    edges:
      prerequisites === undefined
        ? (from?.edges ?? { from: [], to: [] })
        : { from: prerequisites.map((edge) => edge.from), to: prerequisites.map((edge) => edge.to) },
    coupling,
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
function predictPart(train: ResponseLog, held: ResponseLog, dynamics: DynamicIrtDynamics): Float64Array {
  const ratings = freshRatings(train, dynamics);
  sweep(codeLog(train), dynamics, ratings, true, new Float64Array(train.length));
  const predicted = new Float64Array(held.length);
  sweep(codeLog(held), dynamics, ratings, false, predicted);
  return predicted;
}

function checkDynamics(dynamics: DynamicIrtDynamics): DynamicIrtDynamics {
  for (const [name, value] of Object.entries(dynamics)) {
    const share = name === 'formLoss' || name === 'gainLoss';
    const positive = ['ability', 'point', 'skillEasiness', 'itemEasiness'].includes(name);
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
