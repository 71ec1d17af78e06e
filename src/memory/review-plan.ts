import { type Fault, YincaiError } from '../data/fault.js';

/** Something to review, with how it is forgotten. */
export interface PlannedReview {
  readonly id: string;
  /** Minutes that it takes, above 0. */
  readonly minutes: number;
  /** P(recalled) at the evening of a day, 0 for today: falls with the day. */
  readonly retrievability: (day: number) => number;
  /** How much it matters, above 0; 1 by default. */
  readonly weight?: number;
  /** First and last day on which it may stand; the whole plan by default. */
  readonly earliest?: number;
  readonly latest?: number;
}

/** Options of {@link planReviews}. */
export interface ReviewPlanOptions {
  /** Days that are planned, 1…366. */
  readonly days: number;
  /** Most minutes of a day: one number, or one a day. */
  readonly minutes: number | readonly number[];
  /** P(recalled) at which a review pays best: sooner wastes it, later forgets. */
  readonly retention?: number;
}

/** Defaults of {@link ReviewPlanOptions}. */
export const DEFAULT_PLAN_OPTIONS: { readonly retention: number } = { retention: 0.9 };

/** A plan: which review stands on which day. */
export interface ReviewPlan {
  /** By day, the ids in the order in which they were given. */
  readonly days: readonly { readonly ids: readonly string[]; readonly minutes: number }[];
  /** Reviews that found no room, the dearest first. */
  readonly left: readonly string[];
  /** Σ weight · cost over all reviews that were placed. */
  readonly cost: number;
}

/** Cost of a review on a day: how far P(recalled) is from where a review pays best; forgetting costs double. */
function costOf(retrievability: number, retention: number): number {
  const off = retention - retrievability;
  return off > 0 ? 2 * off : -off;
}

/**
 * Spreads reviews over days so that no day is overfull: each stands as near as can be to the day on which its P(recalled) has fallen
 * to `retention`. The review that would lose most by not getting its best day is placed first (regret); then reviews
 * are moved and exchanged while that lowers the cost. Deterministic, whatever the order of the reviews.
 *
 * @throws YincaiError `bad-option` for days, minutes or a retention out of range; `duplicate` ids
 * @cost O(reviews² · days) at most; a hundred reviews over a month: milliseconds
 * @example
 * planReviews([{ id: 'sets', minutes: 10, retrievability: (day) => 0.95 ** day }], { days: 7, minutes: 20 }).days[2].ids; // ['sets']
 */
export function planReviews(reviews: readonly PlannedReview[], options: ReviewPlanOptions): ReviewPlan {
  const { days, retention } = { ...DEFAULT_PLAN_OPTIONS, ...options };
  check(reviews, options);
  const room = Float64Array.from({ length: days }, (_, d) =>
    typeof options.minutes === 'number' ? options.minutes : (options.minutes[d] ?? 0),
  );
  const order = reviews.map((_, i) => i).sort((a, b) => (reviews[a].id < reviews[b].id ? -1 : 1));
  const cost = reviews.map(({ retrievability, weight = 1, earliest = 0, latest = days - 1 }) =>
    Float64Array.from({ length: days }, (_, d) =>
      d < earliest || d > latest ? Number.POSITIVE_INFINITY : weight * costOf(retrievability(d), retention),
    ),
  );
  const dayOf = new Int32Array(reviews.length).fill(-1);

  const waiting = new Set(order);
  while (waiting.size > 0) {
    let chosen = -1;
    let chosenDay = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const i of waiting) {
      const [best, second] = twoBest(cost[i], room, reviews[i].minutes);
      if (best < 0) {
        waiting.delete(i);
        continue;
      }
      const regret = second < 0 ? Number.MAX_VALUE : cost[i][second] - cost[i][best];
      if (regret > most) [chosen, chosenDay, most] = [i, best, regret];
    }
    if (chosen < 0) break;
    dayOf[chosen] = chosenDay;
    room[chosenDay] -= reviews[chosen].minutes;
    waiting.delete(chosen);
  }
  improve(reviews, order, cost, room, dayOf);

  const left = order.filter((i) => dayOf[i] < 0);
  const least = (i: number): number => Math.max(...cost[i]);
  left.sort((a, b) => least(b) - least(a) || a - b);
  let total = 0;
  for (const i of order) if (dayOf[i] >= 0) total += cost[i][dayOf[i]];
  return {
    days: Array.from({ length: days }, (_, d) => {
      const here = reviews.filter((_, i) => dayOf[i] === d);
      return { ids: here.map(({ id }) => id), minutes: here.reduce((sum, { minutes }) => sum + minutes, 0) };
    }),
    left: left.map((i) => reviews[i].id),
    cost: total,
  };
}

