import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { ItemBank } from '../../src/data/item-bank.js';
import {
  fixedOrder,
  masteryThreshold,
  random,
  zoneOfProximalDevelopment,
} from '../../src/recommend/policies/baselines.js';
import { expectedGain, lookahead } from '../../src/recommend/policies/lookahead.js';
import type { Policy, PracticeView } from '../../src/recommend/policies/policy.js';
import { prepareBank } from '../../src/recommend/prepare-bank.js';
import { type RankRequest, rank } from '../../src/recommend/rank.js';
import { bankOf, graphOf, itemOf } from './hand-made.js';

const policies: Readonly<Record<string, Policy>> = {
  random,
  fixedOrder,
  masteryThreshold,
  zoneOfProximalDevelopment,
  expectedGain,
  lookahead: lookahead(),
};
const names = ['a', 'b', 'c', '__proto__', 'constructor'];

function viewOf(levels: ReadonlyMap<string, number>, seen: readonly string[] = []): PracticeView {
  const level = (point: string): number => levels.get(point) ?? 0.5;
  return {
    learner: 'l',
    level,
    wrong: () => 0,
    learning: () => (now, _more, ready) => now + 0.2 * ready * (1 - now),
    success: (item) => Math.min(0.98, 0.6 * item.difficulty + 0.4 * level(item.knowledgePoints[0])),
    seen: new Set(seen),
  };
}

const worlds = fc.record({
  levels: fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), { minLength: 5, maxLength: 5 }),
  difficulties: fc.array(fc.double({ min: 0.1, max: 0.95, noNaN: true }), { minLength: 15, maxLength: 15 }),
  edges: fc.subarray([
    ['a', 'b'],
    ['b', 'c'],
    ['a', '__proto__'],
    ['c', 'constructor'],
  ] as [string, string][]),
  exclude: fc.array(fc.nat(14), { maxLength: 5 }),
  targets: fc.subarray(names, { minLength: 1 }),
  seed: fc.nat(1000),
});

type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

function built({ levels, difficulties, edges, exclude, targets, seed }: World) {
  const items = names.flatMap((point, k) =>
    [0, 1, 2].map((i) => itemOf(`${point}-${i}`, [point], difficulties[3 * k + i])),
  );
  const request: RankRequest = { subject: 'math', targets, count: 6, seed, exclude: exclude.map((i) => items[i].id) };
  return { items, graph: graphOf(names, edges), view: viewOf(new Map(names.map((n, k) => [n, levels[k]]))), request };
}

const idsBy = (
  policy: Policy,
  { items, graph, view, request }: ReturnType<typeof built>,
  bank: ItemBank = bankOf(...items),
) => rank(view, prepareBank(bank, graph), request, policy).map(({ item }) => item.id);

describe.each(Object.entries(policies))('%s', (name, policy) => {
  property.prop([worlds])(
    'never gives what is excluded, each item once, only of targets and what they rest on',
    (world) => {
      const made = built(world);
      const ids = idsBy(policy, made);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(made.request.exclude).not.toContain(id);
      const allowed = new Set(made.request.targets);
      for (const point of allowed) for (const { from, to } of made.graph.edges) if (to === point) allowed.add(from);
      for (const id of ids) expect([...allowed]).toContain(id.slice(0, id.lastIndexOf('-')));
    },
  );

  property.prop([worlds])('the same state and seed give the same list, whatever stands beside', (world) => {
    const made = built(world);
    const ids = idsBy(policy, made);
    expect(idsBy(policy, made)).toEqual(ids);
    // Items of another subject, and of points that nobody asked for, change nothing.
    const more = [
      ...made.items,
      { ...itemOf('x-1', ['a'], 0.7), subject: 'physics' },
      itemOf('y-1', ['elsewhere'], 0.7),
    ];
    expect(idsBy(policy, made, bankOf(...more))).toEqual(ids);
    if (name !== 'random' && name !== 'zoneOfProximalDevelopment')
      expect(idsBy(policy, made, bankOf(...[...made.items].reverse()))).toEqual(ids);
  });
});

describe('what policies mean', () => {
  const items = names
    .slice(0, 3)
    .flatMap((point) => [0.9, 0.7, 0.5].map((d, i) => itemOf(`${point}-${i}`, [point], d)));
  const graph = graphOf(names.slice(0, 3), [['a', 'b']]);
  const prepared = prepareBank(bankOf(...items), graph);
  const request: RankRequest = { subject: 'math', count: 3 };
  const pointsOf = (
    levels: Record<string, number>,
    policy: Policy,
    more: Partial<RankRequest> = {},
    seen: string[] = [],
  ) =>
    rank(viewOf(new Map(Object.entries(levels)), seen), prepared, { ...request, ...more }, policy).map(
      ({ point }) => point,
    );

  test('lookahead lays the ground first; mastered points are left alone', () => {
    expect(pointsOf({ a: 0.2, b: 0.1, c: 0.97 }, lookahead())[0]).toBe('a');
    expect(pointsOf({ a: 1, b: 0.3, c: 1 }, lookahead())).toEqual(['b', 'b', 'b']);
    expect(pointsOf({ a: 1, b: 1, c: 1 }, lookahead())).toEqual([]);
  });

  test('a target that rests on another asks for that other too', () => {
    expect(pointsOf({ a: 0.1, b: 0.1, c: 0.1 }, lookahead(), { targets: ['b'] })[0]).toBe('a');
    expect(pointsOf({ a: 0.1, b: 0.1, c: 0.1 }, expectedGain, { targets: ['b'] })[0]).toBe('b');
  });

  test('weights move points up', () => {
    expect(pointsOf({ a: 0.5, b: 0.99, c: 0.5 }, expectedGain, { weights: { c: 3 } })[0]).toBe('c');
  });

  test('the threshold keeps to the first point not mastered, in teaching order', () => {
    expect(pointsOf({ a: 0.96, b: 0.5, c: 0.2 }, masteryThreshold)).toEqual(['b', 'b', 'b']);
  });

  test('a workbook gives each point its share in turn', () => {
    expect(pointsOf({}, fixedOrder, { left: 6, count: 1 })).toEqual(['a']);
    expect(pointsOf({}, fixedOrder, { left: 4, count: 1 }, ['a-0', 'a-1'])).toEqual(['b']);
    expect(pointsOf({}, fixedOrder, { left: 2, count: 1 }, ['a-0', 'a-1', 'b-0', 'b-1'])).toEqual(['c']);
  });

  test('requests that make no sense are refused', () => {
    for (const wrong of [
      { count: 0 },
      { left: 0 },
      { band: { low: 0.9, high: 0.2 } },
      { weights: { a: -1 } },
      { masteredAt: 2 },
    ])
      expect(() => pointsOf({}, lookahead(), wrong)).toThrow();
  });
});
