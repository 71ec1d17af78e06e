import { E_STEP_WASM } from './e-step.wasm.js';
import type { EStep, PackedRows, RowHooks } from './packed-rows.js';
import { selectRows } from './packing.js';
import { createPlainEStep } from './plain-e-step.js';
import { instantiate } from './wasm.js';

/** Rows a call of the kernel takes at most, and bytes of their posteriors where these are kept, so that memory stays bounded. */
const ROWS_AT_ONCE = 4096;
const POSTERIOR_BYTES = 1 << 20;
const LOG_RAISE = 200 * Math.LN2;

type Numbers = readonly number[];

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly spread: (...args: Numbers) => void;
  readonly gather: (...args: Numbers) => void;
  readonly rows: (...args: Numbers) => void;
}

// One instance serves all: every call writes what it reads, and nothing else runs within a call.
let shared: Kernel | undefined;

function kernel(bytes: number): Kernel {
  shared ??= instantiate(E_STEP_WASM) as unknown as Kernel;
  const lacking = bytes - shared.memory.buffer.byteLength;
  if (lacking > 0) shared.memory.grow(Math.ceil(lacking / 65536));
  return shared;
}

/** Where things lie in the kernel's memory, in bytes. */
interface Layout {
  readonly width: number;
  readonly stride: number;
  readonly table: number;
  readonly counts: number;
  readonly probability: number;
  readonly expected: number;
  readonly weights: number;
  readonly sums: number;
  readonly raises: number;
  readonly pointers: number;
  readonly codes: number;
  readonly posterior: number;
  readonly factors: number;
  readonly end: number;
}

/** `kept`: rows that have posteriors and factors of their own; the others share one row. */
function layout(data: PackedRows, totalCategories: number, nodes: number, rowsAtOnce: number, kept: number): Layout {
  const width = Math.ceil(nodes / 4) * 4;
  const rowBytes = width * 8;
  const blocks = data.blocks.length;
  const stride = Math.max(1, ...data.blocks.map((block) => block.codes)) * rowBytes;
  let end = 1024;
  const take = (bytes: number): number => {
    const from = end;
    end += Math.ceil(bytes / 64) * 64;
    return from;
  };
  return {
    width,
    stride,
    table: take(blocks * stride),
    counts: take(blocks * stride),
    probability: take(totalCategories * rowBytes),
    expected: take(totalCategories * rowBytes),
    weights: take(rowsAtOnce * 8),
    sums: take(rowsAtOnce * 8),
    raises: take(rowsAtOnce * 4),
    pointers: take(blocks * 4 + 4),
    codes: take(rowsAtOnce * blocks),
    posterior: take(Math.max(1, kept) * rowBytes),
    factors: take(kept * rowBytes),
    end,
  };
}

