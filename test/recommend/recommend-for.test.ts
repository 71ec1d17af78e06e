import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import { prepareBank } from '../../src/recommend/prepare-bank.js';
import { recommendFor } from '../../src/recommend/recommend-for.js';
import type { RecommendResult } from '../../src/recommend/recommendation.js';
import { bankOf, graphOf, instancesOf, itemOf, templateOf, viewOf } from './hand-made.js';

const subject = 'math';
const ids = (result: RecommendResult): string[][] =>
  result.groups.map(({ recommendations }) => recommendations.map(({ item }) => item.id));
const points = (result: RecommendResult): string[] => result.groups.map(({ knowledgePoint }) => knowledgePoint);
const threeOf = (point: string) => [
  itemOf(`${point}-1`, [point], 0.8),
  itemOf(`${point}-2`, [point], 0.72),
  itemOf(`${point}-3`, [point], 0.63),
];

describe('which points', () => {
  const bank = bankOf(...['a', 'b', 'c', 'd'].flatMap(threeOf));

  test('the weakest first, mastered and untested ones never', () => {
    const prepared = prepareBank(bank, graphOf(['a', 'b', 'c', 'd', 'e']));
    const result = recommendFor(viewOf({ a: 0.5, b: 0.2, c: 0.7, d: 0.9 }), prepared, { subject });
    expect(points(result)).toEqual(['b', 'a', 'c']);
    expect(result.groups[0].mastery).toBe(0.2);
    expect(result.shortages).toEqual([]);
    const strict = recommendFor(viewOf({ a: 0.5, b: 0.2, c: 0.7, d: 0.9 }), prepared, { subject, weakBelow: 0.5 });
    expect(points(strict)).toEqual(['b']);
  });

  test('a point with too few answers is not called weak', () => {
    const prepared = prepareBank(bank, graphOf(['a']));
    expect(points(recommendFor(viewOf({ a: 0.5 }), prepared, { subject, minAnswers: 3 }))).toEqual(['a']);
    expect(points(recommendFor(viewOf({ a: 0.5 }), prepared, { subject, minAnswers: 4 }))).toEqual([]);
  });

  test('weights move points up', () => {
    const prepared = prepareBank(bank, graphOf(['a', 'b']));
    const result = recommendFor(viewOf({ a: 0.5, b: 0.2 }), prepared, { subject, weights: { a: 2 }, maxPoints: 1 });
    expect(points(result)).toEqual(['a']); // 0.5 · 2 > 0.8 · 1
  });

  test('prerequisites that are not ready come first, recursively, and say for whom', () => {
    const graph = graphOf(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    );
    const result = recommendFor(viewOf({ a: 0.55, b: 0.5, c: 0.1 }), prepareBank(bank, graph), { subject });
    expect(points(result)).toEqual(['a', 'b', 'c']);
    const reasons = result.groups.map(({ recommendations }) => recommendations[0].reasons.slice(0, 2));
    expect(reasons[0]).toEqual([
      { code: 'weak-point', point: 'a', mastery: 0.55 },
      { code: 'prerequisite-of', point: 'a', of: 'b', mastery: 0.55 },
    ]);
    expect(reasons[2][0]).toEqual({ code: 'weak-point', point: 'c', mastery: 0.1 });
    expect(reasons[2][1].code).toBe('in-band');
  });

  test('a prerequisite between weak and ready comes first without being called weak', () => {
    const graph = graphOf(['a', 'b'], [['a', 'b']]);
    const result = recommendFor(viewOf({ a: 0.65, b: 0.1 }), prepareBank(bank, graph), {
      subject,
      readyAt: 0.7,
      weakBelow: 0.6,
    });
    expect(points(result)).toEqual(['a', 'b']);
    expect(result.groups[0].recommendations[0].reasons.map(({ code }) => code)).toEqual([
      'prerequisite-of',
      'in-band',
      'new-item',
    ]);
  });

  test('an untested prerequisite comes first only where it is likely missing', () => {
    const prepared = prepareBank(bank, graphOf(['a', 'b'], [['a', 'b']]));
    expect(points(recommendFor(viewOf({ b: 0.1 }), prepared, { subject }))).toEqual(['b']);
    expect(points(recommendFor(viewOf({ b: 0.1 }), prepared, { subject, untestedReadyAt: 0.51 }))).toEqual(['a', 'b']);
  });

  test('targets restrict what is weak, not what it rests on', () => {
    const prepared = prepareBank(bank, graphOf(['a', 'b', 'c'], [['a', 'b']]));
    const view = viewOf({ a: 0.3, b: 0.3, c: 0.1 });
    expect(points(recommendFor(view, prepared, { subject, targets: ['b'] }))).toEqual(['a', 'b']);
    expect(points(recommendFor(view, prepared, { subject, targets: [] }))).toEqual([]);
    expect(points(recommendFor(view, prepared, { subject, targets: ['elsewhere'] }))).toEqual([]);
  });

  test('when places run out the ground comes before what stands on it', () => {
    const prepared = prepareBank(bank, graphOf(['a', 'b'], [['a', 'b']]));
    expect(points(recommendFor(viewOf({ a: 0.5, b: 0.1 }), prepared, { subject, maxPoints: 1 }))).toEqual(['a']);
  });

  test('a cycle in the graph is cut, a chain of 20,000 is walked', () => {
    const cyclic = graphOf(
      ['a', 'b'],
      [
        ['a', 'b'],
        ['b', 'a'],
        ['a', 'a'],
      ],
    );
    expect(points(recommendFor(viewOf({ a: 0.1, b: 0.2 }), prepareBank(bank, cyclic), { subject }))).toEqual([
      'b',
      'a',
    ]);
    const names = Array.from({ length: 20_000 }, (_, at) => `p${at}`);
    const chain = graphOf(
      names,
      names.slice(1).map((name, at) => [names[at], name]),
    );
    const view = viewOf(new Map(names.map((name) => [name, 0.3])));
    const result = recommendFor(view, prepareBank(bankOf(), chain), { subject });
    expect(result.groups).toEqual([]);
    expect(result.shortages[0]).toEqual({ point: 'p0', wanted: 3, given: 0, why: 'no-items' });
  });
});

