import type { ResponseMatrix } from '../../data/response-matrix.js';
import type { KernelChoice } from '../../kernels/packed-rows.js';
import type { ItemSpecification } from '../calibrate/design.js';
import { packMatrix } from '../calibrate/sample.js';
import { shapesOf } from './describe.js';
import { createDesign, ownOf } from './design.js';
import type { MirtModel } from './model.js';
import { createReduction, type Reduction } from './reduction.js';
import type { Layout } from './structure.js';

/** The E-step of a finished model over answers, with its parameters as one flat column and the number of packed rows. */
export function modelReduction(
  model: MirtModel,
  matrix: ResponseMatrix,
  column: readonly number[],
  kernel: KernelChoice,
): { readonly reduction: Reduction; readonly x: Float64Array; readonly rows: number } {
  const { points, bound } = model.quadrature;
  const width = model.dimensions.length;
  const dimensions = model.dimensions.map((_, d) => d);
  // Every slope is a slot of its own, also those that a testlet shares.
  const layout: Layout = {
    kind: model.structure,
    dimensions: model.dimensions,
    primary: model.primary,
    slots: model.loads.map((row, j) => {
      const own = dimensions.filter((d) => row[d] === 1 || model.slopes[j][d] !== 0);
      return (own.length > 0 ? own : [0]).map((d) => [d]);
    }),
    correlated: dimensions
      .flatMap((d) => dimensions.slice(0, Math.min(d, model.primary)).map((e): [number, number] => [d, e]))
      .filter(([d]) => d < model.primary),
    freeVariance: dimensions,
  };
  const specifications = model.items.map(
    (id, j): ItemSpecification => ({
      id,
      family: model.families[j],
      cuts: model.cuts[j],
      fullMarks: model.fullMarks[j],
      fixed: true,
      priors: [],
    }),
  );
  const design = createDesign(specifications, layout);
  const x = new Float64Array(design.size + design.latent.size);
  design.items.forEach((item, j) => {
    const own = ownOf(item, x);
    item.slots.forEach(([d], s) => {
      own[s] = model.slopes[j][d];
    });
    own.set(shapesOf(model, j), item.curve.slopes);
  });
  design.latent.entries.forEach(([d, e], i) => {
    x[design.size + i] = model.latent.covariance[d][e];
  });
  const sample = packMatrix(matrix, { cuts: model.cuts, column, groups: 1 }, points ** Math.min(3, width));
  const reduction = createReduction(design, matrix, model.cuts, sample, points, bound, kernel, column);
  return { reduction, x, rows: sample.packed.rows };
}
