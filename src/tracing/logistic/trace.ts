import { YincaiError } from '../../data/fault.js';
import type { ResponseLog } from '../../data/response-log.js';
import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { logistic } from '../../math/logistic.js';
import { checkScore } from '../answer.js';
import type { FeatureKind, Moment } from './feature.js';
import { KINDS } from './kinds.js';
import { easeOf, walkLog } from './log-walk.js';
import { combinationId, type LogisticModel } from './model.js';
import { type Counted, type Encoded, encode, roomFor, setMoment, take, unmet } from './plan.js';
import { codeQuestion, distinct, logOddsOf, type Prepared, prepare } from './prepare.js';
import type { LogisticState } from './state.js';
import { EMPTY, find, type Leaf, put, type Trie } from './trie.js';

/**
 * The state of a learner of whom no answer is known.
 *
 * @example
 * const state = start(model);
 */
export function start(_model: LogisticModel): LogisticState {
  return { kind: 'logistic-state', version: 1, learner: [], skills: EMPTY, items: EMPTY, combinations: EMPTY };
}

/** A question before its answer: what is counted for it, and its values. */
export interface Asked {
  readonly prepared: Prepared;
  readonly skills: readonly string[];
  readonly combination: string;
  readonly counted: { learner: number[]; skills: number[][]; item: number[]; combination: number[] };
  readonly moment: Moment;
}

const NOTHING: number[] = [];

/** Copies what a state holds for a question. */
export function ask(
  model: LogisticModel,
  state: LogisticState,
  question: TracedQuestion,
  kinds: readonly FeatureKind[] = KINDS,
): Asked {
  const prepared = prepare(model, kinds);
  const { plan } = prepared;
  const { floats } = plan;
  const skills = distinct(question.skills);
  const combination = floats.combination === 0 || skills.length === 0 ? '' : combinationId(skills);
  const learner = state.learner.length === 0 ? unmet(floats.learner) : state.learner.slice();
  if (learner.length !== floats.learner) throw foreign(floats.learner, learner.length);
  const counted = {
    learner,
    skills: floats.skill === 0 ? [] : skills.map((skill) => floatsOf(state.skills, skill, floats.skill)),
    item: floats.item === 0 ? NOTHING : floatsOf(state.items, question.item, floats.item),
    combination: floats.combination === 0 ? NOTHING : floatsOf(state.combinations, combination, floats.combination),
  };
  if (floats.skill === 0) for (let s = 0; s < skills.length; s++) counted.skills.push(NOTHING);
  const moment: Moment = { step: 0, clock: 0, ease: 0, level: 0 };
  const coded = plan.eased ? codeQuestion(prepared, question, skills) : undefined;
  setMoment(
    moment,
    plan,
    learner,
    question.time ?? Number.NaN,
    coded === undefined ? 0 : easeOf(model.easiness, coded),
  );
  return { prepared, skills, combination, counted, moment };
}

/** The values of a question asked; room that the next call takes again. */
export function valuesOf({ prepared, skills, counted, moment }: Asked, question: TracedQuestion): Encoded {
  if (skills.length > prepared.widest) {
    prepared.widest = skills.length;
    prepared.room = roomFor(prepared.plan, skills.length);
  }
  const coded = codeQuestion(prepared, question, skills);
  encode(prepared.plan, coded, counted as Counted, moment, prepared.room);
  return prepared.room;
}

/**
 * P(right) of a question, 0…1, from the answers before it.
 * A skill, item or combination that the model does not hold adds nothing of its own: the weights for all predict.
 * A question without skills is predicted from its item and the learner. A skill named twice counts once.
 *
 * @throws YincaiError `bad-format` where the state was made by a model with other features
 * @cost O(features · skills of the question)
 * @example
 * predict(model, start(model), { item: 'q1', skills: ['fractions'] }) // 0.6
 */
export function predict(
  model: LogisticModel,
  state: LogisticState,
  question: TracedQuestion,
  kinds: readonly FeatureKind[] = KINDS,
): number {
  const asked = ask(model, state, question, kinds);
  return logistic(logOddsOf(asked.prepared, valuesOf(asked, question), model.factors?.size ?? 0));
}

/**
 * The state after an answer. The same answer given twice counts twice; a time before the last one is taken as no time passed,
 * and an answer without a time as one minute; a fraction counts as that much of a right answer.
 *
 * @throws YincaiError `bad-value` where the score is outside 0…1; `bad-format` where the state is of a model with other features
 * @cost O(features · skills of the question)
 * @example
 * const after = advance(model, start(model), { item: 'q1', skills: ['fractions'], score: 1 });
 */
export function advance(
  model: LogisticModel,
  state: LogisticState,
  answer: TracedAnswer,
  kinds: readonly FeatureKind[] = KINDS,
): LogisticState {
  const { score } = answer;
  checkScore(score);
  const { prepared, skills, combination, counted, moment } = ask(model, state, answer, kinds);
  const { plan } = prepared;
  take(plan, counted, moment, score);
  let ofSkills = state.skills;
  if (plan.floats.skill > 0) {
    for (let s = 0; s < skills.length; s++) ofSkills = put(ofSkills, leaf(skills[s], counted.skills[s]));
  }
  return {
    kind: 'logistic-state',
    version: 1,
    learner: counted.learner,
    skills: ofSkills,
    items: plan.floats.item === 0 ? state.items : put(state.items, leaf(answer.item, counted.item)),
    combinations:
      plan.floats.combination === 0
        ? state.combinations
        : put(state.combinations, leaf(combination, counted.combination)),
  };
}

/**
 * The state after many answers in the order given.
 *
 * @example
 * const now = replay(model, start(model), answers);
 */
export function replay(
  model: LogisticModel,
  state: LogisticState,
  answers: Iterable<TracedAnswer>,
  kinds: readonly FeatureKind[] = KINDS,
): LogisticState {
  let now = state;
  for (const answer of answers) now = advance(model, now, answer, kinds);
  return now;
}

/**
 * P(right) of every row of a log before it is seen: the numbers of `predict` and `advance` row by row.
 *
 * @returns `[rows]`
 * @cost O(rows · features · skills per row)
 * @example
 * const right = predictLog(model, log);
 */
export function predictLog(
  model: LogisticModel,
  log: ResponseLog,
  kinds: readonly FeatureKind[] = KINDS,
): Float64Array {
  const prepared = prepare(model, kinds);
  const predicted = new Float64Array(log.length);
  const factors = model.factors?.size ?? 0;
  walkLog(prepared.plan, prepared.positions, model.easiness, log, (r, values) => {
    predicted[r] = logistic(logOddsOf(prepared, values, factors));
  });
  return predicted;
}

function leaf(id: string, floats: readonly number[]): Leaf {
  const made: [string, ...number[]] = [id];
  for (let i = 0; i < floats.length; i++) made.push(floats[i]);
  return made;
}

function floatsOf(trie: Trie, id: string, size: number): number[] {
  const found = find(trie, id);
  if (found === undefined) return unmet(size);
  if (found.length !== size + 1) throw foreign(size, found.length - 1);
  const floats: number[] = [];
  for (let i = 1; i <= size; i++) floats.push(found[i] as number);
  return floats;
}

function foreign(expected: number, got: number): YincaiError {
  return new YincaiError({
    code: 'bad-format',
    column: 'state',
    value: `${got} floats`,
    expected: `${expected} floats, as this model counts them`,
    expectedZh: `与模型特征相符的 ${expected} 个数`,
    mend: 'replay the answers with this model',
    mendZh: '用这个模型重新回放作答',
  });
}
