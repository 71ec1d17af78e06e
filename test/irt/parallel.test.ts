import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/irt/calibrate.js';
import type { calibrateParallel as Parallel } from '../../src/irt/parallel.js';
import { createRandom } from '../../src/math/random.js';
import { root } from '../house/house.js';
import { draw } from './samples.js';

// A worker is a file of its own, and so what is tested is what was built.
const built = `${root}dist/irt/parallel.js`;
const load = async (): Promise<typeof Parallel> =>
  ((await import(/* @vite-ignore */ built)) as { calibrateParallel: typeof Parallel }).calibrateParallel;

const r = createRandom('parallel');
const truth = {
  a: Array.from({ length: 40 }, () => Math.exp(r.normal(0, 0.3))),
  b: Array.from({ length: 40 }, (_, j) => (j % 8 === 0 ? [-0.7, 0.8] : [r.normal()])),
};
// Enough for threads to be started: see the threshold in the source.
const { matrix } = draw(truth, 16_000, r, 0.02);

describe('calibrateParallel', () => {
  it('is built (npm run build:js) before it is tested', () => {
    expect(existsSync(built)).toBe(true);
  });

  it.each([
    [2, true],
    [3, true],
    [2, false],
  ])('with %i threads, shared memory %s, gives what one thread gives', async (threads, sharedMemory) => {
    const calibrateParallel = await load();
    const one = calibrate(matrix);
    const several = await calibrateParallel(matrix, { threads, sharedMemory });
    expect(several.report.iterations).toBe(one.report.iterations);
    expect(several.report.logLikelihood).toBeCloseTo(one.report.logLikelihood, 7);
    one.a.forEach((a, j) => {
      expect(several.a[j]).toBeCloseTo(a, 9);
      expect(several.se.a[j]).toBeCloseTo(one.se.a[j], 7);
    });
    // Whenever its workers were ready: the same bytes again.
    expect(await calibrateParallel(matrix, { threads, sharedMemory: true })).toEqual(
      await calibrateParallel(matrix, { threads, sharedMemory: false }),
    );
  });

  it('takes few data and a latent regression without threads', async () => {
    const calibrateParallel = await load();
    const few = draw({ a: [1, 1, 1], b: [[0], [1], [-1]] }, 200, createRandom('few')).matrix;
    expect((await calibrateParallel(few, { threads: 2 })).a).toEqual(calibrate(few).a);
    const covariates = { names: ['x'], values: Float64Array.from({ length: 200 }, (_, i) => i % 2) };
    expect((await calibrateParallel(few, { covariates })).a).toEqual(calibrate(few, { covariates }).a);
  });

  it('stops when asked, and leaves no thread behind', async () => {
    const calibrateParallel = await load();
    const stop = new AbortController();
    const onProgress = ({ iterations }: { readonly iterations: number }): void => {
      if (iterations === 2) stop.abort(new Error('enough'));
    };
    await expect(calibrateParallel(matrix, { threads: 2, signal: stop.signal, onProgress })).rejects.toThrow('enough');
  });
});
