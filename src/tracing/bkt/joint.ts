import { logistic } from '../../math/logistic.js';
import { type Credit, creditOf } from './credit-gradient.js';
import type { Layout } from './layout.js';
import { type CreditRule, LEAST_DOUBT } from './model.js';
import { fillTables, tablesFor } from './tables.js';
import type { Visits } from './visits.js';

/** Levels below this share of a learner add nothing to the gradient that shows. */
const LEAST_SHARE = 1e-7;

/** The likelihood of a whole log as a function of all parameters. */
export interface Joint {
  /**
   * Σ over learners of the log-likelihood of their answers, its exact gradient, and the squares of each answer's
   * contribution to it (the empirical information of each parameter).
   */
  readonly evaluate: (point: Float64Array) => {
    readonly value: number;
    readonly gradient: Float64Array;
    readonly information: Float64Array;
  };
}

/**
 * Forward through each learner's answers in time, skill beside skill, and backward with the exact derivatives.
 * A learner's likelihood is the mean over the levels of the product of P(answer | what came before); an answer with several
 * skills is taken in by its rule, after which the skills go on as independent (their margins are exact).
 * With one skill an answer this is the likelihood of the hidden Markov chains.
 *
 * @cost O(visits · levels)
 * @source Boyen & Koller (1998), Tractable inference for complex stochastic processes, UAI (projection on margins);
 * Pardos & Heffernan (2010), UMAP (prior by learner); Khajah et al. (2014), EDM (ability in the emission)
 */
