import { createRandom, type Seed } from '../math/random.js';
import type { GeneratingItems } from './generating-items.js';
import { drawPoints } from './responses.js';

/** How practice changes a knowledge point, in logits. */
export interface PracticeDynamics {
  /** Gain of the first answer that is wholly about the point. */
  readonly gain?: number;
  /** Gain that no amount of practice exceeds. */
  readonly ceiling?: number;
  /** Days after which half of the gain is forgotten. */
  readonly halfLife?: number;
}

/** .12 logits for the first answer, at most 1.2, half of it forgotten in 180 days. */
export const practiceDefaults: Required<PracticeDynamics> = { gain: 0.12, ceiling: 1.2, halfLife: 180 };

/**
 * Gain after one more answer, of which the point is the given share (1 where the item needs no other point):
 * g' = ceiling − (ceiling − g) (1 − gain / ceiling)^share, so that n answers of share 1/n count as one.
 *
 * @source The exponential law of practice, Heathcote, Brown & Mewhort (2000), Psychonomic Bulletin & Review 7(2).
 * @example
 * strengthen(0, 1, { gain: 0.1, ceiling: 1 }); // 0.1
 */
export function strengthen(gain: number, share: number, dynamics: PracticeDynamics = {}): number {
  const { gain: first, ceiling } = { ...practiceDefaults, ...dynamics };
  return ceiling - (ceiling - gain) * (1 - first / ceiling) ** share;
}

/**
 * Gain left after some days: g' = g · 2^(−days / halfLife).
 *
 * @example
 * fade(0.8, 180, { halfLife: 180 }); // 0.4
 */
export function fade(gain: number, days: number, dynamics: PracticeDynamics = {}): number {
  const { halfLife } = { ...practiceDefaults, ...dynamics };
  return gain * 2 ** (-days / halfLife);
}

/** One thing that a learner does: an item answered, or (without `item`) a look at the learner's state. */
export interface PlannedAnswer {
  /** Days since the start. */
  readonly day: number;
  /** Index of the item; absent for a look only. */
  readonly item?: number;
  /** False for an exam question, from which nothing is learnt. Default true. */
  readonly learns?: boolean;
}

/** The truth of one learner. */
export interface PracticeTruth {
  /** Seeds the learner's own stream. */
  readonly learner: string;
  /** General ability in logits on a day. */
  readonly ability: (day: number) => number;
  /** Deviations of the knowledge points before practice `[points]`, in logits. */
  readonly deviation: ArrayLike<number>;
}

/** What became of a plan. */
export interface PracticeOutcome {
  /** Points won `[plan]`; NaN for looks. */
  readonly points: Float64Array;
  /** For each look, the deviations with what practice added `[looks][points]`. */
  readonly looks: readonly Float64Array[];
}

/**
 * Walks a learner through a plan in its order: an answer to an item needing points K is drawn at the location
 * ability(day) + mean over K of (deviation + gain), and then strengthens each point of K by a share of 1/|K|.
 *
 * @param needs knowledge points of each item `[items][…]`, as indices into `deviation`.
 * @throws RangeError where days go back or are not finite.
 * @example
 * const { points } = simulatePractice(truth, needs, learner, [{ day: 0, item: 3 }, { day: 1, item: 3 }], { seed: 1 });
 */
export function simulatePractice(
  truth: GeneratingItems,
  needs: readonly (readonly number[])[],
  learner: PracticeTruth,
  plan: readonly PlannedAnswer[],
  options: PracticeDynamics & { readonly seed: Seed },
): PracticeOutcome {
  const random = createRandom(options.seed).split('practice').split(learner.learner);
  const size = learner.deviation.length;
  const gain = new Float64Array(size);
  const last = new Float64Array(size);
  const points = new Float64Array(plan.length).fill(Number.NaN);
  const looks: Float64Array[] = [];
  let now = -Infinity;
  const gainOf = (k: number, day: number): number => (gain[k] === 0 ? 0 : fade(gain[k], day - last[k], options));
  for (let at = 0; at < plan.length; at++) {
    const { day, item, learns = true } = plan[at];
    if (!(Number.isFinite(day) && day >= now)) {
      throw new RangeError(`simulate: expected days that do not go back, got ${day} after ${now}`);
    }
    now = day;
    if (item === undefined) {
      looks.push(Float64Array.from({ length: size }, (_, k) => learner.deviation[k] + gainOf(k, day)));
      continue;
    }
    const touched = needs[item];
    let location = 0;
    for (const k of touched) location += learner.deviation[k] + gainOf(k, day);
    location = learner.ability(day) + (touched.length > 0 ? location / touched.length : 0);
    points[at] = drawPoints(truth, item, location, random);
    if (!learns) continue;
    for (const k of touched) {
      gain[k] = strengthen(gainOf(k, day), 1 / touched.length, options);
      last[k] = day;
    }
  }
  return { points, looks };
}
