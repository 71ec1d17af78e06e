import { describe, expect, test } from 'vitest';
import type { ResponseLog } from '../../src/data/response-log.js';
import { measureBySkill } from '../../src/evaluate/by-skill.js';
import { compareAuc } from '../../src/evaluate/compare.js';
import { crossValidate, predictFold, randomLabels } from '../../src/evaluate/cross-validation.js';
import { auc, measure, reliabilityCurve } from '../../src/evaluate/metrics.js';
import { reliabilityDiagram } from '../../src/evaluate/reliability-diagram.js';
import {
  type Fold,
  holdOutLearners,
  splitByColdStart,
  splitByGiven,
  splitByItem,
  splitByLearner,
  splitByTime,
  takeRows,
} from '../../src/evaluate/split.js';
import { evaluateTracing, type TracedAnswer, type TracedQuestion } from '../../src/evaluate/tracing.js';
import { simulateBkt } from '../../src/simulate/bkt.js';
import * as bkt from '../../src/tracing/bkt.js';
import { logOf } from '../tracing/assistments.js';

// Simulated: 12 learners, 15 answers each, a clock that runs on for all together.
const log: ResponseLog = (() => {
  const rows = Array.from({ length: 180 }, (_, i) => ({
    learner: `L${i % 12}`,
    item: `q${(7 * i) % 20}`,
    skills: i % 3 === 0 ? ['a', 'b'] : ['a'],
    score: (i * i) % 5 < 2 ? 1 : 0,
  }));
  const made = logOf(rows);
  return { ...made, time: Float64Array.from(made.time, (_, r) => 1000 * r) };
})();

const all = (list: Int32Array): Set<number> => new Set(list);

describe('splits', () => {
  test('by a share of the learners: no learner on both sides, every row once', () => {
    const { train, test: tested } = holdOutLearners(log, 0.25, 'x');
    expect(train.length + tested.length).toBe(180);
    const held = new Set(Array.from(tested, (r) => log.learner[r]));
    expect(held.size).toBe(3);
    for (const r of train) expect(held.has(log.learner[r])).toBe(false);
    expect(() => holdOutLearners(log, 1, 'x')).toThrow(RangeError);
    expect(() => holdOutLearners(takeRows(log, [0]), 0.5, 'x')).toThrow(/two learners/);
  });

  test('by time: what is learnt lies before what is tested, also where times are equal', () => {
    const { train, test: tested, shown } = splitByTime(log, 0.2);
    expect(tested.length).toBe(36);
    const last = Math.max(...Array.from(train, (r) => log.time[r]));
    for (const r of tested) expect(log.time[r]).toBeGreaterThan(last);
    expect(shown).toHaveLength(180);
    const ties = { ...log, time: log.time.map((t) => Math.floor(t / 50_000)) };
    const parted = splitByTime(ties, 0.2);
    const cut = Math.min(...Array.from(parted.test, (r) => ties.time[r]));
    for (const r of parted.train) expect(ties.time[r]).toBeLessThan(cut);
    expect(() => splitByTime({ ...log, time: log.time.map(() => 5) }, 0.2)).toThrow(/different times/);
    expect(() => splitByTime({ ...log, time: log.time.map(() => Number.NaN) }, 0.2)).toThrow(/time of every answer/);
  });

  test('by cold start: the first answers of learners that are new', () => {
    for (const { train, test: tested } of splitByColdStart(log, 4, 'cold', 3)) {
      expect(tested.length).toBe(9);
      const held = new Set(Array.from(tested, (r) => log.learner[r]));
      for (const r of train) expect(held.has(log.learner[r])).toBe(false);
      for (const r of tested) expect(r).toBeLessThan(36);
    }
    expect(() => splitByColdStart(log, 4, 'cold', 0)).toThrow(RangeError);
  });

  test('by new item: neither the item nor the learner of a scored row was learnt from', () => {
    const folds = splitByItem(log, 3, 'items');
    const scored = folds.flatMap(({ test: tested }) => [...tested]);
    expect(new Set(scored).size).toBe(scored.length);
    expect(scored.length).toBeGreaterThan(30);
    for (const { train, test: tested, shown } of folds) {
      const [items, learners] = [log.item, log.learner].map((column) => new Set(Array.from(tested, (r) => column[r])));
      for (const r of train) {
        expect(items.has(log.item[r])).toBe(false);
        expect(learners.has(log.learner[r])).toBe(false);
      }
      const seen = all(shown as Int32Array);
      for (const r of tested) expect(seen.has(r)).toBe(true);
    }
    expect(() => splitByItem(log, 21, 'items')).toThrow(/learners|items/);
  });

  test('as a file gives them; learners below 0 are left out', () => {
    const fold = log.learners.map((_, l) => (l === 0 ? -1 : l % 2));
    const folds = splitByGiven(log, fold);
    expect(folds).toHaveLength(2);
    for (const { train, test: tested } of folds) expect(train.length + tested.length).toBe(165);
    expect(() => splitByGiven(log, [1])).toThrow(RangeError);
    expect(() =>
      splitByGiven(
        log,
        log.learners.map(() => 0),
      ),
    ).toThrow(/two folds/);
  });

  test('the order of learners’ names does not matter, the seed does', () => {
    const one = splitByItem(log, 3, 's').map(({ test: tested }) => [...tested]);
    expect(splitByItem(log, 3, 's').map(({ test: tested }) => [...tested])).toEqual(one);
    expect(splitByItem(log, 3, 't').map(({ test: tested }) => [...tested])).not.toEqual(one);
  });
});

