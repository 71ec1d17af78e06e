import { type EStep, MISSING, type PackedRows, type RowHooks } from './packed-rows.js';
import { unpackRow } from './packing.js';

/**
 * The E-step as one would write it by hand: log-probabilities are added item by item, cell by cell.
 * It is the fallback where SIMD is missing and the oracle of the kernel.
 */
export function createPlainEStep(data: PackedRows, nodes: number): EStep {
  const { rows, weight, categories } = data;
  const items = categories.length;
  const first = new Int32Array(items);
  let total = 0;
  for (let j = 0; j < items; j++) {
    first[j] = total;
    total += categories[j];
  }
  const answers = new Uint8Array(items);
  const logs = new Float64Array(total * nodes);
  const posterior = new Float64Array(nodes);
  const factor = new Float64Array(nodes);
  const logLikelihood = new Float64Array(1);

  const prepare = (probability: Float64Array): void => {
    for (let i = 0; i < logs.length; i++) logs[i] = Math.log(probability[i]);
  };

  /** Leaves the row's answers and posterior in place and returns its log-likelihood. */
  const solve = (row: number, factors: RowHooks['factors']): number => {
    unpackRow(data, row, answers);
    if (factors === undefined) posterior.fill(0);
    else {
      factors(row, row + 1, factor, nodes);
      for (let q = 0; q < nodes; q++) posterior[q] = Math.log(factor[q]);
    }
    for (let j = 0; j < items; j++) {
      const answer = answers[j];
      if (answer === MISSING) continue;
      const from = (first[j] + answer) * nodes;
      for (let q = 0; q < nodes; q++) posterior[q] += logs[from + q];
    }
    let most = Number.NEGATIVE_INFINITY;
    for (let q = 0; q < nodes; q++) if (posterior[q] > most) most = posterior[q];
    let sum = 0;
    for (let q = 0; q < nodes; q++) {
      const p = Math.exp(posterior[q] - most);
      posterior[q] = p;
      sum += p;
    }
    for (let q = 0; q < nodes; q++) posterior[q] /= sum;
    return most + Math.log(sum);
  };

  return {
    kernel: 'plain',
    nodes,
    run: (probability, counts, hooks = {}) => {
      prepare(probability);
      counts.fill(0);
      let all = 0;
      for (let row = 0; row < rows; row++) {
        const w = weight[row];
        logLikelihood[0] = solve(row, hooks.factors);
        all += w * logLikelihood[0];
        for (let j = 0; j < items; j++) {
          const answer = answers[j];
          if (answer === MISSING) continue;
          const from = (first[j] + answer) * nodes;
          for (let q = 0; q < nodes; q++) counts[from + q] += w * posterior[q];
        }
        hooks.visit?.(row, row + 1, posterior, nodes, logLikelihood);
      }
      return all;
    },
    posteriors: (probability, from, to, out, factors) => {
      prepare(probability);
      const logLikelihoods = new Float64Array(to - from);
      for (let row = from; row < to; row++) {
        logLikelihoods[row - from] = solve(row, factors);
        out.set(posterior, (row - from) * nodes);
      }
      return logLikelihoods;
    },
  };
}
