import { MISSING } from '../../kernels/packed-rows.js';
import type { Random } from '../../math/random.js';
import { createItemExpansion } from '../item-curve.js';
import { type MirtDesign, objectiveOf, ownOf } from './design.js';
import type { CalibrateProgress } from './expectation-maximisation.js';
import { type Chains, createSampler } from './metropolis.js';

/** Abilities drawn for each chain, the Metropolis steps between two of them, and those before the first. */
const DRAWS = 60;
const APART = 10;
const BURN_IN = 100;

/** Most multiplications that the matrix is worth. */
const MOST_WORK = 5e10;

/**
 * Observed information by Louis' identity over draws of the abilities: the information of the complete data less the covariance
 * of each learner's complete-data score that not knowing the abilities leaves, Σ weight (E H − Var s). `undefined` where it would
 * take minutes. H is the expected information given the abilities, the same as the observed one but for terms of mean 0.
 *
 * @source Louis (1982), JRSS B 44(2), eq. 3.1; Cai (2010), Psychometrika 75(1), eq. 26.
 * @cost 60 × chains × (free parameters² / 2 + 10 × items).
 */
export function* louisByDraws(
  design: MirtDesign,
  chains: Chains,
  x: Float64Array,
  { freeOf, free }: { readonly freeOf: Int32Array; readonly free: number },
  random: Random,
  learners: number,
): Generator<CalibrateProgress, Float64Array | undefined> {
  if (0.5 * DRAWS * chains.size * free * free > MOST_WORK) return undefined;
  const { items, layout, latent } = design;
  const width = layout.dimensions.length;
  const sampler = createSampler(design, chains, MISSING, random);
  for (let i = 0; i < BURN_IN; i += APART) {
    yield { stage: 'errors', iterations: 0, of: DRAWS, objective: Number.NaN };
    sampler.step(x, APART, true);
  }
  // One chain at a time: where an item's slots are is a point.
  const points = items.map(({ slots }) => slots.map(() => new Float64Array(1)));
  const objectives = items.map((item, j) => objectiveOf({ ...item, priors: [] }, points[j]));
  const into = items.map(({ curve }) => createItemExpansion(curve.size));
  const one = items.map(({ curve }) => new Float64Array(curve.family.categories));
  const information = new Float64Array(free * free);
  const total = new Float64Array(chains.size * free);
  const score = new Float64Array(free);
  const moments = new Float64Array(width * width);
  const values = x.subarray(design.size);
  for (let draw = 0; draw < DRAWS; draw++) {
    yield { stage: 'errors', iterations: draw, of: DRAWS, objective: Number.NaN };
    sampler.step(x, APART, false);
    for (let i = 0; i < chains.size; i++) {
      const w = chains.weight[i];
      score.fill(0);
      items.forEach((item, j) => {
        const k = chains.answers[j][i];
        if (k === MISSING) return;
        points[j].forEach((point, s) => {
          point[0] = sampler.axes[j][s][i];
        });
        one[j].fill(0);
        one[j][k] = 1;
        objectives[j](ownOf(item, x), one[j], into[j]);
        const { size } = item.curve;
        for (let p = 0; p < size; p++) {
          const f = freeOf[item.at + p];
          if (f < 0) continue;
          score[f] = into[j].gradient[p];
          for (let r = 0; r <= p; r++) {
            const g = freeOf[item.at + r];
            if (g >= 0) information[f * free + g] += (w * into[j].information[p * size + r]) / DRAWS;
          }
        }
      });
      if (latent.size > 0) {
        for (let d = 0; d < width; d++) {
          for (let e = 0; e < width; e++) {
            const free = d === e || (d < layout.primary && e < layout.primary);
            moments[d * width + e] = free ? sampler.theta[d][i] * sampler.theta[e][i] : 0;
          }
        }
        const { gradient } = latent.expand(values, moments, 1);
        for (let p = 0; p < values.length; p++) {
          const f = freeOf[design.size + p];
          if (f >= 0) score[f] = gradient[p];
        }
      }
      // Σ s sᵀ now, (Σ s) (Σ s)ᵀ at the end; DRAWS − 1 makes the covariance unbiased.
      const own = total.subarray(i * free, (i + 1) * free);
      for (let f = 0; f < free; f++) {
        own[f] += score[f];
        const by = (w / (DRAWS - 1)) * score[f];
        if (by !== 0) for (let g = 0; g <= f; g++) information[f * free + g] -= by * score[g];
      }
    }
  }
  for (let i = 0; i < chains.size; i++) {
    const own = total.subarray(i * free, (i + 1) * free);
    for (let f = 0; f < free; f++) {
      const by = (chains.weight[i] / (DRAWS * (DRAWS - 1))) * own[f];
      for (let g = 0; g <= f; g++) information[f * free + g] += by * own[g];
    }
  }
  const { information: ofLatent } = latent.expand(
    values,
    latent.matrix(values).map((v) => v * learners),
    learners,
  );
  for (let p = 0; p < values.length; p++) {
    for (let r = 0; r <= p; r++) {
      const [f, g] = [freeOf[design.size + p], freeOf[design.size + r]];
      if (f >= 0 && g >= 0) information[f * free + g] += ofLatent[p * latent.size + r];
    }
  }
  for (const item of items) {
    const block = createItemExpansion(item.curve.size);
    for (const prior of item.priors) prior(ownOf(item, x), block);
    for (let p = 0; p < item.curve.size; p++) {
      for (let r = 0; r <= p; r++) {
        const [f, g] = [freeOf[item.at + p], freeOf[item.at + r]];
        if (f >= 0 && g >= 0) information[f * free + g] += block.information[p * item.curve.size + r];
      }
    }
  }
  for (let f = 0; f < free; f++) for (let g = 0; g < f; g++) information[g * free + f] = information[f * free + g];
  return information;
}
