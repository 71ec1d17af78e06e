import { describe, expect, it } from 'vitest';
import { curveTable, prepare } from '../../../src/irt/curves.js';
import { restScores } from '../../../src/irt/fit/rest-scores.js';
import { EVERY, only } from '../score/samples.js';

describe('rest scores', () => {
  const nodes = Float64Array.of(-2.5, 0, 1.3);

  it.each([1, 2, 3, 5])('of %i items are those of all answer patterns', (count) => {
    const model = only(EVERY, [9, 4, 11, 12, 3].slice(0, count));
    const irt = prepare(model);
    const probability = curveTable(irt, nodes);
    const seen: number[] = [];
    restScores(
      { irt, nodes, probability },
      model.items.map((_, j) => j),
      (item, rest, most) => {
        seen.push(item);
        const others = model.items.map((_, j) => j).filter((j) => j !== item);
        expect(most).toBe(others.reduce((sum, j) => sum + irt.categories[j] - 1, 0));
        const expected = new Float64Array((most + 1) * nodes.length);
        const extend = (at: number, score: number, p: readonly number[]): void => {
          if (at === others.length) {
            for (const [q, value] of p.entries()) expected[score * nodes.length + q] += value;
            return;
          }
          const j = others[at];
          for (let k = 0; k < irt.categories[j]; k++)
            extend(
              at + 1,
              score + k,
              p.map((value, q) => value * probability[(irt.categoryAt[j] + k) * nodes.length + q]),
            );
        };
        extend(
          0,
          0,
          Array.from(nodes, () => 1),
        );
        expected.forEach((x, i) => {
          expect(rest[i]).toBeCloseTo(x, 13);
        });
      },
    );
    expect(seen.sort()).toEqual(model.items.map((_, j) => j));
  });
});
