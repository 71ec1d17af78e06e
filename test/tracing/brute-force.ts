import type { BktCounts } from '../../src/tracing/bkt/em.js';
import type { BktParameters } from '../../src/tracing/bkt/model.js';

/** Expected counts and likelihood of one answer sequence by summing over every path of the hidden state. */
export function countByPaths(
  scores: readonly number[],
  p: BktParameters,
): BktCounts & { readonly logLikelihood: number } {
  const n = scores.length;
  const sum = {
    began: 0,
    learned: 0,
    learnable: 0,
    forgotten: 0,
    forgettable: 0,
    guessed: 0,
    missed: 0,
    slipped: 0,
    hit: 0,
  };
  let total = 0;
  for (let path = 0; path < 2 ** n; path++) {
    // A fractional score is right with that chance: sum over what it was, too.
    for (let truth = 0; truth < 2 ** n; truth++) {
      const state = (t: number): boolean => ((path >> t) & 1) === 1;
      const right = (t: number): boolean => ((truth >> t) & 1) === 1;
      let weight = state(0) ? p.prior : 1 - p.prior;
      for (let t = 0; t < n; t++) {
        const chance = state(t) ? 1 - p.slip : p.guess;
        weight *= right(t) ? scores[t] * chance : (1 - scores[t]) * (1 - chance);
        if (t + 1 === n) continue;
        if (state(t)) weight *= state(t + 1) ? 1 - p.forget : p.forget;
        else weight *= state(t + 1) ? p.learn : 1 - p.learn;
      }
      if (weight === 0) continue;
      total += weight;
      if (state(0)) sum.began += weight;
      for (let t = 0; t < n; t++) {
        if (state(t)) sum[right(t) ? 'hit' : 'slipped'] += weight;
        else sum[right(t) ? 'guessed' : 'missed'] += weight;
        if (t + 1 === n) continue;
        if (state(t)) {
          sum.forgettable += weight;
          if (!state(t + 1)) sum.forgotten += weight;
        } else {
          sum.learnable += weight;
          if (state(t + 1)) sum.learned += weight;
        }
      }
    }
  }
  const share = Object.fromEntries(Object.entries(sum).map(([name, x]) => [name, x / total]));
  return { ...(share as typeof sum), sequences: 1, logLikelihood: Math.log(total) };
}

/** P(right) of the answer after a sequence, by paths. */
export function predictByPaths(scores: readonly number[], p: BktParameters): number {
  const without = countByPaths(scores, p).logLikelihood;
  return Math.exp(countByPaths([...scores, 1], p).logLikelihood - (scores.length === 0 ? 0 : without));
}
