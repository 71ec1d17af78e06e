/** Probabilities of one skill, each 0…1. */
export interface BktParameters {
  /** P(known) before the first answer. */
  readonly prior: number;
  /** P(unknown → known) between two answers. */
  readonly learn: number;
  /** P(right | unknown). */
  readonly guess: number;
  /** P(wrong | known). */
  readonly slip: number;
  /** P(known → unknown) between two answers; 0 in the standard model. */
  readonly forget: number;
}

/**
 * How the skills that an answer needs make it right, given which of them are known:
 * - `conjunctive`: all known → 1 − slip, else guess, both of the whole set (the mean of the skills' log-odds), as in DINA;
 * - `noisy-and`: the product over the skills of 1 − slip where known, guess where not;
 * - `compensatory`: the mean of the same, weighted where the model holds weights: a skill can make up for another.
 *
 * With one skill all are the same. The answer is evidence on all its skills at once: each skill's posterior is the exact
 * margin of the joint posterior, given that the skills were independent before.
 */
export type CreditRule = 'conjunctive' | 'noisy-and' | 'compensatory';

/** How a fit went. Arrays are parallel to the model's `skills`. */
export interface BktReport {
  /** Σ over skills of the log-likelihood of their answers, priors excluded; an answer counts once for each skill it needs. */
  readonly logLikelihood: number;
  /** EM iterations and evaluations of the slowest skill, and of what is fitted to all skills together. */
  readonly iterations: number;
  readonly converged: boolean;
  /** Why it did not converge; absent if it did. */
  readonly reason?: string;
  readonly parameters: number;
  readonly learners: number;
  readonly interactions: number;
  /** What the user should know, e.g. skills whose learn rate no answer tells of. */
  readonly warnings: readonly string[];
  readonly skills: {
    readonly logLikelihood: readonly number[];
    readonly iterations: readonly number[];
    readonly converged: readonly boolean[];
    /** Learners who met the skill. */
    readonly learners: readonly number[];
    readonly answers: readonly number[];
  };
  /** Log-loss of each rule on held-out training learners, where the log has interactions with several skills. */
  readonly rules?: { readonly [rule in CreditRule]?: number };
  /** Log-likelihood of all interactions foretold one after another, where effects were fitted. */
  readonly joint?: number;
  /** Standard deviations found for what is pooled, on log-odds; by name of the effect. */
  readonly deviations?: Readonly<Record<string, number>>;
}

/**
 * What shifts the skills' parameters for an item, a group of learners, a learner or after a time; all on log-odds.
 * With z the learner's level and i the item's class:
 * logit prior += Σ groups' prior + slope.prior z; logit learn += learn_i + slope.learn z;
 * logit guess and logit(1 − slip) += easiness_i + slope.easiness z, and their distance *= exp(contrast_i) about their middle.
 */
export interface BktEffects {
  /** Levels a learner may have, and the shares of learners; one level 0 where learners are alike. */
  readonly levels: { readonly at: readonly number[]; readonly share: readonly number[] };
  readonly slope: { readonly prior: number; readonly learn: number; readonly easiness: number };
  readonly items?: {
    /** Items known, and the class of each (an index into the arrays below). Others have no effect. */
    readonly ids: readonly string[];
    readonly class: readonly number[];
    readonly easiness: readonly number[];
    readonly contrast: readonly number[];
    readonly learn: readonly number[];
  };
  readonly groups?: {
    readonly ids: readonly string[];
    readonly prior: readonly number[];
    /** What is special to a group on one skill, in compressed rows: group g has `skill` and `special` `start[g]` … `start[g + 1] − 1`. */
    readonly start: readonly number[];
    readonly skill: readonly number[];
    readonly special: readonly number[];
  };
  /** Forgetting by the clock, parallel to `skills`: P(known) falls by the factor (1 + days)^−decay between two answers. */
  readonly decay?: readonly number[];
  /** Weight of each skill under the rule `compensatory`, parallel to `skills`. */
  readonly weight?: readonly number[];
}

/** Bayesian knowledge tracing, a hidden two-state chain for each skill. Arrays are parallel to `skills`. */
export interface BktModel {
  readonly kind: 'bkt';
  readonly version: 2;
  readonly skills: readonly string[];
  readonly prior: readonly number[];
  readonly learn: readonly number[];
  readonly guess: readonly number[];
  readonly slip: readonly number[];
  readonly forget: readonly number[];
  /** One chain for all skills together: stands in for a skill that the model does not hold. */
  readonly population: BktParameters;
  readonly rule: CreditRule;
  /** Absent in the standard model. */
  readonly effects?: BktEffects;
  /**
   * Covariance of the estimates on log-odds, lower triangle in rows over prior, learn, guess, slip, forget, of each skill;
   * 0 for what was not estimated or lies at its bound, null where the answers do not tell. Absent where it was not asked for.
   */
  readonly covariance?: readonly (readonly number[] | null)[];
  readonly report: BktReport;
}

const indices = new WeakMap<BktModel, ReadonlyMap<string, number>>();

/** Position of a skill in the model, or undefined where it holds no such skill. */
export function skillIndex(model: BktModel, skill: string): number | undefined {
  let index = indices.get(model);
  if (index === undefined) {
    index = new Map(model.skills.map((name, position) => [name, position]));
    indices.set(model, index);
  }
  return index.get(skill);
}

/**
 * The parameters of a skill; those of the population where the model does not hold it.
 *
 * @example
 * skillParameters(model, 'fractions').learn // 0.12
 */
export function skillParameters(model: BktModel, skill: string): BktParameters {
  const i = skillIndex(model, skill);
  if (i === undefined) return model.population;
  return {
    prior: model.prior[i],
    learn: model.learn[i],
    guess: model.guess[i],
    slip: model.slip[i],
    forget: model.forget[i],
  };
}

/** P(right) = known (1 − slip) + (1 − known) guess. */
export function successOf(known: number, guess: number, slip: number): number {
  return known * (1 - slip) + (1 - known) * guess;
}

/**
 * However long a run of right answers, this much doubt stays: rounded to 1, P(known) could never fall again.
 */
export const LEAST_DOUBT = 1e-9;

/**
 * P(known) after an answer and the chance to learn that follows it.
 *
 * A fractional score s is soft evidence: likelihood s P(right | state) + (1 − s) P(wrong | state).
 * Evidence to which the parameters give probability zero tells nothing, and P(known) only takes its step of learning.
 *
 * @param known P(known) before the answer
 * @param score share of marks, 0…1
 * @cost O(1)
 * @source Corbett & Anderson (1995), User Modeling and User-Adapted Interaction 4, eqs. 1–2; soft evidence: Pearl (1988), § 2.2.2
 * @example
 * traceAnswer(0.5, 1, { prior: 0.5, learn: 0, guess: 0.2, slip: 0.2, forget: 0 }) // 0.8
 */
export function traceAnswer(known: number, score: number, parameters: Omit<BktParameters, 'prior'>): number {
  const { learn, guess, slip, forget } = parameters;
  const ifKnown = known * (slip + score * (1 - 2 * slip));
  const ifUnknown = (1 - known) * (1 - guess - score * (1 - 2 * guess));
  const evidence = ifKnown + ifUnknown;
  const after = evidence > 0 ? Math.min(Math.max(ifKnown / evidence, LEAST_DOUBT), 1 - LEAST_DOUBT) : known;
  return after * (1 - forget) + (1 - after) * learn;
}
