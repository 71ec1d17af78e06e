import { aimOf, itemsOf, nearest, type Policy, type PolicyContext, type Scored } from './policy.js';

/** Any item of the targets, by chance. */
export const random: Policy = (context) => {
  const items = [...context.targets.keys()].flatMap((point) =>
    itemsOf(context, point).map((item): Scored => ({ item, point, score: 0 })),
  );
  return context.random.shuffle(items);
};

/**
 * Point after point in teaching order, each given an equal share of the answers, its items in the order of the bank: a workbook.
 * Where it stands is told by what was met.
 */
export const fixedOrder: Policy = (context) => {
  const { points, targets, view, prepared, subject, left } = context;
  const wanted = points.filter((point) => targets.has(point));
  const met = wanted.map(
    (point) => (prepared.candidates.get(subject)?.get(point) ?? []).filter(({ item }) => view.seen.has(item.id)).length,
  );
  const done = met.reduce((sum, n) => sum + n, 0);
  const share = Math.max(1, (done + left) / Math.max(1, wanted.length));
  const at = wanted.findIndex((_, k) => met[k] < Math.round(share * (k + 1)) - Math.round(share * k));
  if (at < 0) return wanted.flatMap((point) => inOrder(context, point));
  return inOrder(context, wanted[at]);
};

function inOrder(context: PolicyContext, point: string): readonly Scored[] {
  return itemsOf(context, point).map((item, at) => ({ item, point, score: -at }));
}

/**
 * The first point in teaching order that is not mastered, until it is: mastery learning.
 *
 * @source Bloom (1968), Learning for mastery; the rule of cognitive tutors, Corbett & Anderson (1995), P(known) ≥ .95
 */
export const masteryThreshold: Policy = (context) => {
  const { points, targets, view } = context;
  const next = points.find(
    (point) => targets.has(point) && view.level(point) < 0.95 && itemsOf(context, point).length > 0,
  );
  return next === undefined ? random(context) : nearest(context, next, aimOf(context.band));
};

/**
 * Any item whose expected success lies in the band: the zone of proximal development as a filter.
 *
 * @source Vygotsky (1978), Mind in Society; the band as in Clement et al. (2015), Multi-armed bandits for intelligent tutoring systems, JEDM 7
 */
export const zoneOfProximalDevelopment: Policy = (context) => {
  const { band, view, targets } = context;
  const inside: Scored[] = [];
  let closest: Scored | undefined;
  for (const point of targets.keys()) {
    for (const item of itemsOf(context, point)) {
      const success = view.success(item);
      const score = -Math.max(0, band.low - success, success - band.high);
      const scored = { item, point, score };
      if (score === 0) inside.push(scored);
      if (closest === undefined || score > closest.score) closest = scored;
    }
  }
  if (inside.length > 0) return context.random.shuffle(inside);
  return closest === undefined ? [] : [closest];
};
