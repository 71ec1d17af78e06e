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
