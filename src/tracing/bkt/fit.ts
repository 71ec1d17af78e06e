import { YincaiError } from '../../data/fault.js';
import type { ResponseLog } from '../../data/response-log.js';
import type { BktPriors, BktScratch, StepOptions } from './em.js';
import { countExpected, logPrior, scratchFor, updateParameters } from './em.js';
import type { BktModel, BktParameters, BktReport, CombinationRule } from './model.js';
import { buildPrefixTrees, type PrefixTree } from './prefix-tree.js';
import { chooseRule, type RuleChoice } from './rule.js';

/** Options of `fit`. */
export interface BktOptions {
  /** Points from which EM starts; the best after `trial` iterations goes on. */
  readonly starts: readonly BktParameters[];
  readonly trial: number;
  /** Most EM iterations of a skill. */
  readonly iterations: number;
  /**
   * A skill has converged when {@link CHECK_EVERY} iterations raise its log-likelihood (with log-priors) by less;
   * 0 runs all `iterations`.
   */
  readonly tolerance: number;
  /** Beta priors as pseudo-counts, which also keep guess ≤ 1 − slip; `false` for plain maximum likelihood. */
  readonly priors: BktPriors | false;
  /** Estimate forgetting; else each start's own `forget` (0) is kept. */
  readonly forget: boolean;
  /** How several skills make one prediction; `auto` takes the rule of least log-loss on held-out training learners. */
  readonly rule: CombinationRule | 'auto';
}

/** Iterations between two looks at the log-likelihood. */
export const CHECK_EVERY = 8;

/**
 * Weak priors: worth two learners at the start and five answers or steps for each other parameter,
 * centred on P(known) ½ before, learn 0.2, guess 0.2, slip 0.1, forget 0.02.
 */
export const DEFAULT_PRIORS: BktPriors = {
  prior: [1, 1],
  learn: [1, 4],
  guess: [1, 4],
  slip: [0.5, 4.5],
  forget: [0.1, 4.9],
};

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: BktOptions = {
  starts: [
    { prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1, forget: 0 },
    { prior: 0.7, learn: 0.1, guess: 0.3, slip: 0.2, forget: 0 },
    { prior: 0.5, learn: 0.05, guess: 0.1, slip: 0.3, forget: 0 },
    { prior: 0.1, learn: 0.4, guess: 0.4, slip: 0.05, forget: 0 },
  ],
  trial: 16,
  iterations: 1000,
  tolerance: 1e-4,
  priors: DEFAULT_PRIORS,
  forget: false,
  rule: 'auto',
};

/**
 * Fits one chain to each skill of a log by expectation–maximisation, and one to all of them together for skills it does not hold.
 *
 * P(known₁) = prior; P(right) = known (1 − slip) + (1 − known) guess; then Bayes, then the step of learning.
 * An interaction that needs several skills is evidence on each of them as if it stood alone;
 * fractional scores are soft evidence (see `traceAnswer`).
 *
 * @throws YincaiError `not-enough-data` where no row names a skill; `bad-option` where an option is out of range
 * @cost O(distinct prefixes · iterations)
 * @source Corbett & Anderson (1995), User Modeling and User-Adapted Interaction 4
 * @example
 * const model = fit(log);
 * fit(log, { priors: false, forget: true });
 */
