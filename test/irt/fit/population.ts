import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { probability } from '../../../src/irt/curves.js';
import type { IrtModel } from '../../../src/irt/model.js';
import { matrixOf } from '../samples.js';

/** Nodes and shares of a group, written without the room's own code. */
export function gridOf(model: IrtModel, g = 0): { readonly nodes: number[]; readonly shares: number[] } {
  const { points, bound } = model.quadrature;
  const { mean, deviation } = model.latent[g];
  const nodes = Array.from({ length: points }, (_, q) => -bound + (2 * bound * q) / (points - 1));
  const density = nodes.map((x) => Math.exp(-0.5 * ((x - mean) / deviation) ** 2));
  const sum = density.reduce((a, b) => a + b, 0);
  return { nodes, shares: density.map((d) => d / sum) };
}

/** Every answer pattern of a model in one of its groups, with its probability. */
export function patternsOf(model: IrtModel, g = 0): { readonly x: number[]; readonly p: number }[] {
  const { nodes, shares } = gridOf(model, g);
  const curves = model.items.map((_, j) => nodes.map((x) => probability(model, j, x)));
  const out: { x: number[]; p: number }[] = [];
  const extend = (x: number[], joint: readonly number[]): void => {
    if (x.length === model.items.length) {
      out.push({ x, p: joint.reduce((sum, p) => sum + p, 0) });
      return;
    }
    const own = curves[x.length];
    for (let k = 0; k <= model.cuts[x.length].length; k++)
      extend(
        [...x, k],
        joint.map((p, q) => p * own[q][k]),
      );
  };
  extend([], shares);
  return out;
}

/** What `learners` learners would answer if they did exactly as the model says: every pattern with its expected count. */
export function populationOf(
  model: IrtModel,
  learners: number,
  g = 0,
): { readonly matrix: ResponseMatrix; readonly groups: string[] } {
  const patterns = patternsOf(model, g);
  const matrix = matrixOf(
    patterns.map(({ x }) => x),
    model.fullMarks,
    patterns.map(({ p }) => learners * p),
  );
  return { matrix: { ...matrix, items: model.items }, groups: patterns.map(() => model.latent[g].group) };
}

/** Rows of several matrices of the same items below each other. */
export function stack(...matrices: readonly ResponseMatrix[]): ResponseMatrix {
  const count = matrices.flatMap(({ count: own, learners }) => (own ? Array.from(own) : learners.map(() => 1)));
  return {
    ...matrices[0],
    learners: count.map((_, i) => `learner-${i + 1}`),
    points: Float32Array.from(matrices.flatMap(({ points }) => Array.from(points))),
    count: Float64Array.from(count),
  };
}

/** A matrix with some items missing from every row. */
export function without(matrix: ResponseMatrix, items: readonly number[]): ResponseMatrix {
  const width = matrix.items.length;
  return { ...matrix, points: matrix.points.map((x, i) => (items.includes(i % width) ? Number.NaN : x)) };
}
