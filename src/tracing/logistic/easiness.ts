import type { ResponseLog } from '../../data/response-log.js';
import { type Arrow, arrowOf } from './arrow.js';
import { encodeLog } from './encode-log.js';
import type { FeatureSpec } from './feature.js';
import { KINDS } from './kinds.js';
import type { Positions } from './log-walk.js';
import { type SparseRows, times } from './matrix.js';
import type { Easiness } from './model.js';
import { type Plan, planFeatures } from './plan.js';
import { type Block, solvePooled } from './shrinkage.js';

/** Precision of weights that all share: nothing to pool them with, and much data. */
const SHARED = 1e-2;

/** Rounds in which the precisions are estimated. */
export const ROUNDS = 4;

/** The blocks of weights that share a prior, one a feature. */
export function blocksOf(plan: Plan, penalty: number | 'pooled'): Block[] {
  return plan.features.map(({ first, spec }, f) => {
    const block = { first, end: plan.features[f + 1]?.first ?? plan.columns };
    if (penalty !== 'pooled') return { ...block, fixed: penalty };
    return spec.by === 'all' ? { ...block, fixed: SHARED } : block;
  });
}

/** The shape of the curvature. Weights for all are solved densely before those of skills, and those before combinations. */
export function shapeOf(plan: Plan, matrix: SparseRows, items: number): Arrow {
  const blocks = plan.features.map(({ first, spec, counter }, f) => ({
    first,
    end: plan.features[f + 1]?.first ?? plan.columns,
    width: counter.width,
    by: spec.by,
  }));
  return arrowOf(
    matrix,
    (['all', 'skill', 'combination'] as const).flatMap((by) => blocks.filter((block) => block.by === by)),
    items,
    blocks.filter(({ by }) => by === 'item'),
  );
}

const FEATURES: readonly FeatureSpec[] = [
  { kind: 'constant', of: 'learner', by: 'all' },
  { kind: 'constant', of: 'learner', by: 'item' },
  { kind: 'constant', of: 'learner', by: 'skill' },
  { kind: 'constant', of: 'learner', by: 'combination' },
  { kind: 'recent-success', of: 'learner', by: 'all', parameters: { rate: 0.98, ghosts: 4 } },
  { kind: 'recent-success', of: 'skill', by: 'all', parameters: { rate: 0.8, ghosts: 1 } },
];

/** Easiness of questions, and of each training row's without the answers of its own learner to the item. */
export interface FittedEasiness {
  readonly easiness: Easiness;
  /** `[rows]` */
  readonly withoutSelf: Float64Array;
}

/**
 * How easy questions are among learners who did equally well before.
 * What a learner's own answers did to an item's easiness is taken back by one Newton step of the item's intercept,
 * so that features built on it look in training as they will for new learners.
 *
 * @source one-step leave-one-out: Pregibon (1981), Logistic regression diagnostics, Annals of Statistics 9(4)
 */
export function fitEasiness(
  log: ResponseLog,
  positions: Positions,
  options: { readonly iterations: number; readonly tolerance: number },
): FittedEasiness {
  const items = positions.items.size;
  const plan = planFeatures(FEATURES, KINDS, {
    skill: positions.skills.size,
    item: items,
    combination: positions.combinations.size,
  });
  const { matrix, score, row } = encodeLog(plan, positions, undefined, log);
  const { weights, curvature } = solvePooled(matrix, score, blocksOf(plan, 'pooled'), ROUNDS, {
    iterations: options.iterations,
    tolerance: Math.max(options.tolerance, 1e-6),
    arrow: shapeOf(plan, matrix, items),
  });
  const part = (f: number): number[] => [...weights.subarray(plan.features[f].first, plan.features[f + 1].first)];
  const easiness: Easiness = { intercept: weights[0], items: part(1), skills: part(2), combinations: part(3) };

  const z = new Float64Array(matrix.rows);
  times(matrix, weights, z);
  const own = new Map<number, { pull: number; bend: number }>();
  const itemOf = (r: number): number => positions.items.get(log.items[log.item[r]])!;
  const keyOf = (r: number): number => log.learner[r] * items + itemOf(r);
  for (let i = 0; i < matrix.rows; i++) {
    const p = 1 / (1 + Math.exp(-z[i]));
    const key = keyOf(row[i]);
    const before = own.get(key) ?? { pull: 0, bend: 0 };
    own.set(key, { pull: before.pull + score[i] - p, bend: before.bend + p * (1 - p) });
  }
  const withoutSelf = new Float64Array(matrix.rows);
  const { first } = plan.features[1];
  for (let i = 0; i < matrix.rows; i++) {
    let ease = 0;
    for (let k = matrix.start[i]; k < matrix.start[i + 1]; k++) {
      const c = matrix.column[k];
      if (c === 0 || (c >= first && c < plan.features[4].first)) ease += weights[c];
    }
    const { pull, bend } = own.get(keyOf(row[i]))!;
    withoutSelf[row[i]] = ease - pull / Math.max(curvature[first + itemOf(row[i])] - bend, 0.1);
  }
  return { easiness, withoutSelf };
}
