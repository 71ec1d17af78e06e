import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Item, ItemKind } from '../../src/data/item-bank.js';
import { prepareBank } from '../../src/recommend/prepare-bank.js';
import { recommendFor } from '../../src/recommend/recommend-for.js';
import type { RecommendResult } from '../../src/recommend/recommendation.js';
import { type RecommendRequest, recommendDefaults } from '../../src/recommend/request.js';
import { graphOf, instancesOf, itemOf, templateOf, viewOf } from './hand-made.js';

const POINTS = ['a', 'b', 'c', 'd', 'e', 'f', '__proto__', 'constructor'];
const KINDS: readonly ItemKind[] = ['blank', 'single-choice', 'constructed'];
const subject = 'math';
const share = fc.double({ min: 0, max: 1, noNaN: true });
const engines = { instances: instancesOf };

/** Up to 60 items, a third of them templates with few variants. */
const items = fc
  .array(
    fc.record({
      points: fc.uniqueArray(fc.constantFrom(...POINTS), { minLength: 1, maxLength: 3 }),
      difficulty: share,
      kind: fc.constantFrom(...KINDS),
      variants: fc.constantFrom(0, 0, 1, 4),
    }),
    { maxLength: 60 },
  )
  .map((list) =>
    list.map(({ points, difficulty, kind, variants }, at): Item => {
      const id = `i${at}`;
      if (variants > 0) return { ...templateOf(id, points, difficulty, variants), kind };
      return itemOf(id, points, difficulty, { kind });
    }),
  );

/** Edges go up the list of points, so there is no cycle. */
const edges = fc
  .array(fc.tuple(fc.nat(POINTS.length - 1), fc.nat(POINTS.length - 1)), { maxLength: 14 })
  .map((pairs) =>
    pairs
      .filter(([from, to]) => from !== to)
      .map(([x, y]) => [POINTS[Math.min(x, y)], POINTS[Math.max(x, y)]] as const),
  );

const masteries = fc.uniqueArray(fc.tuple(fc.constantFrom(...POINTS), share), { selector: ([point]) => point });
const request: fc.Arbitrary<RecommendRequest> = fc
  .record({
    itemsPerPoint: fc.integer({ min: 1, max: 5 }),
    maxPoints: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat(3),
    wrongItems: fc.array(
      fc.nat(60).map((at) => `i${at}`),
      { maxLength: 4 },
    ),
    exclude: fc.array(
      fc.nat(60).map((at) => `i${at}`),
      { maxLength: 4 },
    ),
  })
  .map((parts) => ({ subject, ...parts }));
const world = {
  items,
  edges,
  masteries,
  request,
  seen: fc.array(
    fc.tuple(fc.nat(60), fc.nat(4)).map(([at, n]) => (n === 0 ? `i${at}` : `i${at}#${n}`)),
    { maxLength: 20 },
  ),
};
type World = { [K in keyof typeof world]: (typeof world)[K] extends fc.Arbitrary<infer V> ? V : never };

function run({ items, edges, masteries, request, seen }: World): RecommendResult {
  const prepared = prepareBank({ items }, graphOf(POINTS, edges));
  return recommendFor(viewOf(new Map(masteries), seen), prepared, request, engines);
}

const all = (result: RecommendResult) => result.groups.flatMap(({ recommendations }) => recommendations);
const givenFor = (result: RecommendResult, point: string): number =>
  result.groups.find(({ knowledgePoint }) => knowledgePoint === point)?.recommendations.length ?? 0;

