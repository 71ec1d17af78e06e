import { DAY } from '../../data/time.js';
import { logistic } from '../../math/logistic.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { Environment, EnvironmentLearner } from '../environment.js';
import { fade, strengthen } from '../practice.js';
import { simulateSubject, teachingItem } from './bank.js';

/**
 * Item response theory with growth: ability N(0, .8²), deviations of points N(0, 1.1²), and each answer strengthens its point
 * (`strengthen`: .6 logits at first, at most 3), which fades with a half-life of 90 days. `P(right) = logistic(1.3 (x − b))`.
 * Achievement is the mean of P(right) on a typical item (b = 0.8) of each of the points, all of which are targets.
 *
 * @example
 * growthEnvironment('a').draw(createRandom(1)).achievement(0);
 */
export function growthEnvironment(seed: Seed): Environment {
  const subject = simulateSubject(createRandom(seed).split('growth'), { points: 24, itemsPerPoint: 12, linked: 0 });
  const dynamics = { gain: 0.6, ceiling: 3, halfLife: 90 };
  const targets = subject.graph.points.map(({ id }) => id);
  const typical = 0.8;
  return {
    name: 'growth',
    subject: subject.subject,
    bank: subject.bank,
    graph: subject.graph,
    practice: { sessions: 9, answers: 10 },
    draw: (random): EnvironmentLearner => {
      const base = targets.map(() => 0);
      const ability = random.normal(0, 0.8);
      for (let k = 0; k < base.length; k++) base[k] = ability + random.normal(0, 1.1);
      const gain = new Float64Array(base.length);
      const last = new Float64Array(base.length);
      const gainAt = (k: number, time: number): number => fade(gain[k], Math.max(0, time - last[k]) / DAY, dynamics);
      const right = (k: number, b: number, time: number): number => logistic(1.3 * (base[k] + gainAt(k, time) - b));
      return {
        targets,
        success: ({ id }, time) => {
          const { point, b } = subject.items.get(id)!;
          return right(point, b, time);
        },
        answer: ({ id }, time) => {
          const { point, b } = subject.items.get(id)!;
          const score = random.uniform() < right(point, b, time) ? 1 : 0;
          gain[point] = strengthen(gainAt(point, time), 1, dynamics);
          last[point] = time;
          return score;
        },
        achievement: (time) => {
          let sum = 0;
          for (let k = 0; k < base.length; k++) sum += right(k, typical, time);
          return sum / base.length;
        },
        // What is gained does not depend on the item: the point counts. Looking over a few answers at once sees past a flat foot of the curve.
        oracle: (time, left) => {
          let best = 0;
          let most = -1;
          for (let k = 0; k < base.length; k++) {
            let grown = gainAt(k, time);
            const now = logistic(1.3 * (base[k] + grown - typical));
            for (let n = 1; n <= Math.min(left, 8); n++) {
              grown = strengthen(grown, 1, dynamics);
              const rate = (logistic(1.3 * (base[k] + grown - typical)) - now) / n;
              if (rate > most) [most, best] = [rate, k];
            }
          }
          return teachingItem(subject, best, (b) => right(best, b, time));
        },
      };
    },
  };
}
