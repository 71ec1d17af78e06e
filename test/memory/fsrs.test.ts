import { fc, test as property } from '@fast-check/vitest';
import { FSRSAlgorithm, generatorParameters } from 'ts-fsrs';
import { describe, expect, test } from 'vitest';
import { buildResponseLog } from '../../src/data/log-rows.js';
import { logLikelihood } from '../../src/memory/fsrs/fit.js';
import { begin, dualMemory, recall, review, WEIGHTS } from '../../src/memory/fsrs/recurrence.js';
import * as fsrs from '../../src/memory/fsrs.js';
import { reviewLog } from '../../src/memory/review-log.js';
import { parseMemoryModel } from '../../src/memory/schema.js';
import { DAY, simulateReviews } from './practice.js';

const { defaultModel } = fsrs;
const algorithm = new FSRSAlgorithm(generatorParameters({ w: [...defaultModel.weights] }));

const family = (model: fsrs.FsrsModel) => ({
  start: (): fsrs.FsrsState | undefined => undefined,
  advance: (state: fsrs.FsrsState | undefined, given: { score: number; time: number }) =>
    fsrs.advance(model, state, given),
  predict: (state: fsrs.FsrsState | undefined, time: number) => fsrs.predict(model, state!, time),
});

const grade = fc.integer({ min: 1, max: 4 });
const pause = fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 400, noNaN: true }));
const sequence = fc.array(fc.record({ grade, days: pause }), { minLength: 1, maxLength: 12 });
const weights = fc.tuple(
  ...defaultModel.weights.map((w, i) =>
    fc.double({ min: i < 4 ? Math.max(w * 0.6, 0.11) : w * 0.8, max: w * 1.2 + 0.01, noNaN: true }),
  ),
);

describe('the differentiable recurrence', () => {
  property.prop([sequence, weights])('agrees with ts-fsrs for any weights and reviews', (reviews, w) => {
    const own = new FSRSAlgorithm(generatorParameters({ w }));
    const held = Float64Array.from(own.parameters.w);
    const memory = dualMemory();
    const slope = new Float64Array(WEIGHTS);
    let theirs = own.next_state(null, 0, reviews[0].grade);
    begin(memory, held, reviews[0].grade);
    for (const { grade: g, days } of reviews.slice(1)) {
      const r = recall(memory, held, days, slope);
      expect(r).toBeCloseTo(own.forgetting_curve(days, theirs.stability), 5);
      review(memory, held, days, g, r, slope);
      theirs = own.next_state(theirs, days, g);
      expect(memory.stability / theirs.stability).toBeCloseTo(1, 3);
      expect(memory.difficulty).toBeCloseTo(theirs.difficulty, 4);
    }
  });

  test('its slope is that of finite differences', () => {
    const log = simulateReviews(family(defaultModel), { learners: 12, units: 3, reviews: 9 }, 'slope');
    const reviews = reviewLog(log);
    const w = Float64Array.from(
      defaultModel.weights,
      (x, i) => x * (1 + 0.03 * Math.sin(i + 1)) + (i === 7 ? 0.02 : 0),
    );
    const slope = new Float64Array(WEIGHTS);
    logLikelihood(reviews, w, slope);
    for (let i = 0; i < WEIGHTS; i++) {
      const step = 1e-6 * Math.max(1, Math.abs(w[i]));
      const at = (x: number): number => {
        const moved = w.slice();
        moved[i] += x;
        return logLikelihood(reviews, moved, new Float64Array(WEIGHTS));
      };
      expect((at(step) - at(-step)) / (2 * step), `w${i}`).toBeCloseTo(slope[i], 3);
    }
    // Every weight but those of the grade Easy, which no answer of an exam earns, has a say.
    expect([...slope].map((x, i) => (x === 0 ? i : -1)).filter((i) => i >= 0)).toEqual([1, 3, 15, 16]);
  });
});

