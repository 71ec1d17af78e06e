import type { CodedRows, EStep, NodeCurves } from './coded-rows.js';
import { E_STEP_WASM } from './e-step.wasm.js';
import { type Packing, pack } from './packing.js';
import { createPlainEStep } from './plain-e-step.js';
import { instantiate } from './wasm.js';

/** Rows a call of the kernel takes at most, so that memory stays bounded. */
const ROWS_AT_ONCE = 4096;
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
  readonly posterior: number;
  readonly raises: number;
  readonly pointers: number;
  readonly codes: number;
  readonly end: number;
}

function layout(packing: Packing, totalCategories: number, nodes: number, rowsAtOnce: number): Layout {
  const width = Math.ceil(nodes / 4) * 4;
  const rowBytes = width * 8;
  const blocks = packing.blocks.length;
  const stride = packing.codesPerBlock * rowBytes;
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
    posterior: take(rowsAtOnce * rowBytes),
    raises: take(rowsAtOnce * 4),
    pointers: take(blocks * 4),
    codes: take(rowsAtOnce * blocks),
    end,
  };
}

/** The E-step by the SIMD kernel over packed answers; the same numbers as its plain twin. */
export function createSimdEStep(data: CodedRows, nodes: number): EStep {
  const packing = pack(data, nodes);
  const { blocks, codes } = packing;
  const first: number[] = [];
  let total = 0;
  for (const categories of data.categories) {
    first.push(total);
    total += categories;
  }
  const chunk = Math.max(1, Math.min(ROWS_AT_ONCE, data.rows));
  const at = layout(packing, total, nodes, chunk);
  const { width } = at;
  const rowBytes = width * 8;

  /** Fills the tables with products of probabilities; the prior is folded into the first block. */
  const fill = (k: Kernel, { probability, prior }: NodeCurves): void => {
    const doubles = new Float64Array(k.memory.buffer);
    doubles.fill(0, at.probability / 8, at.probability / 8 + total * width);
    for (let r = 0; r < total; r++) {
      doubles.set(probability.subarray(r * nodes, (r + 1) * nodes), at.probability / 8 + r * width);
    }
    for (let b = 0; b < blocks.length; b++) {
      const block = blocks[b];
      const table = at.table + b * at.stride;
      doubles.fill(b === 0 ? 0 : 1, table / 8, table / 8 + width);
      if (b === 0) doubles.set(prior, table / 8);
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
    from: number,
    to: number,
    counting: boolean,
    logLikelihoods: Float64Array,
    lost: number[],
  ): void => {
    const count = to - from;
    const { buffer } = k.memory;
    new Uint8Array(buffer, at.codes).set(codes.subarray(from * blocks.length, to * blocks.length));
    new Float64Array(buffer, at.weights, count).set(data.weight.subarray(from, to));
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
      counting ? 0 : rowBytes,
      at.pointers,
    );
    const sums = new Float64Array(buffer, at.sums, count);
    const raises = new Int32Array(buffer, at.raises, count);
    for (let i = 0; i < count; i++) {
      logLikelihoods[i] = raises[i] < 0 ? 0 : Math.log(sums[i]) - raises[i] * LOG_RAISE;
      if (raises[i] < 0) lost.push(from + i);
    }
  };

  const logLikelihoods = new Float64Array(chunk);

  return {
    kernel: 'simd',
    nodes,
    run: (curves, counts) => {
      const k = kernel(at.end);
      fill(k, curves);
      const doubles = new Float64Array(k.memory.buffer);
      doubles.fill(0, at.counts / 8, (at.counts + blocks.length * at.stride) / 8);
      const lost: number[] = [];
      let logLikelihood = 0;
      for (let from = 0; from < data.rows; from += chunk) {
        const to = Math.min(from + chunk, data.rows);
        solve(k, from, to, true, logLikelihoods, lost);
        for (let i = from; i < to; i++) logLikelihood += data.weight[i] * logLikelihoods[i - from];
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
        logLikelihood += createPlainEStep(select(data, lost), nodes).run(curves, rest);
        for (let i = 0; i < counts.length; i++) counts[i] += rest[i];
      }
      return logLikelihood;
    },
    posteriors: (curves, from, to, out) => {
      const k = kernel(at.end);
      fill(k, curves);
      const all = new Float64Array(to - from);
      const lost: number[] = [];
      for (let start = from; start < to; start += chunk) {
        const stop = Math.min(start + chunk, to);
        solve(k, start, stop, false, all.subarray(start - from, stop - from), lost);
        const sums = new Float64Array(k.memory.buffer, at.sums, stop - start);
        const posterior = new Float64Array(k.memory.buffer, at.posterior, (stop - start) * width);
        for (let i = 0; i < stop - start; i++) {
          const scale = 1 / sums[i];
          const target = (start - from + i) * nodes;
          for (let q = 0; q < nodes; q++) out[target + q] = posterior[i * width + q] * scale;
        }
      }
      if (lost.length > 0) {
        const rest = new Float64Array(lost.length * nodes);
        const logs = createPlainEStep(select(data, lost), nodes).posteriors(curves, 0, lost.length, rest);
        lost.forEach((row, i) => {
          all[row - from] = logs[i];
          out.set(rest.subarray(i * nodes, (i + 1) * nodes), (row - from) * nodes);
        });
      }
      return all;
    },
  };
}

/** The rows with the given indices. */
function select(data: CodedRows, rows: readonly number[]): CodedRows {
  const items = data.categories.length;
  const answers = new Uint8Array(rows.length * items);
  rows.forEach((row, i) => {
    answers.set(data.answers.subarray(row * items, (row + 1) * items), i * items);
  });
  return {
    rows: rows.length,
    categories: data.categories,
    answers,
    weight: Float64Array.from(rows, (row) => data.weight[row]),
  };
}
