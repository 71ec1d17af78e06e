import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import {
  type Chooser,
  type Environment,
  type EnvironmentLearner,
  walkPractice,
} from '../../src/simulate/environment.js';
import { chainsEnvironment } from '../../src/simulate/environments/chains.js';
import { growthEnvironment } from '../../src/simulate/environments/growth.js';
import { hiddenEnvironment } from '../../src/simulate/environments/hidden.js';
import { kssEnvironment } from '../../src/simulate/environments/kss.js';
import { prerequisitesEnvironment } from '../../src/simulate/environments/prerequisites.js';

const environments = [
  growthEnvironment,
  chainsEnvironment,
  prerequisitesEnvironment,
  hiddenEnvironment,
  kssEnvironment,
];

describe.each(environments.map((make) => [make('test').name, make] as const))('%s', (_name, make) => {
  const environment: Environment = make('test');
  const random = () => createRandom('walks');
  const byChance = (_learner: EnvironmentLearner, _id: string, luck: ReturnType<typeof random>): Chooser => ({
    next: () => environment.bank.items[luck.integer(0, environment.bank.items.length - 1)],
    took: () => {},
  });
  const byOracle = (learner: EnvironmentLearner): Chooser => ({ next: learner.oracle, took: () => {} });
  const mean = (walks: readonly { readonly gain: number }[]) =>
    walks.reduce((sum, { gain }) => sum + gain, 0) / walks.length;

  test('whoever sees the truth teaches better than chance', () => {
    const oracle = walkPractice(environment, byOracle, { learners: 60, random: random() });
    const chance = walkPractice(environment, byChance, { learners: 60, random: random() });
    expect(mean(oracle)).toBeGreaterThan(mean(chance) + 0.05);
    for (const { before, after, frustrating, right } of [...oracle, ...chance])
      for (const share of [before, after, frustrating, right]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-12);
      }
  });

  test('the same seed gives the same walks, and a learner begins the same whatever chooses', () => {
    const once = walkPractice(environment, byChance, { learners: 8, random: random(), warmUp: 5 });
    expect(walkPractice(make('test'), byChance, { learners: 8, random: random(), warmUp: 5 })).toEqual(once);
    const other = walkPractice(environment, byOracle, { learners: 8, random: random(), warmUp: 5 });
    expect(other.map(({ before }) => before)).toEqual(once.map(({ before }) => before));
  });

  test('answers fall as often right as the truth says', () => {
    let expected = 0;
    let right = 0;
    let variance = 0;
    for (let l = 0; l < 150; l++) {
      const learner = environment.draw(createRandom('answers').split(l));
      for (let k = 0; k < 12; k++) {
        const item = environment.bank.items[(7 * k + l) % environment.bank.items.length];
        const p = learner.success(item, k * 1000);
        expected += p;
        variance += p * (1 - p);
        right += learner.answer(item, k * 1000);
      }
    }
    expect(Math.abs(right - expected)).toBeLessThanOrEqual(4 * Math.sqrt(variance) + 1e-9);
  });

  test('its bank and graph say that they are simulated', () => {
    for (const { stem } of environment.bank.items) expect(stem).toContain('模拟');
    for (const { name } of environment.graph.points) expect(name).toContain('模拟');
  });
});

test('KSS: difficulties are sorted draws from 0 to 5, given in the order 5, 0, 1, 2, 3, 4, 6, 7, 8, 9; edges are the twelve', () => {
  const { bank, graph } = kssEnvironment('facts');
  const easy = [5, 0, 1, 2, 3, 4, 6, 7, 8, 9].map((k) => bank.items[k].difficulty);
  expect(easy).toEqual([...easy].sort((a, b) => b - a));
  expect(graph.edges.length).toBe(12);
});

test('KSS: learning outside the focus is void', () => {
  const { bank, draw } = kssEnvironment('facts');
  const alone = draw(createRandom('one'));
  const led = draw(createRandom('one'));
  const answers = (learner: EnvironmentLearner, path: readonly number[]) =>
    path.map((k) => learner.answer(bank.items[k], 0));
  // From 6 the focus is 6 and 7 (and what 7 rests on): 5 is out of it, however often it is tried.
  answers(alone, [6, 5, 5, 5, 5, 5, 5]);
  answers(led, [6]);
  for (let k = 0; k < 10; k++) expect(alone.success(bank.items[k], 0)).toBe(led.success(bank.items[k], 0));
});

test('hidden: an item met before is remembered and teaches nothing', () => {
  const { bank, draw } = hiddenEnvironment('facts');
  const learner = draw(createRandom('met'));
  learner.answer(bank.items[40], 0);
  const once = learner.achievement(0);
  for (let k = 0; k < 5; k++) learner.answer(bank.items[40], 0);
  expect(learner.achievement(0)).toBeCloseTo(once, 12);
  expect(learner.success(bank.items[40], 0)).toBeGreaterThanOrEqual(0.9);
});
