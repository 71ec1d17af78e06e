import type { EStep, NodeCurves } from '../kernels/coded-rows.js';
import { itemInformation } from './m-step.js';
import type { Layout } from './parameters.js';
import type { Patterns } from './patterns.js';

/** What the information matrices are computed from: answers, the solution, and its E-step. */
export interface Solution {
  readonly patterns: Patterns;
  readonly layout: Layout;
  readonly parameters: Float64Array;
  readonly nodes: Float64Array;
  readonly curves: NodeCurves;
  /** Expected counts at `parameters`. */
  readonly counts: Float64Array;
  /** 1 for items with the weak prior. */
  readonly prior: Uint8Array;
  readonly eStep: EStep;
}

/** Rows whose posteriors are asked for at once. */
export const ROWS_AT_ONCE = 1024;

/** Information of the complete data, block by block on the diagonal, `[parameters × parameters]`; the weak priors' included. */
export function completeInformation(solution: Solution): Float64Array {
  const { layout, parameters, nodes, counts, prior } = solution;
  const items = layout.categories.length;
  const size = layout.parameterAt[items];
  const width = nodes.length;
  const information = new Float64Array(size * size);
  for (let j = 0; j < items; j++) {
    const at = layout.parameterAt[j];
    const own = layout.categories[j];
    const block = itemInformation(
      parameters.subarray(at, at + own),
      counts.subarray(layout.categoryAt[j] * width, layout.categoryAt[j + 1] * width),
      nodes,
      prior[j] === 1,
    );
    for (let i = 0; i < own; i++) {
      for (let k = 0; k < own; k++) information[(at + i) * size + at + k] = block[i * own + k];
    }
  }
  return information;
}

/** f_j(θ) at the nodes, parameter by parameter: θ E k for a, P(k ≥ v) for step v; `[parameters × nodes]`. */
export function expectedStatistics(layout: Layout, nodes: Float64Array, probability: Float64Array): Float64Array {
  const width = nodes.length;
  const out = new Float64Array(layout.parameterAt[layout.categories.length] * width);
  layout.categories.forEach((own, j) => {
    const at = layout.parameterAt[j] * width;
    const from = layout.categoryAt[j] * width;
    for (let q = 0; q < width; q++) {
      let above = 0;
      let mean = 0;
      for (let v = own - 1; v >= 1; v--) {
        above += probability[from + v * width + q];
        out[at + v * width + q] = above;
        mean += above;
      }
      out[at + q] = nodes[q] * mean;
    }
  });
  return out;
}
