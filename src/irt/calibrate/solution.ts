import type { EStep } from '../../kernels/packed-rows.js';
import type { Packed } from '../../kernels/packing.js';
import type { Design } from './design.js';
import { fillTable } from './expectation.js';
import type { Latent, LatentEvidence } from './latent.js';
import type { MStep } from './m-step.js';

/** What an estimation is over: its parts, and the grid they meet on. */
export interface Problem {
  readonly design: Design;
  readonly latent: Latent;
  readonly packed: Packed;
  readonly nodes: Float64Array;
  readonly mStep: MStep;
  readonly eStep: EStep;
}

/** A problem with the parameters found: those of the items, then those of the abilities. */
export interface Solution extends Problem {
  readonly x: Float64Array;
  /** Number of the free parameter of each entry of x, −1 where it is fixed or held at a bound; equal numbers are one parameter. */
  readonly freeOf: Int32Array;
  readonly free: number;
}

/** Gradient by the free parameters of the objective, from an E-step at `x` `[free]`. */
export function freeGradient(
  solution: Pick<Solution, 'design' | 'latent' | 'nodes' | 'mStep' | 'freeOf' | 'free'>,
  x: Float64Array,
  counts: Float64Array,
  evidence: LatentEvidence,
): Float64Array {
  const { design, latent, nodes, mStep, freeOf, free } = solution;
  const out = new Float64Array(free);
  const ofItems = mStep.gradient(x.subarray(0, design.size), counts);
  const ofLatent = latent.gradient(x.subarray(design.size), evidence, nodes);
  for (let i = 0; i < x.length; i++) {
    if (freeOf[i] >= 0) out[freeOf[i]] += i < design.size ? ofItems[i] : ofLatent[i - design.size];
  }
  return out;
}

/** A matrix over all entries of x as one over the free parameters. */
export function toFree(solution: Solution, full: Float64Array): Float64Array {
  const { freeOf, free } = solution;
  const size = freeOf.length;
  const out = new Float64Array(free * free);
  for (let i = 0; i < size; i++) {
    if (freeOf[i] < 0) continue;
    for (let k = 0; k < size; k++) {
      if (freeOf[k] >= 0) out[freeOf[i] * free + freeOf[k]] += full[i * size + k];
    }
  }
  return out;
}

/** The tables at the solution. */
export function tableOf({ design, latent, nodes, x }: Solution): Float64Array {
  const table = new Float64Array(design.categoryAt[design.items.length] * nodes.length);
  fillTable(design, latent, x, nodes, table);
  return table;
}

/** Brings extrapolated parameters back into their domain, in place. */
export function mend({ design, latent }: Pick<Problem, 'design' | 'latent'>, x: Float64Array): void {
  for (const { at, curve, range } of design.items) {
    for (let i = 0; i < curve.size; i++) {
      if (range.free[i] === 1) x[at + i] = Math.min(range.high[i], Math.max(range.low[i], x[at + i]));
    }
  }
  latent.mend(x.subarray(design.size));
}
