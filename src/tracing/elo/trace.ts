import type { ResponseLog } from '../../data/response-log.js';
import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { checkScore, latest } from '../answer.js';
import type { Explanation } from '../explanation.js';
import { daysBetween } from '../online/coded-log.js';
import { predictOnline } from '../online/fit.js';
import type { LearnerGroup } from '../online/group-prior.js';
import {
  type Belief,
  explainOnline,
  foretell,
  laterOf,
  masteryFrom,
  type OnlineState,
  questionEasiness,
  startLearner,
} from '../online/learner.js';
import type { MasteryOptions, SkillMastery } from '../online/mastery.js';
import { WIDEST } from '../online/ratings.js';
import { LAW, weigh } from './law.js';
import type { EloModel } from './model.js';

/**
 * What is believed of one learner: plain, immutable JSON. Arrays are parallel to `skills`, the skills met so far.
 * Covariances are not kept (dynamic IRT keeps them): intervals of sums come out rather wide, those of one rating rather narrow.
 */
export interface EloState extends OnlineState {
  readonly kind: 'elo-state';
  readonly version: 1;
  /** Deviation on each skill in logits. */
  readonly deviation: readonly number[];
  readonly deviationVariance: readonly number[];
}

/**
 * The state of a learner of whom nothing is known but, at most, the class and school.
 *
 * @example
 * const state = start(model, { school: 'No. 1', class: '1-3' });
 */
export function start(model: EloModel, group?: LearnerGroup): EloState {
  return { kind: 'elo-state', version: 1, ...startLearner(model, group), deviation: [], deviationVariance: [] };
}

/** Log-odds and variance of an answer; days without one widen ability and deviations. */
function rate(model: EloModel, state: EloState, question: TracedQuestion): Belief {
  const { dynamics } = model;
  const more = dynamics.perDay * daysBetween(state.time, question.time);
  let { mean, variance } = questionEasiness(model, question);
  mean += state.ability + state.form;
  variance += Math.min(state.abilityVariance + more, WIDEST * dynamics.ability) + state.formVariance;
  const { skills } = question;
  const weight = 1 / skills.length;
  for (const id of skills) {
    const own = state.skills.indexOf(id);
    const before = own < 0 ? dynamics.skill : state.deviationVariance[own];
    mean += own < 0 ? 0 : weight * state.deviation[own];
    variance += weight * weight * Math.min(before + more, WIDEST * dynamics.skill);
  }
  return { mean, variance };
}

/**
 * P(right) of a question, 0…1: the sum of the ratings, drawn towards ½ by what is not known of them.
 * An item or skill that the model does not hold has the easiness of the average one, and adds its uncertainty;
 * a question without skills is answered by ability, form and item alone.
 *
 * @cost O(skills of the question)
 * @example
 * predict(model, start(model), { item: 'q1', skills: ['fractions'] })
 */
export function predict(model: EloModel, state: EloState, question: TracedQuestion): number {
  return foretell(model, rate(model, state, question));
}

/**
 * The state after an answer. Each event counts, also one that comes twice; time that runs backwards counts as no time.
 *
 * @throws YincaiError `bad-value` where the score is outside 0…1
 * @cost O(skills of the question), and one copy of the numbers in the state
 * @example
 * const after = advance(model, start(model), { item: 'q1', skills: ['fractions'], score: 1 });
 */
