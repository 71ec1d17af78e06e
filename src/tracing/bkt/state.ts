import type { TracedAnswer, TracedQuestion } from '../../evaluate/tracing.js';
import { checkScore, latest } from '../answer.js';
import { type Foretold, foretell, foretoldFor, type Question, revise } from './credit.js';
import { type BktModel, type BktParameters, skillIndex, skillParameters } from './model.js';
import { decayBetween, firstBelief, groupsOf, type Prepared, prepare, questionOf } from './prepare.js';

/** What is believed of one skill. */
export interface SkillBelief {
  readonly answers: number;
  /** Of its last answer, milliseconds; absent where unknown. */
  readonly time?: number;
  /** P(known) before the next answer, at each level of learners (one number in models without levels). */
  readonly known: readonly number[];
  /** Derivatives of P(known) by the log-odds of prior, learn, guess, slip, forget; where the model holds covariances. */
  readonly slope?: readonly number[];
}

/** What a model believes of one learner: plain, immutable JSON. */
export interface BktState {
  readonly kind: 'bkt-state';
  readonly version: 2;
  /** P(level) of the learner; absent in models without levels and before the first answer. */
  readonly share?: readonly number[];
  /** Groups the learner is of. */
  readonly groups?: readonly string[];
  /** Skills met, in pages of {@link PAGE} by their place in the model; null where none was. */
  readonly pages: readonly (readonly (SkillBelief | null)[] | null)[];
  /** Skills met that the model does not hold, traced by its population; made without a prototype. */
  readonly others?: Readonly<Record<string, SkillBelief>>;
}

/** Skills a page: `advance` copies the list of pages and one page for each skill it touches, not all that is known. */
export const PAGE = 16;

/** A state while answers are taken in; pages in `owned` may be written. */
export interface Draft {
  readonly prepared: Prepared;
  readonly groups: readonly number[];
  readonly groupNames: readonly string[] | undefined;
  share: Float64Array | undefined;
  readonly pages: ((SkillBelief | null)[] | null)[];
  readonly owned: Set<number>;
  others: Record<string, SkillBelief> | undefined;
  othersOwned: boolean;
}

/** A draft that leaves the state as it is. */
export function draftOf(model: BktModel, state: BktState): Draft {
  const prepared = prepare(model);
  return {
    prepared,
    groups: state.groups === undefined ? [] : groupsOf(prepared, state.groups),
    groupNames: state.groups,
    share: state.share === undefined ? undefined : Float64Array.from(state.share),
    pages: state.pages.slice() as ((SkillBelief | null)[] | null)[],
    owned: new Set(),
    others: state.others as Record<string, SkillBelief> | undefined,
    othersOwned: false,
  };
}

/** The state of a draft, which must not be written after. */
export function settle({ share, groupNames, pages, others }: Draft): BktState {
  return {
    kind: 'bkt-state',
    version: 2,
    ...(share === undefined ? {} : { share: [...share] }),
    ...(groupNames === undefined ? {} : { groups: groupNames }),
    pages,
    ...(others === undefined ? {} : { others }),
  };
}

/** The skills met, of a state or a draft. */
export interface Met {
  readonly pages: readonly (readonly (SkillBelief | null)[] | null)[];
  readonly others?: Readonly<Record<string, SkillBelief>> | undefined;
}

/** What is believed of a skill; undefined where it was not met. */
export function beliefOf(model: BktModel, state: Met, skill: string): SkillBelief | undefined {
  const i = skillIndex(model, skill);
  if (i !== undefined) return state.pages[i >> 4]?.[i & (PAGE - 1)] ?? undefined;
  const { others } = state;
  return others !== undefined && Object.hasOwn(others, skill) ? others[skill] : undefined;
}

/** P(known) of a skill at each level, `time` being now. */
export function believedAt(
  prepared: Prepared,
  groups: readonly number[],
  belief: SkillBelief | undefined,
  skill: number | undefined,
  time: number | undefined,
  out: Float64Array,
  at: number,
): void {
  if (belief === undefined) {
    out.set(firstBelief(prepared, skill, groups), at);
    return;
  }
  const factor = decayBetween(prepared, skill, belief.time, time);
  for (let k = 0; k < belief.known.length; k++) out[at + k] = factor === 1 ? belief.known[k] : belief.known[k] * factor;
}

/** A question as asked of a learner: its distinct skills, what is believed of them, and P(right) at each level. */
export interface Asked {
  readonly skills: readonly string[];
  readonly question: Question;
  readonly belief: Float64Array;
  readonly told: Foretold;
}

