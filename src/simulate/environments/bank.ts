import type { Item, ItemBank } from '../../data/item-bank.js';
import type { KnowledgeGraph } from '../../data/knowledge-graph.js';
import { logistic } from '../../math/logistic.js';
import type { Random } from '../../math/random.js';

/** A simulated bank over a simulated graph. */
export interface SimulatedSubject {
  readonly subject: string;
  readonly bank: ItemBank;
  readonly graph: KnowledgeGraph;
  /** Direct prerequisites of each point, as indices. */
  readonly prerequisites: readonly (readonly number[])[];
  /** By item id. */
  readonly items: ReadonlyMap<string, SimulatedItem>;
}

/** The truth of an item. */
export interface SimulatedItem {
  readonly item: Item;
  /** Index of its point. */
  readonly point: number;
  /** Location in logits. */
  readonly b: number;
}

/**
 * A subject of `points` points, each but the first resting on one or two before it (with probability `linked`),
 * and `itemsPerPoint` items each, spread from easy to hard. Its texts say that they are simulated.
 */
export function simulateSubject(
  random: Random,
  size: { readonly points: number; readonly itemsPerPoint: number; readonly linked?: number; readonly spread?: number },
): SimulatedSubject {
  const { points, itemsPerPoint, linked = 0.8, spread = 1.5 } = size;
  const subject = 'simulated';
  const ids = Array.from({ length: points }, (_, k) => `k${String(k).padStart(2, '0')}`);
  const prerequisites = ids.map((_, k): number[] => {
    if (k === 0 || random.uniform() >= linked) return [];
    const first = random.integer(Math.max(0, k - 4), k - 1);
    const second = random.integer(0, k - 1);
    return random.uniform() < 0.4 && second !== first ? [first, second].sort((a, b) => a - b) : [first];
  });
  const items = new Map<string, SimulatedItem>();
  ids.forEach((point, k) => {
    for (let i = 0; i < itemsPerPoint; i++) {
      const place = itemsPerPoint === 1 ? 0 : (2 * i) / (itemsPerPoint - 1) - 1;
      const b = spread * place + random.normal(0, 0.15);
      const id = `${point}-${String(i).padStart(2, '0')}`;
      items.set(id, { item: simulatedItem(id, subject, point, b), point: k, b });
    }
  });
  return {
    subject,
    bank: { items: [...items.values()].map(({ item }) => item) },
    graph: {
      points: ids.map((id) => ({ id, name: `模拟知识点 ${id}`, subject })),
      edges: prerequisites.flatMap((before, k) =>
        before.map((from) => ({ from: ids[from], to: ids[k], kind: 'prerequisite' as const })),
      ),
    },
    prerequisites,
    items,
  };
}

/** An item whose share of right answers in a standard normal cohort is about that of its location. */
export function simulatedItem(id: string, subject: string, point: string, b: number): Item {
  return {
    id,
    subject,
    kind: 'blank',
    stem: `模拟题 ${id} ____`,
    answer: '0',
    solution: '模拟题，无解析。',
    points: 5,
    knowledgePoints: [point],
    // The normal ogive's attenuation, in logistic units.
    difficulty: logistic(-b / Math.sqrt(1 + 0.346)),
    minutes: 3,
  };
}

/** Of a point's items the hardest that is answered right with at least 70 %, else the easiest: an oracle frustrates nobody. */
export function teachingItem(subject: SimulatedSubject, point: number, success: (b: number) => number): Item {
  const own = [...subject.items.values()].filter((item) => item.point === point).sort((x, y) => x.b - y.b);
  return (own.findLast(({ b }) => success(b) >= 0.7) ?? own[0]).item;
}
