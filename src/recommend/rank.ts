import { type Fault, YincaiError } from '../data/fault.js';
import type { Item } from '../data/item-bank.js';
import { createRandom } from '../math/random.js';
import { minutesOf } from './minutes.js';
import { lookahead } from './policies/lookahead.js';
import { type Policy, type PolicyContext, type PracticeView, readiness } from './policies/policy.js';
import type { PreparedBank } from './prepare-bank.js';
import { recommendDefaults, type SuccessBand } from './request.js';

/** What is asked of {@link rank}. */
export interface RankRequest {
  readonly subject: string;
  /** Items wanted. */
  readonly count?: number;
  /** Points whose mastery is wanted; all by default. */
  readonly targets?: readonly string[];
  /** What a target is worth, above 0; 1 where absent. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly band?: SuccessBand;
  /** Level from which a point is mastered. */
  readonly masteredAt?: number;
  /** Items not to be given. */
  readonly exclude?: readonly string[];
  /** Answers still to come in this course of practice: how far planning looks ahead. */
  readonly left?: number;
  readonly seed?: number;
}

/** Defaults of {@link RankRequest}. */
export const rankDefaults: Required<Omit<RankRequest, 'subject' | 'targets' | 'weights' | 'exclude'>> = {
  count: 10,
  band: recommendDefaults.band,
  masteredAt: recommendDefaults.masteredAt,
  left: 40,
  seed: 0,
};

/** One item of the list. */
export interface RankedItem {
  readonly item: Item;
  readonly point: string;
  readonly expectedSuccess: number;
  /** Expected rise of the point's level by the answer, 0…1. */
  readonly expectedGain: number;
  readonly minutes: number;
}

/** The policy that is used where none is named. */
export const defaultPolicy: Policy = lookahead();

/**
 * The items that a learner should do next, the best first, by any policy. Deterministic: the same view, request and seed give the same list,
 * whatever the order of the bank.
 *
 * @throws YincaiError `bad-option` where the request makes no sense
 * @example
 * rank(viewBkt(model, state, { learner: 'L001', seen, wrong }), prepared, { subject: 'math', count: 5 })[0].item.id;
 */
export function rank(
  view: PracticeView,
  prepared: PreparedBank,
  request: RankRequest,
  policy: Policy = defaultPolicy,
): readonly RankedItem[] {
  const settled = { ...rankDefaults, ...request };
  check(settled);
  const excluded = new Set(settled.exclude ?? []);
  const context = contextOf(view, prepared, settled);
  const given = new Set<string>();
  const list: RankedItem[] = [];
  for (const { item, point } of policy(context)) {
    if (list.length >= settled.count) break;
    if (excluded.has(item.id) || given.has(item.id)) continue;
    given.add(item.id);
    const level = view.level(point);
    list.push({
      item,
      point,
      expectedSuccess: view.success(item),
      expectedGain: view.learning(point)(level, 0, readiness(context, point)) - level,
      minutes: minutesOf(item),
    });
  }
  return list;
}

function contextOf(
  view: PracticeView,
  prepared: PreparedBank,
  request: RankRequest & typeof rankDefaults,
): PolicyContext {
  const offered = prepared.candidates.get(request.subject) ?? new Map<string, never>();
  const wanted = request.targets ?? [...offered.keys()];
  const targets = new Map(
    wanted.map((point) => [
      point,
      request.weights !== undefined && Object.hasOwn(request.weights, point) ? request.weights[point] : 1,
    ]),
  );
  return {
    view,
    prepared,
    subject: request.subject,
    targets,
    points: inTeachingOrder(prepared, [...targets.keys()].sort()),
    band: request.band,
    masteredAt: request.masteredAt,
    left: request.left,
    random: createRandom(request.seed).split(view.learner),
  };
}

/** Points and all they rest on, each after what it rests on; a cycle is cut where it closes. */
function inTeachingOrder(prepared: PreparedBank, points: readonly string[]): string[] {
  const order: string[] = [];
  const met = new Set<string>();
  const stack: { readonly point: string; readonly rest: string[] }[] = [];
  const enter = (point: string): void => {
    met.add(point);
    stack.push({ point, rest: [...(prepared.prerequisites.get(point) ?? [])].reverse() });
  };
  for (const point of points) {
    if (met.has(point)) continue;
    enter(point);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const next = top.rest.pop();
      if (next === undefined) {
        order.push(top.point);
        stack.pop();
      } else if (!met.has(next)) enter(next);
    }
  }
  return order;
}

function check({ count, left, band, masteredAt, weights }: RankRequest & typeof rankDefaults): void {
  const faults: Fault[] = [];
  const demand = (holds: boolean, column: string, value: unknown, expected: string, expectedZh: string): void => {
    if (!holds) faults.push({ code: 'bad-option', column, value: String(value), expected, expectedZh });
  };
  demand(
    Number.isInteger(count) && count >= 1 && count <= 1000,
    'count',
    count,
    'a whole number from 1 to 1000',
    '1 到 1000 的整数',
  );
  demand(
    Number.isInteger(left) && left >= 1 && left <= 10_000,
    'left',
    left,
    'a whole number from 1 to 10000',
    '1 到 10000 的整数',
  );
  demand(
    band.low >= 0 && band.low < band.high && band.high <= 1,
    'band',
    `${band.low}…${band.high}`,
    '0 ≤ low < high ≤ 1',
    '0 ≤ low < high ≤ 1',
  );
  demand(masteredAt > 0 && masteredAt <= 1, 'masteredAt', masteredAt, 'a number from 0 to 1', '0 到 1 的数');
  for (const point of Object.keys(weights ?? {})) {
    const weight = weights![point];
    demand(weight > 0 && Number.isFinite(weight), `weights.${point}`, weight, 'a number above 0', '大于 0 的数');
  }
  if (faults.length > 0) throw new YincaiError(faults);
}