describe('states', () => {
  test('step as ts-fsrs steps, by grades out of shares of the marks', () => {
    let theirs = algorithm.next_state(null, 0, 3);
    let ours = fsrs.advance(defaultModel, undefined, { score: 1, time: 0 });
    for (const [score, g, day] of [
      [0.5, 2, 3],
      [0, 1, 10],
      [1, 3, 11],
      [0.8, 3, 40],
    ] as const) {
      theirs = algorithm.next_state(theirs, day - ours.time! / DAY, g);
      ours = fsrs.advance(defaultModel, ours, { score, time: day * DAY });
      expect({ ...ours, time: undefined }).toEqual({ ...theirs, time: undefined });
    }
    expect(fsrs.interval(defaultModel, ours, 0.9)).toBeCloseTo(ours.stability, 6);
  });

  property.prop([fc.double({ min: 0.01, max: 3000, noNaN: true }), fc.double({ min: 0.3, max: 0.99, noNaN: true })])(
    'the interval is the inverse of the curve, which falls',
    (stability, retention) => {
      const state = { stability, difficulty: 5, time: 0 };
      const days = fsrs.interval(defaultModel, state, retention);
      // ts-fsrs rounds to eight places.
      expect(fsrs.predict(defaultModel, state, days * DAY)).toBeCloseTo(retention, 5);
      expect(fsrs.predict(defaultModel, state, 2 * days * DAY)).toBeLessThan(retention);
    },
  );

  property.prop([sequence])('a better answer never leaves a weaker memory', (reviews) => {
    let state: fsrs.FsrsState | undefined;
    let day = 0;
    for (const { grade: g, days } of reviews) {
      day += days;
      const after = [0, 0.5, 1].map((score) => fsrs.advance(defaultModel, state, { score, time: day * DAY }).stability);
      expect(after[2]).toBeGreaterThanOrEqual(after[1]);
      // Within a sitting and after a lapse the order against Again holds too.
      expect(after[1]).toBeGreaterThanOrEqual(after[0] - 1e-8);
      state = fsrs.advance(defaultModel, state, { score: [0, 0.5, 1][Math.min(g, 3) - 1], time: day * DAY });
    }
  });

  test('time unknown or running backwards counts as the same sitting', () => {
    const first = fsrs.advance(defaultModel, undefined, { score: 1, time: 5 * DAY });
    const together = fsrs.advance(defaultModel, first, { score: 1, time: 5 * DAY + 1 });
    expect(fsrs.advance(defaultModel, first, { score: 1 }).stability).toBe(together.stability);
    expect(fsrs.advance(defaultModel, first, { score: 1, time: 0 })).toEqual({ ...together, time: 5 * DAY });
    expect(fsrs.predict(defaultModel, first, 0)).toBe(1);
  });
});

describe('fit', () => {
  const truth = {
    ...defaultModel,
    weights: defaultModel.weights.map((w, i) => (i === 0 ? 0.9 : i === 2 ? 6 : i === 8 ? 0.9 : i === 20 ? 0.5 : w)),
  };
  const log = simulateReviews(family(truth), { learners: 150, units: 6, reviews: 8 }, 'fsrs truth');

  test('recovers the curve of simulated learners and beats the published weights on new ones', () => {
    const model = fsrs.fit(log);

    expect(model.report!.converged).toBe(true);
    expect(model.weights[0]).toBeCloseTo(0.9, 0);
    expect(Math.abs(model.weights[2] - 6)).toBeLessThan(1.5);
    expect(Math.abs(model.weights[20] - 0.5)).toBeLessThan(0.12);
    const held = reviewLog(simulateReviews(family(truth), { learners: 80, units: 6, reviews: 8 }, 'fsrs held out'));
    const value = (w: readonly number[]): number =>
      logLikelihood(held, Float64Array.from(w), new Float64Array(WEIGHTS));
    expect(value(model.weights)).toBeGreaterThan(value(defaultModel.weights) + 15);
    expect(value(truth.weights) - value(model.weights)).toBeLessThan(12);
  });

  test('with a strong prior the published weights stay', () => {
    const model = fsrs.fit(log, { prior: 1e9 });
    model.weights.forEach((w, i) => {
      expect(w).toBeCloseTo(defaultModel.weights[i], 4);
    });
  });

  test('the order of learners and their names play no role', () => {
    const rows = Array.from({ length: log.length }, (_, r) => ({
      learner: `__${log.learners[log.learner[r]]}`,
      item: log.items[log.item[r]],
      skills: [log.skills[log.skillSets.skill[log.skillSets.start[log.skillSet[r]]]]],
      score: log.score[r],
      time: log.time[r],
    }));
    const again = fsrs.fit(buildResponseLog([...rows].reverse().sort((a, b) => a.time - b.time)), { maxIterations: 5 });
    const first = fsrs.fit(log, { maxIterations: 5 });
    again.weights.forEach((w, i) => {
      expect(w).toBeCloseTo(first.weights[i], 6);
    });
  });

  test('a log that nobody returned to is refused, and so is one without times', () => {
    const once = buildResponseLog([{ learner: 'a', item: 'q', skills: ['k'], score: 1, time: 0 }]);
    expect(() => fsrs.fit(once)).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ code: 'not-enough-data' })] }),
    );
    const timeless = buildResponseLog([{ learner: 'a', item: 'q', skills: ['k'], score: 1 }]);
    expect(() => fsrs.fit(timeless)).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ code: 'not-enough-data' })] }),
    );
  });

  test('a model is read back from JSON, and what is not one is named', () => {
    const model = fsrs.fit(log, { maxIterations: 2 });
    expect(parseMemoryModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
    expect(parseMemoryModel(JSON.parse(JSON.stringify(defaultModel)))).toEqual(defaultModel);
    expect(() => parseMemoryModel({ ...defaultModel, weights: [1] }, 'm.json')).toThrow(/weights/);
    expect(() => parseMemoryModel({ ...defaultModel, version: 9 })).toThrow(/version 1/);
    expect(() => parseMemoryModel({ kind: '__proto__' })).toThrow();
  });
});
