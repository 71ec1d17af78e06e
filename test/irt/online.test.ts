import { describe, expect, it } from 'vitest';
import type { ResponseMatrix } from '../../src/data/response-matrix.js';
import { calibrate } from '../../src/irt/calibrate.js';
import { expectedCounts, update } from '../../src/irt/expected-counts.js';
import { absorb, startOnline } from '../../src/irt/online.js';
import { createRandom } from '../../src/math/random.js';
import { draw, modelOf, type Truth } from './samples.js';

const r = createRandom('online');
const truth: Truth = {
  a: Array.from({ length: 20 }, () => Math.exp(r.normal(0, 0.3))),
  b: Array.from({ length: 20 }, (_, j) => (j % 5 === 0 ? [-0.8, 0.7] : [r.normal()])),
};
const { matrix } = draw(truth, 12_000, r, 0.05);

function part(from: number, to: number): ResponseMatrix {
  return {
    ...matrix,
    learners: matrix.learners.slice(from, to),
    points: matrix.points.subarray(from * 20, to * 20),
  };
}

const distance = (one: readonly number[], other: readonly number[]): number =>
  Math.sqrt(one.reduce((sum, x, i) => sum + (x - other[i]) ** 2, 0) / one.length);

describe('online calibration', () => {
  it('keeps the model where the answers to come follow it exactly', () => {
    const model = modelOf(truth);
    const online = startOnline(model, 1000);
    expect(online.counts.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1 + 20, 6);
    // Every category of every item by its probability at every node: the M-step stays where it is.
    const told = expectedCounts(model, part(0, 1));
    const stayed = update(model, {
      ...told,
      counts: Float64Array.from(online.counts, (x) => 1000 * x),
      learners: 1000,
    });
    expect(distance(stayed.a, truth.a)).toBeLessThan(1e-7);
    expect(distance(stayed.b.flat(), truth.b.flat())).toBeLessThan(1e-7);
  });

  it('comes near to what all answers together give, from a small first batch', () => {
    const whole = calibrate(matrix, { standardErrors: 'none' });
    const first = calibrate(part(0, 400), { standardErrors: 'none' });
    let online = startOnline(first);
    for (let from = 400; from < 12_000; from += 200) online = absorb(online, part(from, from + 200));
    expect(online.learners).toBe(12_000);
    const b = (model: typeof first): number[] => model.b.flat();
    expect(distance(b(online.model), b(whole))).toBeLessThan(0.35 * distance(b(first), b(whole)));
    expect(distance(online.model.a, whole.a)).toBeLessThan(0.35 * distance(first.a, whole.a));
    expect(distance(online.model.a, whole.a)).toBeLessThan(0.06);
  });

  it('follows an item that became easier, the faster the less it remembers', () => {
    const moved: Truth = { ...truth, b: truth.b.map((steps, j) => (j === 1 ? [steps[0] - 1] : steps)) };
    const after = draw(moved, 3000, createRandom('drift')).matrix;
    const start = startOnline(modelOf(truth), 12_000);
    const long = absorb(start, after).model.b[1][0];
    const short = absorb(start, after, { memory: 1000 }).model.b[1][0];
    expect(long).toBeLessThan(truth.b[1][0] - 0.1);
    expect(short).toBeLessThan(long);
    expect(short).toBeGreaterThan(moved.b[1][0] - 0.15);
  });

  it('is plain JSON of one size, and refuses what has no meaning', () => {
    const online = startOnline(modelOf(truth), 100);
    const later = absorb(online, part(0, 500));
    expect(later.counts).toHaveLength(online.counts.length);
    expect(JSON.parse(JSON.stringify(later)).counts).toEqual(later.counts);
    expect(() => startOnline(modelOf(truth), 0)).toThrow(/above 0/);
    expect(() => absorb(online, part(0, 0))).toThrow(/at least one learner/);
    expect(() => absorb(online, part(0, 9), { rate: 0.2 })).toThrow(/from 0.5 to 1/);
  });
});
