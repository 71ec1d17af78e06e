import { describe, expect, test } from 'vitest';
import { logLoss } from '../../src/evaluate/metrics.js';
import { holdOutLearners, takeRows } from '../../src/evaluate/split.js';
import { createRandom, type Seed } from '../../src/math/random.js';
import { startVectors, strongestPrecision } from '../../src/tracing/logistic/factor-path.js';
import { factorise, machineLikelihood } from '../../src/tracing/logistic/factorise.js';
import type { SparseRows } from '../../src/tracing/logistic/matrix.js';
import { solveRidge } from '../../src/tracing/logistic/newton.js';
import * as logistic from '../../src/tracing/logistic.js';
import { logisticModelSchema } from '../../src/tracing/schema.js';
import { logOf, type Row } from './assistments.js';
import { practise } from './logistic-learners.js';

/** Rows of an intercept and two signs; right, as a rule, where these agree. Simulated. */
function agreeing(rows: number, seed: Seed): { matrix: SparseRows; score: number[] } {
  const random = createRandom(seed);
  const value = new Float32Array(3 * rows);
  const score: number[] = [];
  for (let r = 0; r < rows; r++) {
    const [a, b] = [random.bernoulli(0.5) ? 1 : -1, random.bernoulli(0.5) ? 1 : -1];
    value.set([1, a, b], 3 * r);
    score.push(random.bernoulli(a === b ? 0.9 : 0.1) ? 1 : 0);
  }
  const start = Int32Array.from({ length: rows + 1 }, (_, r) => 3 * r);
  return { matrix: { rows, columns: 3, start, column: Int32Array.from(value, (_, i) => i % 3), value }, score };
}

describe('a machine on two signs', () => {
  const { matrix, score } = agreeing(600, 'xor');
  const precision = new Float64Array(3).fill(0.1);
  const { weights, logLikelihood } = solveRidge(matrix, score, precision, { iterations: 100, tolerance: 1e-14 });
  const climb = (strength: number, tolerance = 1e-9): ReturnType<typeof factorise> =>
    factorise(
      { matrix, score, size: 2, precision, vectorPrecision: new Float64Array(3).fill(strength) },
      startVectors(weights, 2, 1),
      { iterations: 1000, tolerance },
    );
  const length = ({ point }: { readonly point: Float64Array }): number => Math.hypot(...point.subarray(3));

  test('finds the product that no sum of columns can', () => {
    const machine = climb(0.1);
    expect(logLikelihood).toBeLessThan(-600 * 0.67);
    expect(machine.logLikelihood).toBeGreaterThan(-600 * 0.36);
  });

  test('ends where the penalised likelihood is level, and says so; cut short, it says that', () => {
    const machine = climb(1, 1e-13);
    expect(machine.converged).toBe(true);
    const evaluate = machineLikelihood({
      matrix,
      score,
      size: 2,
      precision,
      vectorPrecision: new Float64Array(3).fill(1),
    });
    for (const g of evaluate(machine.point).gradient) expect(Math.abs(g)).toBeLessThan(1e-3);
    const short = factorise(
      { matrix, score, size: 2, precision, vectorPrecision: new Float64Array(3).fill(1) },
      startVectors(weights, 2, 1),
      { iterations: 3, tolerance: 1e-13 },
    );
    expect(short).toMatchObject({ converged: false, iterations: 3 });
  });

  test('the strongest precision is the largest eigenvalue of the pulls: brute force over directions', () => {
    const pull = score.map((s, r) => {
      const z = [0, 1, 2].reduce((sum, c) => sum + weights[c] * matrix.value[3 * r + c], 0);
      return s - 1 / (1 + Math.exp(-z));
    });
    const m = [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) =>
        i === j ? 0 : pull.reduce((sum, u, r) => sum + u * matrix.value[3 * r + i] * matrix.value[3 * r + j], 0),
      ),
    );
    let most = Number.NEGATIVE_INFINITY;
    for (let a = 0; a <= 180; a++) {
      for (let b = 0; b <= 180; b++) {
        const [x, y] = [(a * Math.PI) / 180, (b * Math.PI) / 180];
        const v = [Math.cos(x), Math.sin(x) * Math.cos(y), Math.sin(x) * Math.sin(y)];
        most = Math.max(
          most,
          v.reduce((sum, vi, i) => sum + vi * v.reduce((s, vj, j) => s + m[i][j] * vj, 0), 0),
        );
      }
    }
    const found = strongestPrecision(matrix, score, weights, 'power');
    expect(found / most).toBeGreaterThan(0.999);
    expect(found / most).toBeLessThan(1.001);
    // Above it the vectors go to 0, below it they do not.
    expect(length(climb(1.3 * found))).toBeLessThan(0.02);
    expect(length(climb(0.7 * found))).toBeGreaterThan(0.2);
  });
});

