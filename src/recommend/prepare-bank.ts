import { YincaiError } from '../data/fault.js';
import type { Item, ItemBank } from '../data/item-bank.js';
import type { KnowledgeGraph } from '../data/knowledge-graph.js';

/** A bank and a graph made ready to be asked for many learners. Immutable. */
export interface PreparedBank {
  readonly kind: 'prepared-bank';
  readonly graph: KnowledgeGraph;
  readonly items: ReadonlyMap<string, Item>;
  /** By subject, then by knowledge point: the items that serve it, in the order of their ids. */
  readonly candidates: ReadonlyMap<string, ReadonlyMap<string, readonly Candidate[]>>;
  /** By point: the points it rests on directly, in the order of their ids. */
  readonly prerequisites: ReadonlyMap<string, readonly string[]>;
}

/** An item as it stands to one knowledge point. */
export interface Candidate {
  readonly item: Item;
  /** Whether the point, or a part of it, is the one that the item mainly exercises. */
  readonly main: boolean;
  /** The other points that it needs, each once. */
  readonly others: readonly string[];
  /** Those of the others that rest directly on the point. */
  readonly above: readonly string[];
}

/**
 * Indexes a bank by knowledge point, once for all learners. An item serves each point it names and each whole of which
 * such a point is a part. The order of the bank plays no role.
 *
 * @throws YincaiError `duplicate` where two items share an id.
 * @cost O(items · points an item · log items).
 * @example
 * const prepared = prepareBank(bank, graph);
 * const results = states.map((state) => recommend(state, prepared, graph, models, { subject: 'math' }));
 */
export function prepareBank(bank: ItemBank, graph: KnowledgeGraph): PreparedBank {
  const items = new Map<string, Item>();
  const twice = new Set<string>();
  for (const item of bank.items) {
    if (items.has(item.id)) twice.add(item.id);
    items.set(item.id, item);
  }
  if (twice.size > 0) {
    const faults = [...twice].sort().map((value) => ({
      code: 'duplicate' as const,
      column: 'id',
      value,
      expected: 'item ids that occur once',
      expectedZh: '互不相同的题目编号',
    }));
    throw new YincaiError(faults);
  }

  const wholes = wholesOf(graph);
  const prerequisites = prerequisitesOf(graph);
  const candidates = new Map<string, Map<string, Candidate[]>>();
  for (const item of [...items.values()].sort(byId)) {
    const ofSubject = candidates.get(item.subject) ?? new Map<string, Candidate[]>();
    candidates.set(item.subject, ofSubject);
    const needs = [...new Set(item.knowledgePoints)];
    for (const [point, served] of servedBy(needs, wholes)) {
      const others = needs.filter((need) => need !== point && !served.has(need));
      const above = others.filter((other) => prerequisites.get(other)?.includes(point));
      const candidate = { item, main: served.has(needs[0]), others, above };
      const ofPoint = ofSubject.get(point);
      if (ofPoint === undefined) ofSubject.set(point, [candidate]);
      else ofPoint.push(candidate);
    }
  }
  return { kind: 'prepared-bank', graph, items, candidates, prerequisites };
}

/** For each point served by an item: which of the item's points do so. */
function servedBy(needs: readonly string[], wholes: ReadonlyMap<string, readonly string[]>): Map<string, Set<string>> {
  const served = new Map<string, Set<string>>();
  const add = (point: string, by: string): void => {
    const known = served.get(point);
    if (known === undefined) served.set(point, new Set([by]));
    else known.add(by);
  };
  for (const need of needs) {
    add(need, need);
    for (const whole of wholes.get(need) ?? []) add(whole, need);
  }
  return served;
}

/** For each point: the wholes of which it is a part, directly or through other parts, itself left out. */
function wholesOf(graph: KnowledgeGraph): Map<string, readonly string[]> {
  const up = new Map<string, string[]>();
  for (const { from, to, kind } of graph.edges) {
    if (kind !== 'part-of') continue;
    const known = up.get(from);
    if (known === undefined) up.set(from, [to]);
    else known.push(to);
  }
  const all = new Map<string, readonly string[]>();
  for (const point of up.keys()) {
    const found = new Set<string>([point]);
    for (const at of found) for (const next of up.get(at) ?? []) found.add(next);
    found.delete(point);
    all.set(point, [...found]);
  }
  return all;
}

function prerequisitesOf(graph: KnowledgeGraph): Map<string, readonly string[]> {
  const down = new Map<string, Set<string>>();
  for (const { from, to, kind } of graph.edges) {
    if (kind !== 'prerequisite' || from === to) continue;
    const known = down.get(to);
    if (known === undefined) down.set(to, new Set([from]));
    else known.add(from);
  }
  return new Map([...down].map(([to, from]) => [to, [...from].sort()]));
}

function byId(one: Item, other: Item): number {
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}
