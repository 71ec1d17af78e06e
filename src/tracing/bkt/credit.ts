import { type CreditRule, LEAST_DOUBT } from './model.js';

/** What is to be known of a question: `n` skills, each array `[n × levels]` unless said otherwise. */
export interface Question {
  readonly n: number;
  readonly levels: number;
  /** P(right) by the skill alone where it is known, and where not. */
  readonly known: Float64Array;
  readonly unknown: Float64Array;
  readonly learn: Float64Array;
  /** `[n]` */
  readonly forget: Float64Array;
  /** Weights of the rule `compensatory`, sum 1; `[n]` */
  readonly weight: Float64Array;
  /** P(right) of the whole set where all is known, and where not, for the rule `conjunctive`; `[levels]` */
  readonly all: Float64Array;
  readonly lacking: Float64Array;
}

/** P(right) of a question, by each of its skills' state: `ifKnown[s × levels + k]` is P(right | skill s known). */
export interface Foretold {
  readonly right: Float64Array;
  readonly ifKnown: Float64Array;
  readonly ifUnknown: Float64Array;
}

/** Room for {@link foretell} with up to `n` skills. */
export function foretoldFor(n: number, levels: number): Foretold {
  return {
    right: new Float64Array(levels),
    ifKnown: new Float64Array(n * levels),
    ifUnknown: new Float64Array(n * levels),
  };
}

/**
 * P(right) at each level, and given each skill's state, from independent P(known) `belief` `[n × levels]`.
 * The sum over all 2ⁿ states of the skills factorises for each of the rules.
 *
 * @cost O(n · levels)
 * @source conjunctive: Junker & Sijtsma (2001), Applied Psychological Measurement 25, eq. 2 (DINA) and § noisy inputs;
 * noisy-and: Pearl (1988), § 4.3.2; compensatory: the sum of its terms is linear in each
 */
export function foretell(rule: CreditRule, question: Question, belief: Float64Array, out: Foretold): void {
  const { n, levels, known, unknown, weight, all, lacking } = question;
  const { right, ifKnown, ifUnknown } = out;
  if (n === 1) {
    for (let k = 0; k < levels; k++) {
      ifKnown[k] = known[k];
      ifUnknown[k] = unknown[k];
      right[k] = belief[k] * known[k] + (1 - belief[k]) * unknown[k];
    }
    return;
  }
  for (let k = 0; k < levels; k++) {
    if (rule === 'conjunctive') {
      // Products of all beliefs but one, from both sides: no division by a belief that may be small.
      let before = 1;
      for (let i = k; i < n * levels; i += levels) {
        ifKnown[i] = before;
        before *= belief[i];
      }
      right[k] = lacking[k] + before * (all[k] - lacking[k]);
      let after = 1;
      for (let i = (n - 1) * levels + k; i >= 0; i -= levels) {
        ifKnown[i] = lacking[k] + ifKnown[i] * after * (all[k] - lacking[k]);
        ifUnknown[i] = lacking[k];
        after *= belief[i];
      }
    } else if (rule === 'noisy-and') {
      let before = 1;
      for (let i = k; i < n * levels; i += levels) {
        ifKnown[i] = before;
        before *= belief[i] * known[i] + (1 - belief[i]) * unknown[i];
      }
      right[k] = before;
      let after = 1;
      for (let i = (n - 1) * levels + k; i >= 0; i -= levels) {
        const others = ifKnown[i] * after;
        ifKnown[i] = others * known[i];
        ifUnknown[i] = others * unknown[i];
        after *= belief[i] * known[i] + (1 - belief[i]) * unknown[i];
      }
    } else {
      let sum = 0;
      for (let s = 0, i = k; s < n; s++, i += levels) {
        sum += weight[s] * (belief[i] * known[i] + (1 - belief[i]) * unknown[i]);
      }
      right[k] = sum;
      for (let s = 0, i = k; s < n; s++, i += levels) {
        const spread = weight[s] * (known[i] - unknown[i]);
        ifKnown[i] = sum + (1 - belief[i]) * spread;
        ifUnknown[i] = sum - belief[i] * spread;
      }
    }
  }
}

/**
 * Takes an answer of score `score` into `belief` (evidence, then the step of learning) and into the shares of the levels.
 * A fractional score is soft evidence; evidence to which the model gives probability zero tells nothing.
 *
 * @cost O(n · levels)
 */
export function revise(
  question: Question,
  told: Foretold,
  score: number,
  belief: Float64Array,
  share: Float64Array,
): void {
  const { n, levels, learn, forget } = question;
  const { right, ifKnown, ifUnknown } = told;
  for (let s = 0; s < n; s++) {
    for (let k = 0; k < levels; k++) {
      const i = s * levels + k;
      belief[i] = stepBelief(belief[i], score, ifKnown[i], ifUnknown[i], learn[i], forget[s]);
    }
  }
  if (levels === 1) return;
  let sum = 0;
  for (let k = 0; k < levels; k++) sum += share[k] * (1 - right[k] + score * (2 * right[k] - 1));
  if (!(sum > 0)) return;
  for (let k = 0; k < levels; k++) share[k] *= (1 - right[k] + score * (2 * right[k] - 1)) / sum;
}

/** P(known) after an answer and the chance to learn after it, given P(right) by the skill's state. */
export function stepBelief(
  known: number,
  score: number,
  rightIfKnown: number,
  rightIfUnknown: number,
  learn: number,
  forget: number,
): number {
  const ifKnown = known * (1 - rightIfKnown + score * (2 * rightIfKnown - 1));
  const ifUnknown = (1 - known) * (1 - rightIfUnknown + score * (2 * rightIfUnknown - 1));
  const evidence = ifKnown + ifUnknown;
  const after = evidence > 0 ? Math.min(Math.max(ifKnown / evidence, LEAST_DOUBT), 1 - LEAST_DOUBT) : known;
  return after * (1 - forget) + (1 - after) * learn;
}

/** Σ shares · right: P(right) over the levels. */
export function overLevels(right: Float64Array, share: Float64Array): number {
  if (right.length === 1) return right[0];
  let sum = 0;
  for (let k = 0; k < share.length; k++) sum += share[k] * right[k];
  return sum;
}
