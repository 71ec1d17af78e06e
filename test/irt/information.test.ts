import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossProductInformation } from '../../src/irt/calibrate/cross-product-information.js';
import { createDesign } from '../../src/irt/calibrate/design.js';
import { answer } from '../../src/irt/calibrate/expectation.js';
import { normalLatent } from '../../src/irt/calibrate/latent.js';
import { louisInformation, louisServes } from '../../src/irt/calibrate/louis-information.js';
import { createMStep } from '../../src/irt/calibrate/m-step.js';
import { observedInformation } from '../../src/irt/calibrate/observed-information.js';
import { WEAK_PRIORS } from '../../src/irt/calibrate/priors.js';
import { packMatrix } from '../../src/irt/calibrate/sample.js';
import { type Solution, tableOf } from '../../src/irt/calibrate/solution.js';
import { parametersOf } from '../../src/irt/parameters.js';
import { createEStep } from '../../src/kernels/e-step.js';
import { normalGrid } from '../../src/math/quadrature.js';
import { createRandom } from '../../src/math/random.js';
import { draw, modelOf } from './samples.js';

/** Answers and an E-step at given parameters, which need not be estimates. */
function solutionOf(seed: string, learners: number, missing: number, priorShare: number): Solution {
  const r = createRandom(seed);
  const count = r.integer(2, 7);
  const model = modelOf({
    a: Array.from({ length: count }, () => r.normal(1, 0.5)),
    b: Array.from({ length: count }, () => Array.from({ length: r.integer(1, 3) }, () => r.normal())),
  });
  const { matrix } = draw(model, learners, r, missing);
  const { nodes } = normalGrid(31);
  const { packed } = packMatrix(matrix, { cuts: model.cuts, column: model.items.map((_, j) => j), groups: 1 }, 31);
  const design = createDesign(
    model.items.map((id, j) => ({
      id,
      family: model.families[j],
      cuts: model.cuts[j],
      fullMarks: model.fullMarks[j],
      fixed: false,
      priors: r.bernoulli(priorShare) ? WEAK_PRIORS : [],
    })),
    1,
  );
  const latent = normalLatent(['all'], { mean: Uint8Array.of(0), deviation: Uint8Array.of(0) });
  const x = new Float64Array(design.size + latent.size);
  design.items.forEach(({ at }, j) => {
    x.set(parametersOf(model, j), at);
  });
  const freeOf = new Int32Array(x.length).fill(-1);
  for (let i = 0; i < design.size; i++) freeOf[i] = i;
  return {
    design,
    latent,
    packed,
    nodes,
    mStep: createMStep(design, nodes),
    eStep: createEStep(packed, nodes.length),
    x,
    freeOf,
    free: design.size,
  };
}

function countsOf(solution: Solution): Float64Array {
  const table = tableOf(solution);
  const counts = new Float64Array(table.length);
  solution.eStep.run(table, counts);
  return counts;
}

function byDifferences(solution: Solution): Float64Array {
  const counts = new Float64Array(tableOf(solution).length);
  const steps = observedInformation(solution, 0);
  let step = steps.next();
  while (!step.done) step = steps.next(answer(solution.eStep, step.value, counts));
  return step.value;
}

describe('information matrices', () => {
  it("by Louis' identity and by differences of the gradient are the same", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 120 }), fc.constantFrom(0, 0.1, 0.6), (seed, n, missing) => {
        const solution = solutionOf(seed, n, missing, 0.2);
        if (solution.packed.rows === 0) return;
        expect(louisServes(solution)).toBe(true);
        const size = solution.free;
        const all = solution.x.length;
        const louis = louisInformation(solution, countsOf(solution));
        const differences = byDifferences(solution);
        for (let i = 0; i < size; i++) {
          for (let k = 0; k < size; k++) {
            const scale = 1 + n;
            expect(Math.abs(louis[i * all + k] - differences[i * size + k])).toBeLessThan(1e-4 * scale);
            expect(Math.abs(louis[i * all + k] - louis[k * all + i])).toBeLessThan(1e-9 * scale);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same as the cross-products in expectation', () => {
    // The truth itself, so that scores have mean 0: entries differ by sampling alone.
    const solution = solutionOf('expectation', 20_000, 0.1, 0);
    const size = solution.free;
    const observed = byDifferences(solution);
    const crossed = crossProductInformation(solution);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k <= i; k++) {
        const scale = Math.sqrt(observed[i * size + i] * observed[k * size + k]);
        expect(Math.abs(observed[i * size + k] - crossed[i * size + k])).toBeLessThan(0.06 * scale);
      }
    }
  });
});
