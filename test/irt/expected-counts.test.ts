import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { addCounts, expectedCounts, update } from '../../src/irt/expected-counts.js';
import { calibrateShards } from '../../src/irt/shards.js';
import { createRandom } from '../../src/math/random.js';
import { draw, modelOf } from './samples.js';

const { matrix } = draw(
  { a: [1.2, 0.7, 1.6, 1], b: [[-0.5], [-1, 0.2, 1.4], [0.3], [-0.8, 0.9]] },
  900,
  createRandom('shards'),
  0.1,
);

function slice(from: number, to: number): ResponseMatrix {
  return {
    ...matrix,
    learners: matrix.learners.slice(from, to),
    points: matrix.points.subarray(from * 4, to * 4),
  };
}

const shards = [slice(0, 100), slice(100, 650), slice(650, 900)];
const start = modelOf({ a: [1, 1, 1, 1], b: [[0], [-1, 0, 1], [0], [-0.5, 0.5]] });

describe('expectedCounts', () => {
  it('of shards add up to those of the whole', () => {
    const whole = expectedCounts(start, matrix);
    const sum = addCounts(shards.map((shard) => expectedCounts(start, shard)));
    expect(sum.learners).toBe(whole.learners);
    expect(Math.abs(sum.logLikelihood - whole.logLikelihood)).toBeLessThan(1e-9);
    whole.counts.forEach((count, i) => {
      expect(Math.abs(sum.counts[i] - count)).toBeLessThan(1e-9);
    });
  });

  it('and update repeated are the calibration', () => {
    const whole = calibrate(matrix, { tolerance: 1e-8 });
    let model = start;
    let before = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < 400; i++) {
      model = update(model, addCounts(shards.map((shard) => expectedCounts(model, shard))));
      expect(model.report.logLikelihood).toBeGreaterThanOrEqual(before - 1e-8);
      before = model.report.logLikelihood;
      if (model.report.converged) break;
    }
    expect(model.report.converged).toBe(true);
    expect(model.report.logLikelihood).toBeCloseTo(whole.report.logLikelihood, 5);
    whole.a.forEach((a, j) => {
      expect(Math.abs(model.a[j] - a)).toBeLessThan(0.002);
    });
  });

  it('asked for round by round are the calibration of the whole', async () => {
    const options = { tolerance: 1e-8, objectiveTolerance: 1e-13 };
    const whole = calibrate(matrix, options);
    const heard: number[] = [];
    const model = await calibrateShards(
      calibrate(shards[1]),
      async (asked) => shards.map((shard) => expectedCounts(asked, shard)).reverse(),
      { ...options, onProgress: ({ logLikelihood }) => heard.push(logLikelihood) },
    );
    expect(model.report).toMatchObject({ converged: true, learners: whole.report.learners });
    expect(heard.length).toBeLessThan(40);
    expect(Math.abs(model.report.logLikelihood - whole.report.logLikelihood)).toBeLessThan(1e-9 * 5000);
    whole.a.forEach((a, j) => {
      expect(Math.abs(model.a[j] - a)).toBeLessThan(1e-6);
      whole.b[j].forEach((b, v) => {
        expect(Math.abs(model.b[j][v] - b)).toBeLessThan(1e-6);
      });
    });
    await expect(calibrateShards(start, () => [])).rejects.toThrow(/at least one shard/);
    await expect(calibrateShards(start, () => [], { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
  });

  it('of groups keep their means and deviations', async () => {
    const groups = matrix.learners.map((_, i) => (i % 3 === 0 ? 'b' : 'a')).sort();
    const options = { tolerance: 1e-7 };
    const whole = calibrate(matrix, { ...options, groups });
    const model = await calibrateShards(
      whole,
      (asked) => [
        expectedCounts(asked, slice(0, 450), { groups: groups.slice(0, 450) }),
        expectedCounts(asked, slice(450, 900), { groups: groups.slice(450) }),
      ],
      options,
    );
    expect(model.latent[1].mean).toBeCloseTo(whole.latent[1].mean, 4);
    expect(model.latent[1].deviation).toBeCloseTo(whole.latent[1].deviation, 4);
    expect(model.report.logLikelihood).toBeCloseTo(whole.report.logLikelihood, 6);
  });

  it('of other models or grids are refused', () => {
    const counts = expectedCounts(start, matrix);
    const coarse = expectedCounts({ ...start, quadrature: { points: 31, bound: 6 } }, matrix);
    expect(() => addCounts([counts, coarse])).toThrow(/same model/);
    expect(() => addCounts([])).toThrow(/at least one/);
    expect(() => update(modelOf({ a: [1], b: [[0]] }), counts)).toThrow(/same model/);
  });
});