describe('stretching', () => {
  const bank = bankOf(...['a', 'b', 'c'].flatMap(threeOf));
  const prepared = prepareBank(bank, graphOf(['a', 'b', 'c']));

  test('who holds everything gets the harder questions of the least firm points, and is told so', () => {
    const view = viewOf({ a: 0.95, b: 0.85, c: 0.9 });
    expect(recommendFor(view, prepared, { subject }).groups).toEqual([]);
    const { groups } = recommendFor(view, prepared, { subject, stretch: true, maxPoints: 2, itemsPerPoint: 1 });
    expect(groups.map(({ knowledgePoint }) => knowledgePoint)).toEqual(['b', 'c']);
    expect(groups[0].recommendations[0].item.id).toBe('b-3');
    expect(groups[0].recommendations[0].reasons[0]).toEqual({ code: 'stretch', point: 'b', mastery: 0.85 });
  });

  test('weak points come first and lose no place to it; what is not asked for is not given', () => {
    const view = viewOf({ a: 0.95, b: 0.3, c: 0.9 });
    const all = recommendFor(view, prepared, { subject, stretch: true, targets: ['a', 'b'] });
    expect(all.groups.map(({ knowledgePoint }) => knowledgePoint)).toEqual(['b', 'a']);
    const one = recommendFor(view, prepared, { subject, stretch: true, maxPoints: 1 });
    expect(one.groups.map(({ knowledgePoint }) => knowledgePoint)).toEqual(['b']);
    expect(one).toEqual(recommendFor(view, prepared, { subject, maxPoints: 1 }));
  });
});