/** The E-step by the SIMD kernel over packed answers; the same numbers as its plain twin. */
export function createSimdEStep(data: PackedRows, nodes: number): EStep {
  const { blocks, codes } = data;
  const first: number[] = [];
  let total = 0;
  for (const categories of data.categories) {
    first.push(total);
    total += categories;
  }
  const width = Math.ceil(nodes / 4) * 4;
  const rowBytes = width * 8;
  const most = Math.max(1, Math.min(ROWS_AT_ONCE, data.rows));
  const few = Math.max(1, Math.min(most, Math.floor(POSTERIOR_BYTES / rowBytes)));
  const bare = layout(data, total, nodes, most, 0);
  const full = layout(data, total, nodes, few, few);
  const logLikelihoods = new Float64Array(most);

  /** Fills the tables with products of probabilities. */
  const fill = (k: Kernel, at: Layout, probability: Float64Array): void => {
    const doubles = new Float64Array(k.memory.buffer);
    doubles.fill(0, at.probability / 8, at.probability / 8 + total * width);
    for (let r = 0; r < total; r++) {
      doubles.set(probability.subarray(r * nodes, (r + 1) * nodes), at.probability / 8 + r * width);
    }
    for (let b = 0; b < blocks.length; b++) {
      const block = blocks[b];
      const table = at.table + b * at.stride;
      doubles.fill(1, table / 8, table / 8 + width);
      // The nodes that pad a row weigh nothing.
      if (b === 0) doubles.fill(0, table / 8 + nodes, table / 8 + width);
      let size = 1;
      for (let j = block.from; j < block.to; j++) {
        const radix = block.radix[j - block.from];
        k.spread(table, size, radix, data.categories[j], at.probability + first[j] * rowBytes, width);
        size *= radix;
      }
    }
  };

  /**
   * Runs the kernel over rows `from` … `to − 1`, at most a chunk, and writes their log-likelihoods.
   * Rows against such odds that they need logarithms get 0 and join `lost`.
   */
  const solve = (
    k: Kernel,
    at: Layout,
    from: number,
    to: number,
    counting: boolean,
    logs: Float64Array,
    lost: number[],
    factors?: RowHooks['factors'],
  ): void => {
    const count = to - from;
    const { buffer } = k.memory;
    new Uint8Array(buffer, at.codes).set(codes.subarray(from * blocks.length, to * blocks.length));
    new Float64Array(buffer, at.weights, count).set(data.weight.subarray(from, to));
    factors?.(from, to, new Float64Array(buffer, at.factors, count * width), width);
    k.rows(
      at.codes,
      count,
      blocks.length,
      at.table,
      counting ? at.counts : 0,
      at.stride,
      width,
      at.weights,
      at.sums,
      at.raises,
      at.posterior,
      at === full ? rowBytes : 0,
      at.pointers,
      factors === undefined ? 0 : at.factors,
    );
    const sums = new Float64Array(buffer, at.sums, count);
    const raises = new Int32Array(buffer, at.raises, count);
    for (let i = 0; i < count; i++) {
      logs[i] = raises[i] < 0 ? 0 : Math.log(sums[i]) - raises[i] * LOG_RAISE;
      if (raises[i] < 0) lost.push(from + i);
    }
  };

  /** Makes the posteriors of a solved chunk sum to 1, where they lie. */
  const normalise = (k: Kernel, at: Layout, count: number): Float64Array => {
    const sums = new Float64Array(k.memory.buffer, at.sums, count);
    const posterior = new Float64Array(k.memory.buffer, at.posterior, count * width);
    for (let i = 0; i < count; i++) {
      const scale = 1 / sums[i];
      for (let q = i * width; q < i * width + nodes; q++) posterior[q] *= scale;
    }
    return posterior;
  };

  /** Rows that need logarithms: their hooks see them in the numbering of all rows. */
  const hooksOf = (lost: readonly number[], hooks: RowHooks): RowHooks => ({
    ...(hooks.factors === undefined
      ? {}
      : { factors: (i, _to, out, stride) => hooks.factors?.(lost[i], lost[i] + 1, out, stride) }),
    ...(hooks.visit === undefined
      ? {}
      : { visit: (i, _to, posterior, stride, logs) => hooks.visit?.(lost[i], lost[i] + 1, posterior, stride, logs) }),
  });

  return {
    kernel: 'simd',
    nodes,
    run: (probability, counts, hooks = {}) => {
      const at = hooks.factors === undefined && hooks.visit === undefined ? bare : full;
      const chunk = at === full ? few : most;
      const k = kernel(at.end);
      fill(k, at, probability);
      const doubles = new Float64Array(k.memory.buffer);
      doubles.fill(0, at.counts / 8, (at.counts + blocks.length * at.stride) / 8);
      const lost: number[] = [];
      let logLikelihood = 0;
      for (let from = 0; from < data.rows; from += chunk) {
        const to = Math.min(from + chunk, data.rows);
        const before = lost.length;
        solve(k, at, from, to, true, logLikelihoods, lost, hooks.factors);
        for (let i = from; i < to; i++) logLikelihood += data.weight[i] * logLikelihoods[i - from];
        if (hooks.visit === undefined) continue;
        const posterior = normalise(k, at, to - from);
        if (lost.length === before) {
          hooks.visit(from, to, posterior, width, logLikelihoods);
          continue;
        }
        const skipped = new Set(lost.slice(before));
        for (let row = from; row < to; row++) {
          if (skipped.has(row)) continue;
          const i = row - from;
          hooks.visit(row, row + 1, posterior.subarray(i * width), width, logLikelihoods.subarray(i, i + 1));
        }
      }
      for (let b = 0; b < blocks.length; b++) {
        const block = blocks[b];
        const table = at.counts + b * at.stride;
        let size = block.codes;
        for (let j = block.to - 1; j >= block.from; j--) {
          const radix = block.radix[j - block.from];
          size /= radix;
          k.gather(table, size, radix, data.categories[j], at.expected + first[j] * rowBytes, width);
        }
      }
      for (let r = 0; r < total; r++) {
        const from = at.expected / 8 + r * width;
        counts.set(doubles.subarray(from, from + nodes), r * nodes);
      }
      if (lost.length > 0) {
        const rest = new Float64Array(counts.length);
        const plain = createPlainEStep(selectRows(data, lost), nodes);
        logLikelihood += plain.run(probability, rest, hooksOf(lost, hooks));
        for (let i = 0; i < counts.length; i++) counts[i] += rest[i];
      }
      return logLikelihood;
    },
    posteriors: (probability, from, to, out, factors) => {
      const k = kernel(full.end);
      fill(k, full, probability);
      const all = new Float64Array(to - from);
      const lost: number[] = [];
      for (let start = from; start < to; start += few) {
        const stop = Math.min(start + few, to);
        solve(k, full, start, stop, false, all.subarray(start - from, stop - from), lost, factors);
        const posterior = normalise(k, full, stop - start);
        for (let i = 0; i < stop - start; i++) {
          out.set(posterior.subarray(i * width, i * width + nodes), (start - from + i) * nodes);
        }
      }
      if (lost.length > 0) {
        const rest = new Float64Array(lost.length * nodes);
        const plain = createPlainEStep(selectRows(data, lost), nodes);
        const own = hooksOf(lost, factors === undefined ? {} : { factors });
        const logs = plain.posteriors(probability, 0, lost.length, rest, own.factors);
        lost.forEach((row, i) => {
          all[row - from] = logs[i];
          out.set(rest.subarray(i * nodes, (i + 1) * nodes), (row - from) * nodes);
        });
      }
      return all;
    },
  };
}
