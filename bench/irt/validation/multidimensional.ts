import { type CalibrateOptions, calibrate, type MirtModel } from '../../../src/irt/multidimensional.js';
import { logistic } from '../../../src/math/logistic.js';
import { createRandom, type Random } from '../../../src/math/random.js';
import type { Recovered, Scenario } from './scenarios.js';

/** True 2PL items on several abilities. */
interface Truth {
  /** `[items][dimensions]`. */
  readonly slopes: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
}

interface Design {
  readonly truth: (r: Random) => Truth;
  readonly learners: number;
  /** Abilities of one learner `[dimensions]`. */
  readonly abilities: (r: Random) => readonly number[];
  readonly options: CalibrateOptions;
  /** What of the abilities is estimated, beside its truth. */
  readonly latent: (model: MirtModel) => readonly Recovered[];
}

function scenario(name: string, design: string, given: Design): Scenario {
  const truth = given.truth(createRandom(`${name}-items`));
  const items = truth.intercepts.map((_, j) => `q${j + 1}`);
  return {
    name,
    design,
    replicate: (seed) => {
      const r = createRandom(seed);
      const points = new Float32Array(given.learners * items.length);
      for (let i = 0; i < given.learners; i++) {
        const theta = given.abilities(r);
        items.forEach((_, j) => {
          const z = truth.slopes[j].reduce((sum, a, d) => sum + a * theta[d], truth.intercepts[j]);
          points[i * items.length + j] = r.uniform() < logistic(z) ? 1 : 0;
        });
      }
      const learners = Array.from({ length: given.learners }, (_, i) => `${i + 1}`);
      const model = calibrate({ learners, items, points, fullMarks: items.map(() => 1) }, given.options);
      const parameters: Recovered[] = [];
      items.forEach((_, j) => {
        // A specific factor may come out mirrored: nothing says which of its ends is up.
        const sign = model.dimensions.map((_, d) => Math.sign(model.slopes.reduce((sum, own) => sum + own[d], 0)) || 1);
        model.slopes[j].forEach((a, d) => {
          const error = model.se.slopes[j][d];
          if (!(error > 0)) return;
          const kind = d < model.primary ? 'slope' : 'specific slope';
          parameters.push({ kind, truth: truth.slopes[j][d], estimate: sign[d] * a, error });
        });
        parameters.push({
          kind: 'intercept',
          truth: truth.intercepts[j],
          estimate: model.intercepts[j][0],
          error: model.se.intercepts[j][0],
        });
      });
      return { converged: model.report.converged, parameters: [...parameters, ...given.latent(model)] };
    },
  };
}

const list = <T>(n: number, of: (j: number) => T): T[] => Array.from({ length: n }, (_, j) => of(j));
const id = (j: number): string => `q${j + 1}`;
const slope = (r: Random): number => Math.exp(r.normal(0.2, 0.2));

/** Normal abilities with a common correlation, by a common part. */
const correlated =
  (dimensions: number, correlation: number) =>
  (r: Random): number[] => {
    const common = Math.sqrt(correlation) * r.normal();
    return list(dimensions, () => common + Math.sqrt(1 - correlation) * r.normal());
  };

/** Correlations of an estimated model, each pair once. */
const correlations =
  (truth: number) =>
  ({ latent, dimensions }: MirtModel): Recovered[] =>
    dimensions.flatMap((_, d) =>
      list(d, (e) => ({
        kind: 'correlation',
        truth,
        estimate: latent.covariance[d][e],
        error: latent.se.covariance[d][e],
      })),
    );

/** Items one after the other on one of the dimensions each. */
const clusters = (items: number, dimensions: readonly string[]): Map<string, string> =>
  new Map(list(items, (j) => [id(j), dimensions[Math.floor((j * dimensions.length) / items)]] as const));

function simple(items: number, dimensions: number) {
  return (r: Random): Truth => ({
    slopes: list(items, (j) => {
      const own = Math.floor((j * dimensions) / items);
      return list(dimensions, (d) => (d === own ? slope(r) : 0));
    }),
    intercepts: list(items, () => r.normal(0, 0.8)),
  });
}

const pattern = (items: number, dimensions: readonly string[]) => ({
  dimensions,
  loads: new Map([...clusters(items, dimensions)].map(([item, dimension]) => [item, [dimension]] as const)),
});

const specific = ['s1', 's2', 's3'];

export const MULTIDIMENSIONAL: readonly Scenario[] = [
  scenario('Two dimensions', '2PL, 20 items, ten on each of two abilities of correlation 0.5; 1,000 learners.', {
    truth: simple(20, 2),
    learners: 1000,
    abilities: correlated(2, 0.5),
    options: { family: '2PL', structure: pattern(20, ['d1', 'd2']) },
    latent: correlations(0.5),
  }),
  scenario(
    'Bifactor',
    '2PL, 18 items on a general ability and in threes of six on three specific ones; 1,500 learners.',
    {
      truth: (r) => ({
        slopes: list(18, (j) => [slope(r), ...list(3, (s) => (s === Math.floor(j / 6) ? 0.9 * slope(r) : 0))]),
        intercepts: list(18, () => r.normal(0, 0.8)),
      }),
      learners: 1500,
      abilities: (r) => list(4, () => r.normal()),
      options: { family: '2PL', structure: { bifactor: clusters(18, specific) } },
      latent: () => [],
    },
  ),
  scenario('Testlet', '2PL, 18 items in three testlets whose effects have variance 0.6; 1,500 learners.', {
    truth: (r) => ({
      slopes: list(18, (j) => {
        const a = slope(r);
        return [a, ...list(3, (s) => (s === Math.floor(j / 6) ? a : 0))];
      }),
      intercepts: list(18, () => r.normal(0, 0.8)),
    }),
    learners: 1500,
    abilities: (r) => [r.normal(), ...list(3, () => r.normal(0, Math.sqrt(0.6)))],
    options: { family: '2PL', structure: { testlet: clusters(18, specific) } },
    latent: ({ latent }) =>
      [1, 2, 3].map((d) => ({
        kind: 'variance of a testlet',
        truth: 0.6,
        estimate: latent.covariance[d][d],
        error: latent.se.covariance[d][d],
      })),
  }),
];
