import { YincaiError } from '../../data/fault.js';
import type { ResponseLog } from '../../data/response-log.js';
import { skillNames } from '../../evaluate/tracing.js';
import { blocksOf, fitEasiness, ROUNDS, shapeOf } from './easiness.js';
import { encodeLog } from './encode-log.js';
import { type FittedFactors, fitFactors } from './factor-path.js';
import type { FeatureKind } from './feature.js';
import { KINDS } from './kinds.js';
import { solveLasso } from './lasso.js';
import { combinationId, type LogisticModel } from './model.js';
import { type LogisticModelLike, type LogisticOptions, settleOptions } from './options.js';
import { type Plan, planFeatures } from './plan.js';
import { positionsOf } from './prepare.js';
import { solvePooled } from './shrinkage.js';

/** Steps of a factorisation machine that each gain less than this share are its end: it has no Newton steps. */
const MACHINE_TOLERANCE = 1e-6;

/**
 * Fits a logistic model to a log: P(right) = logistic(Σ weight · value), the values being counted from the learner's earlier answers only.
 *
 * One answer counts once, whatever the number of its skills; a fractional score s is s of a right and 1 − s of a wrong answer.
 * The weights of many skills or items are drawn to 0 as strongly as the log tells (empirical Bayes), or by a given penalty.
 *
 * @param kinds of features that `features` may name; see `familyWith`
 * @throws YincaiError `not-enough-data` for a log without rows; `bad-option` where an option is out of range
 * @cost O(rows · values per row²) a Newton step; about six steps and three more for the pooling
 * @source Pavlik, Eglington & Harrell-Williams (2021), Logistic Knowledge Tracing, IEEE TLT 14(5); Gervet et al. (2020), JEDM 12(3)
 * @example
 * const model = fit(log, { features: 'best-lr' });
 * fit(log, { features: [{ kind: 'constant', of: 'learner', by: 'item' }, { kind: 'streak', of: 'skill', by: 'all' }] });
 */
export function fit(
  log: ResponseLog,
  options: Partial<LogisticOptions> = {},
  kinds: readonly FeatureKind[] = KINDS,
): LogisticModel {
  const settled = settleOptions(options);
  requireRows(log);
  const ids = idsOf(log);
  const sizes = { skill: ids.skills.length, item: ids.items.length, combination: ids.combinations.length };
  const plan = planFeatures(settled.features, kinds, sizes);
  const positions = positionsOf(ids);
  const eased = plan.eased ? fitEasiness(log, positions, settled) : undefined;
  const encoded = encodeLog(plan, positions, eased?.withoutSelf, log);
  const { matrix, score } = encoded;
  const from = settled.warmStart === undefined ? undefined : warmWeights(plan, ids, settled.warmStart);
  const solve = {
    iterations: settled.iterations,
    tolerance: settled.tolerance,
    ...(from === undefined ? {} : { from }),
  };
  const blocks = blocksOf(plan, settled.penalty);
  const ridge = solvePooled(matrix, score, blocks, ROUNDS, { ...solve, arrow: shapeOf(plan, matrix, sizes.item) });
  const spread = (of: (feature: number) => number): Float64Array => {
    const out = new Float64Array(plan.columns);
    for (let f = 0; f < blocks.length; f++) out.fill(of(f), blocks[f].first, blocks[f].end);
    return out;
  };
  const precision = spread((f) => ridge.precision[f]);
  const sparse =
    settled.lasso === 0
      ? ridge
      : solveLasso(
          matrix,
          score,
          spread((f) => (plan.features[f].spec.by === 'all' ? 0 : settled.lasso)),
          precision,
          { ...solve, from: ridge.weights },
        );
  const learners = new Set(log.learner).size;
  const { factors, factorPrecision } = settled;
  const fitted: FittedFactors =
    factors === 0 || (factorPrecision === 'held-out' && learners < 2)
      ? {}
      : fitFactors(
          log,
          encoded,
          { weights: sparse.weights, precision },
          {
            size: factors,
            precision: factorPrecision,
            seed: settled.seed,
            iterations: 10 * settled.iterations,
            tolerance: Math.max(settled.tolerance, MACHINE_TOLERANCE),
          },
        );
  const { machine } = fitted;
  const solution = machine ?? sparse;
  const weightOf = machine?.point ?? sparse.weights;
  const rows = (width: number, value: (i: number) => number): number[][] =>
    blocks.map(({ first, end }) => Array.from({ length: (end - first) * width }, (_, i) => value(first * width + i)));
  return {
    kind: 'logistic',
    version: 1,
    features: settled.features,
    ...ids,
    weights: rows(1, (c) => weightOf[c]),
    deviations: rows(1, (c) => 1 / Math.sqrt(sparse.curvature[c])),
    precision: ridge.precision,
    ...(eased === undefined ? {} : { easiness: eased.easiness }),
    ...(machine === undefined
      ? {}
      : { factors: { size: factors, vectors: rows(factors, (i) => machine.point[plan.columns + i]) } }),
    report: {
      logLikelihood: solution.logLikelihood,
      penalty: solution.penalty,
      iterations: solution.iterations + (machine === undefined ? 0 : sparse.iterations),
      converged: solution.converged,
      ...(solution.converged ? {} : { reason: `the likelihood still rose after ${solution.iterations} steps` }),
      ...(fitted.choice === undefined ? {} : { factors: fitted.choice }),
      parameters: weightOf.reduce((n, w) => n + (w === 0 ? 0 : 1), 0),
      learners,
      interactions: log.length,
      warnings: [
        ...warningsOf(log, ids),
        ...(factors > 0 && machine === undefined
          ? ['products of features foretell held-out learners no better: the model has none']
          : []),
      ],
    },
  };
}

