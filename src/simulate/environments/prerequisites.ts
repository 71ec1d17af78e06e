import { logistic } from '../../math/logistic.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { Environment, EnvironmentLearner } from '../environment.js';
import { simulateSubject } from './bank.js';

const DAY = 86_400_000;

/**
 * Learners on a knowledge graph: mastery of each of 18 points is a share m in 0…1. An answer raises it by `rate · (1 − m) · r · f`,
 * where r is the mastery of the weakest prerequisite (nothing is built on sand) and f the freshness of the sitting
 * (fatigue: 4 % less with each answer of a day). Days without practice take off 1 % of m each.
 * `P(right) = .95 · logistic(4 (m − .5) − b + 1)`: some 5 % of answers are slips. Achievement is the mean mastery.
 *
 * @example
 * prerequisitesEnvironment('a').draw(createRandom(1)).achievement(0);
 */
export function prerequisitesEnvironment(seed: Seed): Environment {
  const world = createRandom(seed).split('prerequisites');
  const subject = simulateSubject(world, { points: 18, itemsPerPoint: 12, linked: 0.85 });
  const targets = subject.graph.points.map(({ id }) => id);
  const rate = 0.3;
  const lost = 0.01;
  return {
    name: 'prerequisites',
    subject: subject.subject,
    bank: subject.bank,
    graph: subject.graph,
    practice: { sessions: 8, answers: 12 },
    draw: (random): EnvironmentLearner => {
      const talent = random.normal(0, 0.15);
      // What stands early in the graph was taught earlier and is held better.
      const mastery = targets.map((_, k) =>
        clamp(0.75 - (0.55 * k) / targets.length + talent + random.normal(0, 0.35)),
      );
      const last = new Float64Array(targets.length);
      let sitting = -1;
      let done = 0;
      const held = (k: number, time: number): number => mastery[k] * (1 - lost) ** (Math.max(0, time - last[k]) / DAY);
      const ready = (k: number, time: number): number =>
        subject.prerequisites[k].reduce((least, before) => Math.min(least, held(before, time)), 1);
      const right = (k: number, b: number, time: number): number => 0.95 * logistic(4 * (held(k, time) - 0.5) - b + 1);
      const fresh = (time: number): number => (Math.floor(time / DAY) === sitting ? 0.96 ** done : 1);
      return {
        targets,
        success: ({ id }, time) => {
          const { point, b } = subject.items.get(id)!;
          return right(point, b, time);
        },
        answer: ({ id }, time) => {
          const { point, b } = subject.items.get(id)!;
          const score = random.uniform() < right(point, b, time) ? 1 : 0;
          const now = held(point, time);
          mastery[point] = now + rate * (1 - now) * ready(point, time) * fresh(time);
          last[point] = time;
          const day = Math.floor(time / DAY);
          done = day === sitting ? done + 1 : 1;
          sitting = day;
          return score;
        },
        achievement: (time) => targets.reduce((sum, _, k) => sum + held(k, time), 0) / targets.length,
        // One answer's rise, and what it does for the answers that will be spent on the points resting on it.
        oracle: (time, left) => {
          let best = 0;
          let most = -1;
          for (let k = 0; k < targets.length; k++) {
            const now = held(k, time);
            const rise = rate * (1 - now) * ready(k, time);
            let worth = rise;
            for (let above = 0; above < targets.length; above++) {
              const before = subject.prerequisites[above];
              if (!before.includes(k)) continue;
              const others = before.reduce((least, p) => Math.min(least, p === k ? now + rise : held(p, time)), 1);
              const more = others - ready(above, time);
              // Each of the next answers to it gains by the readier ground.
              if (more > 0) worth += rate * (1 - held(above, time)) * more * Math.min(4, left / 4);
            }
            if (worth > most) [most, best] = [worth, k];
          }
          const own = [...subject.items.values()].filter(({ point }) => point === best).sort((x, y) => x.b - y.b);
          return (own.findLast(({ b }) => right(best, b, time) >= 0.7) ?? own[0]).item;
        },
      };
    },
  };
}

function clamp(x: number): number {
  return Math.min(Math.max(x, 0.02), 0.98);
}
