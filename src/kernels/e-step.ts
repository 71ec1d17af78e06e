import type { EStep, KernelChoice, PackedRows } from './packed-rows.js';
import { createPlainEStep } from './plain-e-step.js';
import { createSimdEStep } from './simd-e-step.js';
import { simdSupported } from './wasm.js';

/**
 * The E-step over the given rows, by the SIMD kernel where the machine has it, else by its plain twin.
 * Both give the same numbers to about 1e-12.
 *
 * @throws RangeError where `simd` is demanded and the machine has none.
 * @cost simd: rows × blocks × nodes multiplications, a block holding eight complete binary items; plain: rows × items × nodes.
 */
export function createEStep(data: PackedRows, nodes: number, choice: KernelChoice = 'auto'): EStep {
  if (choice === 'plain') return createPlainEStep(data, nodes);
  if (simdSupported()) return createSimdEStep(data, nodes);
  if (choice === 'simd') throw new RangeError('kernel: this machine has no WebAssembly SIMD');
  return createPlainEStep(data, nodes);
}