interface Ids {
  readonly skills: readonly string[];
  readonly items: readonly string[];
  readonly combinations: readonly (readonly string[])[];
}

/** Ids that occur in the rows, sorted, so that a model does not depend on the order of rows. */
function idsOf(log: ResponseLog): Ids {
  const names = skillNames(log);
  const skills = new Set<string>();
  const combinations = new Map<string, readonly string[]>();
  for (const s of new Set(log.skillSet)) {
    if (s < 0) continue;
    const set = [...new Set(names[s])].sort();
    for (const name of set) skills.add(name);
    if (set.length > 1) combinations.set(combinationId(set), set);
  }
  return {
    skills: [...skills].sort(),
    items: Array.from(new Set(log.item), (i) => log.items[i]).sort(),
    combinations: [...combinations.keys()].sort().map((id) => combinations.get(id)!),
  };
}

/** Weights of a model laid out for a log's ids; 0 for ids that it does not hold. */
function warmWeights(plan: Plan, ids: Ids, model: LogisticModelLike): Float64Array {
  if (JSON.stringify(model.features) !== JSON.stringify(plan.features.map(({ spec }) => spec))) {
    throw new YincaiError({
      code: 'bad-option',
      column: 'warmStart',
      expected: 'a model with the same features',
      mend: 'fit without a warm start',
    });
  }
  const before = positionsOf(model);
  const at = {
    all: [0],
    skill: ids.skills.map((id) => before.skills.get(id)),
    item: ids.items.map((id) => before.items.get(id)),
    combination: ids.combinations.map((set) => before.combinations.get(combinationId(set))),
  };
  const weights = new Float64Array(plan.columns);
  plan.features.forEach(({ first, spec, counter: { width } }, f) => {
    at[spec.by].forEach((old, now) => {
      if (old === undefined) return;
      for (let v = 0; v < width; v++) weights[first + now * width + v] = model.weights[f][old * width + v];
    });
  });
  return weights;
}

function warningsOf(log: ResponseLog, ids: Ids): string[] {
  const warnings: string[] = [];
  if (new Set(log.learner).size < 2) {
    warnings.push('one learner only: item and skill weights tell this learner from no other');
  }
  let least = 1;
  let most = 0;
  for (let r = 0; r < log.length; r++) {
    least = Math.min(least, log.score[r]);
    most = Math.max(most, log.score[r]);
  }
  if (least === most) warnings.push(`all answers have the score ${most}: nothing tells right from wrong`);
  if (ids.skills.length === 0) warnings.push('no row names a skill: features of skills are empty');
  return warnings;
}

function requireRows(log: ResponseLog): void {
  if (log.length > 0) return;
  throw new YincaiError({
    code: 'not-enough-data',
    expected: 'a log with at least one answer',
    expectedZh: '至少有一次作答的记录',
    mend: 'give the log of a class over some weeks',
    mendZh: '请给出一个班几周以来的作答记录',
  });
}
