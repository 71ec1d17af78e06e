import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ancestors, findCycle, prerequisites, topologicalOrder } from '../../src/data/graph-order.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import { faultsOf } from './inputs.js';

/** A graph of points `0` … with prerequisite edges. */
function graphOf(size: number, edges: readonly (readonly [number, number])[]): KnowledgeGraph {
  return {
    points: Array.from({ length: size }, (_, p) => ({ id: `${p}`, name: `${p}`, subject: 'math' })),
    edges: edges.map(([from, to]) => ({ from: `${from}`, to: `${to}`, kind: 'prerequisite' as const })),
  };
}

const KSS = graphOf(10, [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [2, 8],
  [3, 4],
  [4, 8],
  [5, 4],
  [5, 9],
  [6, 7],
  [7, 8],
  [8, 9],
]);

describe('orders', () => {
  test('of a known graph', () => {
    expect(topologicalOrder(KSS)).toEqual(['0', '1', '2', '3', '5', '4', '6', '7', '8', '9']);
    expect(prerequisites(KSS, '4')).toEqual(['2', '3', '5']);
    expect(ancestors(KSS, '4')).toEqual(['2', '3', '5', '0', '1']);
    expect(ancestors(KSS, '0')).toEqual([]);
    expect(findCycle(KSS, 'prerequisite')).toBeUndefined();
  });

  test('name a cycle, and keep kinds of edges apart', async () => {
    const cyclic = graphOf(4, [
      [0, 1],
      [1, 2],
      [2, 1],
      [2, 3],
    ]);
    expect(findCycle(cyclic, 'prerequisite')).toEqual(['1', '2', '1']);
    expect(findCycle(cyclic, 'part-of')).toBeUndefined();
    expect((await faultsOf(() => topologicalOrder(cyclic)))[0]).toMatchObject({ code: 'cycle', value: '1 → 2 → 1' });
    expect(findCycle(graphOf(1, [[0, 0]]), 'prerequisite')).toEqual(['0', '0']);
    expect(new Set(ancestors(cyclic, '1'))).toEqual(new Set(['0', '2']));
  });

  test('of a chain of 100,000 points need no stack', () => {
    const size = 100_000;
    const chain = graphOf(
      size,
      Array.from({ length: size - 1 }, (_, p) => [p, p + 1] as const),
    );
    expect(topologicalOrder(chain)).toHaveLength(size);
    expect(findCycle(chain, 'prerequisite')).toBeUndefined();
    expect(ancestors(chain, `${size - 1}`)).toHaveLength(size - 1);
  });

  const edges = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 });

  property.prop([edges])('put every point after its prerequisites, or there is a cycle', (list) => {
    const graph = graphOf(12, list);
    const cycle = findCycle(graph, 'prerequisite');
    if (cycle !== undefined) {
      expect(cycle[0]).toBe(cycle.at(-1));
      for (let k = 1; k < cycle.length; k++) {
        expect(list.some(([from, to]) => `${from}` === cycle[k - 1] && `${to}` === cycle[k])).toBe(true);
      }
      return;
    }
    const order = topologicalOrder(graph);
    expect([...order].sort()).toEqual(graph.points.map(({ id }) => id).sort());
    for (const [from, to] of list) expect(order.indexOf(`${from}`)).toBeLessThan(order.indexOf(`${to}`));
  });

  property.prop([edges.map((list) => list.map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const))])(
    'ancestors are the transitive closure',
    (list) => {
      const graph = graphOf(13, list);
      const before = Array.from({ length: 13 }, () => new Set<string>());
      for (let p = 0; p < 13; p++) {
        for (const [from, to] of list) if (to === p) for (const id of [`${from}`, ...before[from]!]) before[p]!.add(id);
        expect(new Set(ancestors(graph, `${p}`))).toEqual(before[p]);
      }
    },
  );

  property.prop([edges])('without a cycle if and only if depth-first search by definition finds none', (list) => {
    const reach = Array.from({ length: 12 }, (_, a) =>
      Array.from({ length: 12 }, (_, b) => list.some(([x, y]) => x === a && y === b)),
    );
    for (let k = 0; k < 12; k++)
      for (let a = 0; a < 12; a++) for (let b = 0; b < 12; b++) reach[a]![b] ||= reach[a]![k]! && reach[k]![b]!;
    expect(findCycle(graphOf(12, list), 'prerequisite') !== undefined).toBe(reach.some((row, a) => row[a]));
  });
});
