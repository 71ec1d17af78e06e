import { DAY } from '../../data/time.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { Environment, EnvironmentLearner } from '../environment.js';
import { simulateSubject } from './bank.js';

/**
 * Bayesian knowledge tracing with forgetting: each of 20 points is known or not; each answer to it teaches it with its own
 * probability (.1 to .35), a day without one loses it with 2 %; P(right) = 1 − slip where it is known, else guess,
 * with easier items (scaffolded ones) slipped on less and guessed more.
 * Achievement is the share of known points.
 *
 * @source the law of Corbett & Anderson (1995) with forgetting on the clock of days
 * @example
 * chainsEnvironment('a').draw(createRandom(1)).achievement(0);
 */
export function chainsEnvironment(seed: Seed): Environment {
  const random = createRandom(seed).split('chains');
  const subject = simulateSubject(random, { points: 20, itemsPerPoint: 10, linked: 0, spread: 1 });
  const targets = subject.graph.points.map(({ id }) => id);
  const law = targets.map(() => ({
    prior: 0.2 + 0.4 * random.uniform(),
    learn: 0.1 + 0.25 * random.uniform(),
    guess: 0.15 + 0.15 * random.uniform(),
    slip: 0.05 + 0.08 * random.uniform(),
  }));
  const forget = 0.02;
  return {
    name: 'chains',
    subject: subject.subject,
    bank: subject.bank,
    graph: subject.graph,
    practice: { sessions: 8, answers: 10 },
    draw: (stream): EnvironmentLearner => {
      const known = law.map(({ prior }) => stream.uniform() < prior);
      const last = new Float64Array(law.length);
      const rest = (k: number, time: number): void => {
        const days = Math.max(0, time - last[k]) / DAY;
        if (days > 0 && known[k] && stream.uniform() < 1 - (1 - forget) ** days) known[k] = false;
        last[k] = Math.max(last[k], time);
      };
      const right = (id: string): number => {
        const { point, b } = subject.items.get(id)!;
        const { guess, slip } = law[point];
        return known[point] ? 1 - slip * Math.exp(b / 2) : Math.min(guess * Math.exp(-b), 0.85);
      };
      return {
        targets,
        success: ({ id }) => right(id),
        answer: ({ id }, time) => {
          const { point } = subject.items.get(id)!;
          rest(point, time);
          const score = stream.uniform() < right(id) ? 1 : 0;
          if (!known[point] && stream.uniform() < law[point].learn) known[point] = true;
          return score;
        },
        achievement: (time) => {
          let share = 0;
          known.forEach((knows, k) => {
            share += knows ? (1 - forget) ** (Math.max(0, time - last[k]) / DAY) : 0;
          });
          return share / known.length;
        },
        oracle: () => {
          let best = 0;
          known.forEach((knows, k) => {
            if (knows) return;
            if (known[best] || law[k].learn > law[best].learn) best = k;
          });
          // The easiest of a point's items: it teaches as much as any.
          return [...subject.items.values()].filter(({ point }) => point === best).sort((x, y) => x.b - y.b)[0].item;
        },
      };
    },
  };
}
