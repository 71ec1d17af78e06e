import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { calibrate } from '../../../src/irt/calibrate.js';
import { type AbilityColumn, linkByLearners } from '../../../src/irt/link/common-learners.js';
import { score } from '../../../src/irt/score.js';
import { createRandom } from '../../../src/math/random.js';
import { draw } from '../samples.js';

/** Scores of the same learners on two scales, θ_to = 1.2 θ + 0.5, with errors of the given deviation on either. */
function pairs(
  seed: string | number,
  learners: number,
  error: number,
  kind: 'likelihood' | 'posterior',
): [AbilityColumn, AbilityColumn] {
  const random = createRandom(seed);
  const theta = Array.from({ length: learners }, () => random.normal());
  const ids = theta.map((_, i) => `L${i}`);
  // A posterior mean is the noisy score drawn towards the mean, and its error is smaller than the noise.
  const reliability = 1 / (1 + error * error);
  const column = (slope: number, intercept: number): AbilityColumn => {
    const noisy = theta.map((t) => t + error * random.normal());
    return kind === 'likelihood'
      ? { learners: ids, theta: noisy.map((t) => slope * t + intercept), se: ids.map(() => slope * error) }
      : {
          learners: ids,
          theta: noisy.map((t) => slope * reliability * t + intercept),
          se: ids.map(() => slope * Math.sqrt(1 - reliability)),
        };
  };
  return [column(1, 0), column(1.2, 0.5)];
}

describe('a link by common learners', () => {
  test.each(['likelihood', 'posterior'] as const)(
    'recovers the constants from %s scores, whose errors differ',
    (scores) => {
      const [from] = pairs('big', 20_000, 0.7, scores);
      const [, to] = pairs('big', 20_000, 0.3, scores);
      const { slope, intercept, se } = linkByLearners(from, to, { scores });
      expect(Math.abs(slope - 1.2)).toBeLessThan(4 * se.slope + 0.005);
      expect(Math.abs(intercept - 0.5)).toBeLessThan(4 * se.intercept + 0.005);
    },
  );

  test.each(['likelihood', 'posterior'] as const)('standard errors are the spread over samples, %s', (scores) => {
    const found = Array.from({ length: 300 }, (_, seed) =>
      linkByLearners(...pairs(seed, 200, 0.5, scores), { scores }),
    );
    const spread = (of: 'slope' | 'intercept'): number => {
      const mean = found.reduce((sum, own) => sum + own[of], 0) / found.length;
      return Math.sqrt(found.reduce((sum, own) => sum + (own[of] - mean) ** 2, 0) / (found.length - 1));
    };
    for (const of of ['slope', 'intercept'] as const) {
      const told = found.reduce((sum, own) => sum + own.se[of], 0) / found.length;
      expect(told / spread(of)).toBeGreaterThan(0.85);
      expect(told / spread(of)).toBeLessThan(1.15);
    }
  });

  test.prop([fc.integer({ min: 1, max: 1000 })])(
    'is undone by the link the other way, in any order of learners',
    (seed) => {
      const [one, two] = pairs(seed, 50, 0.4, 'posterior');
      const forth = linkByLearners(one, two);
      const back = linkByLearners(two, one);
      expect(back.slope).toBeCloseTo(1 / forth.slope, 10);
      expect(back.intercept).toBeCloseTo(-forth.intercept / forth.slope, 10);
      const turned = {
        learners: [...two.learners].reverse(),
        theta: Array.from(two.theta).reverse(),
        se: Array.from(two.se).reverse(),
      };
      expect(linkByLearners(one, turned).slope).toBe(forth.slope);
    },
  );

  test('two calibrations of tests that the same learners took', () => {
    const random = createRandom('two tests');
    const items = 40;
    const { matrix } = draw(
      {
        a: Array.from({ length: items }, (_, j) => 0.9 + 0.02 * j),
        b: Array.from({ length: items }, (_, j) => [-2 + 0.1 * j]),
      },
      1500,
      random,
    );
    const half = (odd: number): typeof matrix => {
      const columns = matrix.items.map((_, j) => j).filter((j) => j % 2 === odd);
      return {
        learners: matrix.learners,
        items: columns.map((j) => matrix.items[j]),
        points: Float32Array.from(matrix.learners.flatMap((_, i) => columns.map((j) => matrix.points[i * items + j]))),
        fullMarks: columns.map(() => 1),
      };
    };
    const scored = [half(0), half(1)].map((own) =>
      score(calibrate(own, { family: '2PL', standardErrors: 'none' }), own),
    );
    const { slope, intercept, correlation } = linkByLearners(scored[0], scored[1]);
    // The same learners, so both scales are theirs: N(0, 1).
    expect(slope).toBeCloseTo(1, 1);
    expect(intercept).toBeCloseTo(0, 1);
    expect(correlation).toBeGreaterThan(0.7);
  });

  test('too few, or scores that are noise alone, are refused; weak links are told', () => {
    const [one, two] = pairs('few', 20, 0.3, 'likelihood');
    expect(linkByLearners(one, two).warnings[0]).toContain('only 20');
    expect(() => linkByLearners(one, { ...two, learners: two.learners.map((id) => `x${id}`) })).toThrow(
      /three learners/,
    );
    expect(() => linkByLearners({ ...one, se: one.learners.map(() => 5) }, two, { scores: 'likelihood' })).toThrow(
      /not identified/,
    );
    const fixed = linkByLearners(one, two, { slope: 'fixed' });
    expect(fixed.slope).toBe(1);
    expect(fixed.se.slope).toBeNaN();
  });
});