describe('which items', () => {
  const graph = graphOf(['a', 'b', 'c']);

  test('one of each tier where the band has them, from easy to hard', () => {
    const more = [itemOf('x', ['a'], 0.84), itemOf('y', ['a'], 0.1), itemOf('z', ['a'], 0.95)];
    const prepared = prepareBank(bankOf(...more, ...threeOf('a')), graph);
    const { groups } = recommendFor(viewOf({ a: 0.3 }), prepared, { subject });
    // Middles of the thirds of 0.6…0.85: 0.808, 0.725, 0.642.
    expect(groups[0].recommendations.map(({ item, tier }) => [item.id, tier])).toEqual([
      ['a-1', 'basic'],
      ['a-2', 'consolidate'],
      ['a-3', 'advance'],
    ]);
    expect(groups[0].recommendations[0]).toMatchObject({ expectedSuccess: 0.8, expectedGain: 0.1, minutes: 4 });
  });

  test('an empty tier is filled from the band, then from the nearest outside, which says so', () => {
    const bank = bankOf(
      itemOf('in-1', ['a'], 0.8),
      itemOf('in-2', ['a'], 0.81),
      itemOf('far', ['a'], 0.1),
      itemOf('near', ['a'], 0.55),
    );
    const { groups, shortages } = recommendFor(viewOf({ a: 0.3 }), prepareBank(bank, graph), { subject });
    expect(groups[0].recommendations.map(({ item, tier }) => [item.id, tier])).toEqual([
      ['in-2', 'basic'],
      ['in-1', 'basic'],
      ['near', 'advance'],
    ]);
    const codes = groups[0].recommendations.map(({ reasons }) => reasons[1].code);
    expect(codes).toEqual(['in-band', 'in-band', 'nearest-to-band']);
    expect(shortages).toEqual([]);
  });

  test('an item whose main point is mastered is never given, one of a weak second point ranks after its own', () => {
    const bank = bankOf(
      itemOf('mastered', ['b', 'a'], 0.72),
      itemOf('second', ['c', 'a'], 0.725),
      itemOf('own', ['a'], 0.7),
    );
    const view = viewOf(
      new Map([
        ['a', 0.3],
        ['b', 0.95],
      ]),
    );
    const one = recommendFor(view, prepareBank(bank, graph), {
      subject,
      itemsPerPoint: 1,
      band: { low: 0.6, high: 0.9 },
    });
    expect(ids(one)).toEqual([['own']]);
    const all = recommendFor(view, prepareBank(bank, graph), { subject });
    expect(ids(all)[0].toSorted()).toEqual(['own', 'second']);
    expect(all.shortages).toEqual([{ point: 'a', wanted: 3, given: 2, why: 'main-mastered' }]);
  });

  test('an item that needs other points not mastered ranks after one that does not', () => {
    const bank = bankOf(itemOf('hard', ['a', 'c'], 0.725), itemOf('clean', ['a', 'b'], 0.75));
    const view = viewOf(
      new Map([
        ['a', 0.3],
        ['b', 0.95],
      ]),
    );
    expect(
      ids(recommendFor(view, prepareBank(bank, graph), { subject, itemsPerPoint: 1, band: { low: 0.5, high: 0.8 } })),
    ).toEqual([['clean']]);
  });

  test('an item that needs a point which rests on this one waits until that is ready', () => {
    const bank = bankOf(itemOf('own', ['a'], 0.3), itemOf('later', ['b', 'a'], 0.72));
    const prepared = prepareBank(bank, graphOf(['a', 'b'], [['a', 'b']]));
    const early = recommendFor(viewOf({ a: 0.3, b: 0.4 }), prepared, { subject, itemsPerPoint: 1 });
    expect(early.groups[0].knowledgePoint).toBe('a');
    expect(ids(early)).toEqual([['own'], ['later']]);
    const alone = prepareBank(bankOf(itemOf('later', ['b', 'a'], 0.72)), graphOf(['a', 'b'], [['a', 'b']]));
    expect(recommendFor(viewOf({ a: 0.3, b: 0.4 }), alone, { subject, targets: ['a'] }).shortages).toEqual([
      { point: 'a', wanted: 3, given: 0, why: 'too-early' },
    ]);
    expect(ids(recommendFor(viewOf({ a: 0.3, b: 0.7 }), alone, { subject, targets: ['a'] }))).toEqual([['later']]);
  });

  test('kinds vary', () => {
    const bank = bankOf(
      itemOf('blank-1', ['a'], 0.725),
      itemOf('blank-2', ['a'], 0.724),
      itemOf('choice', ['a'], 0.7, { kind: 'single-choice' }),
    );
    const request = { subject, itemsPerPoint: 2 };
    expect(ids(recommendFor(viewOf({ a: 0.3 }), prepareBank(bank, graph), request))[0].toSorted()).toEqual([
      'blank-1',
      'choice',
    ]);
  });

  test('seen, excluded, wrong and already given items are not given', () => {
    const prepared = prepareBank(bankOf(...threeOf('a')), graph);
    const request = { subject, exclude: ['a-2'], wrongItems: ['a-3'] };
    const result = recommendFor(viewOf({ a: 0.3 }, ['a-1']), prepared, request);
    expect(result).toEqual({ groups: [], shortages: [{ point: 'a', wanted: 3, given: 0, why: 'used-up' }] });
    const shared = prepareBank(bankOf(itemOf('s', ['a', 'b'], 0.7)), graph);
    const both = recommendFor(viewOf({ a: 0.1, b: 0.2 }), shared, { subject });
    expect(ids(both)).toEqual([['s']]);
    expect(both.shortages).toEqual([
      { point: 'a', wanted: 3, given: 1, why: 'few-items' },
      { point: 'b', wanted: 3, given: 0, why: 'used-up' },
    ]);
  });

  test('items of other subjects are not given', () => {
    const bank = bankOf(itemOf('p', ['a'], 0.7, { subject: 'physics' }));
    const result = recommendFor(viewOf({ a: 0.3 }), prepareBank(bank, graph), { subject });
    expect(result.shortages).toEqual([{ point: 'a', wanted: 3, given: 0, why: 'no-items' }]);
  });

  test('a whole is practised on its parts', () => {
    const parts: KnowledgeGraph = {
      ...graph,
      edges: [
        { from: 'b', to: 'a', kind: 'part-of' },
        { from: 'c', to: 'b', kind: 'part-of' },
      ],
    };
    const bank = bankOf(itemOf('of-part', ['c'], 0.7));
    expect(ids(recommendFor(viewOf({ a: 0.3 }), prepareBank(bank, parts), { subject }))).toEqual([['of-part']]);
  });

  test('ids such as __proto__ and constructor are ids', () => {
    const bank = bankOf(itemOf('toString', ['__proto__'], 0.7), itemOf('__proto__', ['constructor'], 0.7));
    const prepared = prepareBank(bank, graphOf(['__proto__', 'constructor'], [['__proto__', 'constructor']]));
    const view = viewOf(
      new Map([
        ['__proto__', 0.4],
        ['constructor', 0.2],
      ]),
    );
    const weights = JSON.parse('{"__proto__": 3}') as Record<string, number>;
    expect(ids(recommendFor(view, prepared, { subject, weights }))).toEqual([['toString'], ['__proto__']]);
  });

  test('nothing to give is a result', () => {
    const nothing = { groups: [], shortages: [] };
    expect(recommendFor(viewOf({}), prepareBank(bankOf(), graphOf([])), { subject })).toEqual(nothing);
    const prepared = prepareBank(bankOf(...threeOf('a')), graph);
    expect(recommendFor(viewOf({ a: 0.9, b: 0.8 }), prepared, { subject })).toEqual(nothing);
    const unknown = recommendFor(viewOf({ 'not in graph': 0.1 }), prepared, { subject });
    expect(unknown.shortages).toEqual([{ point: 'not in graph', wanted: 3, given: 0, why: 'no-items' }]);
  });
});

