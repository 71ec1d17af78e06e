import type { ResponseLog } from '../../data/response-log.js';
import type { CodedLog } from './coded-log.js';

/** How easy items and skills are, with certainty; the part of a model that learners share. */
export interface ItemRatings {
  /** Log-odds of the average learner on the average item. */
  readonly intercept: number;
  readonly interceptVariance: number;
  readonly skills: readonly string[];
  /** Easiness of skills, parallel to `skills`, in logits; above 0 is easy. */
  readonly skillEasiness: readonly number[];
  readonly skillVariance: readonly number[];
  readonly items: readonly string[];
  /** Easiness of items beyond that of their skills, parallel to `items`. */
  readonly itemEasiness: readonly number[];
  readonly itemVariance: readonly number[];
}

/** How a fit went. */
export interface OnlineReport {
  /** Σ of log P(answer), each answer predicted before it was learnt from. */
  readonly logLikelihood: number;
  /** Sweeps over the log. */
  readonly iterations: number;
  readonly converged: boolean;
  readonly learners: number;
  readonly interactions: number;
  readonly warnings: readonly string[];
}

/** Variances of easiness before any answer. */
export interface EasinessSpread {
  readonly skillEasiness: number;
  readonly itemEasiness: number;
}

/** Variance of the intercept before any answer. */
const INTERCEPT_VARIANCE = 4;

/** A belief never grows wider than this many times the variance it had before any answer. */
export const WIDEST = 4;

/** The information of an answer never falls below this, so that a sure miss still moves a rating. */
export const LEAST_INFORMATION = 1e-4;

interface Index {
  readonly skill: ReadonlyMap<string, number>;
  readonly item: ReadonlyMap<string, number>;
}

const indices = new WeakMap<object, Index>();

/** Where the model holds a skill or an item. */
export function indexOf(model: { readonly skills: readonly string[]; readonly items: readonly string[] }): Index {
  let index = indices.get(model);
  if (index === undefined) {
    index = {
      skill: new Map(model.skills.map((id, i) => [id, i])),
      item: new Map(model.items.map((id, i) => [id, i])),
    };
    indices.set(model, index);
  }
  return index;
}

/** Ratings of skills and items while a log passes by; indices are those of the log. */
export interface Ratings {
  intercept: number;
  interceptVariance: number;
  readonly skill: Float64Array;
  readonly skillVariance: Float64Array;
  readonly item: Float64Array;
  readonly itemVariance: Float64Array;
}

/** Ratings before the log: those of an earlier model where it holds the item or skill. */
export function freshRatings(log: ResponseLog, dynamics: EasinessSpread, from?: ItemRatings): Ratings {
  const ratings: Ratings = {
    intercept: from?.intercept ?? 0,
    interceptVariance: from?.interceptVariance ?? INTERCEPT_VARIANCE,
    skill: new Float64Array(log.skills.length),
    skillVariance: new Float64Array(log.skills.length).fill(dynamics.skillEasiness),
    item: new Float64Array(log.items.length),
    itemVariance: new Float64Array(log.items.length).fill(dynamics.itemEasiness),
  };
  if (from === undefined) return ratings;
  const index = indexOf(from);
  log.skills.forEach((id, s) => {
    const at = index.skill.get(id);
    if (at === undefined) return;
    ratings.skill[s] = from.skillEasiness[at];
    ratings.skillVariance[s] = from.skillVariance[at];
  });
  log.items.forEach((id, i) => {
    const at = index.item.get(id);
    if (at === undefined) return;
    ratings.item[i] = from.itemEasiness[at];
    ratings.itemVariance[i] = from.itemVariance[at];
  });
  return ratings;
}