export function fit(log: ResponseLog, options: Partial<BktOptions> = {}): BktModel {
  const chosen = checkOptions({ ...DEFAULT_OPTIONS, ...options });
  requireSkills(log);
  const heldOut = chosen.rule === 'auto' ? chooseRule(log, (part) => estimateModel(part, chosen)) : undefined;
  return estimateModel(log, chosen, heldOut);
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

function estimateModel(log: ResponseLog, chosen: BktOptions, heldOut?: RuleChoice): BktModel {
  const trees = buildPrefixTrees(log);
  const step: StepOptions = { priors: chosen.priors, ordered: chosen.priors !== false, forget: chosen.forget };
  const scratch = scratchFor(trees.skills.reduce((most, tree) => Math.max(most, tree.size), trees.population.size));
  const population = estimate(trees.population, chosen, step, scratch);

  const present: number[] = [];
  for (let s = 0; s < log.skills.length; s++) if (trees.skills[s].answers > 0) present.push(s);
  const fits = present.map((s) => estimate(trees.skills[s], chosen, step, scratch));
  const column = (name: keyof BktParameters): number[] => fits.map((one) => one.parameters[name]);
  return {
    kind: 'bkt',
    version: 1,
    skills: present.map((s) => log.skills[s]),
    prior: column('prior'),
    learn: column('learn'),
    guess: column('guess'),
    slip: column('slip'),
    forget: column('forget'),
    population: population.parameters,
    rule: chosen.rule === 'auto' ? (heldOut?.best ?? 'mean') : chosen.rule,
    report: report(
      log,
      present.map((s) => trees.skills[s]),
      present,
      fits,
      chosen,
      heldOut?.losses,
    ),
  };
}

interface SkillFit {
  readonly parameters: BktParameters;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** No sequence is longer than one answer. */
  readonly still: boolean;
}

function estimate(tree: PrefixTree, options: BktOptions, step: StepOptions, scratch: BktScratch): SkillFit {
  const run = (from: BktParameters, iterations: number): BktParameters => {
    let now = from;
    for (let i = 0; i < iterations; i++) now = updateParameters(countExpected(tree, now, scratch, false), now, step);
    return now;
  };
  const value = (at: BktParameters): number =>
    countExpected(tree, at, scratch, true).logLikelihood + logPrior(at, step);

  let parameters = options.starts[0];
  let done = 0;
  if (options.starts.length > 1) {
    done = Math.min(options.trial, options.iterations);
    let best = Number.NEGATIVE_INFINITY;
    for (const start of options.starts) {
      const end = run(start, done);
      const height = value(end);
      if (height > best) {
        best = height;
        parameters = end;
      }
    }
  }
  let converged = false;
  if (options.tolerance === 0) {
    parameters = run(parameters, options.iterations - done);
    done = options.iterations;
  } else {
    let height = value(parameters);
    while (done < options.iterations && !converged) {
      const more = Math.min(CHECK_EVERY, options.iterations - done);
      parameters = run(parameters, more);
      done += more;
      const now = value(parameters);
      converged = more === CHECK_EVERY && now - height < options.tolerance;
      height = now;
    }
  }
  const counts = countExpected(tree, parameters, scratch, true);
  return {
    parameters,
    logLikelihood: counts.logLikelihood,
    iterations: done,
    converged,
    still: tree.learners === tree.answers,
  };
}

function report(
  log: ResponseLog,
  trees: readonly PrefixTree[],
  present: readonly number[],
  fits: readonly SkillFit[],
  options: BktOptions,
  rules: { readonly [rule in CombinationRule]?: number } | undefined,
): BktReport {
  const seen = new Uint8Array(log.learners.length);
  let learners = 0;
  let interactions = 0;
  for (let r = 0; r < log.length; r++) {
    if (log.skillSet[r] < 0) continue;
    interactions++;
    if (seen[log.learner[r]] === 0) learners++;
    seen[log.learner[r]] = 1;
  }
  const warnings: string[] = [];
  const still = present.filter((_, i) => fits[i].still).map((s) => log.skills[s]);
  if (still.length > 0) {
    const kept = options.priors === false ? 'stays at its start' : 'is that of the prior';
    warnings.push(`no learner met these skills twice, so their learn rate ${kept}: ${listed(still)}`);
  }
  if (options.priors === false) {
    const turned = present.filter((_, i) => fits[i].parameters.guess > 1 - fits[i].parameters.slip);
    if (turned.length > 0) {
      warnings.push(
        `knowing makes a right answer less likely (guess > 1 − slip): ${listed(turned.map((s) => log.skills[s]))}`,
      );
    }
  }
  const unskilled = log.length - interactions;
  if (unskilled > 0) warnings.push(`${unskilled} interactions name no skill and were left out`);
  const open = fits.filter((one) => !one.converged).length;
  const reason =
    options.tolerance === 0
      ? `${options.iterations} iterations were asked for, without a test of convergence`
      : `${open} of ${fits.length} skills still rose after ${options.iterations} iterations`;
  return {
    logLikelihood: fits.reduce((sum, one) => sum + one.logLikelihood, 0),
    iterations: fits.reduce((most, one) => Math.max(most, one.iterations), 0),
    converged: open === 0,
    ...(open === 0 ? {} : { reason }),
    parameters: fits.length * (options.forget ? 5 : 4),
    learners,
    interactions,
    warnings,
    skills: {
      logLikelihood: fits.map((one) => one.logLikelihood),
      iterations: fits.map((one) => one.iterations),
      converged: fits.map((one) => one.converged),
      learners: trees.map((tree) => tree.learners),
      answers: trees.map((tree) => tree.answers),
    },
    ...(rules === undefined ? {} : { rules }),
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

function checkOptions(options: BktOptions): BktOptions {
  const bad = (column: string, value: unknown, expected: string): never => {
    throw new YincaiError({ code: 'bad-option', column, value: String(value), expected });
  };
  const { starts, trial, iterations, tolerance } = options;
  if (starts.length === 0) bad('starts', 'none', 'at least one start');
  for (const start of starts) {
    for (const [name, p] of Object.entries(start)) {
      if (!(p >= 0 && p <= 1)) bad(`starts.${name}`, p, 'a probability, 0 to 1');
    }
    for (const name of ['guess', 'slip'] as const) {
      if (!(start[name] > 0 && start[name] < 1))
        bad(`starts.${name}`, start[name], 'a probability above 0 and below 1');
    }
  }
  if (!Number.isInteger(iterations) || iterations < 0) bad('iterations', iterations, 'a whole number, 0 or more');
  if (!Number.isInteger(trial) || trial < 0) bad('trial', trial, 'a whole number, 0 or more');
  if (!(tolerance >= 0)) bad('tolerance', tolerance, 'a number, 0 or more');
  if (options.priors !== false) {
    for (const [name, pseudo] of Object.entries(options.priors)) {
      for (const count of pseudo) if (!(count >= 0)) bad(`priors.${name}`, count, 'pseudo-counts, 0 or more');
    }
  }
  return options;
}
