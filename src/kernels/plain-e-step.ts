import { type CodedRows, type EStep, MISSING, type NodeCurves } from './coded-rows.js';

/**
 * The E-step as one would write it by hand: log-probabilities are added item by item, cell by cell.
 * It is the fallback where SIMD is missing and the oracle of the kernel.
 */
export function createPlainEStep(data: CodedRows, nodes: number): EStep {
  const { rows, answers, weight } = data;
  const items = data.categories.length;
  const first = new Int32Array(items);
  let total = 0;
  for (let j = 0; j < items; j++) {
    first[j] = total;
    total += data.categories[j];
  }
  const logs = new Float64Array(total * nodes);
  const logPrior = new Float64Array(nodes);
  const posterior = new Float64Array(nodes);

  const prepare = ({ probability, prior }: NodeCurves): void => {
    for (let i = 0; i < logs.length; i++) logs[i] = Math.log(probability[i]);
    for (let q = 0; q < nodes; q++) logPrior[q] = Math.log(prior[q]);
  };

  /** Leaves the row's posterior in `posterior` and returns its log-likelihood. */
  const solve = (row: number): number => {
    posterior.set(logPrior);
    for (let j = 0; j < items; j++) {
      const answer = answers[row * items + j];
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
    run: (curves, counts) => {
      prepare(curves);
      counts.fill(0);
      let logLikelihood = 0;
      for (let row = 0; row < rows; row++) {
        const w = weight[row];
        logLikelihood += w * solve(row);
        for (let j = 0; j < items; j++) {
          const answer = answers[row * items + j];
          if (answer === MISSING) continue;
          const from = (first[j] + answer) * nodes;
          for (let q = 0; q < nodes; q++) counts[from + q] += w * posterior[q];
        }
      }
      return logLikelihood;
    },
    posteriors: (curves, from, to, out) => {
      prepare(curves);
      const logLikelihoods = new Float64Array(to - from);
      for (let row = from; row < to; row++) {
        logLikelihoods[row - from] = solve(row);
        out.set(posterior, (row - from) * nodes);
      }
      return logLikelihoods;
    },
  };
}
