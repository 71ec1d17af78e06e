import { CHAIN_COUNTS_WASM } from './chain-counts.wasm.js';
import type { KernelChoice } from './packed-rows.js';
import { createPlainChain } from './plain-chain-counts.js';
import { instantiate, simdSupported } from './wasm.js';

/** Answer sequences with common beginnings merged; nodes ascend by length, node 0 is the empty sequence. */
export interface ChainTree {
  readonly size: number;
  /** Parent of each node; that of node 0 is not read. */
  readonly parent: Int32Array;
  /** Kind of answer that leads into the node, below `kinds`. */
  readonly code: Int32Array;
  /** Sequences that end in the node, or their weights. */
  readonly ends: Float64Array;
  readonly kinds: number;
  /** First node of each length 0, 1, 2 …, then `size`. */
  readonly levels: Int32Array;
}

/** The probabilities at one point. `likely…[c]` is P(answer of kind c | state). */
export interface ChainPoint {
  readonly prior: number;
  readonly learn: number;
  readonly forget: number;
  readonly likelyKnown: Float64Array;
  readonly likelyUnknown: Float64Array;
}

/**
 * Sums over all sequences out of which expected counts and the gradient are made, bare of the point's own factors.
 * With b the scaled backward and a the scaled forward probabilities:
 * `first[2c + j]` = Σ over first answers of kind c of b(j), `moves[4c + 2i + j]` = Σ over later ones of a(parent, i) b(j);
 * states: 0 known, 1 unknown. Overwritten by the next run.
 */
export interface ChainSums {
  readonly first: Float64Array;
  readonly moves: Float64Array;
}

/** Runs forward and backward over one tree. */
export interface ChainCounts {
  readonly kernel: 'simd' | 'plain';
  readonly run: (point: ChainPoint) => ChainSums;
  /** Σ of the log-likelihoods of all sequences, of the last run. */
  readonly logLikelihood: () => number;
}

/** Lengths at which the forward probabilities are scaled; between two of them they lose at most some hundred of a double's thousand binary orders. */
export const SCALE_EVERY = 8;

/**
 * Forward and backward over each tree, by the SIMD kernel where the machine has it and answers are binary, else by its plain twin.
 *
 * @cost O(nodes) a run
 */
export function createChains(trees: readonly ChainTree[], choice: KernelChoice = 'auto'): readonly ChainCounts[] {
  const simd = choice !== 'plain' && simdSupported() && trees.every((tree) => tree.kinds === 2);
  if (choice === 'simd' && !simd) throw new RangeError('kernel: SIMD needs a machine that has it, and binary answers');
  return simd ? createSimdChains(trees) : trees.map((tree) => createPlainChain(tree));
}

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly step: (...args: readonly number[]) => void;
}

function createSimdChains(trees: readonly ChainTree[]): readonly ChainCounts[] {
  const { memory, step } = instantiate(CHAIN_COUNTS_WASM) as unknown as Kernel;
  let end = 1024;
  const take = (bytes: number): number => {
    const from = end;
    end += Math.ceil(bytes / 64) * 64;
    return from;
  };
  const largest = trees.reduce((most, tree) => Math.max(most, tree.size), 1);
  const [table, firstTable, sums] = [take(128), take(128), take(128)];
  const [after, behind, inverse] = [take(largest * 16), take(largest * 16), take(largest * 8)];
  const places = trees.map((tree) => {
    const spans = spansOf(tree.levels);
    const ending: number[] = [];
    for (let n = 1; n < tree.size; n++) if (tree.ends[n] !== 0) ending.push(n);
    return {
      spans,
      ending,
      links: take(tree.size * 8),
      spansAt: take(spans.length * 4),
      nodesAt: take(ending.length * 4),
      countsAt: take(ending.length * 8),
    };
  });
  const lacking = end - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / 65536));
  const words = new Int32Array(memory.buffer);
  const doubles = new Float64Array(memory.buffer);
  return trees.map((tree, t) => {
    const { spans, ending, links, spansAt, nodesAt, countsAt } = places[t];
    for (let n = 1; n < tree.size; n++) {
      words[links / 4 + 2 * n] = tree.parent[n] * 16;
      words[links / 4 + 2 * n + 1] = tree.code[n];
    }
    words.set(spans, spansAt / 4);
    for (let i = 0; i < ending.length; i++) {
      words[nodesAt / 4 + i] = ending[i] * 16;
      doubles[countsAt / 8 + i] = tree.ends[ending[i]];
    }
    const first = new Float64Array(4);
    const moves = new Float64Array(8);
    const through = throughOf(tree);
    return {
      kernel: 'simd',
      run: ({ prior, learn, forget, likelyKnown, likelyUnknown }) => {
        for (let c = 0; c < 2; c++) {
          const [k, u] = [likelyKnown[c], likelyUnknown[c]];
          const at = table / 8 + 8 * c;
          doubles[at] = doubles[at + 4] = k * (1 - forget);
          doubles[at + 1] = doubles[at + 6] = u * forget;
          doubles[at + 2] = doubles[at + 5] = k * learn;
          doubles[at + 3] = doubles[at + 7] = u * (1 - learn);
          const origin = firstTable / 8 + 8 * c;
          doubles[origin] = prior * k;
          doubles[origin + 3] = (1 - prior) * u;
        }
        step(
          ...[links, spansAt, spans.length / 3, nodesAt, countsAt, ending.length],
          ...[after, behind, inverse, table, firstTable, sums],
        );
        for (let i = 0; i < 4; i++) {
          moves[4 + i] = doubles[sums / 8 + 4 + i];
          moves[i] = doubles[sums / 8 + i] - moves[4 + i];
        }
        // The empty sequence's pair is (1, 1), so that these sums have the same shape; only equal states are wanted.
        for (let j = 0; j < 2; j++) {
          first[2 + j] = doubles[sums / 8 + 12 + j];
          first[j] = doubles[sums / 8 + 8 + j] - first[2 + j];
        }
        return { first, moves };
      },
      logLikelihood: () => {
        let sum = 0;
        for (const n of ending)
          sum += tree.ends[n] * Math.log(doubles[after / 8 + 2 * n] + doubles[after / 8 + 2 * n + 1]);
        for (let i = 0; i < spans.length; i += 3) {
          if (spans[i + 2] === 0) continue;
          for (let n = spans[i]; n < spans[i + 1]; n++) sum -= through[n] * Math.log(doubles[inverse / 8 + n]);
        }
        return sum;
      },
    };
  });
}

/** Runs of nodes that are treated alike: first node, node past the last, 1 where scaled. The first run are the first answers. */
export function spansOf(levels: Int32Array): Int32Array {
  const spans: number[] = [];
  const deepest = levels.length - 2;
  for (let length = 1; length <= deepest; ) {
    const scaled = length % SCALE_EVERY === 0;
    const last = length === 1 || scaled ? length : Math.min(deepest, length - (length % SCALE_EVERY) + SCALE_EVERY - 1);
    spans.push(levels[length], levels[last + 1], scaled ? 1 : 0);
    length = last + 1;
  }
  return Int32Array.from(spans);
}

/** Sequences (or their weights) that pass through or end in each node. */
export function throughOf(tree: ChainTree): Float64Array {
  const through = tree.ends.slice();
  for (let n = tree.size - 1; n > 0; n--) through[tree.parent[n]] += through[n];
  return through;
}
