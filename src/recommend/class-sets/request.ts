import { type Fault, YincaiError } from '../../data/fault.js';
import { recommendDefaults, type SuccessBand } from '../request.js';

/**
 * What makes a set good for a class whose learner l gains G[l] by it. Weights are brought to the sum 1.
 *
 * - `sum`: `Σ weights[l] · G[l]`, the mean gain, whoever gets it;
 * - `log`: `Σ weights[l] · log(1 + G[l] / epsilon)`: a gain counts the more the less a learner has; `epsilon` is the gain beyond which
 *   it counts less than half;
 * - `max-min`: `(1 − share) · Σ weights[l] · G[l] + share · min G`, with a share of the worst-off learner's gain.
 *
 * @source log: Kelly, Maulloo & Tan (1998), Rate control for communication networks (proportional fairness), JORS 49; max–min:
 *   Rawls (1971), A theory of justice, §13
 */
export type Welfare =
  | { readonly kind: 'sum' }
  | { readonly kind: 'log'; readonly epsilon: number }
  | { readonly kind: 'max-min'; readonly share: number };

/** How many items of a kind, of a knowledge point or of a tier a set may hold. An item counts for every point that it names. */
export interface Quota {
  readonly by: 'kind' | 'point' | 'tier';
  /** The kind, the point's id, or the tier. */
  readonly value: string;
  /** A wish: it gives way where it cannot be had. */
  readonly least?: number;
  /** A limit: never broken. */
  readonly most?: number;
}

/**
 * What set a class should get. `count`, `minutes`, every `most` and `exclude` are limits and are never broken. `least`, `band`,
 * `frustration`, `mostSeen` and `mostExposure` are wishes: where they leave too little, the nearest items beside them are let in, and
 * the set says so.
 */
export interface ClassSetRequest {
  /** The most items, 1…1000; default 10 where no minutes are given, else no limit. */
  readonly count?: number;
  /** The most minutes of work. */
  readonly minutes?: number;
  readonly welfare?: Welfare;
  /** What each learner's gain counts, above 0, in the table's order; absent: all alike. */
  readonly weights?: ArrayLike<number>;
  readonly quotas?: readonly Quota[];
  /** The most items of any one knowledge point. */
  readonly mostPerPoint?: number;
  /** Mean expected success of the learners on an item; absent: any. */
  readonly band?: SuccessBand;
  /** The band that is cut into tiers, by the learners' mean expected success; absent: `band`, else 0.60…0.85. */
  readonly tierBand?: SuccessBand;
  /** No item on which more than `share` of the learners have an expected success below `below`. */
  readonly frustration?: { readonly below: number; readonly share: number };
  /** No item that more than this share of the learners have met, 0…1. */
  readonly mostSeen?: number;
  /** No item whose exposure is above this share, 0…1. */
  readonly mostExposure?: number;
  /** Ids of items not to be given. */
  readonly exclude?: readonly string[];
}

/** Defaults of {@link ClassSetRequest}. */
export const classSetDefaults: {
  readonly count: number;
  readonly welfare: Welfare;
  readonly frustration: { readonly below: number; readonly share: number };
  readonly mostSeen: number;
  readonly mostExposure: number;
} = {
  count: 10,
  welfare: { kind: 'log', epsilon: 0.1 },
  frustration: { below: 0.4, share: 0.5 },
  mostSeen: 0.5,
  mostExposure: 1,
};

/** A request with defaults filled in; limits that are not set are infinite. */
export interface SettledClassRequest {
  readonly count: number;
  readonly minutes: number;
  readonly welfare: Welfare;
  readonly weights: ArrayLike<number> | undefined;
  readonly quotas: readonly Quota[];
  readonly mostPerPoint: number;
  readonly band: SuccessBand | undefined;
  readonly tierBand: SuccessBand;
  readonly frustration: { readonly below: number; readonly share: number };
  readonly mostSeen: number;
  readonly mostExposure: number;
  readonly exclude: ReadonlySet<string>;
}

/** Fills in the defaults and refuses what makes no sense. Wishes that contradict each other do make sense. */
export function settleClassRequest(request: ClassSetRequest, learners: number): SettledClassRequest {
  const faults: Fault[] = [];
  const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
    if (!holds) faults.push({ code: 'bad-option', column, value: String(value), expected, expectedZh });
  };
  const share = (value: number, column: string): void =>
    demand(value >= 0 && value <= 1, column, value, 'a number from 0 to 1', '0 到 1 的数');
  const whole = (value: number | undefined, column: string, least: number): void =>
    demand(
      value === undefined || (Number.isInteger(value) && value >= least && value <= 1000),
      column,
      value,
      `a whole number from ${least} to 1000`,
      `${least} 到 1000 的整数`,
    );
  const bandOf = (band: SuccessBand | undefined, column: string): void => {
    const holds = band === undefined || (band.low >= 0 && band.low < band.high && band.high <= 1);
    demand(holds, column, band && `${band.low}…${band.high}`, '0 ≤ low < high ≤ 1', '0 ≤ low < high ≤ 1');
  };
  const { minutes, quotas = [], band, weights, welfare = classSetDefaults.welfare } = request;
  const { frustration = classSetDefaults.frustration, mostSeen = classSetDefaults.mostSeen } = request;
  const { mostExposure = classSetDefaults.mostExposure } = request;
  whole(request.count, 'count', 1);
  demand(
    minutes === undefined || (minutes > 0 && Number.isFinite(minutes)),
    'minutes',
    minutes,
    'a number above 0',
    '大于 0 的数',
  );
  whole(request.mostPerPoint, 'mostPerPoint', 0);
  for (const { by, value, least, most } of quotas) {
    whole(least, `quotas.${by}.${value}.least`, 0);
    whole(most, `quotas.${by}.${value}.most`, 0);
  }
  bandOf(band, 'band');
  bandOf(request.tierBand, 'tierBand');
  share(frustration.below, 'frustration.below');
  share(frustration.share, 'frustration.share');
  share(mostSeen, 'mostSeen');
  share(mostExposure, 'mostExposure');
  if (welfare.kind === 'max-min') share(welfare.share, 'welfare.share');
  if (welfare.kind === 'log') {
    const holds = welfare.epsilon >= 1e-6 && welfare.epsilon <= 1e6;
    demand(holds, 'welfare.epsilon', welfare.epsilon, 'a number from 1e-6 to 1e6', '1e-6 到 1e6 的数');
  }
  if (weights !== undefined) {
    demand(weights.length === learners, 'weights', weights.length, `${learners} numbers`, `${learners} 个数`);
    for (let l = 0; l < weights.length; l++) {
      const holds = weights[l] > 0 && Number.isFinite(weights[l]);
      demand(holds, `weights.${l}`, weights[l], 'a finite number above 0', '大于 0 的有限数');
    }
  }
  if (faults.length > 0) throw new YincaiError(faults.slice(0, 100));
  return {
    count: request.count ?? (minutes === undefined ? classSetDefaults.count : Number.POSITIVE_INFINITY),
    minutes: minutes ?? Number.POSITIVE_INFINITY,
    welfare,
    weights,
    quotas,
    mostPerPoint: request.mostPerPoint ?? Number.POSITIVE_INFINITY,
    band,
    tierBand: request.tierBand ?? band ?? recommendDefaults.band,
    frustration,
    mostSeen,
    mostExposure,
    exclude: new Set(request.exclude),
  };
}
