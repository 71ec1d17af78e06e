import type { TracedQuestion } from '../../evaluate/tracing.js';
import type { FeatureKind } from './feature.js';
import { KINDS } from './kinds.js';
import type { Positions } from './log-walk.js';
import { combinationId, type LogisticModel } from './model.js';
import { type Coded, type Encoded, type Plan, planFeatures, roomFor } from './plan.js';

/** What is computed once of a model. */
export interface Prepared {
  readonly plan: Plan;
  readonly positions: Positions;
  readonly weights: Float64Array;
  /** Variance of each weight. */
  readonly variance: Float64Array;
  /** Vectors of each column, where the model has factors. */
  readonly vectors: Float64Array | undefined;
  /** Room for the values of a question; used and left by each call. */
  room: Encoded;
  widest: number;
}

const prepared = new WeakMap<LogisticModel, Prepared>();
const preparedWith = new WeakMap<LogisticModel, readonly FeatureKind[]>();

/**
 * What a model needs to predict, computed at its first use.
 *
 * @throws YincaiError `bad-option` where the model has a kind of feature that `kinds` lacks
 */
export function prepare(model: LogisticModel, kinds: readonly FeatureKind[] = KINDS): Prepared {
  const known = prepared.get(model);
  if (known !== undefined && preparedWith.get(model) === kinds) return known;
  const sizes = { skill: model.skills.length, item: model.items.length, combination: model.combinations.length };
  const plan = planFeatures(model.features, kinds, sizes);
  const made: Prepared = {
    plan,
    positions: positionsOf(model),
    weights: Float64Array.from(model.weights.flat()),
    variance: Float64Array.from(model.deviations.flat(), (deviation) => deviation * deviation),
    vectors: model.factors === undefined ? undefined : Float64Array.from(model.factors.vectors.flat()),
    room: roomFor(plan, 4),
    widest: 4,
  };
  prepared.set(model, made);
  preparedWith.set(model, kinds);
  return made;
}

/** Positions of the ids of a model. */
export function positionsOf(ids: Pick<LogisticModel, 'skills' | 'items' | 'combinations'>): Positions {
  return {
    skills: new Map(ids.skills.map((id, i) => [id, i])),
    items: new Map(ids.items.map((id, i) => [id, i])),
    combinations: new Map(ids.combinations.map((set, i) => [combinationId(set), i])),
  };
}

/** A question in the model's numbers; its skills are distinct. */
export function codeQuestion(
  { positions }: Prepared,
  question: Pick<TracedQuestion, 'item'>,
  skills: readonly string[],
): Coded {
  return {
    item: positions.items.get(question.item) ?? -1,
    skills: skills.map((skill) => positions.skills.get(skill) ?? -1),
    combination: skills.length < 2 ? -1 : (positions.combinations.get(combinationId(skills)) ?? -1),
  };
}

/** The skills of a question, each once. */
export function distinct(skills: readonly string[]): readonly string[] {
  return skills.length < 2 ? skills : [...new Set(skills)];
}

/** Log-odds of a question's values. */
export function logOddsOf({ weights, vectors }: Prepared, { count, column, value }: Encoded, factors: number): number {
  let z = 0;
  for (let i = 0; i < count; i++) z += weights[column[i]] * value[i];
  if (vectors === undefined) return z;
  for (let f = 0; f < factors; f++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const x = vectors[column[i] * factors + f] * value[i];
      sum += x;
      squares += x * x;
    }
    z += (sum * sum - squares) / 2;
  }
  return z;
}