describe('whatever the bank, the graph, the learner and the request', () => {
  test.prop([fc.record(world)])('what is given keeps every rule', (drawn) => {
    const result = run(drawn);
    const { request, seen, edges, items } = drawn;
    const known = new Map(drawn.masteries);
    const mastery = (point: string): number => known.get(point) ?? 0.5;
    const ready = (point: string): boolean =>
      mastery(point) >= (known.has(point) ? recommendDefaults.readyAt : recommendDefaults.untestedReadyAt);
    const { low, high } = recommendDefaults.band;
    const never = new Set([...seen, ...(request.exclude ?? []), ...(request.wrongItems ?? [])]);
    const given = all(result).map(({ item }) => item.id);

    expect(new Set(given).size).toBe(given.length);
    expect(result.groups.length).toBeLessThanOrEqual(request.maxPoints ?? 0);
    for (const { item, expectedSuccess, knowledgePoint, tier, reasons } of all(result)) {
      const codes = reasons.map(({ code }) => code);
      expect(never.has(item.id)).toBe(false);
      expect(item.template).toBeUndefined();
      expect(mastery(item.knowledgePoints[0])).toBeLessThan(recommendDefaults.masteredAt);
      expect(mastery(knowledgePoint)).toBeLessThan(recommendDefaults.masteredAt);
      expect(item.knowledgePoints).toContain(knowledgePoint);
      expect(codes.includes('in-band')).toBe(expectedSuccess >= low && expectedSuccess <= high);
      expect(codes.includes('in-band')).not.toBe(codes.includes('nearest-to-band'));
      expect(codes.includes('weak-point') || codes.includes('prerequisite-of')).toBe(true);
      if (expectedSuccess > high) expect(tier).toBe('basic');
      if (expectedSuccess < low) expect(tier).toBe('advance');
      const above = edges.filter(([from]) => from === knowledgePoint).map(([, to]) => to);
      for (const point of item.knowledgePoints) if (above.includes(point)) expect(ready(point)).toBe(true);
    }
    // What a point rests on and is not ready was practised before it, or the bank has nothing for it.
    const met = new Set<string>();
    const short = new Set(result.shortages.filter((shortage) => shortage.given === 0).map(({ point }) => point));
    for (const { knowledgePoint } of result.groups) {
      for (const [from, to] of edges) {
        if (to === knowledgePoint && !ready(from)) expect(met.has(from) || short.has(from)).toBe(true);
      }
      met.add(knowledgePoint);
    }
    // Every group is full or says why it is not, and a stated lack of items is one.
    for (const { knowledgePoint, recommendations } of result.groups) {
      const shortage = result.shortages.find(({ point }) => point === knowledgePoint);
      if (shortage === undefined) expect(recommendations.length).toBe(request.itemsPerPoint);
      else expect(shortage).toMatchObject({ wanted: request.itemsPerPoint, given: recommendations.length });
    }
    for (const { point, why } of result.shortages) {
      expect(why === 'no-items').toBe(!items.some(({ knowledgePoints }) => knowledgePoints.includes(point)));
    }
  });

  test.prop([fc.record(world)])('the same again gives the same, and the order of the bank plays no role', (drawn) => {
    const result = run(drawn);
    expect(run(drawn)).toEqual(result);
    expect(run({ ...drawn, items: drawn.items.toReversed(), masteries: drawn.masteries.toReversed() })).toEqual(result);
  });

  test.prop([fc.record(world), fc.constantFrom(...POINTS), share])(
    'a higher mastery of a point never raises its practice; mastered it has none',
    (drawn, point, target) => {
      const before = new Map(drawn.masteries).get(point);
      fc.pre(before !== undefined && before < target);
      // Items of this point alone, so that no other point competes for them.
      const items = drawn.items.filter(
        ({ knowledgePoints }) => knowledgePoints.length === 1 || !knowledgePoints.includes(point),
      );
      const raised = drawn.masteries.map(([id, mastery]): [string, number] => [id, id === point ? target : mastery]);
      const after = givenFor(run({ ...drawn, items, masteries: raised }), point);
      expect(after).toBeLessThanOrEqual(givenFor(run({ ...drawn, items }), point));
      if (target >= recommendDefaults.masteredAt) expect(after).toBe(0);
    },
  );

  test.prop([fc.record(world), fc.array(share, { maxLength: 20 })])(
    'items of other subjects or points change nothing',
    (drawn, difficulties) => {
      const more = difficulties.map((difficulty, at) =>
        at % 2 === 0
          ? itemOf(`a-more${at}`, ['elsewhere'], difficulty)
          : itemOf(`a-more${at}`, ['a'], difficulty, { subject: 'physics' }),
      );
      expect(run({ ...drawn, items: [...more, ...drawn.items] })).toEqual(run(drawn));
    },
  );
});
