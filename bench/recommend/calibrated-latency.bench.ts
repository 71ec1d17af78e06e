/**
 * One recommendation out of 10,000 calibrated items over 60 points, by the family of the items, against the same bank with no
 * calibration, whose items are known by their difficulty alone: what evaluating curves costs.
 *
 * npx tsx bench/recommend/calibrated-latency.bench.ts
 */
import type { Item, ItemBank } from '../../src/data/item-bank.js';
import type { KnowledgeGraph } from '../../src/data/knowledge-graph.js';
import type { IrtModel, ItemFamily } from '../../src/irt/model.js';
import { advance, start } from '../../src/learner/advance.js';
import type { LearnerModels } from '../../src/learner/models.js';
import { createRandom } from '../../src/math/random.js';
import { prepareBank } from '../../src/recommend/prepare-bank.js';
import { recommend } from '../../src/recommend/recommend.js';

const POINTS = 60;
const ITEMS = 10_000;
const LEARNERS = 300;
const random = createRandom('calibrated latency');

const points = Array.from({ length: POINTS }, (_, at) => `p${at}`);
const graph: KnowledgeGraph = {
  points: points.map((id) => ({ id, name: id, subject: 'math' })),
  edges: points.slice(1).map((to, at) => ({ from: points[random.integer(0, at)], to, kind: 'prerequisite' })),
};
const bank: ItemBank = {
  items: Array.from({ length: ITEMS }, (_, at): Item => {
    const difficulty = Math.round(100 * (0.1 + 0.8 * random.uniform())) / 100;
    const knowledgePoints = random.sample(points, random.pick([1, 1, 2, 3]));
    return {
      id: `i${at}`,
      subject: 'math',
      kind: 'blank',
      stem: '',
      answer: '1',
      points: 4,
      knowledgePoints,
      difficulty,
    };
  }),
};

/** A calibration of the whole bank; items of several categories have four steps. */
function calibration(family: ItemFamily, categories: number): IrtModel {
  const { normal } = createRandom('items');
  const steps = Array.from({ length: categories - 1 }, (_, v) => v);
  const a = bank.items.map(() => Math.exp(normal(0.1, 0.3)));
  const b = bank.items.map(({ difficulty }) =>
    steps.map((v) => 4 * (0.5 - difficulty) + 0.7 * (v - (categories - 2) / 2)),
  );
  const unknown = bank.items.map(() => Number.NaN);
  return {
    kind: 'irt',
    version: 2,
    items: bank.items.map(({ id }) => id),
    families: bank.items.map(() => family),
    a,
    b,
    ...(family === '3PL' ? { lower: bank.items.map(() => 0.2) } : {}),
    ...(family === 'NRM'
      ? {
          nominal: a.map((slope, j) => ({
            slopes: [0, ...steps.map((v) => slope * (v + 1))],
            intercepts: [0, ...steps.map((v) => -slope * b[j].slice(0, v + 1).reduce((sum, x) => sum + x, 0))],
          })),
        }
      : {}),
    cuts: b.map((own) => own.map((_, v) => (4 * (v + 1)) / own.length)),
    fullMarks: bank.items.map(() => 4),
    latent: [{ group: 'all', mean: 0, deviation: 1, learners: 500, se: { mean: Number.NaN, deviation: Number.NaN } }],
    quadrature: { points: 61, bound: 6 },
    se: { a: unknown, b: b.map((own) => own.map(() => Number.NaN)) },
    report: {
      logLikelihood: 0,
      logPrior: 0,
      iterations: 0,
      converged: true,
      parameters: 0,
      learners: 500,
      bounded: [],
      standardErrors: 'none',
      conditionNumber: Number.NaN,
      digest: '',
      warnings: [],
    },
  };
}

const ability: LearnerModels['ability'] = {
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
  report: { logLikelihood: 0, logLikelihoodWithoutPoints: 0, identified: true, se: 0.1, learners: 540, warnings: [] },
};
const cases: readonly (readonly [string, LearnerModels])[] = [
  ['not calibrated', { ability }],
  ['2PL', { ability, irt: calibration('2PL', 2) }],
  ['3PL', { ability, irt: calibration('3PL', 2) }],
  ['GPCM, 5 categories', { ability, irt: calibration('GPCM', 5) }],
  ['GRM, 5 categories', { ability, irt: calibration('GRM', 5) }],
  ['NRM, 5 categories', { ability, irt: calibration('NRM', 5) }],
];
const prepared = prepareBank(bank, graph);
const states = Array.from({ length: LEARNERS }, (_, at) => {
  const theta = random.normal();
  const answers = random.sample(bank.items, 25).map(({ id, knowledgePoints, difficulty }) => ({
    item: id,
    knowledgePoints,
    difficulty,
    score: random.bernoulli(1 / (1 + Math.exp(-theta - (difficulty - 0.5) * 5))) ? 1 : 0,
  }));
  return advance(start(`l${at}`), { kind: 'exam', subject: 'math', answers }, { ability });
});

// In turns of some learners each, so that what else the machine does falls on all alike.
const TURN = 30;
const took = cases.map(() => [] as number[]);
for (let from = 0; from < LEARNERS; from += TURN) {
  cases.forEach(([, models], c) => {
    for (const state of states.slice(from, from + TURN)) {
      const begin = performance.now();
      recommend(state, prepared, graph, models, { subject: 'math' });
      if (from > 0) took[c].push(performance.now() - begin);
    }
  });
}
const at = (values: readonly number[], share: number): number =>
  [...values].sort((x, y) => x - y)[Math.floor(share * (values.length - 1))];
console.log(`${ITEMS} items, ${POINTS} points, ${LEARNERS} learners, the first ${TURN} to warm up`);
console.table(
  cases.map(([name], c) => ({
    items: name,
    'p50 ms': at(took[c], 0.5).toFixed(3),
    'p99 ms': at(took[c], 0.99).toFixed(3),
    'times the uncalibrated': (at(took[c], 0.5) / at(took[0], 0.5)).toFixed(2),
  })),
);
