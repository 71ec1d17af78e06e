import { type ChainCounts, type ChainPoint, type ChainSums, createChains } from '../../kernels/chain-counts.js';
import type { KernelChoice } from '../../kernels/packed-rows.js';
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
}

/** One skill's sequences, and what runs forward and backward over them. */
export interface Chain {
  readonly tree: PrefixTree;
  readonly counts: ChainCounts;
  /** Written anew for each point: P(score | state) by kind of score. */
  readonly likelyKnown: Float64Array;
  readonly likelyUnknown: Float64Array;
}

/** The chains of some trees. */
export function chainsOf(trees: readonly PrefixTree[], kernel: KernelChoice = 'auto'): readonly Chain[] {
  const counts = createChains(trees, kernel);
  return trees.map((tree, t) => ({
    tree,
    counts: counts[t],
    likelyKnown: new Float64Array(tree.kinds),
    likelyUnknown: new Float64Array(tree.kinds),
  }));
}

/** Forward and backward at a point, and the likelihoods it was done with. */
function run(chain: Chain, { prior, learn, guess, slip, forget }: BktParameters): ChainPoint & ChainSums {
  const { tree, counts, likelyKnown, likelyUnknown } = chain;
  const { scores } = tree;
  for (let c = 0; c < scores.length; c++) {
    const s = scores[c];
    likelyKnown[c] = s * (1 - slip) + (1 - s) * slip;
    likelyUnknown[c] = s * guess + (1 - s) * (1 - guess);
  }
  const { first, moves } = counts.run({ prior, learn, forget, likelyKnown, likelyUnknown });
  return { prior, learn, forget, likelyKnown, likelyUnknown, first, moves };
}

/**
 * The E-step: expected counts over a prefix tree, forward and backward.
 *
 * Going back, a node's sums over all sequences through it are linear in the sequences, so merged sequences cost what one costs.
 *
 * @cost O(nodes)
 * @source Baum, Petrie, Soules & Weiss (1970), Ann. Math. Stat. 41
 */
export function countExpected(chain: Chain, parameters: BktParameters): BktCounts {
  const { prior, learn, guess, slip, forget } = parameters;
  const { likelyKnown, likelyUnknown, first, moves } = run(chain, parameters);
  const { scores, weight } = chain.tree;
  let [began, learned, missedLearning, forgotten, kept] = [0, 0, 0, 0, 0];
  let [hit, slipped, guessed, missed] = [0, 0, 0, 0];
  for (let c = 0; c < scores.length; c++) {
    const [k, u, s] = [likelyKnown[c], likelyUnknown[c], scores[c]];
    const start = prior * k * first[2 * c];
    const keptOne = (1 - forget) * k * moves[4 * c];
    const forgottenOne = forget * u * moves[4 * c + 1];
    const learnedOne = learn * k * moves[4 * c + 2];
    const stayedOne = (1 - learn) * u * moves[4 * c + 3];
    began += start;
    kept += keptOne;
    forgotten += forgottenOne;
    learned += learnedOne;
    missedLearning += stayedOne;
    const known = start + keptOne + learnedOne;
    const unknown = (1 - prior) * u * first[2 * c + 1] + forgottenOne + stayedOne;
    hit += (known * s * (1 - slip)) / k;
    slipped += (known * (1 - s) * slip) / k;
    guessed += (unknown * s * guess) / u;
    missed += (unknown * (1 - s) * (1 - guess)) / u;
  }
  return {
    began,
    sequences: weight,
    learned,
    learnable: learned + missedLearning,
    forgotten,
    forgettable: forgotten + kept,
    guessed,
    missed,
    slipped,
    hit,
  };
}

/** Log-likelihood of all sequences. */
export function logLikelihoodAt(chain: Chain, parameters: BktParameters): number {
  run(chain, parameters);
  return chain.counts.logLikelihood();
}

/**
 * Log-likelihood and its exact gradient by [prior, learn, guess, slip, forget]: by Fisher's identity it comes out of the
 * same sums as the expected counts.
 *
 * @source Salakhutdinov, Roweis & Ghahramani (2003), Optimization with EM and expectation-conjugate-gradient, ICML, eq. 4
 */
