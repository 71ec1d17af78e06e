import { LEAST_PROBABILITY } from '../kernels/coded-rows.js';
import type { IrtModel } from './model.js';

/**
 * Where parameters and categories lie in flat columns. Inside the estimation an item is its slope a and step intercepts
 * c_v = −a b_v, so that log P(k) − log P(k − 1) = a θ + c_k: the log-likelihood is concave in them.
 */
export interface Layout {
  /** Categories of each item. */
  readonly categories: readonly number[];
  /** Item j's a is at `parameterAt[j]`, its c_1 … after it `[items + 1]`. */
  readonly parameterAt: Int32Array;
  /** Item j's category 0 is row `categoryAt[j]` of curves and counts `[items + 1]`. */
  readonly categoryAt: Int32Array;
}

export function createLayout(categories: readonly number[]): Layout {
  const parameterAt = new Int32Array(categories.length + 1);
  const categoryAt = new Int32Array(categories.length + 1);
  categories.forEach((k, j) => {
    parameterAt[j + 1] = parameterAt[j] + k;
    categoryAt[j + 1] = categoryAt[j] + k;
  });
  return { categories, parameterAt, categoryAt };
}

/** Category probabilities at the nodes into `out`, `[Σ categories × nodes]`, raised to the least that the kernels take. */
export function fillCurves(layout: Layout, parameters: Float64Array, nodes: Float64Array, out: Float64Array): void {
  const { categories, parameterAt, categoryAt } = layout;
  const width = nodes.length;
  for (let j = 0; j < categories.length; j++) {
    fillItem(parameters.subarray(parameterAt[j], parameterAt[j + 1]), nodes, out.subarray(categoryAt[j] * width));
  }
}

/** Category probabilities of one item with `parameters` a, c_1 …, `[categories × nodes]`. */
export function fillItem(parameters: Float64Array, nodes: Float64Array, out: Float64Array): void {
  const width = nodes.length;
  const categories = parameters.length;
  const a = parameters[0];
  if (categories === 2) {
    const c = parameters[1];
    for (let q = 0; q < width; q++) {
      const eta = a * nodes[q] + c;
      const e = Math.exp(-Math.abs(eta));
      const large = 1 / (1 + e);
      const small = Math.max(LEAST_PROBABILITY, e * large);
      out[q] = eta >= 0 ? small : large;
      out[width + q] = eta >= 0 ? large : small;
    }
    return;
  }
  for (let q = 0; q < width; q++) {
    let eta = 0;
    let most = 0;
    for (let k = 1; k < categories; k++) {
      eta += a * nodes[q] + parameters[k];
      if (eta > most) most = eta;
    }
    eta = 0;
    let sum = Math.exp(-most);
    out[q] = sum;
    for (let k = 1; k < categories; k++) {
      eta += a * nodes[q] + parameters[k];
      const e = Math.exp(eta - most);
      out[k * width + q] = e;
      sum += e;
    }
    const scale = 1 / sum;
    for (let k = 0; k < categories; k++) {
      out[k * width + q] = Math.max(LEAST_PROBABILITY, out[k * width + q] * scale);
    }
  }
}

/** Slopes and intercepts of a model. */
export function parametersOf(model: IrtModel): { layout: Layout; parameters: Float64Array } {
  const layout = createLayout(model.b.map((steps) => steps.length + 1));
  const parameters = new Float64Array(layout.parameterAt[model.items.length]);
  model.items.forEach((_, j) => {
    const at = layout.parameterAt[j];
    parameters[at] = model.a[j];
    model.b[j].forEach((b, v) => {
      parameters[at + 1 + v] = -model.a[j] * b;
    });
  });
  return { layout, parameters };
}
