import { YincaiError } from '../../data/fault.js';
import type { ResponseLog } from '../../data/response-log.js';
import { covarianceOf } from './covariance.js';
import {
  type BktCounts,
  type BktPriors,
  type Chain,
  chainsOf,
  countExpected,
  type StepOptions,
  updateParameters,
} from './em.js';
import { estimate, type SkillFit } from './estimate.js';
import { fitEffects } from './fit-effects.js';
import type { BktModel, BktParameters, CreditRule } from './model.js';
import {
  type BktOptions,
  checkOptions,
  DEFAULT_OPTIONS,
  DEFAULT_PRIORS,
  fixedOf,
  hasEffects,
  LEAST_POOLED,
  WITHOUT_EFFECTS,
} from './options.js';
import { poolPriors } from './pool.js';
import { buildPrefixTrees } from './prefix-tree.js';
import { reportOf } from './report.js';
import { chooseRule, type RuleChoice } from './rule.js';

/** Least share of the log-likelihood that a step of the ascent over all skills must add. */
const EFFECTS_TOLERANCE = 1e-6;
/** Rounds in which pooled priors and the skills' estimates find each other. */
const POOL_ROUNDS = 4;

/**
 * Fits Bayesian knowledge tracing to a log: a hidden two-state chain for each skill.
 *
 * P(known₁) = prior; P(right) = known (1 − slip) + (1 − known) guess; then Bayes, then the step of learning (and forgetting).
 * Each skill's chain is fitted by EM from several starts, then by a quasi-Newton ascent on the exact gradient.
 * What the options add (`levels`, `items`, `groups`, `decay`, answers with several skills) is then fitted to all skills
 * together, by the exact gradient, pooled by empirical Bayes; guess never exceeds 1 − slip there.
 * Fractional scores are soft evidence (see `traceAnswer`).
 *
 * @throws YincaiError `not-enough-data` where no row names a skill; `bad-option` where an option is out of range
 * @cost O(distinct prefixes · iterations); with effects O(rows · levels · iterations)
 * @source Corbett & Anderson (1995), User Modeling and User-Adapted Interaction 4
 * @example
 * const model = fit(log);
 * fit(log, { priors: false, forget: true });
 * fit(log, { levels: 5, items: 'each' });
 */
export function fit(log: ResponseLog, options: Partial<BktOptions> = {}): BktModel {
  const chosen = checkOptions({ ...DEFAULT_OPTIONS, ...options });
  requireSkills(log);
  const { rule } = chosen;
  if (rule !== 'auto') return estimateModel(log, { ...chosen, rule });
  // What tells the rules apart needs neither the last digit nor what is fitted beside the skills.
  const quick: BktOptions = {
    ...chosen,
    ...WITHOUT_EFFECTS,
    covariance: false,
    iterations: Math.min(chosen.iterations, 10),
  };
  const choice = chooseRule(log, (part, tried) => estimateModel(part, { ...quick, rule: tried }));
  return estimateModel(log, { ...chosen, rule: choice?.best ?? 'compensatory' }, choice);
}

function requireSkills(log: ResponseLog): void {
  if (log.skillSet.some((set) => set >= 0)) return;
  throw new YincaiError({
    code: 'not-enough-data',
    expected: 'a log in which at least one row names a skill',
    expectedZh: '至少有一行写明知识点的作答记录',
    mend: 'give a skill column, or a Q-matrix of the items',
    mendZh: '请补上知识点一列，或给出题目与知识点对应的 Q 矩阵',
  });
}

type Settled = BktOptions & { readonly rule: CreditRule };

function estimateModel(log: ResponseLog, options: Settled, choice?: RuleChoice): BktModel {
  const weights =
    options.weights.size === 0 ? undefined : Float64Array.from(log.learners, (name) => options.weights.get(name) ?? 1);
  const trees = buildPrefixTrees(log, weights);
  const present: number[] = [];
  for (let s = 0; s < log.skills.length; s++) if (trees[s].answers > 0) present.push(s);
  const chains = chainsOf(
    present.map((s) => trees[s]),
    options.kernel,
  );
  const skills = present.map((s) => log.skills[s]);
  const { fits, priors } = estimateChains(chains, skills, options);
  const step = (skill: string): StepOptions => stepOf(options, priors, skill);
  const column = (name: keyof BktParameters): number[] => fits.map((one) => one.parameters[name]);
  const base: BktModel = {
    kind: 'bkt',
    version: 2,
    skills,
    prior: column('prior'),
    learn: column('learn'),
    guess: column('guess'),
    slip: column('slip'),
    forget: column('forget'),
    population: populationOf(chains, fits, stepOf(options, priors)),
    rule: options.rule,
    ...(options.covariance
      ? { covariance: chains.map((chain, i) => covarianceOf(chain, fits[i].parameters, step(skills[i]))) }
      : {}),
    report: reportOf(log, chains, skills, fits, options, choice?.losses),
  };
  const several = log.skillSet.some((set) => set >= 0 && log.skillSets.start[set + 1] - log.skillSets.start[set] > 1);
  if (!hasEffects(options) && !(options.joint && several && options.tolerance > 0)) return base;
  return withEffects(log, base, options, several, weights);
}

