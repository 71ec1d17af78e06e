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
 * How P(right) is made from the skills' own, where an interaction needs several:
 * their mean, the least of them, their product, their geometric mean, or the mean of their logits.
 */
export type CombinationRule = 'mean' | 'min' | 'product' | 'geometric' | 'logit';

/** How a fit went. Arrays are parallel to the model's `skills`. */
export interface BktReport {
  /** Σ over skills of the log-likelihood of their answers, priors excluded; an answer counts once for each skill it needs. */
  readonly logLikelihood: number;
  /** Iterations of the slowest skill. */
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
  readonly rules?: { readonly [rule in CombinationRule]?: number };
}

/** Bayesian knowledge tracing, a hidden two-state chain for each skill. Arrays are parallel to `skills`. */
export interface BktModel {
  readonly kind: 'bkt';
  readonly version: 1;
  readonly skills: readonly string[];
  readonly prior: readonly number[];
  readonly learn: readonly number[];
  readonly guess: readonly number[];
  readonly slip: readonly number[];
  readonly forget: readonly number[];
  /** One chain for all skills together: stands in for a skill that the model does not hold. */
  readonly population: BktParameters;
  readonly rule: CombinationRule;
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

/** Makes one P(right) of those of the skills that an interaction needs, at least one. */
export function combine(rule: CombinationRule, right: ArrayLike<number>): number {
  const n = right.length;
  if (n === 1) return right[0];
  let result = 0;
  switch (rule) {
    case 'mean':
      for (let i = 0; i < n; i++) result += right[i];
      return result / n;
    case 'min':
      result = right[0];
      for (let i = 1; i < n; i++) result = Math.min(result, right[i]);
      return result;
    case 'product':
    case 'geometric':
      result = 1;
      for (let i = 0; i < n; i++) result *= right[i];
      return rule === 'product' ? result : result ** (1 / n);
    case 'logit':
      for (let i = 0; i < n; i++) result += Math.log(right[i]) - Math.log1p(-right[i]);
      // Certain right beside certain wrong is NaN: then neither is believed.
      return Number.isNaN(result) ? 0.5 : 1 / (1 + Math.exp(-result / n));
  }
}
