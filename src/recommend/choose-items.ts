import type { Item, ItemKind } from '../data/item-bank.js';
import { hash } from './hash.js';
import type { InstanceMaker, LearnerView } from './learner-view.js';
import { isReady } from './plan-points.js';
import type { Candidate, PreparedBank } from './prepare-bank.js';
import type { ShortageCause, Tier } from './recommendation.js';
import type { SettledRequest } from './request.js';
import { centreOf, distanceTo, tierOf, tiers } from './tiers.js';

/** An item chosen for a point, made concrete. */
export interface Choice {
  readonly item: Item;
  /** The bank's item: the template of an instance. */
  readonly source: Item;
  readonly tier: Tier;
  readonly expectedSuccess: number;
  readonly inBand: boolean;
  /** The item answered wrongly of which this is a fresh variant. */
  readonly wrongBefore?: string;
}

/** What one recommendation remembers from point to point. */
export interface Session {
  readonly view: LearnerView;
  readonly prepared: PreparedBank;
  readonly request: SettledRequest;
  readonly instances: InstanceMaker | undefined;
  /** Ids met, excluded or given: none of them is given. */
  readonly used: Set<string>;
  /** Differs from learner to learner. */
  readonly seed: number;
  /** By template id: the item answered wrongly. */
  readonly wrong: ReadonlyMap<string, string>;
  /** Instances given of each template. */
  readonly uses: Map<string, number>;
  /** Items given of each kind. */
  readonly kinds: Map<ItemKind, number>;
}

/** A candidate as this learner meets it. */
interface Rated {
  readonly item: Item;
  readonly success: number;
  /** Outside the band by this much, in steps of 0.05. */
  readonly steps: number;
  readonly tier: Tier;
  readonly wrongBefore: string | undefined;
  readonly secondary: number;
  /** Points it needs beside this one that are not mastered. */
  readonly unmastered: number;
  gone: boolean;
}

const STEP = 0.05;

/**
 * Chooses up to `itemsPerPoint` items for a point: one fresh variant of a question lately answered wrongly, if there is any;
 * then tier after tier of the band; then whatever the band has left, further instances of templates included; then the nearest outside.
 * To `stretch`, points that are mastered are no obstacle, and the hardest tier is the only one.
 */
export function chooseItems(
  session: Session,
  point: string,
  stretch = false,
): { choices: Choice[]; why: ShortageCause } {
  const { request } = session;
  const candidates = session.prepared.candidates.get(request.subject)?.get(point) ?? [];
  const choices: Choice[] = [];
  const kinds = new Map<ItemKind, number>();
  const refusals: Refusals = { used: false, early: false, mastered: false };
  // Items of other main points rank last in a tier: they are looked at only where the point's own do not fill it.
  const own = ({ item, main }: Candidate): boolean => main || session.wrong.has(item.id);
  const pool = rate(session, candidates.filter(own), refusals, stretch);
  let widened = false;
  const widen = (): void => {
    if (widened) return;
    widened = true;
    pool.push(
      ...rate(
        session,
        candidates.filter((candidate) => !own(candidate)),
        refusals,
        stretch,
      ),
    );
  };

  const choose = (admits: (rated: Rated) => boolean, centre: number): boolean => {
    while (choices.length < request.itemsPerPoint) {
      let best: Rated | undefined;
      for (const rated of pool) {
        if (rated.gone || !admits(rated)) continue;
        if (best === undefined || compare(session, kinds, centre, rated, best) < 0) best = rated;
      }
      if (best === undefined) return false;
      const choice = take(session, best);
      if (choice !== undefined) {
        choices.push(choice);
        kinds.set(choice.item.kind, (kinds.get(choice.item.kind) ?? 0) + 1);
        session.kinds.set(choice.item.kind, (session.kinds.get(choice.item.kind) ?? 0) + 1);
        return true;
      }
      refusals.used = true;
    }
    return false;
  };
  const unused = (rated: Rated): boolean => (session.uses.get(rated.item.id) ?? 0) === 0;

  if (session.wrong.size > 0) choose((rated) => rated.wrongBefore !== undefined && unused(rated), middle(request.band));
  const places = stretch
    ? new Array<Tier>(request.itemsPerPoint).fill('advance')
    : slots(request.itemsPerPoint, choices);
  for (const tier of places) {
    const fits = (rated: Rated): boolean => rated.steps === 0 && rated.tier === tier && unused(rated);
    if (choose(fits, centreOf(tier, request.band)) || widened) continue;
    widen();
    choose(fits, centreOf(tier, request.band));
  }
  if (choices.length < request.itemsPerPoint) widen();
  const aim = stretch ? centreOf('advance', request.band) : middle(request.band);
  while (choose((rated) => rated.steps === 0, aim));
  while (choose(() => true, aim));

  choices.sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || b.expectedSuccess - a.expectedSuccess);
  return { choices, why: cause(candidates.length, refusals) };
}

