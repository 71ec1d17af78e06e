import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  addPriorGradient,
  type Chain,
  chainsOf,
  countExpected,
  LEAST_EMISSION,
  likelihoodAt,
  logLikelihoodAt,
  logPrior,
  PARAMETERS,
  updateParameters,
} from '../../src/tracing/bkt/em.js';
import type { BktParameters } from '../../src/tracing/bkt/model.js';
import { DEFAULT_PRIORS } from '../../src/tracing/bkt/options.js';
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

type Counts = ReturnType<typeof countByPaths>;

function treeOf(scores: readonly (readonly number[])[], weights?: Float64Array) {
  const rows = scores.flatMap((sequence, l) => sequence.map((score) => ({ learner: `L${l}`, skills: ['k'], score })));
  return buildPrefixTrees(logOf(rows), weights)[0];
}

function chainOf(scores: readonly (readonly number[])[], kernel: 'auto' | 'plain' = 'auto'): Chain {
  return chainsOf([treeOf(scores)], kernel)[0];
}

function countAll(chain: Chain, p: BktParameters): Counts {
  const counts = countExpected(chain, p);
  return { ...counts, logLikelihood: chain.counts.logLikelihood() };
}

function expectClose(counts: Counts, expected: Counts): void {
  for (const name of Object.keys(expected) as (keyof Counts)[]) {
    expect(Math.abs(counts[name] - expected[name]), name).toBeLessThan(1e-9 * (1 + Math.abs(expected[name])));
  }
}

function sumByPaths(scores: readonly (readonly number[])[], p: BktParameters): Counts {
  return scores
    .map((sequence) => countByPaths(sequence, p))
    .reduce((a, b) => {
      const names = Object.keys(a) as (keyof Counts)[];
      return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as Counts;
    });
}

describe('the E-step', () => {
  property.prop([sequences(fc.constantFrom(0, 1), 6), parameters], { numRuns: 60 })(
    'over merged sequences equals the sum over all hidden paths of each',
    (scores, p) => {
      for (const kernel of ['auto', 'plain'] as const) {
        expectClose(countAll(chainOf(scores, kernel), p), sumByPaths(scores, p));
      }
    },
  );

  property.prop([sequences(fc.constantFrom(0, 0.25, 0.5, 1), 4), parameters], { numRuns: 40 })(
    'takes a fractional score as a mixture of right and wrong',
    (scores, p) => {
      expectClose(countAll(chainOf(scores), p), sumByPaths(scores, p));
    },
  );

  test('computes common beginnings once', () => {
    const tree = treeOf([[1, 1, 0], [1, 1, 0], [1, 1, 1], [1, 1], [0]]);
    // Nodes by length: empty, 1, 0, 11, 110, 111.
    expect(tree.size).toBe(6);
    expect(tree.answers).toBe(12);
    expect([...tree.levels]).toEqual([0, 1, 3, 4, 6]);
    expect([...tree.ends]).toEqual([0, 0, 1, 1, 2, 1]);
  });

  test('a learner of weight w counts like w learners', () => {
    const scores = [
      [1, 0, 1],
      [0, 1],
    ];
    const p: BktParameters = { prior: 0.4, learn: 0.2, guess: 0.2, slip: 0.1, forget: 0.05 };
    const [weighted] = chainsOf([treeOf(scores, Float64Array.of(3, 0.5))]);
    const one = countAll(chainOf([scores[0]]), p);
    const two = countAll(chainOf([scores[1]]), p);
    const all = countAll(weighted, p);
    for (const name of Object.keys(all) as (keyof Counts)[]) {
      expect(all[name], name).toBeCloseTo(3 * one[name] + 0.5 * two[name], 9);
    }
  });

  property.prop([sequences(fc.constantFrom(0, 1, 0.5), 6), parameters, fc.boolean()], { numRuns: 60 })(
    'its sums give the exact gradient of the likelihood and of the priors',
    (scores, drawn, withPriors) => {
      const p = { ...drawn, forget: drawn.forget === 0 ? 0.1 : drawn.forget };
      const chain = chainOf(scores);
      const step = { priors: withPriors ? DEFAULT_PRIORS : false, ordered: false, forget: true, fixed: {} } as const;
      const { gradient } = likelihoodAt(chain, p);
      addPriorGradient(p, step, gradient);
      PARAMETERS.forEach((name, i) => {
        const at = (x: number): number => {
          const moved = { ...p, [name]: x };
          return logLikelihoodAt(chain, moved) + logPrior(moved, step);
        };
        const h = 1e-6;
        const difference = (at(p[name] + h) - at(p[name] - h)) / (2 * h);
        expect(Math.abs(difference - gradient[i]), name).toBeLessThan(1e-4 * (1 + Math.abs(gradient[i])));
      });
    },
  );
});

describe('EM', () => {
  const options = [
    { priors: false, ordered: false, forget: false, fixed: {} },
    { priors: false, ordered: false, forget: true, fixed: {} },
    { priors: DEFAULT_PRIORS, ordered: true, forget: true, fixed: {} },
    { priors: DEFAULT_PRIORS, ordered: true, forget: false, fixed: {} },
  ] as const;

  property.prop([sequences(fc.constantFrom(0, 1, 1, 0.5), 8), parameters, fc.constantFrom(...options)], {
    numRuns: 60,
  })('never lowers the likelihood times the priors', (scores, from, step) => {
    const chain = chainOf(scores);
    // With priors guess ≤ 1 − slip must hold from the start for the constrained step to be a rise.
    let now = step.ordered && from.guess > 1 - from.slip ? { ...from, guess: 1 - from.slip } : from;
    let height = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 25; i++) {
      const counts = countAll(chain, now);
      const value = counts.logLikelihood + logPrior(now, step);
      expect(value).toBeGreaterThanOrEqual(height - 1e-9 * (1 + Math.abs(value)));
      height = value;
      now = updateParameters(counts, now, step);
      if (step.ordered) expect(now.guess).toBeLessThanOrEqual(1 - now.slip + 2 * LEAST_EMISSION);
    }
  });

  test('the first step by hand: one learner, one right answer', () => {
    const p: BktParameters = { prior: 0.5, learn: 0.3, guess: 0.2, slip: 0.2, forget: 0 };
    const next = updateParameters(countExpected(chainOf([[1]]), p), p, {
      priors: false,
      ordered: false,
      forget: false,
      fixed: {},
    });
    // P(known | right) = .4 / .5; all evidence is right, so guess goes to its bound and slip too; no step was seen.
    expect(next.prior).toBeCloseTo(0.8, 12);
    expect(next.learn).toBe(0.3);
    expect(next.guess).toBe(1 - LEAST_EMISSION);
    expect(next.slip).toBe(LEAST_EMISSION);
  });

  test('given parameters stay, and the others are estimated with them', () => {
    const p: BktParameters = { prior: 0.5, learn: 0.3, guess: 0.2, slip: 0.2, forget: 0 };
    const step = { priors: DEFAULT_PRIORS, ordered: true, forget: true, fixed: { guess: 0.25, forget: 0.1 } } as const;
    const next = updateParameters(countExpected(chainOf([[1, 0, 1], [0]]), p), p, step);
    expect(next.guess).toBe(0.25);
    expect(next.forget).toBe(0.1);
    expect(next.learn).not.toBe(0.3);
    // Where the constraint binds, only what is free gives way.
    const pushed = updateParameters(countExpected(chainOf([[0, 0]]), p), p, { ...step, fixed: { guess: 0.9 } });
    expect(pushed.guess).toBe(0.9);
    expect(pushed.slip).toBeLessThanOrEqual(0.1 + 1e-12);
  });
});