function withEffects(
  log: ResponseLog,
  base: BktModel,
  options: Settled,
  several: boolean,
  weights: Float64Array | undefined,
): BktModel {
  const { items } = options;
  const { model, result } = fitEffects(log, base, {
    items: items !== false,
    itemLearning: options.itemLearning,
    levels: options.levels,
    groups: options.groups.size > 0,
    forget: options.forget,
    decay: options.decay,
    weights: several && options.joint && options.rule === 'compensatory',
    rule: options.rule,
    fixed: (skill) => fixedOf(options, skill),
    itemClass: (item) => (items === 'each' ? item : items === false ? undefined : items.get(item)),
    classes: items === 'each' || items === false ? new Map() : items,
    groupsOf: (learner) => options.groups.get(learner) ?? [],
    learnerWeights: weights,
    pooled: options.priors !== false,
    iterations: options.iterations,
    tolerance: Math.max(options.tolerance, EFFECTS_TOLERANCE),
  });
  // The covariance is that of the skills' own chains, which these parameters are not.
  const { covariance: _, ...rest } = model;
  const { report } = model;
  return {
    ...rest,
    report: {
      ...report,
      iterations: report.iterations + result.evaluations,
      converged: report.converged && result.converged,
      ...(result.converged ? {} : { reason: `the effects still rose after ${options.iterations} iterations` }),
      parameters: result.point.length,
      joint: result.logLikelihood,
      deviations: result.deviations,
    },
  };
}

function stepOf(options: BktOptions, priors: BktPriors | false, skill?: string): StepOptions {
  return {
    priors,
    ordered: priors !== false,
    forget: options.forget,
    fixed: skill === undefined ? {} : fixedOf(options, skill),
  };
}

/** Each skill by itself; with pooled priors all again, as often as the priors find their place. */
function estimateChains(
  chains: readonly Chain[],
  skills: readonly string[],
  options: BktOptions,
): { readonly fits: readonly SkillFit[]; readonly priors: BktPriors | false } {
  const pooled = options.priors === 'pooled';
  let priors: BktPriors | false = options.priors === 'pooled' ? DEFAULT_PRIORS : options.priors;
  let fits = chains.map((chain, i) => estimate(chain, options, stepOf(options, priors, skills[i])));
  if (!pooled || chains.length < LEAST_POOLED) return { fits, priors };
  for (let round = 0; round < POOL_ROUNDS; round++) {
    const step = priors;
    priors = poolPriors(
      fits.map(({ parameters }, i) => ({
        parameters,
        covariance: covarianceOf(chains[i], parameters, stepOf(options, step, skills[i])),
      })),
      priors as BktPriors,
    );
    const next = priors;
    const again = round === POOL_ROUNDS - 1 ? options : { ...options, keep: 1 };
    fits = fits.map((before, i) =>
      estimate(
        chains[i],
        { ...again, starts: round === POOL_ROUNDS - 1 ? [before.parameters, ...options.starts] : [before.parameters] },
        stepOf(options, next, skills[i]),
      ),
    );
  }
  return { fits, priors };
}

/** One step of EM with the expected counts of all skills together: what is typical of a skill. */
function populationOf(chains: readonly Chain[], fits: readonly SkillFit[], step: StepOptions): BktParameters {
  const total: { -readonly [K in keyof BktCounts]: number } = {
    began: 0,
    sequences: 0,
    learned: 0,
    learnable: 0,
    forgotten: 0,
    forgettable: 0,
    guessed: 0,
    missed: 0,
    slipped: 0,
    hit: 0,
  };
  const names = Object.keys(total) as (keyof BktCounts)[];
  fits.forEach(({ parameters }, i) => {
    const counts = countExpected(chains[i], parameters);
    for (const name of names) total[name] += counts[name];
  });
  return updateParameters(total, { ...DEFAULT_OPTIONS.starts[0], forget: fits[0]?.parameters.forget ?? 0 }, step);
}
