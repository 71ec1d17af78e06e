import type { ResponseLog } from '../../data/response-log.js';
import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import type { BktModel, BktParameters } from './model.js';
import { combine, skillIndex, skillParameters, successOf, traceAnswer } from './model.js';

/** What a model believes of one learner: plain, immutable JSON. */
export interface BktState {
  readonly kind: 'bkt-state';
  readonly version: 1;
  /** P(known) before the next answer, parallel to the model's `skills`. */
  readonly known: readonly number[];
  /** The same for skills that the model does not hold, traced by its population; made without a prototype. */
  readonly others?: Readonly<Record<string, number>>;
}

/**
 * The state of a learner of whom nothing is known.
 *
 * @example
 * const state = start(model);
 */
export function start(model: BktModel): BktState {
  return { kind: 'bkt-state', version: 1, known: model.prior };
}

/**
 * P(known) of one skill before its next answer.
 *
 * @example
 * knownOf(model, start(model), 'fractions') // the skill's prior
 */
export function knownOf(model: BktModel, state: BktState, skill: string): number {
  const i = skillIndex(model, skill);
  if (i !== undefined) return state.known[i];
  const { others } = state;
  return others !== undefined && Object.hasOwn(others, skill) ? others[skill] : model.population.prior;
}

/**
 * P(right) of a question, 0…1: of each of its skills known (1 − slip) + (1 − known) guess, made into one by the model's `rule`.
 * A skill that the model does not hold is traced by the population's parameters;
 * a question without skills gets the population's first prediction.
 *
 * @cost O(skills of the question)
 * @example
 * predict(model, start(model), { skills: ['fractions'] }) // 0.6
 */
export function predict(model: BktModel, state: BktState, question: Pick<TracedQuestion, 'skills'>): number {
  const { skills } = question;
  const { population } = model;
  if (skills.length === 0) return successOf(population.prior, population.guess, population.slip);
  const right = skills.map((skill) => {
    const { guess, slip } = skillParameters(model, skill);
    return successOf(knownOf(model, state, skill), guess, slip);
  });
  return combine(model.rule, right);
}

/**
 * The state after an answer: each skill of the question sees it as its own evidence, then takes its step of learning.
 *
 * @cost O(skills of the question), and one copy of the numbers in the state
 * @example
 * const after = advance(model, start(model), { skills: ['fractions'], score: 1 });
 */
export function advance(model: BktModel, state: BktState, answer: Pick<TracedAnswer, 'skills' | 'score'>): BktState {
  if (answer.skills.length === 0) return state;
  const known = state.known.slice();
  let others: Record<string, number> | undefined;
  for (const skill of answer.skills) {
    const after = traceAnswer(knownOf(model, state, skill), answer.score, skillParameters(model, skill));
    const i = skillIndex(model, skill);
    if (i !== undefined) {
      known[i] = after;
    } else {
      others ??= Object.assign(Object.create(null) as Record<string, number>, state.others);
      others[skill] = after;
    }
  }
  const kept = others ?? state.others;
  return { kind: 'bkt-state', version: 1, known, ...(kept === undefined ? {} : { others: kept }) };
}

/**
 * P(right) of every row of a log before it is seen, with the numbers of `predict` and `advance` row by row,
 * but without a state per row.
 *
 * @returns `[rows]`
 * @cost O(rows · skills per row)
 * @example
 * const right = predictLog(model, log);
 */
export function predictLog(model: BktModel, log: ResponseLog): Float64Array {
  const { start: from, skill } = log.skillSets;
  const skills = log.skills.length;
  const parameters: BktParameters[] = log.skills.map((name) => skillParameters(model, name));
  const unnamed = predict(model, start(model), { skills: [] });

  // Learner after learner, so that one row of P(known) serves all.
  const first = new Int32Array(log.learners.length + 1);
  for (let r = 0; r < log.length; r++) first[log.learner[r] + 1]++;
  for (let l = 0; l < log.learners.length; l++) first[l + 1] += first[l];
  const rows = new Int32Array(log.length);
  const fill = first.slice(0, log.learners.length);
  for (let r = 0; r < log.length; r++) rows[fill[log.learner[r]]++] = r;

  const known = new Float64Array(skills);
  const owner = new Int32Array(skills).fill(-1);
  const predicted = new Float64Array(log.length);
  const right: number[] = [];
  for (const r of rows) {
    const set = log.skillSet[r];
    if (set < 0 || from[set] === from[set + 1]) {
      predicted[r] = unnamed;
      continue;
    }
    const learner = log.learner[r];
    right.length = 0;
    for (let k = from[set]; k < from[set + 1]; k++) {
      const s = skill[k];
      if (owner[s] !== learner) {
        owner[s] = learner;
        known[s] = parameters[s].prior;
      }
      right.push(successOf(known[s], parameters[s].guess, parameters[s].slip));
      known[s] = traceAnswer(known[s], log.score[r], parameters[s]);
    }
    predicted[r] = combine(model.rule, right);
  }
  return predicted;
}
