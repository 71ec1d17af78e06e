import { afterEach, expect, it, vi } from 'vitest';
import { packAnswers } from '../../src/kernels/packing.js';

const data = packAnswers(Uint8Array.of(0, 1), [2], Float64Array.of(1, 1), 3);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ['an engine without SIMD', { validate: () => false }],
  ['no WebAssembly at all', undefined],
])('%s takes the plain twin, and says so where SIMD is demanded', async (_, stub) => {
  vi.stubGlobal('WebAssembly', stub);
  vi.resetModules();
  const { createEStep } = await import('../../src/kernels/e-step.js');
  expect(createEStep(data, 3).kernel).toBe('plain');
  expect(() => createEStep(data, 3, 'simd')).toThrow(RangeError);
});

it('nothing is compiled on import', async () => {
  const compile = vi.spyOn(WebAssembly, 'Module');
  vi.resetModules();
  const { createEStep } = await import('../../src/kernels/e-step.js');
  createEStep(data, 3);
  expect(compile).not.toHaveBeenCalled();
  compile.mockRestore();
});