/** Asks a question; undefined where it has no skill. */
export function ask(
  prepared: Prepared,
  groups: readonly number[],
  met: Met,
  { skills: named, item, time }: Pick<TracedQuestion, 'skills'> & Partial<TracedQuestion>,
): Asked | undefined {
  if (named.length === 0) return undefined;
  const skills = named.length === 1 ? named : [...new Set(named)];
  const { levels, model } = prepared;
  const question = questionOf(prepared, skills, item ?? '');
  const belief = new Float64Array(skills.length * levels);
  for (let s = 0; s < skills.length; s++) {
    const i = skillIndex(model, skills[s]);
    believedAt(prepared, groups, beliefOf(model, met, skills[s]), i, time, belief, s * levels);
  }
  const told = foretoldFor(skills.length, levels);
  foretell(model.rule, question, belief, told);
  return { skills, question, belief, told };
}

/** Takes one answer into a draft; to what was computed of it elsewhere, where that is given. */
export function takeIn(
  draft: Draft,
  answer: Pick<TracedAnswer, 'skills' | 'score'> & Partial<TracedAnswer>,
  outcome?: { readonly belief: Float64Array; readonly share: Float64Array },
): void {
  const { score, time } = answer;
  checkScore(score);
  const asked = ask(draft.prepared, draft.groups, draft, answer);
  if (asked === undefined) return;
  const { prepared } = draft;
  const { model, levels } = prepared;
  const { skills, question, told } = asked;
  const belief = outcome?.belief ?? asked.belief;
  const share = outcome?.share ?? draft.share ?? prepared.share.slice();
  const slopes =
    model.covariance === undefined ? undefined : skills.map((skill, s) => slopeOf(draft, skill, s, asked, score));
  if (outcome === undefined) revise(question, told, score, belief, share);
  if (levels > 1) draft.share = share;
  for (let s = 0; s < skills.length; s++) {
    const before = beliefOf(model, draft, skills[s]);
    const now = latest(before?.time, time);
    const known: number[] = [];
    for (let k = 0; k < levels; k++) known.push(belief[s * levels + k]);
    const slope = slopes?.[s];
    const after: SkillBelief = {
      answers: (before?.answers ?? 0) + 1,
      ...(now === undefined ? {} : { time: now }),
      known,
      ...(slope === undefined ? {} : { slope }),
    };
    const i = skillIndex(model, skills[s]);
    if (i === undefined) putOther(draft, skills[s], after);
    else put(draft, i, after);
  }
}

function put(draft: Draft, skill: number, belief: SkillBelief): void {
  const p = skill >> 4;
  while (draft.pages.length <= p) draft.pages.push(null);
  let page = draft.pages[p];
  if (page === null || !draft.owned.has(p)) {
    page = page === null ? new Array<SkillBelief | null>(PAGE).fill(null) : page.slice();
    draft.pages[p] = page;
    draft.owned.add(p);
  }
  page[skill & (PAGE - 1)] = belief;
}

function putOther(draft: Draft, skill: string, belief: SkillBelief): void {
  if (!draft.othersOwned) {
    draft.others = Object.assign(Object.create(null) as Record<string, SkillBelief>, draft.others);
    draft.othersOwned = true;
  }
  draft.others![skill] = belief;
}

/** The slope after an answer of the skill at place `s` of a question; undefined where the model holds no such skill alone. */
function slopeOf(
  draft: Draft,
  skill: string,
  s: number,
  { question, belief, told }: Asked,
  score: number,
): number[] | undefined {
  const { model } = draft.prepared;
  const i = skillIndex(model, skill);
  if (i === undefined || question.levels > 1) return undefined;
  const before = beliefOf(model, draft, skill)?.slope;
  return slopeAfter(skillParameters(model, skill), before, belief[s], score, told.ifKnown[s], told.ifUnknown[s]);
}

/**
 * Derivatives of P(known) after an answer by the log-odds of the skill's own parameters: the chain rule through Bayes and the
 * step of learning. Of an answer with several skills, what it says through the others' parameters is left out.
 *
 * @param b P(known) before the answer
 */
export function slopeAfter(
  { prior, learn, guess, slip, forget }: BktParameters,
  slope: readonly number[] | undefined,
  b: number,
  score: number,
  rightIfKnown: number,
  rightIfUnknown: number,
): number[] {
  const before = slope ?? [prior * (1 - prior), 0, 0, 0, 0];
  const ifKnown = 1 - rightIfKnown + score * (2 * rightIfKnown - 1);
  const ifUnknown = 1 - rightIfUnknown + score * (2 * rightIfUnknown - 1);
  const sum = b * ifKnown + (1 - b) * ifUnknown;
  if (!(sum > 0)) return before.slice();
  const square = sum * sum;
  const through = (ifKnown * ifUnknown) / square;
  const after = (b * ifKnown) / sum;
  const rest = 1 - forget - learn;
  return [
    rest * through * before[0],
    rest * through * before[1] + (1 - after) * learn * (1 - learn),
    rest * (through * before[2] - ((b * (1 - b) * ifKnown) / square) * (2 * score - 1) * guess * (1 - guess)),
    rest * (through * before[3] + ((b * (1 - b) * ifUnknown) / square) * (1 - 2 * score) * slip * (1 - slip)),
    rest * through * before[4] - after * forget * (1 - forget),
  ];
}
