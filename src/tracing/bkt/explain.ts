import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { logit } from '../../math/logistic.js';
import { explain as addUp, type Contribution, type Explanation } from '../explanation.js';
import { foretell, revise } from './credit.js';
import type { BktModel } from './model.js';
import { ask, type BktState, draftOf, settle, takeIn } from './state.js';
import { predict, start } from './trace.js';

/**
 * Which answers moved a prediction by how much, on log-odds: the question is asked anew after each answer. An answer's amount
 * is what it tells as evidence; what was learnt (and forgotten) by practising in between is one amount of its own.
 * An answer to another skill can move the prediction, too, through the learner's level or a question that shares both.
 * The amounts add up to the prediction exactly, whatever effects the model has; `describeExplanation` words them.
 *
 * @param from state before the history; that of an unknown learner by default
 * @cost O(answers · skills of a question · levels)
 * @example
 * const why = explain(model, answers, { item: 'q9', skills: ['fractions'] });
 * describeExplanation(why, 'zh'); // ['预计答对的可能性 84%（起点 55%）', '第 3 次作答，题目 q7（fractions），答对：提高 12 个百分点…']
 */
export function explain(
  model: BktModel,
  history: readonly TracedAnswer[],
  question: TracedQuestion,
  from: BktState = start(model),
): Explanation {
  const logOdds = (state: BktState): number => {
    const right = predict(model, state, question);
    return logit(Math.min(Math.max(right, LEAST), 1 - LEAST));
  };
  let state = from;
  const base = logOdds(state);
  let now = base;
  let practice = 0;
  const contributions: Contribution[] = history.map((answer, i) => {
    const told = logOdds(withEvidence(model, state, answer));
    const draft = draftOf(model, state);
    takeIn(draft, answer);
    state = settle(draft);
    const after = logOdds(state);
    const { item, skills, score } = answer;
    const contribution = { source: { kind: 'answer', answer: i, item, skills, score }, amount: told - now } as const;
    practice += after - told;
    now = after;
    return contribution;
  });
  if (history.length > 0) {
    contributions.push({
      source: { kind: 'feature', name: 'practice between the answers', nameZh: '各次练习之间的学习与遗忘' },
      amount: practice,
    });
  }
  return addUp(base, contributions);
}

/** Certainty has no log-odds. */
const LEAST = 1e-12;

/** The state after an answer taken as evidence alone, without the step of learning. */
function withEvidence(model: BktModel, state: BktState, answer: TracedAnswer): BktState {
  const draft = draftOf(model, state);
  const asked = ask(draft.prepared, draft.groups, draft, answer);
  if (asked === undefined) return state;
  const { question, belief, told } = asked;
  const still = { ...question, learn: new Float64Array(question.learn.length), forget: new Float64Array(question.n) };
  foretell(model.rule, still, belief, told);
  const share = draft.share ?? draft.prepared.share.slice();
  revise(still, told, answer.score, belief, share);
  takeIn(draft, answer, { belief, share });
  return settle(draft);
}