/** Why candidates were kept out. */
interface Refusals {
  used: boolean;
  early: boolean;
  mastered: boolean;
}

function cause(candidates: number, { used, early, mastered }: Refusals): ShortageCause {
  if (candidates === 0) return 'no-items';
  if (used) return 'used-up';
  if (early) return 'too-early';
  return mastered ? 'main-mastered' : 'few-items';
}

/** The candidates that may be given at all, with what this learner makes of them; notes why others are kept out. */
function rate(session: Session, candidates: readonly Candidate[], refusals: Refusals, stretch: boolean): Rated[] {
  const { view, request, wrong } = session;
  const { band, masteredAt } = request;
  const pool: Rated[] = [];
  for (const { item, main, others, above } of candidates) {
    if (!makesInstances(session, item) && session.used.has(item.id)) {
      refusals.used = true;
      continue;
    }
    if (!stretch && view.mastery(item.knowledgePoints[0]).probability >= masteredAt) {
      refusals.mastered = true;
      continue;
    }
    if (above.some((point) => !isReady(view, point, request))) {
      refusals.early = true;
      continue;
    }
    const success = view.success(item);
    if (!(success >= 0 && success <= 1)) continue;
    let unmastered = 0;
    for (const other of others) if (!(view.mastery(other).probability >= masteredAt)) unmastered++;
    pool.push({
      item,
      success,
      steps: Math.ceil(distanceTo(band, success) / STEP),
      tier: tierOf(success, band),
      wrongBefore: makesInstances(session, item) ? wrong.get(item.id) : undefined,
      secondary: main ? 0 : 1,
      unmastered,
      gone: false,
    });
  }
  return pool;
}

/**
 * Which of two to take first: the nearer to the band, the less used template, the fresh variant of a wrong answer, the one that mainly
 * exercises the point, the one needing fewer other points that are not mastered, the rarer kind, the nearer to the aimed-at success.
 * Last comes a seeded draw, then the id, so that the bank's order plays no role.
 */
function compare(
  { uses, kinds: allKinds, seed }: Session,
  kinds: ReadonlyMap<ItemKind, number>,
  centre: number,
  a: Rated,
  b: Rated,
): number {
  if (a.steps !== b.steps) return a.steps - b.steps;
  const byUse = (uses.get(a.item.id) ?? 0) - (uses.get(b.item.id) ?? 0);
  if (byUse !== 0) return byUse;
  const wrong = Number(b.wrongBefore !== undefined) - Number(a.wrongBefore !== undefined);
  if (wrong !== 0) return wrong;
  if (a.secondary !== b.secondary) return a.secondary - b.secondary;
  if (a.unmastered !== b.unmastered) return a.unmastered - b.unmastered;
  const byKind =
    (kinds.get(a.item.kind) ?? 0) - (kinds.get(b.item.kind) ?? 0) ||
    (allKinds.get(a.item.kind) ?? 0) - (allKinds.get(b.item.kind) ?? 0);
  if (byKind !== 0) return byKind;
  const byAim = Math.abs(a.success - centre) - Math.abs(b.success - centre);
  if (byAim !== 0) return byAim;
  return hash(a.item.id, seed) - hash(b.item.id, seed) || (a.item.id < b.item.id ? -1 : 1);
}

/** Makes the chosen item concrete; undefined where its template has no fresh instance left. */
function take(session: Session, rated: Rated): Choice | undefined {
  const { item: source, success, tier, wrongBefore } = rated;
  const { used, uses, instances } = session;
  let item: Item | undefined = source;
  if (makesInstances(session, source)) {
    item = instances!(source, 1, hash(source.id, session.seed), { exclude: used, fewer: true }).find(
      ({ id }) => !used.has(id),
    );
    uses.set(source.id, (uses.get(source.id) ?? 0) + 1);
  } else if (source.template !== undefined) {
    const { template: _template, ...typical } = source;
    item = typical;
  }
  rated.gone = item === undefined || !makesInstances(session, source);
  if (item === undefined) return undefined;
  used.add(item.id);
  const choice = { item, source, tier, expectedSuccess: success, inBand: rated.steps === 0 };
  return wrongBefore === undefined ? choice : { ...choice, wrongBefore };
}

function makesInstances(session: Session, item: Item): boolean {
  return item.template !== undefined && session.instances !== undefined;
}

/** Tiers of the places still free: 基础, 巩固, 提升, 基础 … less those already taken. */
function slots(places: number, choices: readonly Choice[]): Tier[] {
  const wanted: Tier[] = [];
  for (let place = 0; place < places; place++) wanted.push(tiers[place % tiers.length]);
  for (const { tier } of choices) wanted.splice(wanted.indexOf(tier), 1);
  return wanted;
}

function middle({ low, high }: SettledRequest['band']): number {
  return (low + high) / 2;
}
