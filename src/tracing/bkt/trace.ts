import type { ResponseLog } from '../../data/response-log.js';
import { skillNames, type TracedAnswer, type TracedQuestion } from '../../evaluate/tracing.js';
import { foretell, foretoldFor, overLevels, type Question, revise } from './credit.js';
import { type BktModel, skillIndex, successOf } from './model.js';
import { advancePlain, isPlain, predictPlain } from './plain-step.js';
import { decayBetween, firstBelief, groupsOf, prepare, questionOf } from './prepare.js';
import { ask, type BktState, beliefOf, believedAt, draftOf, settle, takeIn } from './state.js';

/** What is known of a learner before any answer. */
export interface StartOptions {
  /** Groups the learner is of, e.g. school and class; those that the model does not hold have no effect. */
  readonly groups?: readonly string[];
}

/**
 * The state of a learner of whom no answer is known.
 *
 * @example
 * const state = start(model);
 */
export function start(_model: BktModel, options: StartOptions = {}): BktState {
  return {
    kind: 'bkt-state',
    version: 2,
    ...(options.groups === undefined ? {} : { groups: options.groups }),
    pages: [],
  };
}

/**
 * P(known) of one skill before its next answer, over the learner's levels; at `time` (milliseconds) where the model forgets by the clock.
 *
 * @example
 * knownOf(model, start(model), 'fractions') // the skill's prior
 */
export function knownOf(model: BktModel, state: BktState, skill: string, time?: number): number {
  const prepared = prepare(model);
  const groups = state.groups === undefined ? [] : groupsOf(prepared, state.groups);
  const known = new Float64Array(prepared.levels);
  believedAt(prepared, groups, beliefOf(model, state, skill), skillIndex(model, skill), time, known, 0);
  return overLevels(known, state.share === undefined ? prepared.share : Float64Array.from(state.share));
}

/**
 * P(right) of a question, 0…1, by the model's rule from P(known) of its skills.
 * A skill that the model does not hold is traced by the population's parameters, an item that it does not hold is as its
 * skill; a question without skills gets the population's first prediction. A skill named twice counts once.
 *
 * @cost O(skills of the question · levels)
 * @example
 * predict(model, start(model), { skills: ['fractions'] }) // 0.6
 */
export function predict(
  model: BktModel,
  state: BktState,
  question: Pick<TracedQuestion, 'skills'> & Partial<TracedQuestion>,
): number {
  const prepared = prepare(model);
  if (isPlain(prepared, question)) return predictPlain(prepared, state, question.skills[0]);
  const groups = state.groups === undefined ? [] : groupsOf(prepared, state.groups);
  const asked = ask(prepared, groups, state, question);
  if (asked === undefined) return unnamed(model);
  return overLevels(asked.told.right, state.share === undefined ? prepared.share : Float64Array.from(state.share));
}

function unnamed({ population }: BktModel): number {
  return successOf(population.prior, population.guess, population.slip);
}

/**
 * The state after an answer: evidence on all its skills at once (see `CreditRule`) and on the learner's level, then each
 * skill takes its step of learning. An answer without skills changes nothing; the same answer given twice counts twice
 * (see `mergeAnswers`); a time before the last one is taken as no time passed.
 *
 * @throws YincaiError `bad-value` where the score is outside 0…1
 * @cost O(skills of the question · levels), and a copy of a page of 16 skills for each and of the list of pages
 * @example
 * const after = advance(model, start(model), { skills: ['fractions'], score: 1 });
 */
export function advance(
  model: BktModel,
  state: BktState,
  answer: Pick<TracedAnswer, 'skills' | 'score'> & Partial<TracedAnswer>,
): BktState {
  const prepared = prepare(model);
  if (isPlain(prepared, answer)) {
    const after = advancePlain(prepared, state, answer);
    if (after !== undefined) return after;
  }
  const draft = draftOf(model, state);
  takeIn(draft, answer);
  return settle(draft);
}

/**
 * The state after many answers, in the order given: the same as `advance` one after another, without the states between.
 *
 * @cost O(answers)
 * @example
 * const now = replay(model, start(model), answers);
 */
