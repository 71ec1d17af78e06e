/** What the page, its worker and Node each compute: the same imports, the same seeds. */
import { readResponses } from '../../src/data/wide-responses.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { score } from '../../src/irt/score.js';
import { advance, start } from '../../src/learner/advance.js';
import type { LearnerModels } from '../../src/learner/models.js';
import { recommend } from '../../src/recommend/recommend.js';
import { simulateBkt } from '../../src/simulate/bkt.js';
import { simulateItems } from '../../src/simulate/generating-items.js';
import { simulateAbilities, simulateResponses } from '../../src/simulate/responses.js';
import { fit as fitBkt } from '../../src/tracing/bkt.js';

/** Parameters of 20 items, calibrated from the simulated answers of 500 learners, and the learners' scores. */
export function calibration(kernel: 'simd' | 'plain') {
  const truth = simulateItems(20, { seed: 'browser' });
  const matrix = simulateResponses(truth, simulateAbilities(500, { seed: 'browser' }), { seed: 'browser' });
  const model = calibrate(matrix, { family: '2PL', kernel });
  const { report } = model;
  return {
    a: model.a,
    b: model.b.map(([b]) => b),
    se: model.se.a,
    logLikelihood: report.logLikelihood,
    converged: report.converged,
    abilities: Array.from(score(model, matrix, { kernel }).theta.slice(0, 20)),
  };
}

/** Parameters of a skill traced from simulated practice. */
export function tracing() {
  const truth = { skill: 'add', prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1 };
  const { log } = simulateBkt([truth], { seed: 'browser', learners: 200, answers: 8 });
  const { prior, learn, guess, slip } = fitBkt(log);
  return { prior, learn, guess, slip };
}

/** A learner who lost all of an exam on two points, and what comes next. */
export function recommendation() {
  const points = ['a', 'b'];
  const models: LearnerModels = {
    ability: {
      kind: 'point-ability',
      version: 1,
      points,
      a: [1, 1],
      b: [0, 0.2],
      items: [5, 5],
      typical: { a: 1, b: 0 },
      deviation: 0.8,
      success: 0.7,
      drift: { ability: 0, point: 0 },
      report: { logLikelihood: 0, logLikelihoodWithoutPoints: 0, identified: true, se: 0.1, learners: 9, warnings: [] },
    },
  };
  const items = Array.from({ length: 60 }, (_, at) => ({
    id: `i${at}`,
    subject: 'math',
    kind: at % 3 === 0 ? ('blank' as const) : ('single-choice' as const),
    stem: `$x^2 = ${at}$`,
    answer: '1',
    points: 5,
    knowledgePoints: [points[at % 2]],
    difficulty: 0.2 + (0.75 * at) / 60,
  }));
  const answers = items.slice(20, 30).map(({ id, knowledgePoints, difficulty }) => ({
    item: id,
    knowledgePoints,
    difficulty,
    score: 0,
  }));
  const state = advance(start('learner'), { kind: 'exam', subject: 'math', answers }, models);
  const graph = {
    points: points.map((id) => ({ id, name: id, subject: 'math' })),
    edges: [{ from: 'a', to: 'b', kind: 'prerequisite' as const }],
  };
  return recommend(state, { items }, graph, models, { subject: 'math' });
}

/** A small CSV as an exam system writes it. */
export async function reading() {
  const { matrix } = await readResponses('学号,1,2(5分)\n01,1,４\n02,0,缺考\n');
  return { items: matrix.items, points: Array.from(matrix.points, (value) => (Number.isNaN(value) ? null : value)) };
}