/** Simulated learners whose ability decides the even items and has no part in the odd ones: recent success times item. */
function practiseUnlike(learners: number, seed: Seed): Row[] {
  const random = createRandom(seed);
  return Array.from({ length: learners }, (_, l) => {
    const ability = random.normal(0, 1.5);
    return Array.from({ length: 30 }, () => {
      const item = random.integer(0, 19);
      const p = 1 / (1 + Math.exp(item % 2 === 0 ? -2 * ability : 0.5));
      return { learner: `${seed}${l}`, item: `q${item}`, skills: ['k'], score: random.bernoulli(p) ? 1 : 0 };
    });
  }).flat();
}

const lossOf = (model: logistic.LogisticModel, log: ReturnType<typeof logOf>): number =>
  logLoss(logistic.predictLog(model, log), log.score);

describe('the precision of the vectors, chosen on held-out learners', () => {
  const train = logOf(practiseUnlike(150, 'train'));
  const fresh = logOf(practiseUnlike(150, 'fresh'));
  const chosen = logistic.fit(train, { features: 'ktm' });
  const { factors: choice } = chosen.report;

  test('recovery: products that are there are found, fresh learners foretold better than without or with a careless precision', () => {
    expect(chosen.report.converged).toBe(true);
    expect(choice?.precision).toBeGreaterThan(0);
    const linear = logistic.fit(train, { features: logistic.PRESETS.ktm.features });
    const careless = logistic.fit(train, { features: 'ktm', factorPrecision: 0.01 });
    expect(lossOf(chosen, fresh)).toBeLessThan(lossOf(linear, fresh) - 0.03);
    expect(lossOf(chosen, fresh)).toBeLessThan(lossOf(careless, fresh) - 0.001);
  });

  test('goes from strong to weak and ends where the loss rises; the least is chosen', () => {
    const { tried, precision, linearLoss } = choice!;
    tried.slice(1).forEach((trial, i) => {
      expect(trial.precision / tried[i].precision).toBeCloseTo(10 ** -0.25, 9);
    });
    const least = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
    expect(precision).toBe(least.precision);
    expect(least.loss).toBeLessThan(linearLoss);
    if (tried.length < 16) expect(tried.at(-1)!.loss).toBeGreaterThan(least.loss);
  });

  test('held out means held out: the linear loss is that of a fit to the other learners alone', () => {
    const model = logistic.fit(train, { features: 'ktm', penalty: 1 });
    const { train: rows, test: held } = holdOutLearners(train, 0.2, logistic.DEFAULT_OPTIONS.seed);
    const other = logistic.fit(takeRows(train, rows), { features: logistic.PRESETS.ktm.features, penalty: 1 });
    expect(model.report.factors?.linearLoss).toBeCloseTo(lossOf(other, takeRows(train, held)), 5);
  });

  test('the order of the rows of different learners does not matter', () => {
    const turnedRound = takeRows(
      train,
      Array.from({ length: train.length }, (_, i) => 30 * (149 - Math.floor(i / 30)) + (i % 30)),
    );
    const again = logistic.predictLog(logistic.fit(turnedRound, { features: 'ktm' }), fresh);
    logistic.predictLog(chosen, fresh).forEach((p, r) => {
      expect(Math.abs(again[r] - p)).toBeLessThan(0.02);
    });
  });

  test('a precision that is given is taken, and nobody is held out', () => {
    const given = logistic.fit(train, { features: 'ktm', factorPrecision: 20 });
    expect(given.report).not.toHaveProperty('factors');
    expect(given.factors?.size).toBe(5);
  });

  test('where there is no product, fresh learners are foretold as well as by the linear model', () => {
    const [here, there] = [logOf(practise(120, 25, 'plain')), logOf(practise(120, 25, 'plain too'))];
    const machine = logistic.fit(here, { features: 'ktm' });
    const linear = logistic.fit(here, { features: logistic.PRESETS.ktm.features });
    expect(lossOf(machine, there)).toBeLessThan(lossOf(linear, there) + 0.003);
  });

  test('of one learner nobody can be held out: the model is linear and says so', () => {
    const one = logistic.fit(
      takeRows(
        train,
        Array.from({ length: 30 }, (_, i) => i),
      ),
      { features: 'ktm' },
    );
    expect(one).not.toHaveProperty('factors');
    expect(one.report.warnings.join()).toContain('products');
  });

  test('the model is JSON that the schema takes, the choice with it', () => {
    expect(logisticModelSchema.parse(JSON.parse(JSON.stringify(chosen))).report.factors).toEqual(choice);
  });

  test.each([0, -1, Number.NaN, 'all' as 'held-out'])('the precision %s is refused', (factorPrecision) => {
    expect(() => logistic.fit(train, { features: 'ktm', factorPrecision })).toThrow(/factorPrecision|bad-option/);
  });
});
