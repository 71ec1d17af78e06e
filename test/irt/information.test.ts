import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/irt/coding.js';
import { crossProductInformation } from '../../src/irt/cross-product-information.js';
import type { Solution } from '../../src/irt/information-matrix.js';
import { louisInformation } from '../../src/irt/louis-information.js';
import { oakesInformation } from '../../src/irt/oakes-information.js';
import { fillCurves, parametersOf } from '../../src/irt/parameters.js';
import { collapse } from '../../src/irt/patterns.js';
import { createEStep } from '../../src/kernels/e-step.js';
import { normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';
import { draw, modelOf } from './samples.js';

/** Answers and an E-step at given parameters, which need not be estimates. */
function solutionOf(seed: string, learners: number, missing: number): Solution {
  const r = createRandom(seed);
  const items = r.integer(2, 7);
  const model = modelOf({
    a: Array.from({ length: items }, () => r.normal(1, 0.5)),
    b: Array.from({ length: items }, () => Array.from({ length: r.integer(1, 3) }, () => r.normal())),
  });
  const { matrix } = draw(model, learners, r, missing);
  const { layout, parameters } = parametersOf(model);
  const column = Int32Array.from(model.items, (_, j) => j);
  const patterns = collapse(encode(matrix, model.cuts, column), learners, layout.categories, undefined);
  const { nodes, weights } = normalGrid(31);
  const probability = new Float64Array(layout.categoryAt[items] * nodes.length);
  fillCurves(layout, parameters, nodes, probability);
  const curves = { probability, prior: weights };
  const counts = new Float64Array(probability.length);
  const eStep = createEStep(patterns, nodes.length);
  eStep.run(curves, counts);
  const prior = Uint8Array.from({ length: items }, () => (r.bernoulli(0.2) ? 1 : 0));
  return { patterns, layout, parameters, nodes, curves, counts, prior, eStep };
}

describe('information matrices', () => {
  it("by Louis' and by Oakes' identity are the same", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 120 }), fc.constantFrom(0, 0.1, 0.6), (seed, n, missing) => {
        const solution = solutionOf(seed, n, missing);
        const size = solution.parameters.length;
        const louis = louisInformation(solution);
        const before = solution.curves.probability.slice();
        const oakes = oakesInformation(solution);
        expect(solution.curves.probability).toEqual(before);
        for (let i = 0; i < size; i++) {
          for (let k = 0; k < size; k++) {
            const scale = 1 + n;
            expect(Math.abs(louis[i * size + k] - oakes[i * size + k])).toBeLessThan(2e-5 * scale);
            expect(Math.abs(louis[i * size + k] - louis[k * size + i])).toBeLessThan(1e-9 * scale);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same as the cross-products in expectation', () => {
    // The truth itself, so that scores have mean 0: entries differ by sampling alone.
    const solution = solutionOf('expectation', 20_000, 0.1);
    const size = solution.parameters.length;
    solution.prior.fill(0);
    const observed = louisInformation(solution);
    const crossed = crossProductInformation(solution);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k <= i; k++) {
        const scale = Math.sqrt(observed[i * size + i] * observed[k * size + k]);
        expect(Math.abs(observed[i * size + k] - crossed[i * size + k])).toBeLessThan(0.06 * scale);
      }
    }
  });
});
