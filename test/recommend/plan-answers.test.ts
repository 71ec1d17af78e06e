import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type PointsToPlan, planAnswers, planPath } from '../../src/recommend/plan-answers.js';

const law = (rate: number) => (_k: number, level: number, _more: number, ready: number) =>
  level + rate * ready * (1 - level);

const small = fc
  .record({
    level: fc.array(fc.double({ min: 0.02, max: 0.9, noNaN: true }), { minLength: 2, maxLength: 4 }),
    links: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    weights: fc.array(fc.double({ min: 0.2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }),
    rate: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
  })
  .map(({ level, links, weights, rate }): PointsToPlan => {
    let at = 0;
    return {
      level,
      prerequisites: level.map((_, k) =>
        Array.from({ length: k }, (_, p) => p).filter(() => links[at++ % links.length]),
      ),
      weight: weights.slice(0, level.length),
      minutes: level.map(() => 3),
      learn: law(rate),
    };
  });

function play(points: PointsToPlan, path: readonly number[]): number {
  const level = Array.from(points.level);
  const more = level.map(() => 0);
  for (const k of path) {
    const ready = points.prerequisites[k].reduce((least, p) => Math.min(least, level[p]), 1);
    level[k] = points.learn(k, level[k], more[k]++, ready);
  }
  return level.reduce((sum, x, k) => sum + points.weight[k] * x, 0);
}

function bestOf(points: PointsToPlan, left: number, path: readonly number[] = []): number {
  if (left === 0) return play(points, path);
  let best = 0;
  for (let k = 0; k < points.level.length; k++) best = Math.max(best, bestOf(points, left - 1, [...path, k]));
  return best;
}

property.prop([small])('replanned after each answer it comes within a tenth of the best of all sequences', (points) => {
  const answers = 5;
  let now = points;
  const path: number[] = [];
  for (let left = answers; left > 0; left--) {
    const { first } = planAnswers(now, left);
    path.push(first);
    const level = Array.from(now.level);
    const ready = now.prerequisites[first].reduce((least, p) => Math.min(least, level[p]), 1);
    level[first] = now.learn(first, level[first], 0, ready);
    now = { ...now, level };
  }
  const start = play(points, []);
  const best = bestOf(points, answers) - start;
  expect(play(points, path) - start).toBeGreaterThanOrEqual(0.9 * best - 1e-9);
});

property.prop([small])('planning in teaching order never ends worse than the rule alone', (points) => {
  const rule = planPath(points, 8, { rounds: -1 });
  const planned = planPath(points, 8);
  expect(play(points, planned)).toBeGreaterThanOrEqual(play(points, rule) - 1e-9);
});

property.prop([small, fc.nat(3)])('a point that is wholly mastered gets no answer', (points, at) => {
  const k = at % points.level.length;
  const level = Array.from(points.level, (x, i) => (i === k ? 1 : x));
  expect(planPath({ ...points, level }, 6)).not.toContain(k);
});

property.prop([small])('what is worth nothing and carries nothing gets no answer', (points) => {
  const last = points.level.length - 1;
  const weight = Array.from(points.weight, (w, k) => (k === last ? 0 : w));
  expect(planPath({ ...points, weight }, 6)).not.toContain(last);
});

test('the ground comes before what stands on it', () => {
  const points = { level: [0.2, 0.1], prerequisites: [[], [0]], weight: [1, 1], minutes: [3, 3], learn: law(0.3) };
  expect(planAnswers(points, 10).first).toBe(0);
  // Also where the ground itself is worth nothing.
  expect(planAnswers({ ...points, weight: [0, 1] }, 10).first).toBe(0);
});

test('minutes count: of two alike the shorter', () => {
  const points = { level: [0.3, 0.3], prerequisites: [[], []], weight: [1, 1], minutes: [6, 3], learn: law(0.3) };
  expect(planAnswers(points, 4).first).toBe(1);
});

test('nothing to gain is no plan', () => {
  const points = { level: [1, 1], prerequisites: [[], [0]], weight: [1, 1], minutes: [3, 3], learn: law(0.3) };
  expect(planAnswers(points, 4).first).toBe(-1);
  expect(planPath(points, 4)).toEqual([]);
});
