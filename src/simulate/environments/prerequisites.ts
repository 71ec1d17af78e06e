import { DAY } from '../../data/time.js';
import { logistic } from '../../math/logistic.js';
import { createRandom, type Seed } from '../../math/random.js';
import type { Environment, EnvironmentLearner } from '../environment.js';
import { simulateSubject, teachingItem } from './bank.js';

const HALF_LIFE = 120;
const FIRST_GAIN = 0.6;
const KEPT = 0.95;

/**
 * Learners on a knowledge graph of 18 points: each point has a location x in logits, the later in the graph the lower. An answer raises it by
 * `.6 · .95^n · r · f`, n its answers so far, r the success on a typical item of the weakest prerequisite (nothing is built on sand), f the
 * freshness of the sitting (fatigue: 3 % less with each answer of a day). A gain fades with a half-life of 120 days.
 * `P(right) = .96 · logistic(x − b)`: some 4 % of answers are slips. Achievement is the mean success on typical items (b = 0).
 *
 * @example
 * prerequisitesEnvironment('a').draw(createRandom(1)).achievement(0);
 */
export function prerequisitesEnvironment(seed: Seed): Environment {
  const world = createRandom(seed).split('prerequisites');
  const subject = simulateSubject(world, { points: 18, itemsPerPoint: 12, linked: 0.85 });
  const targets = subject.graph.points.map(({ id }) => id);
  return {
    name: 'prerequisites',
    subject: subject.subject,
    bank: subject.bank,
    graph: subject.graph,
    practice: { sessions: 8, answers: 12 },
    draw: (random): EnvironmentLearner => {
      const talent = random.normal(0, 0.6);
      // What stands early in the graph was taught earlier and is held better.
      const base = targets.map((_, k) => 1.2 - (2.6 * k) / targets.length + talent + random.normal(0, 1));
      const gained = new Float64Array(targets.length);
      const last = new Float64Array(targets.length);
      const answers = new Int32Array(targets.length);
      let sitting = -1;
      let done = 0;
      const at = (k: number, time: number): number =>
        base[k] + gained[k] * 2 ** (-Math.max(0, time - last[k]) / DAY / HALF_LIFE);
      const held = (x: number): number => logistic(x);
      const ready = (k: number, time: number): number =>
        subject.prerequisites[k].reduce((least, before) => Math.min(least, held(at(before, time))), 1);
      const right = (k: number, b: number, time: number): number => 0.96 * logistic(at(k, time) - b);
      const gain = (k: number, more = 0): number => FIRST_GAIN * KEPT ** (answers[k] + more);
      const fresh = (time: number): number => (Math.floor(time / DAY) === sitting ? 0.97 ** done : 1);
      return {
        targets,
        success: ({ id }, time) => {
          const { point, b } = subject.items.get(id)!;
          return right(point, b, time);
        },
        answer: ({ id }, time) => {
          const { point, b } = subject.items.get(id)!;
          const score = random.uniform() < right(point, b, time) ? 1 : 0;
          gained[point] = at(point, time) - base[point] + gain(point) * ready(point, time) * fresh(time);
          answers[point]++;
          last[point] = time;
          const day = Math.floor(time / DAY);
          done = day === sitting ? done + 1 : 1;
          sitting = day;
          return score;
        },
        achievement: (time) => targets.reduce((sum, _, k) => sum + held(at(k, time)), 0) / targets.length,
        // The best mean rise over a few answers, and what it does for the answers that will be spent on the points resting on it.
        oracle: (time, left) => {
          const rise = (k: number, readiness: number): number => {
            const x = at(k, time);
            let to = x;
            let most = 0;
            for (let n = 0; n < 6; n++) {
              to += gain(k, n) * readiness;
              most = Math.max(most, (held(to) - held(x)) / (n + 1));
            }
            return most;
          };
          let best = 0;
          let most = -1;
          for (let k = 0; k < targets.length; k++) {
            const own = rise(k, ready(k, time));
            let worth = own;
            for (let above = 0; above < targets.length; above++) {
              const before = subject.prerequisites[above];
              if (!before.includes(k)) continue;
              const now = held(at(k, time)) + own;
              const ground = before.reduce((least, p) => Math.min(least, p === k ? now : held(at(p, time))), 1);
              const more = ground - ready(above, time);
              if (more > 0) worth += (rise(above, ground) - rise(above, ready(above, time))) * Math.min(8, left / 4);
            }
            if (worth > most) [most, best] = [worth, k];
          }
          return teachingItem(subject, best, (b) => right(best, b, time));
        },
      };
    },
  };
}