/** Predicts the share of right answers the learner has shown so far, smoothed; counts what it was shown. */
const average = {
  fit: (): null => null,
  start: (): readonly [number, number] => [0, 0],
  predict: (_: null, [right, n]: readonly [number, number], question: TracedQuestion): number => {
    expect(question).not.toHaveProperty('score');
    return (right + 1) / (n + 2);
  },
  advance: (_: null, [right, n]: readonly [number, number], answer: TracedAnswer): readonly [number, number] => [
    right + answer.score,
    n + 1,
  ],
};

describe('cross-validation', () => {
  test('predicts each test row once, from shown rows before it, and pools the folds', () => {
    const told: number[] = [];
    const folds = splitByLearner(log, 4, 'cv');
    const made = crossValidate(average, log, folds, { onFold: (done) => told.push(done) });
    expect([...made.rows].sort((a, b) => a - b)).toEqual([...Array(180).keys()]);
    expect(told).toEqual([1, 2, 3, 4]);
    expect(made.pooled).toEqual(measure(made.predicted, made.score));
    expect(made.folds).toHaveLength(4);
    // By learner, nothing but the learner's own past counts, so folds change nothing.
    const direct = evaluateTracing(average, null, log);
    expect(made.pooled.auc).toBeCloseTo(direct.auc, 12);
    made.rows.forEach((r, i) => {
      expect(made.score[i]).toBe(log.score[r]);
      expect(made.learner[i]).toBe(log.learner[r]);
    });
  });

  test('what is shown counts as past, and is not scored', () => {
    const fold: Fold = { train: Int32Array.of(0), test: Int32Array.of(24), shown: Int32Array.of(0, 12, 24) };
    const right = log.score[0] + log.score[12];
    expect([...predictFold(average, null, log, fold)]).toEqual([(right + 1) / 4]);
    expect(() => predictFold(average, null, log, { ...fold, shown: Int32Array.of(0) })).toThrow(/not among/);
    expect(() => crossValidate(average, log, [{ ...fold, train: new Int32Array(0) }])).toThrow(/no rows/);
  });

  test('one interaction is one score, whatever the number of its skills', () => {
    const made = crossValidate(average, log, splitByLearner(log, 3, 1));
    expect(made.pooled.interactions).toBe(180);
    const { skills, macro } = measureBySkill(made.predicted, log, made.rows);
    expect(skills.map(({ skill, interactions }) => [skill, interactions])).toEqual([
      ['a', 180],
      ['b', 60],
    ]);
    expect(macro.auc).toBeCloseTo((skills[0].auc + skills[1].auc) / 2, 12);
    expect(() => measureBySkill([0.5], log)).toThrow(RangeError);
  });
});

describe('the control', () => {
  const simulated = simulateBkt(
    ['add', 'take'].map((skill) => ({ skill, prior: 0.3, learn: 0.15, guess: 0.2, slip: 0.1 })),
    { learners: 400, answers: 30, seed: 'control' },
  );

  test('random labels land at ½ within sampling error, where the true labels do not', () => {
    const folds = splitByLearner(simulated.log, 4, 'control');
    const dealt = randomLabels(simulated.log, 'control');
    expect(dealt.score.reduce((sum, s) => sum + s, 0)).toBe(simulated.log.score.reduce((sum, s) => sum + s, 0));
    const made = crossValidate(bkt, dealt, folds);
    const { first, standardError } = compareAuc({
      first: made.predicted,
      second: new Float64Array(made.predicted.length).fill(0.5),
      score: made.score,
      learner: made.learner,
    });
    expect(Math.abs(first - 0.5)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.01);
    expect(crossValidate(bkt, simulated.log, folds).pooled.auc).toBeGreaterThan(0.7);
  });

  test('a model that peeks is caught by it', () => {
    const dealt = randomLabels(simulated.log, 'peek');
    const peek = {
      ...average,
      predictLog: (_: null, part: ResponseLog): Float64Array => Float64Array.from(part.score),
    };
    const made = crossValidate(peek, dealt, splitByLearner(dealt, 4, 'peek'));
    expect(auc(made.predicted, made.score)).toBe(1);
  });
});

describe('the reliability diagram', () => {
  const bins = reliabilityCurve([0.1, 0.15, 0.8, 0.85, 0.9], [0, 1, 1, 1, 1], 10);

  test('draws one dot a filled bin at its place, and a bar for each bin', () => {
    const svg = reliabilityDiagram(bins, { language: 'en', size: 200 });
    expect(svg.match(/<circle /g)).toHaveLength(3);
    expect(svg.match(/<rect x=/g)).toHaveLength(10);
    // Mean prediction .125 and mean score .5 on a square of 200 at (56, 40).
    expect(svg).toContain('<circle cx="81" cy="140"');
    expect(svg).toContain('2 answers');
    expect(svg).not.toContain('NaN');
  });

  test('speaks Chinese by default, and stands empty', () => {
    expect(reliabilityDiagram(bins)).toContain('可靠性图');
    expect(reliabilityDiagram([])).not.toContain('NaN');
    expect(() => reliabilityDiagram(bins, { size: 10 })).toThrow(RangeError);
  });
});
