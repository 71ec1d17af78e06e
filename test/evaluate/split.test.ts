import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { splitByLearner, takeRows } from '../../src/evaluate/split.js';
import { logOf } from '../tracing/assistments.js';

const logs = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 20, maxLength: 80 })
  .map((learners) => logOf([...learners, 13, 14, 15].map((l) => ({ learner: `L${l}`, skills: ['k'], score: l % 2 }))));

describe('splitByLearner', () => {
  property.prop([logs, fc.integer({ min: 2, max: 4 }), fc.string()])(
    'tests every row once, never with its learner in training, folds of equal numbers of learners',
    (log, folds, seed) => {
      const split = splitByLearner(log, folds, seed);
      expect(split).toHaveLength(folds);
      expect(split.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...Array(log.length).keys()]);
      const learners = split.map(({ train, test }) => {
        expect(train.length + test.length).toBe(log.length);
        const inTest = new Set([...test].map((r) => log.learner[r]));
        for (const r of train) expect(inTest.has(log.learner[r])).toBe(false);
        return inTest.size;
      });
      expect(Math.max(...learners) - Math.min(...learners)).toBeLessThanOrEqual(1);
    },
  );

  test('is the same for the same seed and another for another, whatever the order of the rows', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ learner: `L${i % 20}`, skills: ['k'], score: 1 }));
    const there = logOf(rows);
    const back = logOf(rows.toReversed());
    const tested = (log: typeof there, seed: string): Set<string> =>
      new Set([...splitByLearner(log, 4, seed)[0].test].map((r) => log.learners[log.learner[r]]));
    expect(tested(there, 'a')).toEqual(tested(back, 'a'));
    expect(tested(there, 'a')).not.toEqual(tested(there, 'b'));
  });

  test('refuses more folds than learners', () => {
    const log = logOf([{ learner: 'a', skills: [], score: 1 }]);
    expect(() => splitByLearner(log, 2, 1)).toThrow(RangeError);
    expect(() => splitByLearner(log, 1.5, 1)).toThrow(/whole number/);
  });
});

test('takeRows keeps the columns of its rows', () => {
  const log = logOf([
    { learner: 'a', skills: ['x'], score: 1 },
    { learner: 'b', skills: [], score: 0.5 },
    { learner: 'a', skills: ['y'], score: 0 },
  ]);
  const part = takeRows(log, [2, 1]);
  expect(part.length).toBe(2);
  expect([...part.learner].map((l) => part.learners[l])).toEqual(['a', 'b']);
  expect([...part.score]).toEqual([0, 0.5]);
  expect(part.skillSet[1]).toBe(-1);
  expect(() => takeRows(log, [3])).toThrow(RangeError);
});