/** Ratings of what occurs in the log, then those that only the earlier model holds. */
export function gatherRatings(
  log: ResponseLog,
  ratings: Ratings,
  coded: CodedLog,
  from: ItemRatings | undefined,
): ItemRatings {
  const presentSkill = new Uint8Array(log.skills.length);
  for (const s of coded.skill) presentSkill[s] = 1;
  const presentItem = new Uint8Array(log.items.length);
  for (let r = 0; r < log.length; r++) presentItem[log.item[r]] = 1;
  const skills = [...log.skills.keys()].filter((s) => presentSkill[s] === 1);
  const items = [...log.items.keys()].filter((i) => presentItem[i] === 1);
  const heldSkills = new Set(skills.map((s) => log.skills[s]));
  const heldItems = new Set(items.map((i) => log.items[i]));
  const oldSkills = from === undefined ? [] : [...from.skills.keys()].filter((s) => !heldSkills.has(from.skills[s]));
  const oldItems = from === undefined ? [] : [...from.items.keys()].filter((i) => !heldItems.has(from.items[i]));
  const old = <T>(
    column: 'skills' | 'skillEasiness' | 'skillVariance' | 'items' | 'itemEasiness' | 'itemVariance',
    at: readonly number[],
  ): T[] => at.map((i) => (from as ItemRatings)[column][i] as T);
  return {
    intercept: ratings.intercept,
    interceptVariance: ratings.interceptVariance,
    skills: [...skills.map((s) => log.skills[s]), ...old<string>('skills', oldSkills)],
    skillEasiness: [...skills.map((s) => ratings.skill[s]), ...old<number>('skillEasiness', oldSkills)],
    skillVariance: [...skills.map((s) => ratings.skillVariance[s]), ...old<number>('skillVariance', oldSkills)],
    items: [...items.map((i) => log.items[i]), ...old<string>('items', oldItems)],
    itemEasiness: [...items.map((i) => ratings.item[i]), ...old<number>('itemEasiness', oldItems)],
    itemVariance: [...items.map((i) => ratings.itemVariance[i]), ...old<number>('itemVariance', oldItems)],
  };
}

/** Rounds in which skills with common items are levelled. */
const ROUNDS = 30;

/**
 * Moves what the items of a skill have in common from the items to the skill, so that `skill` is the easiness of its typical item;
 * no prediction of an item changes. Without it what a skill's items share may lie with either. Items of several skills lie about
 * their mean; an item counts by the share of what is believed of it that comes from answers.
 *
 * @param spread variance of items' easiness before any answer
 */
export function levelItems({ log, first, skill }: CodedLog, ratings: Ratings, spread: number): void {
  // An item has the skills that it was answered with first.
  const row = new Int32Array(log.items.length).fill(-1);
  for (let r = log.length - 1; r >= 0; r--) row[log.item[r]] = r;
  const items = [...row.keys()].filter((i) => row[i] >= 0 && first[row[i] + 1] > first[row[i]]);
  const shift = new Float64Array(log.skills.length);
  const weights = new Float64Array(log.skills.length);
  const noise = new Float64Array(log.skills.length);
  const answered = (i: number): number => Math.max(0, 1 - ratings.itemVariance[i] / spread);
  const each = (i: number, take: (s: number) => void): void => {
    for (let k = first[row[i]]; k < first[row[i] + 1]; k++) take(skill[k]);
  };
  const common = (i: number): number => {
    let sum = 0;
    each(i, (s) => {
      sum += shift[s];
    });
    return sum / (first[row[i] + 1] - first[row[i]]);
  };
  for (const i of items) {
    each(i, (s) => {
      weights[s] += answered(i);
      noise[s] += answered(i) * ratings.itemVariance[i];
    });
  }
  for (let round = 0; round < ROUNDS; round++) {
    const off = new Float64Array(shift.length);
    let most = 0;
    for (const i of items) {
      // What answers alone say of the item is its mean over the share that comes from them.
      const rest = ratings.item[i] - answered(i) * common(i);
      each(i, (s) => {
        off[s] += rest;
      });
    }
    for (let s = 0; s < shift.length; s++) {
      if (!(weights[s] > 1e-9)) continue;
      shift[s] += off[s] / weights[s];
      most = Math.max(most, Math.abs(off[s] / weights[s]));
    }
    if (most < 1e-9) break;
  }
  for (const i of items) ratings.item[i] -= common(i);
  for (let s = 0; s < shift.length; s++) {
    if (!(weights[s] > 1e-9)) continue;
    ratings.skill[s] += shift[s];
    ratings.skillVariance[s] += noise[s] / weights[s] ** 2;
  }
}

/** What the user should know of a log. */
export function warningsOf({ log, first }: CodedLog): string[] {
  let unskilled = 0;
  for (let r = 0; r < log.length; r++) if (first[r + 1] === first[r]) unskilled++;
  const warnings: string[] = [];
  if (unskilled > 0)
    warnings.push(`${unskilled} interactions name no skill; their items and learners are rated all the same`);
  if (new Set(log.learner).size === 1) {
    warnings.push(
      'one learner: what is ability and what easiness cannot be told apart, both are drawn to their priors',
    );
  }
  return warnings;
}