export function likelihoodAt(chain: Chain, parameters: BktParameters): { value: number; gradient: Float64Array } {
  const { prior, learn, forget } = parameters;
  const { likelyKnown, likelyUnknown, first, moves } = run(chain, parameters);
  const { scores } = chain.tree;
  const gradient = new Float64Array(5);
  for (let c = 0; c < scores.length; c++) {
    const [k, u, s] = [likelyKnown[c], likelyUnknown[c], scores[c]];
    const [kk, ku, uk, uu] = [moves[4 * c], moves[4 * c + 1], moves[4 * c + 2], moves[4 * c + 3]];
    gradient[0] += k * first[2 * c] - u * first[2 * c + 1];
    gradient[1] += k * uk - u * uu;
    gradient[2] += (2 * s - 1) * ((1 - prior) * first[2 * c + 1] + forget * ku + (1 - learn) * uu);
    gradient[3] += (1 - 2 * s) * (prior * first[2 * c] + (1 - forget) * kk + learn * uk);
    gradient[4] += u * ku - k * kk;
  }
  return { value: chain.counts.logLikelihood(), gradient };
}

/** What the M-step needs to know besides the counts. */
export interface StepOptions {
  readonly priors: BktPriors | false;
  /** Keep guess ≤ 1 − slip. */
  readonly ordered: boolean;
  readonly forget: boolean;
  /** Parameters that are given and stay; `forget` is, unless it is estimated. */
  readonly fixed: Partial<BktParameters>;
}

/** Names of the parameters in the order of gradients and covariances. */
export const PARAMETERS = ['prior', 'learn', 'guess', 'slip', 'forget'] as const;

/**
 * The M-step. With priors it is the posterior mode of each parameter; where that breaks guess ≤ 1 − slip,
 * the constrained mode lies on guess = 1 − slip and pools the two groups of answers.
 * A parameter without evidence and without prior stays as it was.
 *
 * @source Dempster, Laird & Rubin (1977), JRSS B 39; pooling: Barlow et al. (1972), Statistical Inference under Order Restrictions, ch. 1
 */
export function updateParameters(counts: BktCounts, before: BktParameters, options: StepOptions): BktParameters {
  const { fixed } = options;
  const priors = options.priors === false ? FLAT : options.priors;
  const prior = fixed.prior ?? share(counts.began, counts.sequences - counts.began, priors.prior, before.prior);
  const learn = fixed.learn ?? share(counts.learned, counts.learnable - counts.learned, priors.learn, before.learn);
  const forget =
    fixed.forget ??
    (options.forget
      ? share(counts.forgotten, counts.forgettable - counts.forgotten, priors.forget, before.forget)
      : before.forget);
  let guess = fixed.guess ?? inside(share(counts.guessed, counts.missed, priors.guess, before.guess));
  let slip = fixed.slip ?? inside(share(counts.slipped, counts.hit, priors.slip, before.slip));
  if (options.ordered && guess > 1 - slip) {
    if (fixed.guess !== undefined) slip = fixed.slip ?? 1 - guess;
    else if (fixed.slip !== undefined) guess = 1 - slip;
    else {
      guess = inside(
        share(
          counts.guessed + counts.hit,
          counts.missed + counts.slipped,
          [priors.guess[0] + priors.slip[1], priors.guess[1] + priors.slip[0]],
          before.guess,
        ),
      );
      slip = 1 - guess;
    }
  }
  return { prior, learn, guess, slip, forget };
}

/** Log of the priors' density at the parameters, up to a constant; 0 without priors. */
export function logPrior(parameters: BktParameters, { priors, forget }: StepOptions): number {
  if (priors === false) return 0;
  let sum = 0;
  for (const name of PARAMETERS) {
    if (name !== 'forget' || forget) sum += logBeta(parameters[name], priors[name]);
  }
  return sum;
}

/** Its gradient, in the order of {@link PARAMETERS}; added to `gradient`. */
export function addPriorGradient(
  parameters: BktParameters,
  { priors, forget }: StepOptions,
  gradient: Float64Array,
): void {
  if (priors === false) return;
  PARAMETERS.forEach((name, i) => {
    if (name === 'forget' && !forget) return;
    const p = parameters[name];
    const [yes, no] = priors[name];
    gradient[i] += (yes > 0 ? yes / p : 0) - (no > 0 ? no / (1 - p) : 0);
  });
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