export function advance(model: EloModel, state: EloState, answer: TracedAnswer): EloState {
  const { dynamics } = model;
  checkScore(answer.score);
  const time = latest(state.time, answer.time);
  const { mean, variance } = rate(model, state, answer);
  const passing = { mean, variance, pull: 0, shrink: 0 };
  weigh(answer.score, passing);
  const { pull, shrink } = passing;
  const keep = 1 - dynamics.formLoss;
  const more = dynamics.perDay * daysBetween(state.time, answer.time);
  const ability = Math.min(state.abilityVariance + more, WIDEST * dynamics.ability);

  let { skills } = state;
  const deviation = state.deviation.slice();
  const deviationVariance = state.deviationVariance.slice();
  const answers = state.answers.slice();
  const weight = 1 / answer.skills.length;
  for (const id of answer.skills) {
    let at = skills.indexOf(id);
    if (at < 0) {
      at = skills.length;
      skills = [...skills, id];
      deviation.push(0);
      deviationVariance.push(dynamics.skill);
      answers.push(0);
    }
    const v = Math.min(deviationVariance[at] + more, WIDEST * dynamics.skill);
    const gain = dynamics.gain * (1 - dynamics.gainLoss) ** answers[at];
    deviation[at] += weight * (v * pull + gain);
    deviationVariance[at] = Math.min(v - (weight * v) ** 2 * shrink + dynamics.skillDrift, WIDEST * dynamics.skill);
    answers[at]++;
  }
  return {
    kind: 'elo-state',
    version: 1,
    ability: state.ability + ability * pull,
    abilityVariance: Math.min(ability - ability ** 2 * shrink + dynamics.abilityDrift, WIDEST * dynamics.ability),
    form: keep * (state.form + state.formVariance * pull),
    formVariance:
      keep * keep * (state.formVariance - state.formVariance ** 2 * shrink) + (1 - keep * keep) * dynamics.form,
    skills,
    deviation,
    deviationVariance,
    answers,
    ...(time === undefined ? {} : { time }),
  };
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
export function predictLog(model: EloModel, log: ResponseLog): Float64Array {
  return predictOnline(LAW, model, log);
}

/**
 * The state after many answers in the order given, in the numbers that advancing through them one by one gives.
 *
 * @example
 * const now = replay(model, start(model), answers);
 */
export function replay(model: EloModel, state: EloState, answers: Iterable<TracedAnswer>): EloState {
  let now = state;
  for (const answer of answers) now = advance(model, now, answer);
  return now;
}

/**
 * Joins two states that grew apart from a common one, such as of two devices, as if all answers had been seen by one:
 * precisions and precision-weighted means add, less those of the common state. Exact for ratings without drift and answers
 * far from surprise; the form is that of the later state.
 *
 * @source product of normal densities, e.g. Murphy (2012), Machine Learning, § 4.3
 * @example
 * merge(start(model), onTablet, onPaper)
 */
export function merge(common: EloState, first: EloState, second: EloState): EloState {
  const skills = [...new Set([...first.skills, ...second.skills])];
  const join = (
    c: readonly [number, number],
    a: readonly [number, number],
    b: readonly [number, number],
  ): readonly [number, number] => {
    const precision = 1 / a[1] + 1 / b[1] - 1 / c[1];
    // Drift may leave both wider than the common state: then there is nothing to take off.
    if (!(precision > 0)) return a[1] < b[1] ? a : b;
    return [(a[0] / a[1] + b[0] / b[1] - c[0] / c[1]) / precision, 1 / precision];
  };
  const ability = join(
    [common.ability, common.abilityVariance],
    [first.ability, first.abilityVariance],
    [second.ability, second.abilityVariance],
  );
  const deviation: number[] = [];
  const deviationVariance: number[] = [];
  const answers: number[] = [];
  for (const id of skills) {
    const [c, a, b] = [common, first, second].map((state) => {
      const at = state.skills.indexOf(id);
      return at < 0
        ? undefined
        : { belief: [state.deviation[at], state.deviationVariance[at]] as const, answers: state.answers[at] };
    });
    const one = a ?? b;
    const belief =
      a === undefined || b === undefined || c === undefined
        ? (one as NonNullable<typeof one>).belief
        : join(c.belief, a.belief, b.belief);
    deviation.push(belief[0]);
    deviationVariance.push(belief[1]);
    answers.push((a?.answers ?? 0) + (b?.answers ?? 0) - (a !== undefined && b !== undefined ? (c?.answers ?? 0) : 0));
  }
  return {
    ...laterOf(first, second),
    ability: ability[0],
    abilityVariance: ability[1],
    skills,
    deviation,
    deviationVariance,
    answers,
  };
}

/**
 * Expected success on a typical item of a skill, its posterior interval, and a verdict, which is `unsure` where the evidence is thin.
 * The momentary form is left out: mastery is what stays.
 *
 * @throws RangeError where an option is out of range
 * @example
 * masteryOf(model, state, 'fractions') // { success: 0.81, low: 0.7, high: 0.9, answers: 6, verdict: 'mastered' }
 */
export function masteryOf(
  model: EloModel,
  state: EloState,
  skill: string,
  options: Partial<MasteryOptions> = {},
): SkillMastery {
  const at = state.skills.indexOf(skill);
  const learner = {
    mean: state.ability + (at < 0 ? 0 : state.deviation[at]),
    variance: state.abilityVariance + (at < 0 ? model.dynamics.skill : state.deviationVariance[at]),
  };
  return masteryFrom(model, state, skill, learner, options);
}

/**
 * Why P(right) of a question is what it is: first what its skills and its item add for anyone, then what each answer of the learner added.
 * Sums to the log-odds of `predict`.
 *
 * @cost O(answers)
 * @example
 * describeExplanation(explainPrediction(model, answers, { item: 'q9', skills: ['fractions'] }), 'zh')
 */
export function explainPrediction(
  model: EloModel,
  answers: readonly TracedAnswer[],
  question: TracedQuestion,
  from: EloState = start(model),
): Explanation {
  return explainOnline({ predict, advance }, model, answers, question, from, rate(model, from, question));
}
