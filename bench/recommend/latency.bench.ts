/**
 * One recommendation out of 10,000 items over 60 points, prepared once, against its twin that looks at every item of the bank
 * for every point of the plan (what choosing without an index does). Same results, asserted.
 *
 * npx tsx bench/recommend/latency.bench.ts
 */
import type { Item, ItemBank, ItemKind } from '../../src/data/item-bank.js';
import type { KnowledgeEdge, KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import { advance, start } from '../../src/learner/advance.js';
import type { LearnerModels } from '../../src/learner/models.js';
import type { LearnerState } from '../../src/learner/state.js';
import { createRandom } from '../../src/math/random.js';
import { type Candidate, type PreparedBank, prepareBank } from '../../src/recommend/prepare-bank.js';
import { recommend } from '../../src/recommend/recommend.js';

const POINTS = 60;
const ITEMS = 10_000;
const LEARNERS = 540;
const KINDS: readonly ItemKind[] = ['single-choice', 'multiple-choice', 'blank', 'constructed'];
const random = createRandom('latency');

const points = Array.from({ length: POINTS }, (_, at) => `p${at}`);
const edges: KnowledgeEdge[] = [];
for (let at = 1; at < POINTS; at++) {
  for (const from of new Set([random.integer(0, at - 1), random.integer(0, at - 1)])) {
    edges.push({ from: points[from], to: points[at], kind: 'prerequisite' });
  }
}
const graph: KnowledgeGraph = { points: points.map((id) => ({ id, name: id, subject: 'math' })), edges };

function itemOf(id: string): Item {
  const difficulty = Math.round(100 * (0.1 + 0.8 * random.uniform())) / 100;
  const knowledgePoints = random.sample(points, random.pick([1, 1, 2, 3]));
  const kind = random.pick(KINDS);
  return { id, subject: 'math', kind, stem: id, answer: '1', points: 5, knowledgePoints, difficulty };
}
const bank: ItemBank = { items: Array.from({ length: ITEMS }, (_, at) => itemOf(`i${at}`)) };

const models: LearnerModels = {
  ability: {
    kind: 'point-ability',
    version: 1,
    points,
    a: points.map(() => 1),
    b: points.map(() => 0),
    items: points.map(() => 3),
    typical: { a: 1, b: 0 },
    deviation: 0.6,
    success: 0.7,
    drift: { ability: 0.0005, point: 0.00025 },
    report: {
      logLikelihood: 0,
      logLikelihoodWithoutPoints: 0,
      identified: true,
      se: 0.1,
      learners: 540,
      warnings: [],
    },
  },
};

function learnerOf(at: number): LearnerState {
  const ability = random.normal();
  const answers = random.sample(bank.items, 25).map(({ id, knowledgePoints, difficulty }) => ({
    item: id,
    knowledgePoints,
    difficulty,
    score: random.bernoulli(1 / (1 + Math.exp(-ability - (difficulty - 0.5) * 5))) ? 1 : 0,
  }));
  return advance(start(`l${at}`), { kind: 'exam', subject: 'math', answers }, models);
}
const states = Array.from({ length: LEARNERS }, (_, at) => learnerOf(at));

/** Finds a point's candidates by looking at every item of the bank. */
function scanning(): PreparedBank {
  const empty = prepareBank({ items: [] }, graph);
  const sorted = [...bank.items].sort((a, b) => (a.id < b.id ? -1 : 1));
  const scan = (point: string): readonly Candidate[] =>
    sorted
      .filter(({ knowledgePoints }) => knowledgePoints.includes(point))
      .map((item) => {
        const others = item.knowledgePoints.filter((other) => other !== point);
        const above = others.filter((other) => empty.prerequisites.get(other)?.includes(point));
        return { item, main: item.knowledgePoints[0] === point, others, above };
      });
  const bySubject = { get: scan } as unknown as ReadonlyMap<string, readonly Candidate[]>;
  const items = new Map(bank.items.map((item) => [item.id, item]));
  return { ...empty, items, candidates: new Map([['math', bySubject]]) };
}

interface Timing {
  readonly p50: number;
  readonly p99: number;
  readonly results: string;
}

function time(name: string, run: (state: LearnerState) => unknown): Timing {
  for (const state of states.slice(0, 60)) run(state);
  const results: unknown[] = [];
  const took = states.map((state) => {
    const begin = performance.now();
    results.push(run(state));
    return performance.now() - begin;
  });
  took.sort((a, b) => a - b);
  const timing = {
    p50: took[LEARNERS >> 1],
    p99: took[Math.floor(LEARNERS * 0.99)],
    results: JSON.stringify(results),
  };
  console.log(`${name.padEnd(38)} p50 ${timing.p50.toFixed(3)} ms   p99 ${timing.p99.toFixed(3)} ms`);
  return timing;
}

const request = { subject: 'math' };
const begin = performance.now();
const prepared = prepareBank(bank, graph);
const seconds = (performance.now() - begin) / 1000;
console.log(
  `${ITEMS} items, ${POINTS} points, ${LEARNERS} learners; prepared once in ${(1000 * seconds).toFixed(0)} ms`,
);
const indexed = time('prepared bank', (state) => recommend(state, prepared, graph, models, request));
const scan = scanning();
const scanned = time('twin: every item for every point', (state) => recommend(state, scan, graph, models, request));
const unprepared = time('bank as it is (prepared each time)', (state) =>
  recommend(state, bank, graph, models, request),
);
if (indexed.results !== scanned.results || indexed.results !== unprepared.results) throw new Error('results differ');
console.log(
  `the prepared bank is ${(scanned.p50 / indexed.p50).toFixed(1)} × faster than the twin (medians of one run); all results equal`,
);
