import type { ResponseMatrix } from '../data/response-matrix.js';
import { createRandom, type Random, type Seed } from '../math/random.js';
import { categoryProbabilities, type GeneratingItems, pointsOf } from './generating-items.js';

/** How answers to an exam are drawn by {@link simulateResponses}. */
export interface SimulateResponsesOptions {
  readonly seed: Seed;
  /** Learner ids. Default `s1`, `s2`, … */
  readonly learners?: readonly string[];
  /** Logits added to a learner's ability on an item, e.g. the deviation of its knowledge points. Default 0. */
  readonly shift?: (learner: number, item: number) => number;
  /** Share of single cells missing at random, 0…1. */
  readonly missing?: number;
  /** Share of learners absent from the whole exam, 0…1. */
  readonly absent?: number;
}

/** What {@link simulateResponses} does by default: nobody absent, nothing missing. */
export const simulateResponsesDefaults: { readonly missing: number; readonly absent: number } = {
  missing: 0,
  absent: 0,
};

/**
 * Draws the points that learners of known ability win on items of known parameters.
 * A learner's row depends on the seed, the learner's id and the learner's own ability alone: adding, leaving out or
 * reordering other learners changes nothing in it.
 *
 * @param abilities `[learners]` in logits.
 * @returns `[learners × items]`; NaN where missing.
 * @throws RangeError where shares are not in 0…1 or lengths differ.
 * @source 2PL: Birnbaum (1968); several categories: Muraki (1992), see {@link categoryProbabilities}.
 * @example
 * const truth = simulateItems(30, { seed: 1 });
 * const matrix = simulateResponses(truth, simulateAbilities(500, { seed: 1 }), { seed: 1 });
 * matrix.points.length; // 15000
 */
export function simulateResponses(
  truth: GeneratingItems,
  abilities: ArrayLike<number>,
  options: SimulateResponsesOptions,
): ResponseMatrix {
  const { missing, absent } = { ...simulateResponsesDefaults, ...options };
  demandShare('missing', missing);
  demandShare('absent', absent);
  const count = abilities.length;
  const learners = options.learners ?? Array.from({ length: count }, (_, l) => `s${l + 1}`);
  if (learners.length !== count) throw new RangeError(`simulate: expected ${count} ids, got ${learners.length}`);
  const width = truth.items.length;
  const points = new Float32Array(count * width).fill(Number.NaN);
  const scratch = new Float64Array(Math.max(2, ...truth.cuts.map((cuts) => cuts.length + 1)));
  const random = createRandom(options.seed).split('responses');
  for (let l = 0; l < count; l++) {
    const stream = random.split(learners[l]);
    // Drawn also when the share is 0, so that the answers stay the same when only this option changes.
    if (stream.uniform() < absent) continue;
    for (let i = 0; i < width; i++) {
      const lost = stream.uniform() < missing;
      const location = abilities[l] + (options.shift?.(l, i) ?? 0);
      const won = drawPoints(truth, i, location, stream, scratch);
      if (!lost) points[l * width + i] = won;
    }
  }
  return { learners, items: truth.items, points, fullMarks: truth.fullMarks };
}

/**
 * Draws the points won on one item at a location; takes two numbers from the stream.
 *
 * @example
 * const truth = { items: ['q'], a: [1], b: [[0]], cuts: [[5]], fullMarks: [5] };
 * drawPoints(truth, 0, 40, createRandom(1)); // 5
 */
export function drawPoints(
  truth: GeneratingItems,
  item: number,
  location: number,
  random: Random,
  scratch?: Float64Array,
): number {
  const probabilities = categoryProbabilities(truth, item, location, scratch);
  const last = truth.cuts[item].length;
  let left = random.uniform();
  let category = 0;
  while (category < last && left >= probabilities[category]) left -= probabilities[category++];
  const within = random.uniform();
  const { least, most } = pointsOf(truth, item, category);
  return least + Math.floor(within * (most - least + 1));
}

/** How abilities are drawn by {@link simulateAbilities}. */
export interface SimulateAbilitiesOptions {
  readonly seed: Seed;
  /** Default 0. */
  readonly mean?: number;
  /** Default 1. */
  readonly deviation?: number;
}

/**
 * Draws independent normal abilities `[count]` in logits; the first n stay the same when more are drawn.
 *
 * @example
 * simulateAbilities(540, { seed: 'pilot', mean: 0.2 }).length; // 540
 */
export function simulateAbilities(count: number, options: SimulateAbilitiesOptions): Float64Array {
  const { mean = 0, deviation = 1 } = options;
  const random = createRandom(options.seed).split('abilities');
  return Float64Array.from({ length: count }, () => random.normal(mean, deviation));
}

function demandShare(name: string, share: number): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`simulate: expected ${name} from 0 to 1, got ${share}`);
}
