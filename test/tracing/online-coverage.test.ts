import { describe, expect, test } from 'vitest';
import * as dynamicIrt from '../../src/tracing/dynamic-irt.js';
import * as elo from '../../src/tracing/elo.js';
import { answersOf, masteryCoverage, simulateAbility } from './online.js';

// Simulated truth of different designs: few and many answers a learner and an item, points that stand still, that walk, that differ much.
const designs: readonly (Parameters<typeof simulateAbility>[1] & { readonly most?: number })[] = [
  { learners: 200, answers: 30, items: 60 },
  { learners: 200, answers: 60, items: 200 },
  { learners: 150, answers: 60, items: 60, drift: 0.05 },
  // That nothing walks cannot be told from a slow walk: intervals are a little wide.
  { learners: 150, answers: 60, items: 60, drift: 0, most: 0.95 },
  { learners: 150, answers: 60, items: 90, drift: 0.01, spread: 0.8 },
];
const LOGS = 3;

describe.each(designs)('Intervals of mastery at .9, dynamics searched for, over simulated logs: %o', (design) => {
  const simulated = Array.from({ length: LOGS }, (_, log) => simulateAbility(`coverage ${log}`, design));
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;

  test('Elo covers the truth nine times in ten', { timeout: 60_000 }, () => {
    const covered = simulated.map((one) => {
      const model = elo.fit(one.log);
      const states = answersOf(one.log).map((own) => elo.replay(model, elo.start(model), own));
      return masteryCoverage(one, (l, skill) => elo.masteryOf(model, states[l], skill));
    });
    expect(mean(covered), `${covered}`).toBeGreaterThan(0.87);
    expect(mean(covered), `${covered}`).toBeLessThan(design.most ?? 0.93);
  });

  test('dynamic IRT covers the truth nine times in ten', { timeout: 60_000 }, () => {
    const covered = simulated.map((one) => {
      const model = dynamicIrt.fit(one.log);
      const states = answersOf(one.log).map((own) => dynamicIrt.replay(model, dynamicIrt.start(model), own));
      return masteryCoverage(one, (l, skill) => dynamicIrt.masteryOf(model, states[l], skill));
    });
    expect(mean(covered), `${covered}`).toBeGreaterThan(0.87);
    expect(mean(covered), `${covered}`).toBeLessThan(design.most ?? 0.93);
  });
});