describe('templates', () => {
  const graph = graphOf(['a', 'b']);
  const view = viewOf({ a: 0.3 });

  test('give fresh instances, each once', () => {
    const prepared = prepareBank(bankOf(templateOf('t', ['a'], 0.7, 5)), graph);
    const result = recommendFor(
      viewOf({ a: 0.3 }, ['t', 't#1', 't#3']),
      prepared,
      { subject },
      { instances: instancesOf },
    );
    expect(ids(result)[0].toSorted()).toEqual(['t#2', 't#4', 't#5']);
    for (const { item, reasons } of result.groups[0].recommendations) {
      expect(item.template).toBeUndefined();
      expect(reasons.at(-1)).toEqual({ code: 'fresh-variant', of: 't' });
    }
  });

  test('used up, they leave a shortage', () => {
    const prepared = prepareBank(bankOf(templateOf('t', ['a'], 0.7, 2)), graph);
    const result = recommendFor(view, prepared, { subject }, { instances: instancesOf });
    expect(ids(result)[0].toSorted()).toEqual(['t#1', 't#2']);
    expect(result.shortages).toEqual([{ point: 'a', wanted: 3, given: 2, why: 'used-up' }]);
  });

  test('come one instance each before a second one', () => {
    const prepared = prepareBank(bankOf(templateOf('t', ['a'], 0.73, 9), templateOf('u', ['a'], 0.72, 9)), graph);
    const result = recommendFor(view, prepared, { subject, itemsPerPoint: 2 }, { instances: instancesOf });
    expect(
      ids(result)[0]
        .map((id) => id[0])
        .toSorted(),
    ).toEqual(['t', 'u']);
  });

  test('excluded or answered wrongly, the printed item is not given, a fresh instance is', () => {
    const prepared = prepareBank(bankOf(templateOf('t', ['a'], 0.7, 3)), graph);
    const request = { subject, exclude: ['t', 't#1'], wrongItems: ['t', 't#2'] };
    expect(ids(recommendFor(view, prepared, request, { instances: instancesOf }))).toEqual([['t#3']]);
    expect(recommendFor(view, prepared, request).groups).toEqual([]);
  });

  test('of a wrong answer come first, outside the band too, and say so', () => {
    const bank = bankOf(templateOf('t', ['a'], 0.4, 5), ...threeOf('a'));
    const request = { subject, itemsPerPoint: 2, wrongItems: ['t#2'] };
    const result = recommendFor(view, prepareBank(bank, graph), request, { instances: instancesOf });
    const variant = result.groups[0].recommendations.find(({ item }) => item.variantOf === 't');
    expect(variant?.item.id).not.toBe('t#2');
    expect(variant?.reasons.slice(1)).toEqual([
      { code: 'nearest-to-band', expectedSuccess: 0.4, low: 0.6, high: 0.85 },
      { code: 'wrong-before', of: 't#2' },
      { code: 'fresh-variant', of: 't' },
    ]);
    expect(result.groups[0].recommendations).toHaveLength(2);
  });

  test('without the engine they are given once, as printed', () => {
    const prepared = prepareBank(bankOf(templateOf('t', ['a'], 0.7, 5)), graph);
    const result = recommendFor(view, prepared, { subject });
    expect(ids(result)).toEqual([['t']]);
    expect(result.groups[0].recommendations[0].item.template).toBeUndefined();
    expect(recommendFor(viewOf({ a: 0.3 }, ['t']), prepared, { subject }).groups).toEqual([]);
  });

  test('the seed and the learner turn the instances, and only they', () => {
    const prepared = prepareBank(bankOf(templateOf('t', ['a'], 0.7, 1000)), graph);
    const first = (seed: number, learner: string): string =>
      ids(recommendFor(viewOf({ a: 0.3 }, [], learner), prepared, { subject, seed }, { instances: instancesOf }))[0][0];
    expect(first(1, 'l-1')).toBe(first(1, 'l-1'));
    expect(first(1, 'l-1')).not.toBe(first(2, 'l-1'));
    expect(first(1, 'l-1')).not.toBe(first(1, 'l-2'));
  });
});

test('two items of one id are refused', () => {
  expect(() => prepareBank(bankOf(itemOf('x', ['a'], 0.5), itemOf('x', ['b'], 0.5)), graphOf(['a']))).toThrow(
    YincaiError,
  );
});
