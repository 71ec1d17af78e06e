import type { ResponseMatrix } from '../../../src/data/response-matrix.js';
import { categoryProbabilities } from '../../../src/irt/curves.js';
import { createRandom } from '../../../src/math/random.js';
import { matrixOf } from '../samples.js';

/** What sets the focal groups apart on an item: steps harder by `shift`, slope times `factor`. */
export interface Planted {
  readonly item: number;
  readonly shift?: number;
  readonly factor?: number;
}

/** Answers of several groups of equal size; group g has its mean ability at `means[g]`; all but the first have the planted DIF. */
export function twoGroups(options: {
  readonly seed: string | number;
  readonly learners: number;
  readonly items: number;
  readonly steps?: number;
  readonly means?: readonly number[];
  readonly planted?: readonly Planted[];
}): { matrix: ResponseMatrix; groups: string[] } {
  const { learners, items, steps = 1, means = [0, 0], planted = [] } = options;
  const random = createRandom(options.seed);
  const a = Array.from({ length: items }, (_, j) => 0.9 + 0.1 * (j % 6));
  const b = Array.from({ length: items }, (_, j) =>
    Array.from({ length: steps }, (__, v) => -1.5 + (3 * j) / (items - 1) + (v - (steps - 1) / 2) * 0.8),
  );
  const groups: string[] = [];
  const rows = Array.from({ length: learners }, (_, i) => {
    const g = i % means.length;
    groups.push(`g${g}`);
    const theta = means[g] + random.normal();
    return a.map((slope, j) => {
      const own = g === 0 ? undefined : planted.find(({ item }) => item === j);
      const moved = b[j].map((step) => step + (own?.shift ?? 0));
      return random.categorical(categoryProbabilities(slope * (own?.factor ?? 1), moved, theta));
    });
  });
  return {
    matrix: matrixOf(
      rows,
      b.map(() => steps),
    ),
    groups,
  };
}
