import { expect, test } from 'vitest';
import { evaluateTracing, predictLog, type TracedAnswer, type TracedQuestion } from '../../src/evaluate/tracing.js';
import { logOf } from '../tracing/assistments.js';

const log = logOf([
  { learner: 'a', skills: ['x', 'y'], score: 1, item: 'i1' },
  { learner: 'b', skills: ['x'], score: 0, item: 'i1' },
  { learner: 'a', skills: [], score: 0, item: 'i2' },
  { learner: 'a', skills: ['x'], score: 1, item: 'i3' },
]);

test('each interaction is asked once, before its answer is seen, from its own learner’s past', () => {
  const calls: string[] = [];
  const family = {
    start: (): readonly string[] => [],
    predict: (_: null, past: readonly string[], question: TracedQuestion): number => {
      expect(question).not.toHaveProperty('score');
      calls.push(`${question.item}:${question.skills.join('+')} after [${past.join(' ')}]`);
      return 0.5;
    },
    advance: (_: null, past: readonly string[], answer: TracedAnswer): readonly string[] => [
      ...past,
      `${answer.item}=${answer.score}`,
    ],
  };
  const result = evaluateTracing(family, null, log);
  expect(calls).toEqual(['i1:x+y after []', 'i1:x after []', 'i2: after [i1=1]', 'i3:x after [i1=1 i2=0]']);
  expect(result.interactions).toBe(4);
  expect(result.auc).toBe(0.5);
  expect(result).not.toHaveProperty('predictSeconds');
});

test('a family that could only win by peeking does not', () => {
  // It predicts the last score it was shown. With alternating answers that is always the wrong one.
  const echo = {
    start: (): number => 0,
    predict: (_: null, last: number): number => last,
    advance: (_: null, __: number, answer: TracedAnswer): number => answer.score,
  };
  const alternating = logOf(
    Array.from({ length: 40 }, (_, i) => ({ learner: 'a', skills: ['k'], score: (i + 1) % 2 })),
  );
  expect(evaluateTracing(echo, null, alternating).auc).toBe(0);
});

test('a clock is an argument, and a family’s own batch is used unless told not to', () => {
  let ticks = 0;
  const family = {
    start: (): null => null,
    predict: (): number => 0.25,
    advance: (): null => null,
    predictLog: (): Float64Array => new Float64Array(4).fill(0.75),
  };
  const fast = evaluateTracing(family, null, log, { now: () => ticks++ });
  expect(fast.predictSeconds).toBe(1);
  expect(fast.rmse).toBeCloseTo(0.5590169943749475, 12);
  expect([...predictLog(family, null, log)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(evaluateTracing(family, null, log, { batch: false }).ece).toBeCloseTo(0.25, 12);
});
