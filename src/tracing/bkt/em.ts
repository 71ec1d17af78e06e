import type { BktParameters } from './model.js';
import type { PrefixTree } from './prefix-tree.js';

/** Beta priors as pseudo-counts [for, against] added to the expected counts; [0, 0] is flat. */
export interface BktPriors {
  readonly prior: readonly [number, number];
  readonly learn: readonly [number, number];
  readonly guess: readonly [number, number];
  readonly slip: readonly [number, number];
  readonly forget: readonly [number, number];
}

/** Guess and slip stay this far inside 0…1, so that no answer is ever impossible. */
export const LEAST_EMISSION = 1e-12;

/** Expected counts of one skill over all its sequences. */
export interface BktCounts {
  /** Sequences that began known, and sequences. */
  readonly began: number;
  readonly sequences: number;
  /** Steps unknown → known, and steps that began unknown. */
  readonly learned: number;
  readonly learnable: number;
  /** Steps known → unknown, and steps that began known. */
  readonly forgotten: number;
  readonly forgettable: number;
  /** Right and wrong answers while unknown. */
  readonly guessed: number;
  readonly missed: number;
  /** Wrong and right answers while known. */
  readonly slipped: number;
  readonly hit: number;
  /** Log-likelihood of all answers; NaN unless asked for. */
  readonly logLikelihood: number;
}

/** Working memory of {@link countExpected}; one serves any number of trees up to its size. */
export interface BktScratch {
  readonly afterKnown: Float64Array;
  readonly afterUnknown: Float64Array;
  readonly inverse: Float64Array;
  readonly known: Float64Array;
  readonly unknown: Float64Array;
}

/** Working memory for trees of up to `size` nodes. */
export function scratchFor(size: number): BktScratch {
  return {
    afterKnown: new Float64Array(size),
    afterUnknown: new Float64Array(size),
    inverse: new Float64Array(size),
    known: new Float64Array(size),
    unknown: new Float64Array(size),
  };
}

/**
 * The E-step: forward and backward over a prefix tree.
 *
 * Going back, a node's sums over all sequences through it, B(state) = ends + Σ_children Σ_state' A e B / C,
 * are linear in the sequences, so merged sequences cost what one costs.
 *
 * @cost O(nodes)
 * @source Baum, Petrie, Soules & Weiss (1970), Ann. Math. Stat. 41; scaling as Rabiner (1989), Proc. IEEE 77, § V.A
 */
export function countExpected(
  tree: PrefixTree,
  parameters: BktParameters,
  scratch: BktScratch,
  withLikelihood: boolean,
): BktCounts {
  const { prior, learn, guess, slip, forget } = parameters;
  const { size, parent, code, ends, through, scores } = tree;
  const { afterKnown, afterUnknown, inverse, known, unknown } = scratch;
  const kinds = scores.length;
  const likelyKnown = new Float64Array(kinds);
  const likelyUnknown = new Float64Array(kinds);
  const rightIfKnown = new Float64Array(kinds);
  const rightIfUnknown = new Float64Array(kinds);
  for (let c = 0; c < kinds; c++) {
    const s = scores[c];
    likelyKnown[c] = s * (1 - slip) + (1 - s) * slip;
    likelyUnknown[c] = s * guess + (1 - s) * (1 - guess);
    rightIfKnown[c] = (s * (1 - slip)) / likelyKnown[c];
    rightIfUnknown[c] = (s * guess) / likelyUnknown[c];
  }
  const keep = 1 - forget;
  const stay = 1 - learn;

  // P(unknown) is carried beside P(known): as 1 − P(known) it would lose its digits in a long run of right answers,
  // and a later run of wrong ones would bring the loss up again.
  let logLikelihood = 0;
  let first = 1;
  for (; first < size && parent[first] === 0; first++) {
    const c = code[first];
    const ifKnown = prior * likelyKnown[c];
    const ifUnknown = (1 - prior) * likelyUnknown[c];
    const scale = 1 / (ifKnown + ifUnknown);
    inverse[first] = scale;
    afterKnown[first] = ifKnown * scale;
    afterUnknown[first] = ifUnknown * scale;
  }
  for (let n = first; n < size; n++) {
    const p = parent[n];
    const c = code[n];
    const ifKnown = (afterKnown[p] * keep + afterUnknown[p] * learn) * likelyKnown[c];
    const ifUnknown = (afterUnknown[p] * stay + afterKnown[p] * forget) * likelyUnknown[c];
    const scale = 1 / (ifKnown + ifUnknown);
    inverse[n] = scale;
    afterKnown[n] = ifKnown * scale;
    afterUnknown[n] = ifUnknown * scale;
  }
  known.set(ends);
  unknown.set(ends);
  if (withLikelihood) for (let n = 1; n < size; n++) logLikelihood -= through[n] * Math.log(inverse[n]);

  // Sums that the model's probabilities only scale are taken bare in the loop and scaled after it.
  const whileKnown = new Float64Array(kinds);
  const whileUnknown = new Float64Array(kinds);
  let unknownThenKnown = 0;
  let unknownThenUnknown = 0;
  let knownThenKnown = 0;
  let knownThenUnknown = 0;
  let n = size - 1;
  for (; n >= first; n--) {
    const c = code[n];
    const bKnown = known[n];
    const bUnknown = unknown[n];
    whileKnown[c] += afterKnown[n] * bKnown;
    whileUnknown[c] += afterUnknown[n] * bUnknown;
    const uKnown = likelyKnown[c] * bKnown * inverse[n];
    const uUnknown = likelyUnknown[c] * bUnknown * inverse[n];
    const p = parent[n];
    knownThenKnown += afterKnown[p] * uKnown;
    knownThenUnknown += afterKnown[p] * uUnknown;
    unknownThenKnown += afterUnknown[p] * uKnown;
    unknownThenUnknown += afterUnknown[p] * uUnknown;
    known[p] += keep * uKnown + forget * uUnknown;
    unknown[p] += stay * uUnknown + learn * uKnown;
  }
  // Nodes are numbered by length, so what is left are the first answers.
  let began = 0;
  for (; n > 0; n--) {
    const c = code[n];
    whileKnown[c] += afterKnown[n] * known[n];
    whileUnknown[c] += afterUnknown[n] * unknown[n];
    began += likelyKnown[c] * known[n] * inverse[n];
  }
  let hit = 0;
  let slipped = 0;
  let guessed = 0;
  let missed = 0;
  for (let c = 0; c < kinds; c++) {
    hit += whileKnown[c] * rightIfKnown[c];
    slipped += whileKnown[c] * (1 - rightIfKnown[c]);
    guessed += whileUnknown[c] * rightIfUnknown[c];
    missed += whileUnknown[c] * (1 - rightIfUnknown[c]);
  }
  return {
    began: prior * began,
    sequences: tree.learners,
    learned: learn * unknownThenKnown,
    learnable: learn * unknownThenKnown + stay * unknownThenUnknown,
    forgotten: forget * knownThenUnknown,
    forgettable: forget * knownThenUnknown + keep * knownThenKnown,
    guessed,
    missed,
    slipped,
    hit,
    logLikelihood: withLikelihood ? logLikelihood : Number.NaN,
  };
}