export function createJoint(
  visits: Visits,
  layout: Layout,
  rule: CreditRule,
  levels: { readonly at: Float64Array; readonly share: Float64Array },
  fixedForget: ArrayLike<number>,
): Joint {
  const { at, size, total } = layout;
  const K = levels.at.length;
  const { score, cell, start, learnerStart, skill, last, logDays, cellStart, cellItem } = visits;
  const tables = tablesFor(visits, K);
  const count = skill.length;
  const before = new Float64Array(count * K);
  const next = new Float64Array(count * K);
  const pushed = new Float64Array(count * K);
  const logs = new Float64Array(K);
  const share = new Float64Array(K);
  const credit: Credit = creditOf(rule, visits.widest, K);

  const evaluate = (point: Float64Array): { value: number; gradient: Float64Array; information: Float64Array } => {
    fillTables(tables, point, visits, layout, levels.at, fixedForget);
    const gradient = new Float64Array(total);
    const information = new Float64Array(total);
    const tilt = size.slopePrior > 0 ? point[at.slopePrior] : 0;
    const add = (index: number, amount: number): void => {
      gradient[index] += amount;
      information[index] += amount * amount;
    };
    let value = 0;
    pushed.fill(0);
    for (let l = 0; l + 1 < learnerStart.length; l++) {
      const [from, to] = [learnerStart[l], learnerStart[l + 1]];
      const weight = visits.weight[l];
      if (from === to || weight === 0) continue;
      let groupOdds = 0;
      if (size.groupPrior > 0) {
        for (let g = visits.groupStart[l]; g < visits.groupStart[l + 1]; g++)
          groupOdds += point[at.groupPrior + visits.group[g]];
      }
      for (let k = 0; k < K; k++) logs[k] = Math.log(levels.share[k]);
      for (let r = from; r < to; r++) {
        for (let v = start[r]; v < start[r + 1]; v++) {
          const s = skill[v];
          const p = last[v];
          if (p >= 0) {
            const factor = logDays[v] > 0 && size.decay > 0 ? Math.exp(-tables.decay[s] * logDays[v]) : 1;
            for (let k = 0; k < K; k++) before[v * K + k] = next[p * K + k] * factor;
          } else {
            let odds = point[at.prior + s] + groupOdds;
            if (size.groupSkill > 0) {
              for (let j = visits.pairStart[v]; j < visits.pairStart[v + 1]; j++)
                odds += point[at.groupSkill + visits.pair[j]];
            }
            for (let k = 0; k < K; k++) before[v * K + k] = logistic(odds + tilt * levels.at[k]);
          }
        }
        credit.forward(
          tables,
          cell[r],
          cellStart[cell[r]],
          start[r + 1] - start[r],
          before,
          start[r],
          next,
          score[r],
          logs,
        );
        for (let v = start[r], j = cellStart[cell[r]]; v < start[r + 1]; v++, j++) {
          const f = tables.forget[skill[v]];
          for (let k = 0; k < K; k++) {
            const after = Math.min(Math.max(next[v * K + k], LEAST_DOUBT), 1 - LEAST_DOUBT);
            next[v * K + k] = after * (1 - f) + (1 - after) * tables.learn[j * K + k];
          }
        }
      }
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < K; k++) most = Math.max(most, logs[k]);
      let sum = 0;
      for (let k = 0; k < K; k++) sum += Math.exp(logs[k] - most);
      value += weight * (most + Math.log(sum));
      for (let k = 0; k < K; k++) {
        share[k] = (weight * Math.exp(logs[k] - most)) / sum;
        if (share[k] < LEAST_SHARE * weight) share[k] = 0;
      }

      for (let r = to - 1; r >= from; r--) {
        const c = cell[r];
        const first = start[r];
        const n = start[r + 1] - first;
        const item = cellItem[c];
        credit.backward(tables, c, cellStart[c], n, before, first, pushed, score[r], share, skill);
        let [easy, contrast, rate] = [0, 0, 0];
        for (let i = 0; i < n; i++) {
          const v = first + i;
          const j = cellStart[c] + i;
          const s = skill[v];
          let [e, d, g, f, tiltEasy, tiltLearn] = [0, 0, 0, 0, 0, 0];
          for (let k = 0; k < K; k++) {
            if (share[k] === 0) continue;
            const x = i * K + k;
            const both = credit.knownOdds[x] + credit.unknownOdds[x];
            e += both;
            d += credit.knownOdds[x] - credit.unknownOdds[x];
            g += credit.learnOdds[x];
            f += credit.forgetOdds[x];
            tiltEasy += both * levels.at[k];
            tiltLearn += credit.learnOdds[x] * levels.at[k];
          }
          d *= tables.gap[j] / 2;
          add(at.easiness + s, e);
          add(at.gap + s, d);
          add(at.learn + s, g);
          if (size.forget > 0) add(at.forget + s, f);
          if (size.weight > 0 && n > 1) add(at.weight + s, credit.weightOdds[i]);
          if (size.slopeEasiness > 0) {
            add(at.slopeEasiness, tiltEasy);
            add(at.slopeLearn, tiltLearn);
          }
          easy += e;
          contrast += d;
          rate += g;

          const p = last[v];
          if (p >= 0) {
            const factor = logDays[v] > 0 && size.decay > 0 ? Math.exp(-tables.decay[s] * logDays[v]) : 1;
            let fall = 0;
            for (let k = 0; k < K; k++) {
              if (share[k] === 0) continue;
              pushed[p * K + k] += credit.belief[i * K + k] * factor;
              fall -= credit.belief[i * K + k] * before[v * K + k];
            }
            if (size.decay > 0 && logDays[v] > 0) add(at.decay + s, fall * logDays[v] * tables.decay[s]);
          } else {
            let [odds, tilted] = [0, 0];
            for (let k = 0; k < K; k++) {
              if (share[k] === 0) continue;
              const b = before[v * K + k];
              const one = credit.belief[i * K + k] * b * (1 - b);
              odds += one;
              tilted += one * levels.at[k];
            }
            add(at.prior + s, odds);
            if (size.slopePrior > 0) add(at.slopePrior, tilted);
            if (size.groupPrior > 0) {
              for (let g2 = visits.groupStart[l]; g2 < visits.groupStart[l + 1]; g2++)
                add(at.groupPrior + visits.group[g2], odds);
            }
            if (size.groupSkill > 0) {
              for (let q = visits.pairStart[v]; q < visits.pairStart[v + 1]; q++)
                add(at.groupSkill + visits.pair[q], odds);
            }
          }
        }
        if (item >= 0) {
          if (size.itemEasiness > 0) {
            add(at.itemEasiness + item, easy);
            add(at.itemContrast + item, contrast);
          }
          if (size.itemLearn > 0) add(at.itemLearn + item, rate);
        }
      }
    }
    return { value, gradient, information };
  };
  return { evaluate };
}
