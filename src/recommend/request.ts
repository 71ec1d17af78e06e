import { type Fault, YincaiError } from '../data/fault.js';

/** What practice is wanted. Everything but the subject has a default in {@link recommendDefaults}. */
export interface RecommendRequest {
  readonly subject: string;
  /** Items wanted for each point, 1…100. */
  readonly itemsPerPoint?: number;
  /** The most points practised at once, 1…1000. */
  readonly maxPoints?: number;
  /** Expected success that makes good practice, 0 ≤ low < high ≤ 1. */
  readonly band?: SuccessBand;
  /** P(mastered) from which a point is mastered: its items are never given. */
  readonly masteredAt?: number;
  /** P(mastered) below which a point with answers may be practised for its own sake, the weakest first. At most `masteredAt`. */
  readonly weakBelow?: number;
  /** P(mastered) from which a point with answers can carry what rests on it. At most `masteredAt`. */
  readonly readyAt?: number;
  /** The same for a point without a single answer, judged from general ability alone. At most `masteredAt`. */
  readonly untestedReadyAt?: number;
  /** Answers that make a point known enough to be called weak, at least 1. */
  readonly minAnswers?: number;
  /** Only these points may be named weak, e.g. those of the last exam; what they rest on is practised all the same. Absent: all. */
  readonly targets?: readonly string[];
  /** How much a point matters, above 0, e.g. its marks in the exam; 1 where absent. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Items lately answered wrongly: not given again, but fresh variants of their templates come first. */
  readonly wrongItems?: readonly string[];
  /** Items and instances not to be given, as if met before: a template named here still gives fresh instances. */
  readonly exclude?: readonly string[];
  /**
   * Whether places that weak points leave free go to points that are mastered, the least firm first, with their harder questions:
   * so that a learner who holds what was asked has something to grow on.
   */
  readonly stretch?: boolean;
  readonly seed?: number;
}

/** A range of expected success, 0…1. */
export interface SuccessBand {
  readonly low: number;
  readonly high: number;
}

/** A request with every default filled in. */
export type SettledRequest = Required<RecommendRequest> & { readonly allPoints: boolean };

/**
 * Defaults of {@link RecommendRequest}.
 *
 * The band 0.60…0.85: learning by small error-driven steps is fastest near 85 % success, and practice well below even odds
 * teaches little but discouragement; within the band difficulty is desirable.
 *
 * @source Wilson, Shenhav, Straccia & Cohen (2019), The eighty five percent rule for optimal learning, Nature Communications 10:4646;
 *   Bjork & Bjork (2011), Making things hard on yourself, but in a good way (desirable difficulties).
 * @example
 * recommendDefaults.band; // { low: 0.6, high: 0.85 }
 */
export const recommendDefaults: Omit<Required<RecommendRequest>, 'subject'> = {
  itemsPerPoint: 3,
  maxPoints: 4,
  band: { low: 0.6, high: 0.85 },
  masteredAt: 0.8,
  weakBelow: 0.8,
  readyAt: 0.6,
  untestedReadyAt: 0.2,
  minAnswers: 1,
  targets: [],
  weights: {},
  wrongItems: [],
  exclude: [],
  stretch: false,
  seed: 0,
};

/** Fills in the defaults and refuses what makes no sense; thresholds not given give way to those that are. */
export function settleRequest(request: RecommendRequest): SettledRequest {
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const { masteredAt = recommendDefaults.masteredAt } = request;
  const below = (threshold: number): number => Math.min(threshold, masteredAt);
  const settled: SettledRequest = {
    ...recommendDefaults,
    ...(given as unknown as RecommendRequest),
    masteredAt,
    weakBelow: request.weakBelow ?? below(recommendDefaults.weakBelow),
    readyAt: request.readyAt ?? below(recommendDefaults.readyAt),
    untestedReadyAt: request.untestedReadyAt ?? below(recommendDefaults.untestedReadyAt),
    allPoints: request.targets === undefined,
  };
  const faults: Fault[] = [];
  const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
    if (!holds) faults.push({ code: 'bad-option', column, value: String(value), expected, expectedZh });
  };
  const whole = (column: 'itemsPerPoint' | 'maxPoints' | 'minAnswers', max: number): void => {
    const value = settled[column];
    demand(
      Number.isInteger(value) && value >= 1 && value <= max,
      column,
      value,
      `a whole number from 1 to ${max}`,
      `1 到 ${max} 的整数`,
    );
  };
  whole('itemsPerPoint', 100);
  whole('maxPoints', 1000);
  whole('minAnswers', 1e9);
  const { low, high } = settled.band;
  demand(low >= 0 && low < high && high <= 1, 'band', `${low}…${high}`, '0 ≤ low < high ≤ 1', '0 ≤ low < high ≤ 1');
  demand(masteredAt >= 0 && masteredAt <= 1, 'masteredAt', masteredAt, 'a number from 0 to 1', '0 到 1 的数');
  for (const column of ['weakBelow', 'readyAt', 'untestedReadyAt'] as const) {
    const value = settled[column];
    demand(value >= 0 && value <= masteredAt, column, value, 'a number from 0 to masteredAt', '0 到 masteredAt 的数');
  }
  for (const point of Object.keys(settled.weights)) {
    const weight = settled.weights[point];
    demand(
      weight > 0 && Number.isFinite(weight),
      `weights.${point}`,
      weight,
      'a finite number above 0',
      '大于 0 的有限数',
    );
  }
  demand(Number.isFinite(settled.seed), 'seed', settled.seed, 'a finite number', '有限数');
  if (faults.length > 0) throw new YincaiError(faults);
  return settled;
}
