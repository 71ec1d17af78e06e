import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { logistic } from '../../math/logistic.js';
import { type Explanation, explainAnswers } from '../explanation.js';
import type { OnlineDynamics } from './dynamics.js';
import type { OnlineModel } from './fit.js';
import { groupPriorOf, type LearnerGroup } from './group-prior.js';
import { averaging, judgeMastery, type MasteryOptions, type SkillMastery } from './mastery.js';
import { indexOf } from './ratings.js';

/** What every online family keeps of one learner. Arrays are parallel to `skills`, the skills met so far. */
export interface OnlineState {
  /** Ability in logits from the population's mean. */
  readonly ability: number;
  readonly abilityVariance: number;
  /** Momentary form in logits. */
  readonly form: number;
  readonly formVariance: number;
  readonly skills: readonly string[];
  readonly answers: readonly number[];
  /** Time of the last answer in milliseconds, where known. */
  readonly time?: number;
}

/** A normal belief in logits. */
export interface Belief {
  readonly mean: number;
  readonly variance: number;
}

type Model = OnlineModel<OnlineDynamics>;

/** The part of a state that all families begin with. */
export function startLearner(model: Model, group?: LearnerGroup): OnlineState {
  const { mean, variance } = groupPriorOf(model.groups, group, model.dynamics.ability);
  return {
    ability: mean,
    abilityVariance: variance,
    form: 0,
    formVariance: model.dynamics.form,
    skills: [],
    answers: [],
  };
}

/** Easiness of a skill; that of the average one, with its uncertainty, where the model does not hold it. */
export function skillEasiness(model: Model, id: string): Belief {
  const at = indexOf(model).skill.get(id);
  return at === undefined
    ? { mean: 0, variance: model.dynamics.skillEasiness }
    : { mean: model.skillEasiness[at], variance: model.skillVariance[at] };
}

/** Log-odds of the average learner on a question: intercept + item + mean over skills. */
export function questionEasiness(model: Model, { item, skills }: TracedQuestion): Belief {
  const at = indexOf(model).item.get(item);
  let mean = model.intercept + (at === undefined ? 0 : model.itemEasiness[at]);
  let variance = at === undefined ? model.dynamics.itemEasiness : model.itemVariance[at];
  for (const id of skills) {
    const skill = skillEasiness(model, id);
    mean += skill.mean / skills.length;
    variance += skill.variance / skills.length ** 2;
  }
  return { mean, variance };
}

/** P(right) of a belief on the log-odds. */
export function foretell({ calibration }: Model, { mean, variance }: Belief): number {
  return logistic(calibration.offset + calibration.slope * mean * averaging(variance));
}

/** Of two states, the one whose last answer came later. */
export function laterOf<State extends OnlineState>(first: State, second: State): State {
  return (second.time ?? -Infinity) >= (first.time ?? -Infinity) ? second : first;
}

/** Mastery of a skill from what is believed of the learner on it. */
export function masteryFrom(
  model: Model,
  state: OnlineState,
  skill: string,
  learner: Belief,
  options: Partial<MasteryOptions>,
): SkillMastery {
  const typical = skillEasiness(model, skill);
  const at = state.skills.indexOf(skill);
  // On the calibrated scale, as predictions are: one-step filters draw log-odds together a little.
  const { offset, slope } = model.calibration;
  return judgeMastery(
    offset + slope * (model.intercept + typical.mean + learner.mean),
    slope * slope * (typical.variance + learner.variance),
    at < 0 ? 0 : state.answers[at],
    options,
  );
}

/** An explanation of a prediction by skills, item and answers, in whose sum the first two are as the belief before the answers weighs them. */
export function explainOnline<M extends Model, State>(
  family: {
    readonly predict: (model: M, state: State, question: TracedQuestion) => number;
    readonly advance: (model: M, state: State, answer: TracedAnswer) => State;
  },
  model: M,
  answers: readonly TracedAnswer[],
  question: TracedQuestion,
  from: State,
  { variance }: Belief,
): Explanation {
  const shrink = model.calibration.slope * averaging(variance);
  const item = indexOf(model).item.get(question.item);
  return explainAnswers(family, model, answers, question, from, [
    ...question.skills.map((skill) => ({
      source: { kind: 'skill' as const, skill },
      amount: (shrink * skillEasiness(model, skill).mean) / question.skills.length,
    })),
    {
      source: { kind: 'item' as const, item: question.item },
      amount: item === undefined ? 0 : shrink * model.itemEasiness[item],
    },
  ]);
}
