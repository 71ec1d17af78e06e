import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateTracing } from '../../src/evaluate/tracing.js';
import * as bkt from '../../src/tracing/bkt.js';
import { realData, referenceData } from '../real-data.js';
import { readAssist09, readThreeLines } from './assistments.js';

const train = realData('assist09/train.csv');
const held = realData('assist09/test.csv');
const q = realData('assist09/q.csv');
const classic = realData('assist2009_updated/assist2009_updated_train.csv');
const classicHeld = realData('assist2009_updated/assist2009_updated_test.csv');
const START = { prior: 0.3, learn: 0.2, guess: 0.2, slip: 0.1, forget: 0 };
const FIFTY = { priors: false, starts: [START], iterations: 50, tolerance: 0, rule: 'compensatory' } as const;

interface Reference {
  readonly train: { readonly ll: number };
  readonly coef: Record<string, { prior: number; learns: number; guesses: number; slips: number; ll: number }>;
}
const read = (path: string): Reference => JSON.parse(readFileSync(path, 'utf8')) as Reference;

describe.skipIf(train === undefined || held === undefined)('ASSISTments 2009 (optional real data)', () => {
  const log = readAssist09(train!);

  const fixed = referenceData('tracing/fixed_assist2009_lpp_it50_par0.json');
  test.skipIf(fixed === undefined)('fifty iterations from a fixed start equal pyBKT 1.4.2 to 1e-9', () => {
    const model = bkt.fit(log, FIFTY);
    const reference = read(fixed!);
    // Where each learner met a skill once, pyBKT sets learn to 1; it stays at its start here.
    const told = new Set(
      model.skills.filter((_, i) => model.report.skills.answers[i] > model.report.skills.learners[i]),
    );
    expect(model.skills).toHaveLength(149);
    for (const [skill, expected] of Object.entries(reference.coef)) {
      const found = bkt.skillParameters(model, skill);
      expect(Math.abs(found.prior - expected.prior), skill).toBeLessThan(1e-9);
      expect(Math.abs(found.guess - expected.guesses), skill).toBeLessThan(1e-9);
      expect(Math.abs(found.slip - expected.slips), skill).toBeLessThan(1e-9);
      if (told.has(skill)) expect(Math.abs(found.learn - expected.learns), skill).toBeLessThan(1e-9);
    }
    expect(Math.abs(model.report.logLikelihood - reference.train.ll)).toBeLessThan(1e-5);
  });

  const converged = referenceData('tracing/converged_assist2009_lpp_f0.json');
  test.skipIf(converged === undefined)('maximum likelihood reaches the converged reference', () => {
    const model = bkt.fit(log, { priors: false, tolerance: 1e-6, iterations: 5000, rule: 'compensatory' });
    const reference = Object.values(read(converged!).coef).reduce((sum, { ll }) => sum + ll, 0);
    // Ten starts there, four here: a local maximum or two may differ by a little.
    expect(model.report.logLikelihood).toBeGreaterThan(reference - 15);
  });

  test('by default test AUC is at least .715, and predictions are calibrated', () => {
    const model = bkt.fit(log);
    const result = evaluateTracing(bkt, model, readAssist09(held!));
    expect(result.interactions).toBe(58_266);
    expect(result.auc).toBeGreaterThan(0.7155);
    expect(result.ece).toBeLessThan(0.015);
    expect(model.report.converged).toBe(true);
  });

  test('with levels of learners AUC reaches .722, with forgetting .728', { timeout: 240_000 }, () => {
    const test = readAssist09(held!);
    for (const [options, least] of [
      [{ levels: 5 }, 0.734],
      [{ levels: 5, forget: true }, 0.74],
    ] as const) {
      const { auc, ece } = evaluateTracing(bkt, bkt.fit(log, options), test);
      expect(auc).toBeGreaterThan(least);
      expect(ece).toBeLessThan(0.015);
    }
  });

  test.skipIf(q === undefined)(
    'with several skills an interaction each is still predicted once',
    { timeout: 240_000 },
    () => {
      const model = bkt.fit(readAssist09(train!, q));
      const result = evaluateTracing(bkt, model, readAssist09(held!, q));
      expect(result.interactions).toBe(58_266);
      // Each skill taking the answer as its own, and the mean of their predictions, gave .706.
      expect(result.auc).toBeGreaterThan(0.712);
    },
  );
});

describe.skipIf(classic === undefined || classicHeld === undefined)('assist2009_updated (optional real data)', () => {
  const log = classic === undefined ? undefined : readThreeLines(classic);

  const fixed = referenceData('tracing/fixed_assist2009_updated_it50_par0.json');
  test.skipIf(fixed === undefined)('fifty iterations from a fixed start equal pyBKT 1.4.2 to 1e-9', () => {
    for (const kernel of ['auto', 'plain'] as const) {
      const model = bkt.fit(log!, { ...FIFTY, kernel, covariance: false });
      for (const [skill, expected] of Object.entries(read(fixed!).coef)) {
        const found = bkt.skillParameters(model, skill);
        const i = model.skills.indexOf(skill);
        expect(Math.abs(found.prior - expected.prior), skill).toBeLessThan(1e-9);
        expect(Math.abs(found.guess - expected.guesses), skill).toBeLessThan(1e-9);
        expect(Math.abs(found.slip - expected.slips), skill).toBeLessThan(1e-9);
        if (model.report.skills.answers[i] > model.report.skills.learners[i]) {
          expect(Math.abs(found.learn - expected.learns), skill).toBeLessThan(1e-9);
        } else {
          expect(found.learn).toBe(START.learn);
        }
      }
    }
  });

  const best = referenceData('tracing/bestknown_assist2009_updated.json');
  test.skipIf(best === undefined)('maximum likelihood of every skill is at least the best known', () => {
    const known = JSON.parse(readFileSync(best!, 'utf8')) as Record<string, { readonly ll: number }>;
    const { skills, report } = bkt.fit(log!, { priors: false });
    expect(skills).toHaveLength(110);
    skills.forEach((skill, i) => {
      expect(report.skills.logLikelihood[i], skill).toBeGreaterThanOrEqual(known[skill].ll - 1e-6);
    });
    expect(report.converged).toBe(true);
  });

  test('by default no skill is inverted, and the test part is foretold better than by pyBKT', () => {
    const held = readThreeLines(classicHeld!);
    for (const options of [{}, { priors: 'pooled' }] as const) {
      const model = bkt.fit(log!, options);
      model.skills.forEach((skill, i) => {
        expect(model.guess[i], skill).toBeLessThanOrEqual(1 - model.slip[i] + 1e-9);
      });
      const { logLoss, interactions, auc } = evaluateTracing(bkt, model, held);
      expect(-logLoss * interactions).toBeGreaterThan(-57_911);
      expect(auc).toBeGreaterThan(0.7125);
    }
  });
});
