import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { checkScore, latest } from '../answer.js';
import { stepBelief } from './credit.js';
import type { BktModel, BktParameters } from './model.js';
import type { Prepared } from './prepare.js';
import { type BktState, PAGE, type SkillBelief, slopeAfter } from './state.js';

// The standard model with one skill an answer, which is nearly every answer there is: the same numbers as the general road
// to the last digit (a test compares them), without its arrays.

/** Whether the short road holds: no effects, and one skill. */
export function isPlain({ model }: Prepared, { skills }: Pick<TracedQuestion, 'skills'>): boolean {
  return model.effects === undefined && skills.length === 1;
}

/** P(right) of a question of one skill. */
export function predictPlain({ model, index }: Prepared, { pages, others }: BktState, skill: string): number {
  const i = index.get(skill);
  if (i === undefined) {
    const { population } = model;
    const known = others !== undefined && Object.hasOwn(others, skill) ? others[skill].known[0] : population.prior;
    return known * (1 - population.slip) + (1 - known) * population.guess;
  }
  const known = pages[i >> 4]?.[i & (PAGE - 1)]?.known[0] ?? model.prior[i];
  return known * (1 - model.slip[i]) + (1 - known) * model.guess[i];
}

/** The state after an answer of one skill; undefined where the model does not hold it. */
export function advancePlain(
  { model, index }: Prepared,
  state: BktState,
  { skills, score, time }: Pick<TracedAnswer, 'skills' | 'score'> & Partial<TracedAnswer>,
): BktState | undefined {
  checkScore(score);
  const i = index.get(skills[0]);
  if (i === undefined) return undefined;
  const at = i >> 4;
  const page = state.pages[at] ?? null;
  const before = page === null ? null : page[i & (PAGE - 1)];
  const known = before === null ? model.prior[i] : before.known[0];
  const right = 1 - model.slip[i];
  const guess = model.guess[i];
  const after = stepBelief(known, score, right, guess, model.learn[i], model.forget[i]);
  const now = latest(before?.time, time);
  const answers = before === null ? 1 : before.answers + 1;
  const belief: SkillBelief =
    model.covariance === undefined
      ? now === undefined
        ? { answers, known: [after] }
        : { answers, time: now, known: [after] }
      : now === undefined
        ? {
            answers,
            known: [after],
            slope: slopeAfter(parametersOf(model, i), before?.slope, known, score, right, guess),
          }
        : {
            answers,
            time: now,
            known: [after],
            slope: slopeAfter(parametersOf(model, i), before?.slope, known, score, right, guess),
          };
  const pages = state.pages.slice();
  while (pages.length <= at) pages.push(null);
  const own = page === null ? new Array<SkillBelief | null>(PAGE).fill(null) : page.slice();
  own[i & (PAGE - 1)] = belief;
  pages[at] = own;
  if (state.share === undefined && state.groups === undefined && state.others === undefined) {
    return { kind: 'bkt-state', version: 2, pages };
  }
  const { share, groups, others } = state;
  return {
    kind: 'bkt-state',
    version: 2,
    ...(share === undefined ? {} : { share }),
    ...(groups === undefined ? {} : { groups }),
    pages,
    ...(others === undefined ? {} : { others }),
  };
}

function parametersOf(model: BktModel, i: number): BktParameters {
  return {
    prior: model.prior[i],
    learn: model.learn[i],
    guess: model.guess[i],
    slip: model.slip[i],
    forget: model.forget[i],
  };
}
