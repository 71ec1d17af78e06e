import { YincaiError } from '../data/fault.js';
import type { ItemBank } from '../data/item-bank.js';
import type { KnowledgeGraph } from '../data/knowledge-graph.js';
import { itemsSeen } from '../learner/lookup.js';
import { expectedGain, type Mastery, mastery } from '../learner/mastery.js';
import type { LearnerModels } from '../learner/models.js';
import { predict } from '../learner/predict.js';
import type { LearnerState } from '../learner/state.js';
import type { LearnerView, RecommendEngines } from './learner-view.js';
import { type PreparedBank, prepareBank } from './prepare-bank.js';
import { recommendFor } from './recommend-for.js';
import type { RecommendResult } from './recommendation.js';
import type { RecommendRequest } from './request.js';

/**
 * What a learner should practise next in one subject.
 *
 * Points: those with answers whose P(mastered) is below `weakBelow`, by need `(1 − P) · weight`; what a point rests on and is not
 * ready comes before it, recursively. Items of a point: a fresh variant of a question lately answered wrongly, then 基础, 巩固, 提升
 * in turn out of the success band (its easiest, middle and hardest third), then what the band has left, then the nearest outside it,
 * which says so. Never an item met before, nor one whose main point is mastered. What the bank cannot give is stated in `shortages`.
 *
 * Deterministic given its arguments; the order of the bank plays no role.
 *
 * @param bank a bank, or the same prepared once for many learners by `prepareBank`
 * @param engines `instances` of the items room, for fresh variants of templates
 * @throws YincaiError `bad-option` where the request makes no sense or the bank was prepared with another graph; `duplicate` item ids
 * @cost with a prepared bank O(candidates of the points tried); measured for 10,000 items over 60 points on a busy two-core
 *   machine: median below a millisecond, 99th percentile about three
 * @example
 * const prepared = prepareBank(bank, graph);
 * const { groups, shortages } = recommend(state, prepared, graph, models, { subject: 'math' }, { instances });
 */
export function recommend(
  state: LearnerState,
  bank: ItemBank | PreparedBank,
  graph: KnowledgeGraph,
  models: LearnerModels,
  request: RecommendRequest,
  engines: RecommendEngines = {},
): RecommendResult {
  const prepared = 'candidates' in bank ? bank : prepareBank(bank, graph);
  if (prepared.graph !== graph) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'graph',
      expected: 'the graph with which the bank was prepared',
      expectedZh: '准备题库时所用的知识图谱',
    });
  }
  return recommendFor(viewLearner(state, request.subject, models), prepared, request, engines);
}

/**
 * A learner's state in one subject as choosing sees it, with each mastery computed once.
 *
 * @example
 * recommendFor(viewLearner(state, 'math', models), prepared, { subject: 'math' });
 */
export function viewLearner(state: LearnerState, subject: string, models: LearnerModels): LearnerView {
  const known = new Map<string, Mastery>();
  const points = Object.hasOwn(state.subjects, subject) ? Object.keys(state.subjects[subject].points) : [];
  return {
    learner: state.learner,
    points,
    mastery: (point) => {
      let found = known.get(point);
      if (found === undefined) {
        found = mastery(state, subject, point, models);
        known.set(point, found);
      }
      return found;
    },
    success: (item) => predict(state, item, models).probability,
    gain: (item, point) => expectedGain(state, item, point, models),
    seen: itemsSeen(state),
  };
}
