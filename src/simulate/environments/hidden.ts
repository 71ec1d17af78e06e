import { DAY } from '../../data/time.js';
import { logistic } from '../../math/logistic.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { Environment, EnvironmentLearner } from '../environment.js';
import { simulateSubject } from './bank.js';

/**
 * A world that no model of the engine describes, as the real one is: prerequisites exist of which the graph shows only half, and it shows
 * some that are none; what an answer teaches depends on its difficulty (most where P(right) is about .7, little where it is hopeless or
 * trivial) and on the learner's own pace; items are guessed at (3PL, discriminations from .6 to 2); an item met before is answered from memory
 * and teaches nothing; forgetting follows a power law whose exponent differs from learner to learner; learners tire within a sitting.
 * Achievement is the mean over the points of P(right) on typical items not met.
 *
 * @example
 * hiddenEnvironment('a').draw(createRandom(1)).achievement(0);
 */
export function hiddenEnvironment(seed: Seed): Environment {
  const world = createRandom(seed).split('hidden');
  const subject = simulateSubject(world, { points: 14, itemsPerPoint: 14, linked: 0.85 });
  const targets = subject.graph.points.map(({ id }) => id);
  const traits = new Map(
    subject.bank.items.map(
      ({ id }) => [id, { a: 0.6 + 1.4 * world.uniform(), guess: 0.25 * world.uniform() }] as const,
    ),
  );
  const shown = subject.graph.edges.filter(() => world.uniform() < 0.5);
  const wrong = Array.from({ length: Math.ceil(shown.length / 3) }, () => {
    const to = world.integer(1, targets.length - 1);
    return { from: targets[world.integer(0, to - 1)], to: targets[to], kind: 'prerequisite' as const };
  });
  const edges = [...shown, ...wrong].filter(
    (edge, at, all) => all.findIndex(({ from, to }) => from === edge.from && to === edge.to) === at,
  );
  return {
    name: 'hidden',
    subject: subject.subject,
    bank: subject.bank,
    graph: { points: subject.graph.points, edges },
    practice: { sessions: 8, answers: 12 },
    draw: (random): EnvironmentLearner => {
      const talent = random.normal(0, 0.6);
      const pace = Math.exp(random.normal(-1, 0.3));
      const decay = 0.05 + 0.1 * random.uniform();
      const base = targets.map((_, k) => talent + 0.4 - (1.2 * k) / targets.length + random.normal(0, 0.6));
      const gained = new Float64Array(targets.length);
      const last = new Float64Array(targets.length);
      const met = new Set<string>();
      let sitting = -1;
      let done = 0;
      const skill = (k: number, time: number): number =>
        base[k] + gained[k] * (1 + Math.max(0, time - last[k]) / DAY) ** -decay;
      const unmet = (id: string, time: number): number => {
        const { point, b } = subject.items.get(id)!;
        const { a, guess } = traits.get(id)!;
        return guess + (1 - guess) * logistic(a * (skill(point, time) - b));
      };
      const right = (id: string, time: number): number =>
        met.has(id) ? Math.max(0.9, unmet(id, time)) : unmet(id, time);
      const tired = (time: number): number => (Math.floor(time / DAY) === sitting ? 0.97 ** done : 1);
      const lesson = (id: string, time: number): number => {
        if (met.has(id)) return 0;
        const { point } = subject.items.get(id)!;
        const p = unmet(id, time);
        const zone = Math.exp(-(((p - 0.7) / 0.22) ** 2));
        const ground = subject.prerequisites[point].reduce(
          (least, k) => Math.min(least, logistic(2 * skill(k, time) + 1)),
          1,
        );
        const room = Math.max(0, 1 - (skill(point, time) - base[point]) / 3);
        return pace * (0.15 + 0.85 * zone) * ground * room;
      };
      const typical = (k: number, time: number): number => logistic(1.2 * (skill(k, time) - 0.6));
      return {
        targets,
        success: ({ id }, time) => right(id, time),
        answer: ({ id }, time) => {
          const { point } = subject.items.get(id)!;
          const score = random.uniform() < right(id, time) ? 1 : 0;
          gained[point] = skill(point, time) - base[point] + lesson(id, time) * tired(time);
          last[point] = time;
          met.add(id);
          const day = Math.floor(time / DAY);
          done = day === sitting ? done + 1 : 1;
          sitting = day;
          return score;
        },
        achievement: (time) => targets.reduce((sum, _, k) => sum + typical(k, time), 0) / targets.length,
        oracle: (time) => {
          let best = subject.bank.items[0];
          let most = -1;
          for (const { item, point } of subject.items.values()) {
            const learnt = lesson(item.id, time);
            const now = skill(point, time);
            // Ten answers' worth of the same lesson sees past a flat foot of the curve.
            const far = Math.min(10 * learnt, Math.max(0, base[point] + 3 - now));
            const rate =
              learnt > 0
                ? ((logistic(1.2 * (now + far - 0.6)) - typical(point, time)) * learnt) / Math.max(far, 1e-9)
                : 0;
            if (rate > most) [most, best] = [rate, item];
          }
          return best;
        },
      };
    },
  };
}
