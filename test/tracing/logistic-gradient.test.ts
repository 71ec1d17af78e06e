import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/math/random.js';
import { blocksOf, fitEasiness } from '../../src/tracing/logistic/easiness.js';
import { encodeLog } from '../../src/tracing/logistic/encode-log.js';
import { machineCurvature, machineLikelihood } from '../../src/tracing/logistic/factorise.js';
import { KINDS } from '../../src/tracing/logistic/kinds.js';
import { solveLasso } from '../../src/tracing/logistic/lasso.js';
import { type SparseRows, times } from '../../src/tracing/logistic/matrix.js';
import { addRidgeSlope, lossOf, penaltyOf, solveRidge } from '../../src/tracing/logistic/newton.js';
import { planFeatures } from '../../src/tracing/logistic/plan.js';
import { positionsOf } from '../../src/tracing/logistic/prepare.js';
import { PRESETS } from '../../src/tracing/logistic/presets.js';
import { logOf } from './assistments.js';
import { practise } from './logistic-learners.js';

// Simulated; a few fractional scores among them.
const log = logOf(practise(30, 25, 'gradients').map((row, r) => (r % 17 === 0 ? { ...row, score: 0.25 } : row)));
const ids = { skills: log.skills, items: log.items, combinations: [['a+b', '__proto__'].sort()] };
const positions = positionsOf(ids);
const sizes = { skill: ids.skills.length, item: ids.items.length, combination: 1 };

/** The matrix of a preset, and the precisions of its weights: `penalty` where one is given, else different ones by feature. */
function problem(
  preset: string,
  penalty?: number,
): { matrix: SparseRows; score: Float32Array; precision: Float64Array } {
  const plan = planFeatures(PRESETS[preset].features, KINDS, sizes);
  const eased = plan.eased ? fitEasiness(log, positions, { iterations: 50, tolerance: 1e-6 }).withoutSelf : undefined;
  const { matrix, score } = encodeLog(plan, positions, eased, log);
  const precision = new Float64Array(plan.columns);
  blocksOf(plan, 1).forEach(({ first, end }, f) => {
    precision.fill(penalty ?? 0.3 + (f % 5), first, end);
  });
  return { matrix, score, precision };
}

/** Penalised loss by its definition. */
function lossAt(
  { matrix, score, precision }: ReturnType<typeof problem>,
  w: Float64Array,
  strength: ArrayLike<number> = [],
): number {
  const z = new Float64Array(matrix.rows);
  times(matrix, w, z);
  const size = w.reduce((sum, x, c) => sum + (strength[c] ?? 0) * Math.abs(x), 0);
  return lossOf(z, score, z, 0) + penaltyOf(w, precision) + size;
}

/** Slope in one direction by the difference on both sides. */
function slopeOf(value: (x: Float64Array) => number, at: Float64Array, i: number, h = 1e-5): number {
  const [above, below] = [at.slice(), at.slice()];
  above[i] += h;
  below[i] -= h;
  return (value(above) - value(below)) / (2 * h);
}

describe.each(Object.keys(PRESETS))('%s', (preset) => {
  const random = createRandom(preset);
  const point = (size: number, spread: number): Float64Array =>
    Float64Array.from({ length: size }, () => random.normal(0, spread));

  test('the gradient of the L2-penalised loss is that of finite differences', () => {
    const made = problem(preset);
    const w = point(made.matrix.columns, 0.2);
    const z = new Float64Array(made.matrix.rows);
    times(made.matrix, w, z);
    const gradient = new Float64Array(w.length);
    const [pull, bend] = [new Float64Array(z.length), new Float64Array(z.length)];
    addRidgeSlope(made.matrix, made.score, z, w, made.precision, pull, bend, gradient);
    for (let c = 0; c < w.length; c++) {
      const slope = slopeOf((x) => lossAt(made, x), w, c);
      expect(Math.abs(gradient[c] - slope), `column ${c}`).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
    }
  });

  test.each([undefined, 2.5])('what the solver returns is level in every direction, precision %s', (penalty) => {
    const made = problem(preset, penalty);
    const { weights, converged } = solveRidge(made.matrix, made.score, made.precision, {
      iterations: 100,
      tolerance: 1e-14,
    });
    expect(converged).toBe(true);
    for (let c = 0; c < weights.length; c++) {
      expect(Math.abs(slopeOf((x) => lossAt(made, x), weights, c)), `column ${c}`).toBeLessThan(1e-4);
    }
  });

  test('with L1 beside it every weight is level, or 0 with a slope within the strength', () => {
    const made = problem(preset);
    const strength = new Float64Array(made.matrix.columns).fill(1.5);
    const { weights, converged } = solveLasso(made.matrix, made.score, strength, made.precision, {
      iterations: 200,
      tolerance: 1e-13,
    });
    expect(converged).toBe(true);
    expect(weights.some((w) => w === 0)).toBe(true);
    for (let c = 0; c < weights.length; c++) {
      if (weights[c] === 0) {
        expect(Math.abs(slopeOf((x) => lossAt(made, x), weights, c)), `column ${c}`).toBeLessThan(1.5 + 1e-4);
      } else if (Math.abs(weights[c]) > 1e-4) {
        const slope = slopeOf((x) => lossAt(made, x, strength), weights, c);
        expect(Math.abs(slope), `column ${c}`).toBeLessThan(1e-3);
      }
    }
  });

  test('gradient and curvature of the factorisation machine on it, in weights and vectors alike', () => {
    const { matrix, score, precision } = problem(preset);
    const vectorPrecision = Float64Array.from(precision, (p) => 2 * p);
    const machine = { matrix, score, size: 3, precision, vectorPrecision };
    const evaluate = machineLikelihood(machine);
    const x = point(matrix.columns * 4, 0.1);
    const { gradient } = evaluate(x);
    // Some 150 of them, weights and vectors of all features.
    for (let i = 0; i < x.length; i += Math.ceil(x.length / 150)) {
      const slope = slopeOf((at) => evaluate(at).value, x, i);
      expect(Math.abs(gradient[i] - slope), `number ${i}`).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
    }
    // Where every score is what is expected, the expected curvature is the curvature.
    const expected = Float64Array.from({ length: matrix.rows }, (_, r) => {
      const one = { rows: 1, columns: matrix.columns, start: matrix.start.subarray(r, r + 2) };
      const row = { ...one, column: matrix.column, value: matrix.value };
      const at = (s: number): number => machineLikelihood({ ...machine, matrix: row, score: [s] })(x).likelihood;
      return 1 / (1 + Math.exp(at(0) - at(1)));
    });
    const curvature = machineCurvature(machine, x);
    const level = machineLikelihood({ ...machine, score: expected });
    for (let i = 0; i < x.length; i += Math.ceil(x.length / 50)) {
      const bend = -slopeOf((at) => level(at).gradient[i], x, i, 1e-4);
      expect(Math.abs(curvature[i] - bend), `number ${i}`).toBeLessThan(1e-4 * (1 + bend));
    }
  });
});
