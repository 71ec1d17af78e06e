import { templateIdOf } from '../items/instance-id.js';
import { type Choice, chooseItems, type Session } from './choose-items.js';
import { hash } from './hash.js';
import type { LearnerView, RecommendEngines } from './learner-view.js';
import { minutesOf } from './minutes.js';
import { type PlannedPoint, planPoints, pointsByNeed } from './plan-points.js';
import type { PreparedBank } from './prepare-bank.js';
import type { PracticeGroup, Reason, Recommendation, RecommendResult, Shortage } from './recommendation.js';
import { type RecommendRequest, type SettledRequest, settleRequest } from './request.js';

/**
 * {@link recommend} with any models behind the learner: the choice itself, deterministic given view, bank, request and engines.
 *
 * @throws YincaiError `bad-option` where the request makes no sense.
 * @cost O(candidates of the points tried); instances of templates are made only for items given.
 * @example
 * const view: LearnerView = {
 *   learner: 'l-1', points: ['sets'], seen: [],
 *   mastery: () => ({ probability: 0.3, answers: 4 }), success: (item) => item.difficulty, gain: () => 0.1,
 * };
 * const { groups } = recommendFor(view, prepareBank(bank, graph), { subject: 'math' });
 */
export function recommendFor(
  view: LearnerView,
  prepared: PreparedBank,
  request: RecommendRequest,
  engines: RecommendEngines = {},
): RecommendResult {
  const settled = settleRequest(request);
  const session: Session = {
    view,
    prepared,
    request: settled,
    instances: engines.instances,
    used: new Set([...view.seen, ...settled.exclude, ...settled.wrongItems]),
    seed: hash(view.learner, hash(String(settled.seed))),
    wrong: wrongTemplates(settled.wrongItems, prepared),
    uses: new Map(),
    kinds: new Map(),
  };
  const groups: PracticeGroup[] = [];
  const shortages: Shortage[] = [];
  for (const planned of planPoints(view, prepared, settled)) {
    if (groups.length === settled.maxPoints) break;
    const { point, mastery } = planned;
    const { choices, why } = chooseItems(session, point);
    if (choices.length < settled.itemsPerPoint) {
      shortages.push({ point, wanted: settled.itemsPerPoint, given: choices.length, why });
    }
    if (choices.length === 0) continue;
    const recommendations = choices.map((choice) => recommendation(view, planned, choice, settled));
    groups.push({ knowledgePoint: point, mastery, recommendations });
  }
  if (settled.stretch) stretch(session, groups);
  return { groups, shortages };
}

/** Fills the places that weak points left free with mastered points, the least firm first; a point without a question for it is passed over. */
function stretch(session: Session, groups: PracticeGroup[]): void {
  const { view, request } = session;
  const given = new Set(groups.map(({ knowledgePoint }) => knowledgePoint));
  for (const point of pointsByNeed(view, request, (mastery) => !(mastery < request.weakBelow))) {
    if (given.has(point)) continue;
    if (groups.length === request.maxPoints) return;
    const { choices } = chooseItems(session, point, true);
    if (choices.length === 0) continue;
    const mastery = view.mastery(point).probability;
    const planned = { point, mastery, weak: false, stretch: true };
    const recommendations = choices.map((choice) => recommendation(view, planned, choice, request));
    groups.push({ knowledgePoint: point, mastery, recommendations });
  }
}

/** The templates behind items answered wrongly. */
function wrongTemplates(wrongItems: readonly string[], prepared: PreparedBank): Map<string, string> {
  const templates = new Map<string, string>();
  for (const id of wrongItems) {
    const source = prepared.items.get(id) ?? prepared.items.get(templateIdOf(id) ?? '');
    if (source?.template !== undefined && !templates.has(source.id)) templates.set(source.id, id);
  }
  return templates;
}

function recommendation(
  view: LearnerView,
  { point, mastery, weak, prerequisiteOf, stretch }: PlannedPoint & { readonly stretch?: boolean },
  { item, source, tier, expectedSuccess, inBand, wrongBefore }: Choice,
  { band: { low, high } }: SettledRequest,
): Recommendation {
  const reasons: Reason[] = [];
  if (weak) reasons.push({ code: 'weak-point', point, mastery });
  if (prerequisiteOf !== undefined) reasons.push({ code: 'prerequisite-of', point, of: prerequisiteOf, mastery });
  if (stretch === true) reasons.push({ code: 'stretch', point, mastery });
  reasons.push({ code: inBand ? 'in-band' : 'nearest-to-band', expectedSuccess, low, high });
  if (wrongBefore !== undefined) reasons.push({ code: 'wrong-before', of: wrongBefore });
  reasons.push(item.variantOf === source.id ? { code: 'fresh-variant', of: source.id } : { code: 'new-item' });
  return {
    item,
    knowledgePoint: point,
    tier,
    expectedSuccess,
    expectedGain: view.gain(source, point),
    minutes: minutesOf(item),
    reasons,
  };
}
