import type { Item, ItemBank, ItemKind } from '../../src/data/item-bank.js';
import type { KnowledgeEdge, KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import type { InstanceMaker, LearnerView } from '../../src/recommend/learner-view.js';

/** An item for tests: its difficulty is its expected success for every hand-made learner. */
export function itemOf(id: string, points: readonly string[], difficulty: number, more: Partial<Item> = {}): Item {
  const kind: ItemKind = 'blank';
  return {
    id,
    subject: 'math',
    kind,
    stem: `stem of ${id}`,
    answer: '1',
    points: 5,
    knowledgePoints: points,
    difficulty,
    ...more,
  };
}

/** A template for tests; {@link instancesOf} makes its variants. */
export function templateOf(id: string, points: readonly string[], difficulty: number, variants: number): Item {
  return itemOf(id, points, difficulty, {
    template: {
      parameters: { n: { kind: 'integer', min: 1, max: variants } },
      stem: 'n is {{n}}',
      answer: { expression: 'n', format: 'integer' },
      verify: { by: 'expression', expression: '(2 n) / 2' },
    },
  });
}

/** Variants 1 … max in an order that the seed turns. */
export const instancesOf: InstanceMaker = (item, count, seed, { exclude }) => {
  const range = item.template?.parameters.n;
  const max = range?.kind === 'integer' ? range.max : 0;
  const made: Item[] = [];
  for (let k = 0; k < max && made.length < count; k++) {
    const n = ((k + (seed % max)) % max) + 1;
    const id = `${item.id}#${n}`;
    const { template: _template, ...rest } = item;
    if (!exclude.has(id)) made.push({ ...rest, id, stem: `n is ${n}`, answer: String(n), variantOf: item.id });
  }
  return made;
};

export function graphOf(points: readonly string[], edges: readonly (readonly [string, string])[] = []): KnowledgeGraph {
  return {
    points: points.map((id) => ({ id, name: id, subject: 'math' })),
    edges: edges.map(([from, to]): KnowledgeEdge => ({ from, to, kind: 'prerequisite' })),
  };
}

export function bankOf(...items: readonly Item[]): ItemBank {
  return { items };
}

/** A learner of whom the mastery of each point is stated; points not stated are untested at 0.5. */
export function viewOf(
  masteries: Readonly<Record<string, number>> | ReadonlyMap<string, number>,
  seen: readonly string[] = [],
  learner = 'l-1',
): LearnerView {
  const known = masteries instanceof Map ? masteries : new Map(Object.entries(masteries));
  return {
    learner,
    points: [...known.keys()],
    mastery: (point) => ({ probability: known.get(point) ?? 0.5, answers: known.has(point) ? 3 : 0 }),
    success: (item) => item.difficulty,
    gain: () => 0.1,
    seen,
  };
}
