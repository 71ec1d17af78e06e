import type { IrtModel } from './model.js';

/** A model's parameters as typed columns, for work on many learners or items at once. */
export interface PreparedIrt {
  readonly items: readonly string[];
  /** Index of each item. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Discriminations `[items]`. */
  readonly a: Float64Array;
  /** Item j's step difficulties are `b[stepAt[j]] … b[stepAt[j + 1] − 1]`. */
  readonly b: Float64Array;
  readonly stepAt: Int32Array;
}

/**
 * Typed columns of a model.
 *
 * @example
 * const { a, b, stepAt, indexOf } = prepare(model);
 */
export function prepare(model: IrtModel): PreparedIrt {
  const stepAt = new Int32Array(model.items.length + 1);
  model.b.forEach((steps, j) => {
    stepAt[j + 1] = stepAt[j] + steps.length;
  });
  return {
    items: model.items,
    indexOf: new Map(model.items.map((item, j) => [item, j] as const)),
    a: Float64Array.from(model.a),
    b: Float64Array.from(model.b.flat()),
    stepAt,
  };
}
