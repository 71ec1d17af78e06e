import { YincaiError } from './fault.js';
import type { KnowledgeEdge, KnowledgeGraph } from './knowledge-graph.js';

/** A kind of edge. */
export type EdgeKind = KnowledgeEdge['kind'];

/**
 * A cycle among edges of one kind, as the ids along it with the first repeated at the end, or undefined. Linear, without recursion.
 *
 * @example
 * const points = ['a', 'b'].map((id) => ({ id, name: id, subject: 'math' }))
 * const edges = [['a', 'b'], ['b', 'a']].map(([from, to]) => ({ from, to, kind: 'prerequisite' }))
 * findCycle({ points, edges }, 'prerequisite') // ['a', 'b', 'a']
 */
export function findCycle(graph: KnowledgeGraph, kind: EdgeKind): readonly string[] | undefined {
  const successors = adjacency(graph, kind, 'from', 'to');
  const state = new Map<string, 'open' | 'done'>();
  for (const { id: root } of graph.points) {
    if (state.has(root)) continue;
    const path: string[] = [root];
    const next: number[] = [0];
    state.set(root, 'open');
    while (path.length > 0) {
      const id = path[path.length - 1]!;
      const to = successors.get(id)?.[next[next.length - 1]!];
      if (to === undefined) {
        state.set(id, 'done');
        path.pop();
        next.pop();
        continue;
      }
      next[next.length - 1]!++;
      const seen = state.get(to);
      if (seen === 'open') return [...path.slice(path.indexOf(to)), to];
      if (seen === undefined) {
        state.set(to, 'open');
        path.push(to);
        next.push(0);
      }
    }
  }
  return undefined;
}

/**
 * All points, each after its prerequisites; among those free to come, in the order of the graph.
 *
 * @throws YincaiError `cycle`.
 * @cost O(points + edges), with a heap of the free points.
 * @example
 * const points = ['b', 'a'].map((id) => ({ id, name: id, subject: 'math' }))
 * topologicalOrder({ points, edges: [{ from: 'a', to: 'b', kind: 'prerequisite' }] }) // ['a', 'b']
 */
export function topologicalOrder(graph: KnowledgeGraph, kind: EdgeKind = 'prerequisite'): readonly string[] {
  const position = new Map(graph.points.map((point, p) => [point.id, p]));
  const successors = adjacency(graph, kind, 'from', 'to');
  const waiting = new Int32Array(graph.points.length);
  for (const list of successors.values()) for (const to of list) waiting[position.get(to)!]!++;
  const free: number[] = [];
  const push = (value: number): void => {
    let at = free.length;
    free.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (free[parent]! <= value) break;
      free[at] = free[parent]!;
      at = parent;
    }
    free[at] = value;
  };
  const pop = (): number => {
    const least = free[0]!;
    const last = free.pop()!;
    if (free.length === 0) return least;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= free.length) break;
      if (child + 1 < free.length && free[child + 1]! < free[child]!) child++;
      if (free[child]! >= last) break;
      free[at] = free[child]!;
      at = child;
    }
    free[at] = last;
    return least;
  };
  graph.points.forEach((_, p) => {
    if (waiting[p] === 0) push(p);
  });
  const order: string[] = [];
  while (free.length > 0) {
    const id = graph.points[pop()]!.id;
    order.push(id);
    for (const to of successors.get(id) ?? []) {
      const p = position.get(to)!;
      if (--waiting[p]! === 0) push(p);
    }
  }
  if (order.length < graph.points.length) {
    const cycle = findCycle(graph, kind) ?? [];
    throw new YincaiError({ code: 'cycle', value: cycle.join(' → ') });
  }
  return order;
}

/**
 * Ids of the direct prerequisites of a point, in the order of the edges.
 *
 * @example
 * const points = ['a', 'b'].map((id) => ({ id, name: id, subject: 'math' }))
 * prerequisites({ points, edges: [{ from: 'a', to: 'b', kind: 'prerequisite' }] }, 'b') // ['a']
 */
export function prerequisites(graph: KnowledgeGraph, point: string): readonly string[] {
  return graph.edges.filter((edge) => edge.kind === 'prerequisite' && edge.to === point).map((edge) => edge.from);
}

/**
 * All that must come before a point: its prerequisites, theirs, and so on, nearest first; the point itself not among them.
 *
 * @example
 * const points = ['a', 'b', 'c'].map((id) => ({ id, name: id, subject: 'math' }))
 * const edges = [['a', 'b'], ['b', 'c']].map(([from, to]) => ({ from, to, kind: 'prerequisite' }))
 * ancestors({ points, edges }, 'c') // ['b', 'a']
 */
export function ancestors(graph: KnowledgeGraph, point: string, kind: EdgeKind = 'prerequisite'): readonly string[] {
  const before = adjacency(graph, kind, 'to', 'from');
  const found = new Set<string>([point]);
  // A set grows while it is walked, which makes it the queue of a breadth-first search.
  for (const id of found) for (const from of before.get(id) ?? []) found.add(from);
  found.delete(point);
  return [...found];
}

/** For each end of an edge the other ends, every pair once. */
function adjacency(
  graph: KnowledgeGraph,
  kind: EdgeKind,
  key: 'from' | 'to',
  value: 'from' | 'to',
): Map<string, string[]> {
  const sets = new Map<string, Set<string>>();
  for (const edge of graph.edges) {
    if (edge.kind !== kind) continue;
    const set = sets.get(edge[key]);
    if (set === undefined) sets.set(edge[key], new Set([edge[value]]));
    else set.add(edge[value]);
  }
  return new Map([...sets].map(([id, set]) => [id, [...set]]));
}