/** A sum of minutes may be off by rounding. */
const SLACK = 1e-9;

function twoBest(cost: Float64Array, room: Float64Array, minutes: number): readonly [number, number] {
  let best = -1;
  let second = -1;
  for (let d = 0; d < cost.length; d++) {
    if (cost[d] === Number.POSITIVE_INFINITY || room[d] + SLACK < minutes) continue;
    if (best < 0 || cost[d] < cost[best]) [second, best] = [best, d];
    else if (second < 0 || cost[d] < cost[second]) second = d;
  }
  return [best, second];
}

/** Moves a review to a cheaper day, or lets two change places, while either helps. */
function improve(
  reviews: readonly PlannedReview[],
  order: readonly number[],
  cost: readonly Float64Array[],
  room: Float64Array,
  dayOf: Int32Array,
): void {
  const put = (i: number, d: number): void => {
    room[dayOf[i]] += reviews[i].minutes;
    room[d] -= reviews[i].minutes;
    dayOf[i] = d;
  };
  for (let changed = true, rounds = 0; changed && rounds < 100; rounds++) {
    changed = false;
    for (const i of order) {
      if (dayOf[i] < 0) continue;
      const [best] = twoBest(cost[i], room, reviews[i].minutes);
      if (best >= 0 && cost[i][best] < cost[i][dayOf[i]] - 1e-12) {
        put(i, best);
        changed = true;
      }
      for (const j of order) {
        const [a, b] = [dayOf[i], dayOf[j]];
        if (j === i || a < 0 || b < 0 || a === b) continue;
        if (cost[i][b] + cost[j][a] >= cost[i][a] + cost[j][b] - 1e-12) continue;
        const more = reviews[i].minutes - reviews[j].minutes;
        if (room[b] + SLACK < more || room[a] + SLACK < -more) continue;
        put(i, b);
        put(j, a);
        changed = true;
      }
    }
  }
}

function check(reviews: readonly PlannedReview[], options: ReviewPlanOptions): void {
  const { days, minutes, retention } = { ...DEFAULT_PLAN_OPTIONS, ...options };
  const faults: Fault[] = [];
  const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
    if (!holds) faults.push({ code: 'bad-option', column, value: String(value), expected, expectedZh });
  };
  demand(
    Number.isInteger(days) && days >= 1 && days <= 366,
    'days',
    days,
    'a whole number from 1 to 366',
    '1 到 366 的整数',
  );
  for (const most of typeof minutes === 'number' ? [minutes] : minutes)
    demand(most >= 0 && most <= 1440, 'minutes', most, 'minutes of a day, 0 to 1440', '一天的分钟数，0 到 1440');
  demand(retention > 0 && retention < 1, 'retention', retention, 'a number between 0 and 1', '0 与 1 之间的数');
  const ids = new Set<string>();
  for (const { id, minutes: own, weight = 1 } of reviews) {
    demand(own > 0 && Number.isFinite(own), `minutes of ${id}`, own, 'minutes above 0', '大于 0 的分钟数');
    demand(weight > 0 && Number.isFinite(weight), `weight of ${id}`, weight, 'a number above 0', '大于 0 的数');
    if (ids.has(id)) faults.push({ code: 'duplicate', column: 'id', value: id, expected: 'each review once' });
    ids.add(id);
  }
  if (faults.length > 0) throw new YincaiError(faults);
}
