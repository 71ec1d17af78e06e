import type { Item } from '../../data/item-bank.js';
import type { Random } from '../../math/random.js';
import { minutesOf } from '../minutes.js';
import type { PreparedBank } from '../prepare-bank.js';
import type { SuccessBand } from '../request.js';

/** What a policy needs to know of a learner; the models stand behind it. `viewBkt` and `viewDynamicIrt` make one. */
export interface PracticeView {
  readonly learner: string;
  /** Expected mastery of a point, 0…1: P(known), or success on its typical item. */
  readonly level: (point: string) => number;
  /**
   * How answers to the point teach it, as the engine believes of this learner: the level after one more answer, from `level` after
   * `more` further answers, where what it rests on is held by `ready` (0…1).
   */
  readonly learning: (point: string) => (level: number, more: number, ready: number) => number;
  /** Wrong answers to the point since the last right one. */
  readonly wrong: (point: string) => number;
  /** Expected share of full marks on an item, 0…1. */
  readonly success: (item: Item) => number;
  /** Ids of items that the learner has met. */
  readonly seen: ReadonlySet<string>;
}

/** All that a policy decides from. */
export interface PolicyContext {
  readonly view: PracticeView;
  readonly prepared: PreparedBank;
  readonly subject: string;
  /** Points whose mastery is wanted, with what each is worth, above 0. */
  readonly targets: ReadonlyMap<string, number>;
  /** Points in the order in which they are taught, each before what rests on it; targets and what they rest on. */
  readonly points: readonly string[];
  readonly band: SuccessBand;
  /** Level from which a point is mastered. */
  readonly masteredAt: number;
  /** Answers still to come in this course of practice, at least 1. */
  readonly left: number;
  readonly random: Random;
}

/** An item with what a policy makes of it. */
export interface Scored {
  readonly item: Item;
  readonly point: string;
  /** Larger is better; the scale is the policy's own. */
  readonly score: number;
}

/** Ranks items, the best first, as far as it is asked; nothing where the policy has nothing to offer. */
export type Policy = (context: PolicyContext) => Iterable<Scored>;

/** Items that mainly exercise a point. */
function mainItems({ prepared, subject }: PolicyContext, point: string): readonly Item[] {
  return (prepared.candidates.get(subject)?.get(point) ?? []).filter(({ main }) => main).map(({ item }) => item);
}

/** Items that mainly exercise a point; those not met before, or all where none is left. */
export function itemsOf(context: PolicyContext, point: string): readonly Item[] {
  const all = mainItems(context, point);
  const fresh = all.filter(({ id }) => !context.view.seen.has(id));
  return fresh.length > 0 ? fresh : all;
}

/** Items of a point by how near their expected success is to `aim`, the nearest first; ties by id, so that the bank's order plays no role. */
export function nearest(context: PolicyContext, point: string, aim: number): readonly Scored[] {
  return itemsOf(context, point)
    .map((item) => ({ item, point, score: -Math.abs(context.view.success(item) - aim) }))
    .sort((a, b) => b.score - a.score || (a.item.id < b.item.id ? -1 : 1));
}

/**
 * The success that practice aims at: past the middle of the band, since a belief that is wrong by chance should rather give
 * an item that is too easy than one that frustrates.
 */
export function aimOf({ low, high }: SuccessBand): number {
  return low + 0.8 * (high - low);
}

const minutesOfPoints = new WeakMap<PreparedBank, Map<string, number>>();

/** Mean minutes of the items that mainly exercise a point; undefined where there is none. */
export function minutesAt(context: PolicyContext, point: string): number | undefined {
  const { prepared, subject } = context;
  let known = minutesOfPoints.get(prepared);
  if (known === undefined) {
    known = new Map();
    minutesOfPoints.set(prepared, known);
  }
  const key = JSON.stringify([subject, point]);
  let minutes = known.get(key);
  if (minutes === undefined) {
    const own = mainItems(context, point);
    minutes = own.reduce((sum, item) => sum + minutesOf(item), 0) / own.length;
    known.set(key, minutes);
  }
  return Number.isNaN(minutes) ? undefined : minutes;
}

/** How far what a point rests on is held: the level of the weakest of them, 1 where it rests on nothing. */
export function readiness({ view, prepared }: Pick<PolicyContext, 'view' | 'prepared'>, point: string): number {
  let ready = 1;
  for (const before of prepared.prerequisites.get(point) ?? []) ready = Math.min(ready, view.level(before));
  return ready;
}
