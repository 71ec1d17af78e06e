import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { bootstrapMetrics, METRIC_NAMES, resampled } from '../../src/evaluate/bootstrap.js';
import { accuracy, measure } from '../../src/evaluate/metrics.js';
import { simulateRows } from './rows.js';

const row = fc.record({
  predicted: fc.integer({ min: 0, max: 8 }).map((x) => x / 8),
  score: fc.constantFrom(0, 0.5, 1),
  learner: fc.integer({ min: 0, max: 5 }),
});

describe('metrics under weights', () => {
  property.prop([
    fc.array(row, { minLength: 1, maxLength: 40 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
  ])('are those of the rows written out as often as their learner was drawn', (rows, times) => {
    const columns = {
      predicted: rows.map(({ predicted }) => predicted),
      score: rows.map(({ score }) => score),
      learner: rows.map(({ learner }) => learner),
    };
    const codes = [...new Set(columns.learner)];
    const written = rows.flatMap((one) => Array.from({ length: times[one.learner] }, () => one));
    fc.pre(written.length > 0);
    const ours = resampled(columns).of(Float64Array.from(codes, (learner) => times[learner]));
    const theirs = measure(
      written.map(({ predicted }) => predicted),
      written.map(({ score }) => score),
    );
    for (const name of METRIC_NAMES) {
      if (Number.isNaN(theirs[name])) expect(ours[name]).toBeNaN();
      else expect(ours[name]).toBeCloseTo(theirs[name], 9);
    }
  });
});

describe('intervals', () => {
  test('the standard error of the accuracy is that of the clusters, by closed form', () => {
    const { first, score, learner } = simulateRows('clusters', 300, 20);
    const { accuracy: ours } = bootstrapMetrics(
      { predicted: first, score, learner },
      { replicates: 4000, seed: 'closed form' },
    );
    // Equal clusters: the variance of their means over their number.
    const means = Array.from({ length: 300 }, (_, l) =>
      accuracy(first.subarray(20 * l, 20 * l + 20), score.subarray(20 * l, 20 * l + 20)),
    );
    const mean = means.reduce((sum, m) => sum + m, 0) / 300;
    const closed = Math.sqrt(means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / 299 / 300);
    expect(ours.estimate).toBe(accuracy(first, score));
    expect(Math.abs(ours.standardError / closed - 1)).toBeLessThan(0.05);
    expect(Math.abs((ours.high - ours.low) / (2 * 1.96 * closed) - 1)).toBeLessThan(0.08);
  });

  test('cover the truth about as often as they say', () => {
    // The truth of the log-loss: the mean of a far larger sample of the same law.
    const large = simulateRows('truth', 20_000, 10);
    const truth = measure(large.first, large.score);
    let [logLoss, auc] = [0, 0];
    const runs = 150;
    for (let run = 0; run < runs; run++) {
      const { first, score, learner } = simulateRows(`coverage ${run}`, 60, 10);
      const made = bootstrapMetrics({ predicted: first, score, learner }, { replicates: 200, level: 0.9, seed: run });
      if (made.logLoss.low <= truth.logLoss && truth.logLoss <= made.logLoss.high) logLoss++;
      if (made.auc.low <= truth.auc && truth.auc <= made.auc.high) auc++;
    }
    // 90 % less what 60 clusters and chance cost.
    for (const covered of [logLoss, auc]) {
      expect(covered / runs).toBeGreaterThan(0.8);
      expect(covered / runs).toBeLessThan(0.97);
    }
  });

  test('the same seed gives the same interval, another another; codes of learners do not matter', () => {
    const { first, score, learner } = simulateRows('seeds', 30, 5);
    const rows = { predicted: first, score, learner };
    const once = bootstrapMetrics(rows, { seed: 1, replicates: 50 });
    expect(bootstrapMetrics(rows, { seed: 1, replicates: 50 })).toEqual(once);
    expect(bootstrapMetrics({ ...rows, learner: learner.map((l) => 7 * l + 3) }, { seed: 1, replicates: 50 })).toEqual(
      once,
    );
    expect(bootstrapMetrics(rows, { seed: 2, replicates: 50 }).auc).not.toEqual(once.auc);
  });

  test('one learner has no spread, and right answers alone have no AUC', () => {
    const made = bootstrapMetrics({ predicted: [0.5, 0.6], score: [1, 1], learner: [0, 0] }, { replicates: 20 });
    expect(made.rmse.standardError).toBeCloseTo(0, 12);
    expect(made.auc.estimate).toBeNaN();
    expect(made.auc.low).toBeNaN();
  });

  test('refuses what makes no sense', () => {
    const rows = { predicted: [0.5], score: [1], learner: [0] };
    expect(() => bootstrapMetrics(rows, { replicates: 1.5 })).toThrow(RangeError);
    expect(() => bootstrapMetrics(rows, { level: 1 })).toThrow(RangeError);
    expect(() => bootstrapMetrics({ ...rows, learner: [] })).toThrow(RangeError);
    expect(() => bootstrapMetrics({ predicted: [], score: [], learner: [] })).toThrow(RangeError);
    expect(() => bootstrapMetrics({ ...rows, predicted: [Number.NaN] })).toThrow(RangeError);
  });
});
