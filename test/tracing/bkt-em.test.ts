import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type BktCounts,
  countExpected,
  LEAST_EMISSION,
  logPrior,
  scratchFor,
  updateParameters,
} from '../../src/tracing/bkt/em.js';
import { DEFAULT_PRIORS } from '../../src/tracing/bkt/fit.js';
import type { BktParameters } from '../../src/tracing/bkt/model.js';
import { buildPrefixTrees } from '../../src/tracing/bkt/prefix-tree.js';
import { logOf } from './assistments.js';
import { countByPaths } from './brute-force.js';

const inner = fc.double({ min: 0.02, max: 0.98, noNaN: true });
const parameters: fc.Arbitrary<BktParameters> = fc.record({
  prior: inner,
  learn: inner,
  guess: inner,
  slip: inner,
  forget: fc.oneof(fc.constant(0), inner),
});
const sequences = (score: fc.Arbitrary<number>, longest: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(score, { minLength: 1, maxLength: longest }), { minLength: 1, maxLength: 12 });

function treeOf(scores: readonly (readonly number[])[]) {
  const rows = scores.flatMap((sequence, l) => sequence.map((score) => ({ learner: `L${l}`, skills: ['k'], score })));
  return buildPrefixTrees(logOf(rows)).skills[0];
}

function expectClose(counts: BktCounts, expected: BktCounts): void {
  for (const name of Object.keys(expected) as (keyof BktCounts)[]) {
    expect(Math.abs(counts[name] - expected[name]), name).toBeLessThan(1e-9 * (1 + Math.abs(expected[name])));
  }
}

function sumByPaths(scores: readonly (readonly number[])[], p: BktParameters): BktCounts {
  return scores
    .map((sequence) => countByPaths(sequence, p))
    .reduce((a, b) => {
      const names = Object.keys(a) as (keyof BktCounts)[];
      return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as BktCounts;
    });
}

describe('the E-step', () => {
  property.prop([sequences(fc.constantFrom(0, 1), 6), parameters], { numRuns: 60 })(
    'over merged sequences equals the sum over all hidden paths of each',
    (scores, p) => {
      const tree = treeOf(scores);
      expectClose(countExpected(tree, p, scratchFor(tree.size), true), sumByPaths(scores, p));
    },
  );

  property.prop([sequences(fc.constantFrom(0, 0.25, 0.5, 1), 4), parameters], { numRuns: 40 })(
    'takes a fractional score as a mixture of right and wrong',
    (scores, p) => {
      const tree = treeOf(scores);
      expectClose(countExpected(tree, p, scratchFor(tree.size), true), sumByPaths(scores, p));
    },
  );

  test('computes common beginnings once', () => {
    const tree = treeOf([[1, 1, 0], [1, 1, 0], [1, 1, 1], [1, 1], [0]]);
    // Nodes by length: empty, 1, 0, 11, 110, 111.
    expect(tree.size).toBe(6);
    expect(tree.answers).toBe(12);
    expect([...tree.through]).toEqual([5, 4, 1, 4, 2, 1]);
    expect([...tree.ends]).toEqual([0, 0, 1, 1, 2, 1]);
  });
});

describe('EM', () => {
  const options = [
    { priors: false, ordered: false, forget: false },
    { priors: false, ordered: false, forget: true },
    { priors: DEFAULT_PRIORS, ordered: true, forget: true },
    { priors: DEFAULT_PRIORS, ordered: true, forget: false },
  ] as const;

  property.prop([sequences(fc.constantFrom(0, 1, 1, 0.5), 8), parameters, fc.constantFrom(...options)], {
    numRuns: 60,
  })('never lowers the likelihood times the priors', (scores, from, step) => {
    const tree = treeOf(scores);
    const scratch = scratchFor(tree.size);
    // With priors guess ≤ 1 − slip must hold from the start for the constrained step to be a rise.
    let now = step.ordered && from.guess > 1 - from.slip ? { ...from, guess: 1 - from.slip } : from;
    let height = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 25; i++) {
      const counts = countExpected(tree, now, scratch, true);
      const value = counts.logLikelihood + logPrior(now, step);
      expect(value).toBeGreaterThanOrEqual(height - 1e-9 * (1 + Math.abs(value)));
      height = value;
      now = updateParameters(counts, now, step);
      if (step.ordered) expect(now.guess).toBeLessThanOrEqual(1 - now.slip + 2 * LEAST_EMISSION);
    }
  });

  test('the first step by hand: one learner, one right answer', () => {
    const p: BktParameters = { prior: 0.5, learn: 0.3, guess: 0.2, slip: 0.2, forget: 0 };
    const tree = treeOf([[1]]);
    const next = updateParameters(countExpected(tree, p, scratchFor(2), false), p, {
      priors: false,
      ordered: false,
      forget: false,
    });
    // P(known | right) = .4 / .5; all evidence is right, so guess goes to its bound and slip too; no step was seen.
    expect(next.prior).toBeCloseTo(0.8, 12);
    expect(next.learn).toBe(0.3);
    expect(next.guess).toBe(1 - LEAST_EMISSION);
    expect(next.slip).toBe(LEAST_EMISSION);
  });
});
