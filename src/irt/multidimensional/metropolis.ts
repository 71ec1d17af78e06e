import type { Random } from '../../math/random.js';
import { type MirtDesign, ownOf } from './design.js';

/** Share of proposals that is to be accepted: between the best for one dimension and that for many. */
const ACCEPTANCE = 0.3;

/** Products of so many probabilities are taken before a logarithm: at 1e-30 each they stay above the least double. */
const BETWEEN_LOGS = 8;

/** Chains of abilities, one a learner or a share of many equal ones. */
export interface Chains {
  readonly size: number;
  /** Learners a chain stands for `[chains]`. */
  readonly weight: Float64Array;
  /** Category of each item by chain `[items][chains]`, `MISSING` where not answered. */
  readonly answers: readonly Uint8Array[];
}

/** Draws abilities from their posteriors by random-walk Metropolis steps. */
export interface Sampler {
  /** Present abilities `[dimensions][chains]`; the arrays stay the same. */
  readonly theta: readonly Float64Array[];
  /** Values of the items' slots, `[items][slots]`, refreshed by {@link Sampler.step}. */
  readonly axes: readonly (readonly Float64Array[])[];
  /** So many steps at parameters x; with `tune` their length is brought to the wanted rate of acceptance. */
  readonly step: (x: Float64Array, steps: number, tune: boolean) => void;
}

/** Starts chains at draws from N(0, I). */
export function createSampler(design: MirtDesign, chains: Chains, missing: number, random: Random): Sampler {
  const { layout, items, latent } = design;
  const width = layout.dimensions.length;
  const { size, answers } = chains;
  const columns = (): Float64Array[] => Array.from({ length: width }, () => new Float64Array(size));
  const theta = columns();
  const proposed = columns();
  for (const column of theta) for (let i = 0; i < size; i++) column[i] = random.normal();
  const categories = Math.max(...items.map(({ curve }) => curve.family.categories));
  const table = new Float64Array(categories * size);
  const z = new Float64Array(size);
  const here = new Float64Array(size);
  const there = new Float64Array(size);
  const product = new Float64Array(size);
  // Slots of several dimensions have sums of their own.
  const axes = items.map(({ slots }) =>
    slots.map((slot) => (slot.length === 1 ? theta[slot[0]] : new Float64Array(size))),
  );
  let length = 1 / Math.sqrt(width);

  /** Log posterior of every chain at the given abilities. */
  const evaluate = (
    x: Float64Array,
    at: readonly Float64Array[],
    inverseRoot: Float64Array,
    out: Float64Array,
  ): void => {
    out.fill(0);
    for (let d = 0; d < width; d++) {
      z.fill(0);
      for (let e = 0; e <= d; e++) {
        const f = inverseRoot[d * width + e];
        if (f !== 0) for (let i = 0; i < size; i++) z[i] += f * at[e][i];
      }
      for (let i = 0; i < size; i++) out[i] -= 0.5 * z[i] * z[i];
    }
    product.fill(1);
    items.forEach((item, j) => {
      const own = ownOf(item, x);
      z.fill(0);
      item.slots.forEach((slot, s) => {
        const a = own[s];
        for (const d of slot) for (let i = 0; i < size; i++) z[i] += a * at[d][i];
      });
      item.curve.family.fill(
        own.subarray(item.curve.slopes),
        z,
        table.subarray(0, item.curve.family.categories * size),
      );
      const codes = answers[j];
      for (let i = 0; i < size; i++) if (codes[i] !== missing) product[i] *= table[codes[i] * size + i];
      if ((j + 1) % BETWEEN_LOGS === 0 || j === items.length - 1) {
        for (let i = 0; i < size; i++) out[i] += Math.log(product[i]);
        product.fill(1);
      }
    });
  };

  return {
    theta,
    axes,
    step: (x, steps, tune) => {
      const root = latent.factor(x.subarray(design.size));
      const inverseRoot = invertLower(root, width);
      evaluate(x, theta, inverseRoot, here);
      const noise = new Float64Array(width);
      for (let step = 0; step < steps; step++) {
        for (let i = 0; i < size; i++) {
          for (let d = 0; d < width; d++) noise[d] = length * random.normal();
          for (let d = 0; d < width; d++) {
            let value = theta[d][i];
            for (let e = 0; e <= d; e++) value += root[d * width + e] * noise[e];
            proposed[d][i] = value;
          }
        }
        evaluate(x, proposed, inverseRoot, there);
        let accepted = 0;
        for (let i = 0; i < size; i++) {
          const rise = there[i] - here[i];
          if (!(rise >= 0 || random.uniform() < Math.exp(rise))) continue;
          accepted++;
          here[i] = there[i];
          for (let d = 0; d < width; d++) theta[d][i] = proposed[d][i];
        }
        if (tune) length = Math.min(5, Math.max(0.02, length * Math.exp(0.5 * (accepted / size - ACCEPTANCE))));
      }
      items.forEach(({ slots }, j) => {
        slots.forEach((slot, s) => {
          if (slot.length === 1) return;
          const out = axes[j][s];
          out.fill(0);
          for (const d of slot) for (let i = 0; i < size; i++) out[i] += theta[d][i];
        });
      });
    },
  };
}

/** Inverse of a lower triangular matrix. */
function invertLower(lower: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let c = 0; c < size; c++) {
    for (let i = c; i < size; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = c; k < i; k++) sum -= lower[i * size + k] * out[k * size + c];
      out[i * size + c] = sum / lower[i * size + i];
    }
  }
  return out;
}
