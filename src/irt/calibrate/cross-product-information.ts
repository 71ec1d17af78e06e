import { MISSING } from '../../kernels/packed-rows.js';
import { unpackRow } from '../../kernels/packing.js';
import { createItemExpansion } from '../item-curve.js';
import type { LatentEvidence } from './latent.js';
import { itemObjective } from './m-step.js';
import { type Solution, tableOf } from './solution.js';

/** Rows whose posteriors are asked for at once. */
const ROWS_AT_ONCE = 1024;

/**
 * Cross-product information Σ weight · score scoreᵀ of the free parameters plus the priors', `[free × free]`: equal to the
 * observed one in expectation where the model is true.
 *
 * @cost rows × (parameters × nodes + parameters² / 2).
 */
export function crossProductInformation(solution: Solution): Float64Array {
  const { packed, design, latent, nodes, eStep, x, freeOf, free } = solution;
  const items = design.items.length;
  const width = nodes.length;
  const table = tableOf(solution);
  const scores = categoryScores(solution);
  const information = new Float64Array(free * free);
  const posterior = new Float64Array(ROWS_AT_ONCE * width);
  const answers = new Uint8Array(items + 1);
  const score = new Float64Array(free);
  const masses = new Float64Array(design.groups * width);
  const rows = latent.rows?.(x.subarray(design.size), nodes);
  for (let from = 0; from < packed.rows; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, packed.rows);
    eStep.posteriors(table, from, to, posterior, rows?.hooks.factors);
    for (let row = from; row < to; row++) {
      const own = posterior.subarray((row - from) * width, (row - from + 1) * width);
      unpackRow(packed, row, answers);
      score.fill(0);
      for (let j = 0; j < items; j++) {
        const k = answers[j + 1];
        if (k === MISSING) continue;
        const { at, curve } = design.items[j];
        for (let i = 0; i < curve.size; i++) {
          const f = freeOf[at + i];
          if (f < 0) continue;
          const base = scores.at[j] + (i * curve.family.categories + k) * width;
          let sum = 0;
          for (let q = 0; q < width; q++) sum += own[q] * scores.values[base + q];
          score[f] += sum;
        }
      }
      addLatent(answers[0], own, row);
      for (let i = 0; i < free; i++) {
        const f = packed.weight[row] * score[i];
        if (f !== 0) for (let k = 0; k <= i; k++) information[i * free + k] += f * score[k];
      }
    }
  }
  design.items.forEach(({ at, curve, priors }) => {
    const block = createItemExpansion(curve.size);
    for (const prior of priors) prior(x.subarray(at, at + curve.size), block);
    for (let i = 0; i < curve.size; i++) {
      for (let k = 0; k < curve.size; k++) {
        const [f, g] = [freeOf[at + i], freeOf[at + k]];
        if (f >= 0 && g >= 0 && g <= f) information[f * free + g] += block.information[i * curve.size + k];
      }
    }
  });
  for (let i = 0; i < free; i++) for (let k = 0; k < i; k++) information[k * free + i] = information[i * free + k];
  return information;

  /** One learner's score for the parameters of the abilities. */
  function addLatent(group: number, own: Float64Array, row: number): void {
    if (!latent.free.some((f) => f === 1)) return;
    masses.fill(0);
    masses.set(own, group * width);
    let evidence: LatentEvidence = { masses, moments: new Float64Array(0) };
    if (latent.rows !== undefined) {
      const single = latent.rows(x.subarray(design.size), nodes);
      single.hooks.visit?.(row, row + 1, own, width, new Float64Array(1));
      const w = packed.weight[row];
      evidence = { masses, moments: single.moments.map((m) => m / w) };
    }
    const gradient = latent.gradient(x.subarray(design.size), evidence, nodes);
    for (let i = 0; i < latent.size; i++)
      if (freeOf[design.size + i] >= 0) score[freeOf[design.size + i]] += gradient[i];
  }
}

/** ∂ log P(k) / ∂ parameter at the nodes, item by item `[size × categories × nodes]`. */
function categoryScores({ design, nodes, x }: Solution): { values: Float64Array; at: Int32Array } {
  const width = nodes.length;
  const at = new Int32Array(design.items.length + 1);
  design.items.forEach(({ curve }, j) => {
    at[j + 1] = at[j] + curve.size * curve.family.categories * width;
  });
  const values = new Float64Array(at[design.items.length]);
  design.items.forEach(({ curve, at: first }, j) => {
    const { categories } = curve.family;
    const parameters = x.subarray(first, first + curve.size);
    const into = createItemExpansion(curve.size);
    const one = new Float64Array(categories);
    const axis = new Float64Array(1);
    const objective = itemObjective(curve, [], [axis]);
    for (let q = 0; q < width; q++) {
      axis[0] = nodes[q];
      for (let k = 0; k < categories; k++) {
        one.fill(0);
        one[k] = 1;
        objective(parameters, one, into);
        for (let i = 0; i < curve.size; i++) values[at[j] + (i * categories + k) * width + q] = into.gradient[i];
      }
    }
  });
  return { values, at };
}