export function replay(
  model: BktModel,
  state: BktState,
  answers: Iterable<Pick<TracedAnswer, 'skills' | 'score'> & Partial<TracedAnswer>>,
): BktState {
  if (model.effects === undefined) {
    let now = state;
    for (const answer of answers) now = advance(model, now, answer);
    return now;
  }
  const draft = draftOf(model, state);
  for (const answer of answers) takeIn(draft, answer);
  return settle(draft);
}

/** Options of {@link predictLog}. */
export interface PredictLogOptions {
  /** Groups of each learner. */
  readonly groups?: ReadonlyMap<string, readonly string[]>;
}

/**
 * P(right) of every row of a log before it is seen, with the numbers of `predict` and `advance` row by row,
 * but without a state per row.
 *
 * @returns `[rows]`
 * @cost O(rows · skills per row · levels)
 * @example
 * const right = predictLog(model, log);
 */
export function predictLog(model: BktModel, log: ResponseLog, options: PredictLogOptions = {}): Float64Array {
  const { start: from, skill } = log.skillSets;
  const prepared = prepare(model);
  const { levels } = prepared;
  const names = skillNames(log);
  const codes = log.skills.map((name) => skillIndex(model, name));
  const byItem = model.effects?.items !== undefined;
  const questions = new Map<number, Question>();
  const questionAt = (r: number): Question => {
    const set = log.skillSet[r];
    const key = byItem ? set * log.items.length + log.item[r] : set;
    let question = questions.get(key);
    if (question === undefined) {
      question = questionOf(prepared, names[set], log.items[log.item[r]]);
      questions.set(key, question);
    }
    return question;
  };

  // Learner after learner, so that one row of P(known) serves all.
  const first = new Int32Array(log.learners.length + 1);
  for (let r = 0; r < log.length; r++) first[log.learner[r] + 1]++;
  for (let l = 0; l < log.learners.length; l++) first[l + 1] += first[l];
  const rows = new Int32Array(log.length);
  const fill = first.slice(0, log.learners.length);
  for (let r = 0; r < log.length; r++) rows[fill[log.learner[r]]++] = r;

  const known = new Float64Array(log.skills.length * levels);
  const time = new Float64Array(log.skills.length);
  const owner = new Int32Array(log.skills.length).fill(-1);
  const widest = names.reduce((most, set) => Math.max(most, set.length), 1);
  const told = foretoldFor(widest, levels);
  const room = Array.from({ length: widest + 1 }, (_, n) => new Float64Array(n * levels));
  const none = unnamed(model);
  const predicted = new Float64Array(log.length);
  const share = prepared.share.slice();
  let groups: readonly number[] = [];
  let current = -1;
  for (const r of rows) {
    const set = log.skillSet[r];
    if (set < 0 || from[set] === from[set + 1]) {
      predicted[r] = none;
      continue;
    }
    const learner = log.learner[r];
    if (learner !== current) {
      current = learner;
      share.set(prepared.share);
      groups = options.groups === undefined ? [] : groupsOf(prepared, options.groups.get(log.learners[learner]) ?? []);
    }
    const n = from[set + 1] - from[set];
    const belief = room[n];
    for (let i = 0; i < n; i++) {
      const s = skill[from[set] + i];
      if (owner[s] !== learner) {
        owner[s] = learner;
        time[s] = Number.NaN;
        known.set(firstBelief(prepared, codes[s], groups), s * levels);
      }
      const factor = decayBetween(prepared, codes[s], time[s], log.time[r]);
      for (let k = 0; k < levels; k++)
        belief[i * levels + k] = factor === 1 ? known[s * levels + k] : known[s * levels + k] * factor;
    }
    const question = questionAt(r);
    foretell(model.rule, question, belief, told);
    predicted[r] = overLevels(told.right, share);
    revise(question, told, log.score[r], belief, share);
    for (let i = 0; i < n; i++) {
      const s = skill[from[set] + i];
      for (let k = 0; k < levels; k++) known[s * levels + k] = belief[i * levels + k];
      if (!(log.time[r] <= time[s]) && !Number.isNaN(log.time[r])) time[s] = log.time[r];
    }
  }
  return predicted;
}
