import { describe, expect, test } from 'vitest';
import { YincaiError } from '../../src/data/fault.js';
import { createRandom } from '../../src/math/random.js';
import { type BktTruth, simulateBkt } from '../../src/simulate/bkt.js';
import * as bkt from '../../src/tracing/bkt.js';
import { logOf } from './assistments.js';

const truth: BktTruth = { skill: 'k', prior: 0.4, learn: 0.2, guess: 0.2, slip: 0.1 };
const NAMES = ['prior', 'learn', 'guess', 'slip'] as const;

describe('standard errors', () => {
  test('are the spread of the estimates over samples', () => {
    const found = Array.from({ length: 40 }, (_, i) => {
      const { log } = simulateBkt([truth], { seed: `sample ${i}`, learners: 400, answers: 8 });
      const model = bkt.fit(log, { priors: false });
      return { estimate: bkt.skillParameters(model, 'k'), error: bkt.standardErrors(model, 'k')! };
    });
    for (const name of NAMES) {
      const values = found.map(({ estimate }) => estimate[name]);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
      const told = found.reduce((sum, { error }) => sum + error[name], 0) / found.length;
      // The spread of 40 samples is itself known to some 11 %.
      expect(told / spread, name).toBeGreaterThan(0.7);
      expect(told / spread, name).toBeLessThan(1.4);
    }
  });

  test('of one answer a learner by hand: only a share is known, and the rest is left open', () => {
    const rows = Array.from({ length: 100 }, (_, l) => ({ learner: `${l}`, skills: ['k'], score: l < 64 ? 1 : 0 }));
    // With guess 0, slip 0 the prior is the share right: its error √(p (1 − p) / n).
    const model = bkt.fit(logOf(rows), { priors: false, fixed: { guess: 1e-12, slip: 1e-12, learn: 0.1 } });
    expect(model.prior[0]).toBeCloseTo(0.64, 6);
    const error = bkt.standardErrors(model, 'k')!;
    expect(error.prior).toBeCloseTo(Math.sqrt((0.64 * 0.36) / 100), 4);
    expect([error.learn, error.guess, error.slip, error.forget]).toEqual([0, 0, 0, 0]);
  });

  test('are absent where answers do not tell parameters apart, or where nobody asks', () => {
    const rows = Array.from({ length: 100 }, (_, l) => ({ learner: `${l}`, skills: ['k'], score: l % 2 }));
    const model = bkt.fit(logOf(rows), { priors: false });
    expect(bkt.standardErrors(model, 'k')).toBeUndefined();
    expect(bkt.fit(logOf(rows), { covariance: false }).covariance).toBeUndefined();
    expect(bkt.standardErrors(model, 'unknown')).toBeUndefined();
  });
});

describe('pooled priors', () => {
  /** Many small skills drawn from a population, few learners each. */
  function population(seed: string): { truths: BktTruth[]; log: ReturnType<typeof simulateBkt>['log'] } {
    const { normal } = createRandom(seed);
    const draw = (centre: number): number => 1 / (1 + Math.exp(-(centre + 0.4 * normal())));
    const truths = Array.from({ length: 30 }, (_, s) => ({
      skill: `s${s}`,
      prior: draw(-0.5),
      learn: draw(-1.7),
      guess: draw(-1.4),
      slip: draw(-2.2),
    }));
    return { truths, log: simulateBkt(truths, { seed, learners: 25, answers: 6 }).log };
  }

  test('bring small skills nearer to their truth than maximum likelihood and than fixed priors', () => {
    const error = { false: 0, fixed: 0, pooled: 0 };
    for (const seed of ['a', 'b', 'c']) {
      const { truths, log } = population(seed);
      for (const [name, priors] of [
        ['false', false],
        ['fixed', bkt.DEFAULT_PRIORS],
        ['pooled', 'pooled'],
      ] as const) {
        const model = bkt.fit(log, { priors });
        for (const one of truths) {
          const found = bkt.skillParameters(model, one.skill);
          for (const parameter of NAMES) error[name] += (found[parameter] - one[parameter]) ** 2;
        }
      }
    }
    expect(error.pooled).toBeLessThan(0.5 * error.false);
    expect(error.pooled).toBeLessThan(error.fixed);
  });

  test('keep guess ≤ 1 − slip, and a log of few skills has the default priors', () => {
    const { log } = population('d');
    const model = bkt.fit(log, { priors: 'pooled' });
    model.skills.forEach((_, s) => {
      expect(model.guess[s]).toBeLessThanOrEqual(1 - model.slip[s] + 1e-9);
    });
    const { log: few } = simulateBkt([truth], { seed: 'few', learners: 50, answers: 5 });
    expect(bkt.fit(few, { priors: 'pooled' }).prior).toEqual(bkt.fit(few).prior);
  });
});

describe('weights', () => {
  const { log } = simulateBkt([truth, { ...truth, skill: 'other', learn: 0.05 }], {
    seed: 'weights',
    learners: 40,
    answers: 6,
  });

  test('of 2 are like every learner twice', () => {
    const twice = logOf(
      [0, 1].flatMap((copy) =>
        Array.from({ length: log.length }, (_, r) => ({
          learner: `${log.learners[log.learner[r]]} ${copy}`,
          skills: [log.skills[log.skillSets.skill[log.skillSets.start[log.skillSet[r]]]]],
          score: log.score[r],
        })),
      ),
    );
    const weights = new Map(log.learners.map((learner) => [learner, 2]));
    for (const options of [{ priors: false }, {}, { levels: 3 }] as const) {
      const [a, b] = [bkt.fit(log, { ...options, weights }), bkt.fit(twice, options)];
      const at = (model: bkt.BktModel): number[] =>
        ['k', 'other'].flatMap((skill) => NAMES.map((name) => bkt.skillParameters(model, skill)[name]));
      at(a).forEach((p, i) => {
        expect(p).toBeCloseTo(at(b)[i], 'levels' in options ? 2 : 4);
      });
    }
  });

  test('that are none are refused', () => {
    expect(() => bkt.fit(log, { weights: new Map([['s1', -1]]) })).toThrow(YincaiError);
    expect(() => bkt.fit(log, { fixed: { guess: 2 } })).toThrow(/fixed\.guess/);
    expect(() => bkt.fit(log, { levels: 0 })).toThrow(/levels/);
    expect(() => bkt.fit(log, { itemLearning: true })).toThrow(/itemLearning/);
  });
});

test('the ascent on the exact gradient ends at least as high as two thousand iterations of EM', () => {
  for (const seed of ['a', 'b', 'c', 'd']) {
    const { log } = simulateBkt([{ ...truth, forget: 0.05 }], { seed, learners: 60, answers: [1, 9] });
    for (const options of [{ priors: false }, { priors: false, forget: true }, {}, { forget: true }] as const) {
      const climbed = bkt.fit(log, options);
      expect(climbed.report.converged).toBe(true);
      const [at] = [bkt.skillParameters(climbed, 'k')];
      // EM from where the ascent ended finds nothing higher.
      const more = bkt.fit(log, { ...options, starts: [at], tolerance: 0, iterations: 2000 });
      if (options.priors === false) {
        expect(more.report.logLikelihood).toBeLessThan(climbed.report.logLikelihood + 1e-7);
      }
      for (const name of NAMES) expect(Math.abs(more[name][0] - climbed[name][0]), name).toBeLessThan(2e-3);
    }
  }
});
