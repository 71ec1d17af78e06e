import type { ResponseLog } from '../../data/response-log.js';
import { predictLog as predictByState, type TracedAnswer, type TracedQuestion } from '../../evaluate/tracing.js';
import { checkScore, latest } from '../answer.js';
import type { Explanation } from '../explanation.js';
import { daysBetween } from '../online/coded-log.js';
import { predictOnline } from '../online/fit.js';
import type { LearnerGroup } from '../online/group-prior.js';
import {
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
import { type DynamicIrtModel, neighboursOf } from './model.js';

/**
 * What is believed of one learner: plain, immutable JSON. Arrays are parallel to `skills`, the points met so far.
 * The deviation of a point is kept as its regression on the ability θ: δ | θ ~ N(deviation + slope · θ, residual),
 * so that what is learnt of θ elsewhere moves every point without touching it.
 */
export interface DynamicIrtState extends OnlineState {
  readonly kind: 'dynamic-irt-state';
  readonly version: 1;
  /** Covariance of ability and form. */
  readonly abilityForm: number;
  readonly deviation: readonly number[];
  readonly slope: readonly number[];
  readonly residual: readonly number[];
}

/**
 * The state of a learner of whom nothing is known but, at most, the class and school.
 *
 * @example
 * const state = start(model, { school: 'No. 1', class: '1-3' });
 */
export function start(model: DynamicIrtModel, group?: LearnerGroup): DynamicIrtState {
  return {
    kind: 'dynamic-irt-state',
    version: 1,
    ...startLearner(model, group),
    abilityForm: 0,
    deviation: [],
    slope: [],
    residual: [],
  };
}

/** A deviation as its regression on the ability. */
interface Regression {
  readonly deviation: number;
  readonly slope: number;
  readonly residual: number;
}

/** What the learner's own answers to a point say of it. */
function ownRegression(model: DynamicIrtModel, state: DynamicIrtState, point: string, days: number): Regression {
  const at = state.skills.indexOf(point);
  const { point: prior, perDay } = model.dynamics;
  if (at < 0) return { deviation: 0, slope: 0, residual: prior };
  return {
    deviation: state.deviation[at],
    slope: state.slope[at],
    residual: Math.min(state.residual[at] + perDay * days, WIDEST * prior),
  };
}

/**
 * The same with what the points before and after it lend: the deviations of neighbours correlate by `coupling`, so the evidence on a
 * neighbour (precision 1/residual − 1/prior) reaches the point through the noise between them. It is lent when asked for and
 * never stored, so that no answer counts twice.
 *
 * @source Pearl (1988), Probabilistic Reasoning in Intelligent Systems, ch. 7 (messages between Gaussian variables of a tree)
 */
function lentRegression(model: DynamicIrtModel, state: DynamicIrtState, point: string, days: number): Regression {
  const own = ownRegression(model, state, point, days);
  const { coupling, edges } = model;
  if (edges.from.length === 0 || coupling === 0) return own;
  const prior = model.dynamics.point;
  const between = prior * (1 - coupling * coupling);
  let precision = 1 / own.residual;
  let level = own.deviation / own.residual;
  let slope = own.slope / own.residual;
  for (const neighbour of neighboursOf(edges).get(point) ?? []) {
    const other = ownRegression(model, state, neighbour, days);
    const evidence = 1 / other.residual - 1 / prior;
    if (!(evidence > 1e-12)) continue;
    // The neighbour's answers alone: their value has mean (deviation + slope θ) / (residual · evidence).
    const weight = (coupling * coupling) / (between + 1 / evidence);
    const toValue = weight / coupling / (other.residual * evidence);
    precision += weight;
    level += other.deviation * toValue;
    slope += other.slope * toValue;
  }
  return { deviation: level / precision, slope: slope / precision, residual: 1 / precision };
}

interface Rated {
  readonly mean: number;
  readonly variance: number;
  /** Covariances of ability and form with the log-odds. */
  readonly ofAbility: number;
  readonly ofForm: number;
}

/** Log-odds of an answer by the given regressions of its points. */
function rate(
  model: DynamicIrtModel,
  state: DynamicIrtState,
  question: TracedQuestion,
  points: readonly Regression[],
): Rated {
  const easiness = questionEasiness(model, question);
  let mean = easiness.mean + state.ability + state.form;
  let along = 1;
  let apart = 0;
  const weight = 1 / points.length;
  for (const { deviation, slope, residual } of points) {
    mean += weight * (deviation + slope * state.ability);
    along += weight * slope;
    apart += weight * weight * residual;
  }
  const ofAbility = along * state.abilityVariance + state.abilityForm;
  const ofForm = along * state.abilityForm + state.formVariance;
  return { mean, variance: along * ofAbility + ofForm + apart + easiness.variance, ofAbility, ofForm };
}

/**
 * P(right) of a question, 0…1. Points that the learner has not met yet borrow from those before and after them;
 * an item or point that the model does not hold has the easiness of the average one, and adds its uncertainty;
 * a question without points is answered by ability, form and item alone.
 *
 * @cost O(points of the question and their neighbours)
 * @example
 * predict(model, start(model), { item: 'q1', skills: ['fractions'] })
 */
export function predict(model: DynamicIrtModel, state: DynamicIrtState, question: TracedQuestion): number {
  const days = daysBetween(state.time, question.time);
  const points = question.skills.map((point) => lentRegression(model, state, point, days));
  return foretell(model, rate(model, state, question, points));
}

/**
 * The state after an answer: one Kalman step on ability, form and the points of the question together, with Laplace's approximation of
 * the answer, then the step of time. Each event counts, also one that comes twice; time that runs backwards counts as no time.
 *
 * @throws YincaiError `bad-value` where the score is outside 0…1
 * @cost O(points of the question), and one copy of the numbers in the state
 * @example
 * const after = advance(model, start(model), { item: 'q1', skills: ['fractions'], score: 1 });
 */
export function advance(model: DynamicIrtModel, state: DynamicIrtState, answer: TracedAnswer): DynamicIrtState {
  const { dynamics } = model;
  const days = daysBetween(state.time, answer.time);
  const points = answer.skills.map((point) => ownRegression(model, state, point, days));
  const { mean, variance, ofAbility, ofForm } = rate(model, state, answer, points);
  checkScore(answer.score);
  const time = latest(state.time, answer.time);
  const passing = { mean, variance, pull: 0, shrink: 0 };
  weigh(answer.score, passing);
  const { pull, shrink } = passing;
  const ability = state.ability + ofAbility * pull;
  const abilityVariance = state.abilityVariance - ofAbility * ofAbility * shrink;

  let { skills } = state;
  const deviation = state.deviation.slice();
  const slope = state.slope.slice();
  const residual = state.residual.slice();
  const answers = state.answers.slice();
  const weight = 1 / points.length;
  points.forEach((before, k) => {
    const id = answer.skills[k];
    let at = skills.indexOf(id);
    if (at < 0) {
      at = skills.length;
      skills = [...skills, id];
      answers.push(0);
    }
    const ofPoint = before.slope * ofAbility + weight * before.residual;
    const after = before.deviation + before.slope * state.ability + ofPoint * pull;
    const covariance = before.slope * state.abilityVariance - ofAbility * ofPoint * shrink;
    const spread = before.slope * before.slope * state.abilityVariance + before.residual - ofPoint * ofPoint * shrink;
    slope[at] = covariance / abilityVariance;
    const gain = dynamics.gain * (1 - dynamics.gainLoss) ** answers[at];
    deviation[at] = after - slope[at] * ability + weight * gain;
    residual[at] = Math.min(spread - slope[at] * covariance + dynamics.pointDrift, WIDEST * dynamics.point);
    answers[at]++;
  });
  const keep = 1 - dynamics.formLoss;
  return {
    kind: 'dynamic-irt-state',
    version: 1,
    ability,
    abilityVariance,
    form: keep * (state.form + ofForm * pull),
    formVariance: keep * keep * (state.formVariance - ofForm * ofForm * shrink) + (1 - keep * keep) * dynamics.form,
    abilityForm: keep * (state.abilityForm - ofAbility * ofForm * shrink),
    skills,
    deviation,
    slope,
    residual,
    answers,
    ...(time === undefined ? {} : { time }),
  };
}

/**
 * P(right) of every row of a log before it is seen, with the numbers of `predict` and `advance` row by row;
 * without edges no state is made for a row.
 *
 * @returns `[rows]`
 * @cost O(rows · skills per row)
 * @example
 * const right = predictLog(model, log);
 */
export function predictLog(model: DynamicIrtModel, log: ResponseLog): Float64Array {
  if (model.edges.from.length > 0) return predictByState({ start, predict, advance }, model, log);
  return predictOnline(LAW, model, log);
}

/**
 * The state after many answers in the order given, in the numbers that advancing through them one by one gives.
 *
 * @example
 * const now = replay(model, start(model), answers);
 */
export function replay(
  model: DynamicIrtModel,
  state: DynamicIrtState,
  answers: Iterable<TracedAnswer>,
): DynamicIrtState {
  let now = state;
  for (const answer of answers) now = advance(model, now, answer);
  return now;
}

/**
 * Joins two states that grew apart from a common one, such as of two devices, as if all answers had been seen by one:
 * what is known of ability and points adds in precisions, less the common part. Exact for Gaussian evidence without drift;
 * the form is that of the later state.
 *
 * @source product of normal densities in information form, e.g. Murphy (2012), Machine Learning, § 4.3
 * @example
 * merge(model, start(model), onTablet, onPaper)
 */
export function merge(
  model: DynamicIrtModel,
  common: DynamicIrtState,
  first: DynamicIrtState,
  second: DynamicIrtState,
): DynamicIrtState {
  const signed = [
    { state: first, sign: 1 },
    { state: second, sign: 1 },
    { state: common, sign: -1 },
  ] as const;
  const skills = [...new Set([...first.skills, ...second.skills])];
  const points = skills.map((id) => {
    // Information form of (θ, δ): the terms δδ and θδ, and the linear term of δ.
    let [dd, td, d, answers] = [0, 0, 0, 0];
    for (const { state, sign } of signed) {
      const { deviation, slope, residual } = ownRegression(model, state, id, 0);
      dd += sign / residual;
      td -= (sign * slope) / residual;
      d += (sign * deviation) / residual;
      const at = state.skills.indexOf(id);
      if (at >= 0) answers += sign * state.answers[at];
    }
    // Drift may leave both wider than the common state: then the least precision is kept.
    const precision = Math.max(dd, 1 / (WIDEST * model.dynamics.point));
    return { residual: 1 / precision, slope: -td / precision, deviation: d / precision, d, td, answers, precision };
  });
  let [precision, level] = [0, 0];
  for (const { state, sign } of signed) {
    precision += sign / state.abilityVariance;
    level += (sign * state.ability) / state.abilityVariance;
    // The marginal of θ is what remains of the joint when the points are integrated out: their own terms go back in.
    skills.forEach((id) => {
      const { deviation, slope, residual } = ownRegression(model, state, id, 0);
      precision += (sign * slope * slope) / residual;
      level -= (sign * slope * deviation) / residual;
    });
  }
  for (const point of points) {
    precision -= (point.td * point.td) / point.precision;
    level += (-point.td * point.d) / point.precision;
  }
  const abilityVariance = 1 / Math.max(precision, 1e-9);
  return {
    ...laterOf(first, second),
    ability: level * abilityVariance,
    abilityVariance,
    abilityForm: 0,
    skills,
    deviation: points.map(({ deviation }) => deviation),
    slope: points.map(({ slope }) => slope),
    residual: points.map(({ residual }) => residual),
    answers: points.map(({ answers }) => answers),
  };
}

/**
 * Expected success on a typical item of a point, its posterior interval, and a verdict, which is `unsure` where the evidence is thin.
 * What neighbours lend narrows the interval but makes no answers. The momentary form is left out: mastery is what stays.
 *
 * @throws RangeError where an option is out of range
 * @example
 * masteryOf(model, state, 'fractions') // { success: 0.81, low: 0.7, high: 0.9, answers: 6, verdict: 'mastered' }
 */
export function masteryOf(
  model: DynamicIrtModel,
  state: DynamicIrtState,
  point: string,
  options: Partial<MasteryOptions> = {},
): SkillMastery {
  const { deviation, slope, residual } = lentRegression(model, state, point, 0);
  const learner = {
    mean: deviation + (1 + slope) * state.ability,
    variance: (1 + slope) ** 2 * state.abilityVariance + residual,
  };
  return masteryFrom(model, state, point, learner, options);
}

/**
 * Why P(right) of a question is what it is: first what its points and its item add for anyone, then what each answer of the learner added.
 * Sums to the log-odds of `predict`.
 *
 * @cost O(answers)
 * @example
 * describeExplanation(explainPrediction(model, answers, { item: 'q9', skills: ['fractions'] }), 'zh')
 */
export function explainPrediction(
  model: DynamicIrtModel,
  answers: readonly TracedAnswer[],
  question: TracedQuestion,
  from: DynamicIrtState = start(model),
): Explanation {
  const points = question.skills.map((point) => lentRegression(model, from, point, 0));
  return explainOnline({ predict, advance }, model, answers, question, from, rate(model, from, question, points));
}
