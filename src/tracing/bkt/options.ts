import { YincaiError } from '../../data/fault.js';
import type { KernelChoice } from '../../kernels/packed-rows.js';
import type { BktPriors } from './em.js';
import type { BktParameters, CreditRule } from './model.js';

/** Options of `fit`. */
export interface BktOptions {
  /** Points from which EM starts; after `trial` iterations the best `keep` go on. */
  readonly starts: readonly BktParameters[];
  readonly trial: number;
  readonly keep: number;
  /** Most steps of each ascent that follows; with `tolerance` 0 the number of EM iterations, and nothing follows. */
  readonly iterations: number;
  /** A skill has converged when a step of the ascent would raise its log-likelihood (with log-priors) by less. */
  readonly tolerance: number;
  /**
   * Beta priors as pseudo-counts, which also keep guess ≤ 1 − slip; `pooled`: such priors found from all skills together,
   * so that a skill with few answers leans on the others (needs {@link LEAST_POOLED} skills, else the weak default);
   * `false` for plain maximum likelihood.
   */
  readonly priors: BktPriors | 'pooled' | false;
  /** Estimate forgetting between two answers; else each start's own `forget` (0) is kept. */
  readonly forget: boolean;
  /** Parameters that are given, for all skills or by skill: they stay as they are, in the E-step too. */
  readonly fixed: Partial<BktParameters> | ReadonlyMap<string, Partial<BktParameters>>;
  /** Weight of each learner's answers, above 0; 1 where the map names none. */
  readonly weights: ReadonlyMap<string, number>;
  /** Covariance of the estimates, for standard errors and intervals of mastery. */
  readonly covariance: boolean;
  /** How several skills make one answer; `auto` takes the rule of least log-loss on held-out training learners. */
  readonly rule: CreditRule | 'auto';
  /** Fit answers with several skills by the rule's joint emission; else each skill takes them as its own when fitting. */
  readonly joint: boolean;
  /** Levels of learners (a normal law on a grid) that shift prior, learn rate and easiness; 1: learners are alike. */
  readonly levels: number;
  /** Guess and slip by item: `each` its own, or by classes of items given; pooled within the log. */
  readonly items: 'each' | ReadonlyMap<string, string> | false;
  /** Learn rate by item (or its class), too. */
  readonly itemLearning: boolean;
  /** Groups of learners, from the widest, e.g. school and class, whose priors differ; pooled. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Forgetting by the clock. */
  readonly decay: boolean;
  /** Which kernel runs the E-step. */
  readonly kernel: KernelChoice;
}

/** Skills from which on `pooled` priors are found. */
export const LEAST_POOLED = 5;

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

function start(prior: number, learn: number, guess: number, slip: number): BktParameters {
  return { prior, learn, guess, slip, forget: 0 };
}

/** Options of the models that have nothing beside the skills' own parameters. */
export const WITHOUT_EFFECTS: Pick<BktOptions, 'levels' | 'items' | 'itemLearning' | 'groups' | 'decay'> = {
  levels: 1,
  items: false,
  itemLearning: false,
  groups: new Map(),
  decay: false,
};

/** Defaults of `fit`. */
export const DEFAULT_OPTIONS: BktOptions = {
  starts: [
    start(0.3, 0.2, 0.2, 0.1),
    start(0.7, 0.1, 0.3, 0.2),
    start(0.5, 0.05, 0.1, 0.3),
    start(0.1, 0.4, 0.4, 0.05),
    start(0.2, 0.01, 0.75, 0.6),
    start(0.9, 0.01, 0.2, 0.3),
    start(0.05, 0.9, 0.5, 0.25),
    start(0.5, 0.01, 0.6, 0.15),
    start(0.15, 0.8, 0.15, 0.3),
    start(0.5, 0.05, 0.95, 0.25),
    start(0.5, 0.5, 0.5, 0.3),
    start(0.4, 0.005, 0.5, 0.1),
  ],
  trial: 10,
  keep: 3,
  iterations: 200,
  tolerance: 1e-9,
  priors: DEFAULT_PRIORS,
  forget: false,
  fixed: {},
  weights: new Map(),
  covariance: true,
  rule: 'auto',
  joint: true,
  ...WITHOUT_EFFECTS,
  kernel: 'auto',
};

/**
 * Options of the fullest model that any log can tell of: learners of five levels, items each with its own guess and slip,
 * forgetting. Give `groups` and `decay` beside it where classes and times are known.
 */
export const FULL_OPTIONS: Pick<BktOptions, 'levels' | 'items' | 'forget'> = { levels: 5, items: 'each', forget: true };

/** What is given of a skill. */
export function fixedOf(options: BktOptions, skill: string): Partial<BktParameters> {
  const { fixed } = options;
  return fixed instanceof Map
    ? ((fixed as ReadonlyMap<string, Partial<BktParameters>>).get(skill) ?? {})
    : (fixed as Partial<BktParameters>);
}

/** Whether something is fitted to all skills together beside their own parameters. */
export function hasEffects(options: BktOptions): boolean {
  const { levels, items, itemLearning, groups, decay } = options;
  return levels > 1 || items !== false || itemLearning || groups.size > 0 || decay;
}

/** The options, if they make sense. @throws YincaiError `bad-option` naming the one that does not */
export function checkOptions(options: BktOptions): BktOptions {
  const bad = (column: string, value: unknown, expected: string): never => {
    throw new YincaiError({ code: 'bad-option', column, value: String(value), expected });
  };
  const { starts, trial, keep, iterations, tolerance, levels } = options;
  const checkParameters = (where: string, parameters: Partial<BktParameters>, open: boolean): void => {
    for (const [name, p] of Object.entries(parameters)) {
      if (!(p >= 0 && p <= 1)) bad(`${where}.${name}`, p, 'a probability, 0 to 1');
      if (open && (name === 'guess' || name === 'slip') && !(p > 0 && p < 1)) {
        bad(`${where}.${name}`, p, 'a probability above 0 and below 1');
      }
    }
  };
  if (starts.length === 0) bad('starts', 'none', 'at least one start');
  for (const one of starts) checkParameters('starts', one, true);
  if (options.fixed instanceof Map) {
    for (const [skill, one] of options.fixed as ReadonlyMap<string, Partial<BktParameters>>)
      checkParameters(`fixed of ${skill}`, one, false);
  } else checkParameters('fixed', options.fixed as Partial<BktParameters>, false);
  for (const [name, value] of Object.entries({ iterations, trial })) {
    if (!Number.isInteger(value) || value < 0) bad(name, value, 'a whole number, 0 or more');
  }
  if (!Number.isInteger(keep) || keep < 1) bad('keep', keep, 'a whole number, 1 or more');
  if (!Number.isInteger(levels) || levels < 1 || levels > 31) bad('levels', levels, 'a whole number from 1 to 31');
  if (!(tolerance >= 0)) bad('tolerance', tolerance, 'a number, 0 or more');
  if (options.itemLearning && options.items === false)
    bad('itemLearning', true, 'items, too, that tell the classes of items');
  if (options.priors !== false && options.priors !== 'pooled') {
    for (const [name, pseudo] of Object.entries(options.priors)) {
      for (const count of pseudo) if (!(count >= 0)) bad(`priors.${name}`, count, 'pseudo-counts, 0 or more');
    }
  }
  for (const [learner, weight] of options.weights) {
    if (!(weight > 0 && Number.isFinite(weight))) bad(`weights of ${learner}`, weight, 'a number above 0');
  }
  return options;
}