/** What the M-step needs to know besides the counts. */
export interface StepOptions {
  readonly priors: BktPriors | false;
  /** Keep guess ≤ 1 − slip. */
  readonly ordered: boolean;
  readonly forget: boolean;
}

/**
 * The M-step. With priors it is the posterior mode of each parameter; where that breaks guess ≤ 1 − slip,
 * the constrained mode lies on guess = 1 − slip and pools the two groups of answers.
 * A parameter without evidence and without prior stays as it was.
 *
 * @source Dempster, Laird & Rubin (1977), JRSS B 39; pooling: Barlow et al. (1972), Statistical Inference under Order Restrictions, ch. 1
 */
export function updateParameters(counts: BktCounts, before: BktParameters, options: StepOptions): BktParameters {
  const priors = options.priors === false ? FLAT : options.priors;
  const prior = share(counts.began, counts.sequences - counts.began, priors.prior, before.prior);
  const learn = share(counts.learned, counts.learnable - counts.learned, priors.learn, before.learn);
  const forget = options.forget
    ? share(counts.forgotten, counts.forgettable - counts.forgotten, priors.forget, before.forget)
    : before.forget;
  let guess = share(counts.guessed, counts.missed, priors.guess, before.guess);
  let slip = share(counts.slipped, counts.hit, priors.slip, before.slip);
  if (options.ordered && guess > 1 - slip) {
    guess = share(
      counts.guessed + counts.hit,
      counts.missed + counts.slipped,
      [priors.guess[0] + priors.slip[1], priors.guess[1] + priors.slip[0]],
      before.guess,
    );
    slip = 1 - guess;
  }
  return { prior, learn, guess: inside(guess), slip: inside(slip), forget };
}

/** Log of the priors' density at the parameters, up to a constant; 0 without priors. */
export function logPrior(parameters: BktParameters, options: StepOptions): number {
  if (options.priors === false) return 0;
  const { priors } = options;
  let sum = 0;
  const names = ['prior', 'learn', 'guess', 'slip'] as const;
  for (const name of names) sum += logBeta(parameters[name], priors[name]);
  return options.forget ? sum + logBeta(parameters.forget, priors.forget) : sum;
}

const FLAT: BktPriors = { prior: [0, 0], learn: [0, 0], guess: [0, 0], slip: [0, 0], forget: [0, 0] };

function share(yes: number, no: number, pseudo: readonly [number, number], otherwise: number): number {
  const top = Math.max(yes, 0) + pseudo[0];
  const all = top + Math.max(no, 0) + pseudo[1];
  return all > 0 ? top / all : otherwise;
}

function inside(probability: number): number {
  return Math.min(Math.max(probability, LEAST_EMISSION), 1 - LEAST_EMISSION);
}

function logBeta(p: number, [yes, no]: readonly [number, number]): number {
  return (yes > 0 ? yes * Math.log(p) : 0) + (no > 0 ? no * Math.log1p(-p) : 0);
}
