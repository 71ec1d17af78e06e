import { DAY } from '../../data/time.js';
import { logistic, logit } from '../../math/logistic.js';
import type { Question } from './credit.js';
import type { BktModel, BktParameters } from './model.js';
import { skillIndex, skillParameters } from './model.js';

/** A model made ready to foretell: what depends on the model alone is computed once. */
export interface Prepared {
  readonly model: BktModel;
  readonly levels: number;
  readonly at: Float64Array;
  readonly share: Float64Array;
  readonly itemClass: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  readonly index: ReadonlyMap<string, number>;
  /** Questions of one skill and no item, by skill. */
  readonly single: Map<string, Question>;
}

const made = new WeakMap<BktModel, Prepared>();

/** The model made ready, once. */
export function prepare(model: BktModel): Prepared {
  const before = made.get(model);
  if (before !== undefined) return before;
  const { effects } = model;
  const items = effects?.items;
  const prepared: Prepared = {
    model,
    levels: effects?.levels.at.length ?? 1,
    at: Float64Array.from(effects?.levels.at ?? [0]),
    share: Float64Array.from(effects?.levels.share ?? [1]),
    itemClass: new Map(items?.ids.map((id, i) => [id, items.class[i]]) ?? []),
    index: new Map(model.skills.map((skill, s) => [skill, s])),
    groups: new Map(effects?.groups?.ids.map((id, g) => [id, g]) ?? []),
    single: new Map(),
  };
  made.set(model, prepared);
  return prepared;
}

/** Groups of a learner that the model holds, as indices, ascending. */
export function groupsOf(prepared: Prepared, names: readonly string[]): readonly number[] {
  const found = new Set<number>();
  for (const name of names) {
    const group = prepared.groups.get(name);
    if (group !== undefined) found.add(group);
  }
  return [...found].sort((a, b) => a - b);
}

/** P(known) of a skill before any answer, at each level, for a learner of some groups. */
export function firstBelief(prepared: Prepared, skill: number | undefined, groups: readonly number[]): Float64Array {
  const { model, levels, at } = prepared;
  const { effects } = model;
  const prior = skill === undefined ? model.population.prior : model.prior[skill];
  if (effects === undefined) return Float64Array.of(prior);
  let odds = logit(prior);
  if (effects.groups !== undefined) {
    const { prior: main, start, skill: of, special } = effects.groups;
    for (const g of groups) {
      odds += main[g];
      if (skill === undefined) continue;
      for (let j = start[g]; j < start[g + 1]; j++) if (of[j] === skill) odds += special[j];
    }
  }
  const belief = new Float64Array(levels);
  for (let k = 0; k < levels; k++) belief[k] = logistic(odds + effects.slope.prior * at[k]);
  return belief;
}

/** Factor by which P(known) falls between two answers `from` and `to` (milliseconds); 1 where a time is unknown or runs backwards. */
export function decayBetween(
  prepared: Prepared,
  skill: number | undefined,
  from: number | undefined,
  to: number | undefined,
): number {
  const decay = prepared.model.effects?.decay;
  if (decay === undefined || skill === undefined || from === undefined || to === undefined || !(to > from)) return 1;
  return (1 + (to - from) / DAY) ** -decay[skill];
}

/** What the model knows of a question, `skills` distinct and at least one. */
export function questionOf(prepared: Prepared, skills: readonly string[], item: string): Question {
  const { model, itemClass, single } = prepared;
  const { effects } = model;
  const own = effects?.items === undefined ? undefined : itemClass.get(item);
  const plain = own === undefined && skills.length === 1;
  if (plain) {
    const known = single.get(skills[0]);
    if (known !== undefined) return known;
  }
  const question = makeQuestion(prepared, skills, own);
  // Only skills of the model are kept, so that hostile ids do not fill the memory.
  if (plain && skillIndex(model, skills[0]) !== undefined) single.set(skills[0], question);
  return question;
}

function makeQuestion(prepared: Prepared, skills: readonly string[], item: number | undefined): Question {
  const { model, levels, at } = prepared;
  const { effects } = model;
  const n = skills.length;
  const question = {
    n,
    levels,
    known: new Float64Array(n * levels),
    unknown: new Float64Array(n * levels),
    learn: new Float64Array(n * levels),
    forget: new Float64Array(n),
    weight: new Float64Array(n),
    all: new Float64Array(levels),
    lacking: new Float64Array(levels),
  };
  const { known, unknown, learn, forget, weight, all, lacking } = question;
  let total = 0;
  for (let s = 0; s < n; s++) {
    const parameters = skillParameters(model, skills[s]);
    forget[s] = parameters.forget;
    weight[s] = weightOf(prepared, skills[s]);
    total += weight[s];
    if (effects === undefined) {
      known[s] = 1 - parameters.slip;
      unknown[s] = parameters.guess;
      learn[s] = parameters.learn;
      continue;
    }
    const { middle, distance, learning } = logits(parameters);
    const items = effects.items;
    const easy = middle + (item === undefined ? 0 : items!.easiness[item]);
    const gap = distance * (item === undefined ? 1 : Math.exp(items!.contrast[item]));
    const rate = learning + (item === undefined ? 0 : items!.learn[item]);
    for (let k = 0; k < levels; k++) {
      unknown[s * levels + k] = logistic(easy - gap / 2 + effects.slope.easiness * at[k]);
      known[s * levels + k] = logistic(easy + gap / 2 + effects.slope.easiness * at[k]);
      learn[s * levels + k] = logistic(rate + effects.slope.learn * at[k]);
    }
  }
  if (n === 1) return question;
  for (let s = 0; s < n; s++) weight[s] /= total;
  for (let k = 0; k < levels; k++) {
    let [up, down] = [0, 0];
    for (let s = 0; s < n; s++) {
      up += logit(known[s * levels + k]);
      down += logit(unknown[s * levels + k]);
    }
    // Certain right beside certain wrong is NaN: then neither is believed.
    all[k] = logistic(Number.isNaN(up) ? 0 : up / n);
    lacking[k] = logistic(Number.isNaN(down) ? 0 : down / n);
  }
  return question;
}

/** Middle and distance of the log-odds of guess and of 1 − slip, and the log-odds of learn. */
function logits({ guess, slip, learn }: BktParameters): {
  readonly middle: number;
  readonly distance: number;
  readonly learning: number;
} {
  const [low, high] = [logit(guess), logit(1 - slip)];
  return { middle: (low + high) / 2, distance: high - low, learning: logit(learn) };
}

function weightOf({ model }: Prepared, skill: string): number {
  const weight = model.effects?.weight;
  if (weight === undefined) return 1;
  const i = skillIndex(model, skill);
  return i === undefined ? 1 : weight[i];
}
