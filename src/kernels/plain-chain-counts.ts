import type { ChainCounts, ChainTree } from './chain-counts.js';

/**
 * The twin of the SIMD kernel in plain TypeScript, for any number of kinds of answers: scaled at every node, so that its
 * numbers are those of the textbook.
 *
 * @source Baum, Petrie, Soules & Weiss (1970), Ann. Math. Stat. 41; scaling as Rabiner (1989), Proc. IEEE 77, § V.A
 */
export function createPlainChain(tree: ChainTree): ChainCounts {
  const { size, parent, code, ends, kinds, levels } = tree;
  const afterKnown = new Float64Array(size);
  const afterUnknown = new Float64Array(size);
  const inverse = new Float64Array(size);
  const known = new Float64Array(size);
  const unknown = new Float64Array(size);
  const through = ends.slice();
  for (let n = size - 1; n > 0; n--) through[parent[n]] += through[n];
  const second = levels.length > 2 ? levels[2] : size;
  const first = new Float64Array(2 * kinds);
  const moves = new Float64Array(4 * kinds);
  return {
    kernel: 'plain',
    run: ({ prior, learn, forget, likelyKnown, likelyUnknown }) => {
      const keep = 1 - forget;
      const stay = 1 - learn;
      // P(unknown) is carried beside P(known): as 1 − P(known) it would lose its digits in a long run of right answers,
      // and a later run of wrong ones would bring the loss up again.
      for (let n = 1; n < second; n++) {
        const ifKnown = prior * likelyKnown[code[n]];
        const ifUnknown = (1 - prior) * likelyUnknown[code[n]];
        const scale = 1 / (ifKnown + ifUnknown);
        inverse[n] = scale;
        afterKnown[n] = ifKnown * scale;
        afterUnknown[n] = ifUnknown * scale;
      }
      for (let n = second; n < size; n++) {
        const p = parent[n];
        const c = code[n];
        const ifKnown = (afterKnown[p] * keep + afterUnknown[p] * learn) * likelyKnown[c];
        const ifUnknown = (afterUnknown[p] * stay + afterKnown[p] * forget) * likelyUnknown[c];
        const scale = 1 / (ifKnown + ifUnknown);
        inverse[n] = scale;
        afterKnown[n] = ifKnown * scale;
        afterUnknown[n] = ifUnknown * scale;
      }
      known.set(ends);
      unknown.set(ends);
      first.fill(0);
      moves.fill(0);
      let n = size - 1;
      for (; n >= second; n--) {
        const c = code[n];
        const p = parent[n];
        const bKnown = known[n] * inverse[n];
        const bUnknown = unknown[n] * inverse[n];
        moves[4 * c] += afterKnown[p] * bKnown;
        moves[4 * c + 1] += afterKnown[p] * bUnknown;
        moves[4 * c + 2] += afterUnknown[p] * bKnown;
        moves[4 * c + 3] += afterUnknown[p] * bUnknown;
        const uKnown = likelyKnown[c] * bKnown;
        const uUnknown = likelyUnknown[c] * bUnknown;
        known[p] += keep * uKnown + forget * uUnknown;
        unknown[p] += stay * uUnknown + learn * uKnown;
      }
      for (; n > 0; n--) {
        first[2 * code[n]] += known[n] * inverse[n];
        first[2 * code[n] + 1] += unknown[n] * inverse[n];
      }
      return { first, moves };
    },
    logLikelihood: () => {
      let sum = 0;
      for (let n = 1; n < size; n++) sum -= through[n] * Math.log(inverse[n]);
      return sum;
    },
  };
}
