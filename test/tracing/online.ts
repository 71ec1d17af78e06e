import type { ResponseLog } from '../../src/data/response-log.js';
import { createRandom, type Seed } from '../../src/math/random.js';
import { logOf } from './assistments.js';

/** A simulated log of the dynamic response model with its truth. */
export interface SimulatedAbility {
  readonly log: ResponseLog;
  readonly ability: readonly number[];
  readonly easiness: readonly number[];
  /** Deviations after the last answer, learner by learner, point by point. */
  readonly deviation: readonly (readonly number[])[];
  /** P(right) of each row. */
  readonly truth: Float64Array;
}

/**
 * Simulated: learners ~ N(school mean, 1) with deviations ~ N(0, `spread`) (0.3) on six points that walk by `drift` an answer (0.02), items ~ N(0, 1).
 */
export function simulateAbility(
  seed: Seed,
  options: {
    learners: number;
    answers: number;
    items?: number;
    drift?: number;
    spread?: number;
    meanOf?: (learner: number) => number;
  },
): SimulatedAbility {
  const random = createRandom(seed);
  const points = 6;
  const items = options.items ?? 60;
  const easiness = Array.from({ length: items }, () => random.normal());
  const ability: number[] = [];
  const deviations: number[][] = [];
  const truth: number[] = [];
  const rows = Array.from({ length: options.learners }, (_, l) => {
    const { normal, integer, bernoulli } = random.split(l);
    const theta = (options.meanOf?.(l) ?? 0) + normal();
    ability.push(theta);
    const deviation = Array.from({ length: points }, () => normal(0, Math.sqrt(options.spread ?? 0.3)));
    deviations.push(deviation);
    return Array.from({ length: options.answers }, () => {
      const item = integer(0, items - 1);
      const point = item % points;
      const p = 1 / (1 + Math.exp(-(theta + deviation[point] + easiness[item])));
      truth.push(p);
      deviation[point] += normal(0, Math.sqrt(options.drift ?? 0.02));
      return { learner: `L${l}`, item: `q${item}`, skills: [`k${point}`], score: bernoulli(p) ? 1 : 0 };
    });
  }).flat();
  return { log: logOf(rows), ability, easiness, deviation: deviations, truth: Float64Array.from(truth) };
}

/** Pearson's correlation. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((v, i) => {
    xy += (v - mx) * (y[i] - my);
    xx += (v - mx) ** 2;
    yy += (y[i] - my) ** 2;
  });
  return xy / Math.sqrt(xx * yy);
}

/** How often a 90 % interval of mastery holds the simulated truth, over all learners and points. */
export function masteryCoverage(
  { ability, deviation, easiness }: SimulatedAbility,
  masteryOf: (learner: number, skill: string) => { readonly low: number; readonly high: number },
): number {
  const points = 6;
  let covered = 0;
  ability.forEach((theta, l) => {
    for (let k = 0; k < points; k++) {
      const own = easiness.filter((_, i) => i % points === k);
      const typical = own.reduce((sum, e) => sum + e, 0) / own.length;
      const success = 1 / (1 + Math.exp(-(theta + deviation[l][k] + typical)));
      const { low, high } = masteryOf(l, `k${k}`);
      if (low <= success && success <= high) covered++;
    }
  });
  return covered / (ability.length * points);
}

/** The answers of each learner of a log, in order. */
export function answersOf(
  log: ResponseLog,
): readonly { readonly item: string; readonly skills: readonly string[]; readonly score: number }[][] {
  const { start, skill } = log.skillSets;
  const of: { item: string; skills: string[]; score: number }[][] = log.learners.map(() => []);
  for (let r = 0; r < log.length; r++) {
    const set = log.skillSet[r];
    const skills = set < 0 ? [] : Array.from(skill.subarray(start[set], start[set + 1]), (k) => log.skills[k]);
    of[log.learner[r]].push({ item: log.items[log.item[r]], skills, score: log.score[r] });
  }
  return of;
}
