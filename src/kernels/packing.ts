import { type Block, MISSING, type PackedRows } from './packed-rows.js';

/** Bytes that the tables of all blocks together should not pass. */
const TABLE_BYTES = 64 * 1024 * 1024;

/** Where answers come from: each row is asked for, so that no unpacked copy of all of them is ever made. */
export interface RowSource {
  readonly rows: number;
  /** Categories of each item. */
  readonly categories: readonly number[];
  /** Writes the row's categories, or {@link MISSING}, `[items]`; returns its weight, 0 to leave the row out. */
  readonly read: (row: number, into: Uint8Array) => number;
  /** 1 for items that may have missing cells `[items]`; found by a pass over all rows if absent. */
  readonly missing?: Uint8Array;
}

/** Packed rows, and which of them each row of the source became. */
export interface Packed extends PackedRows {
  /** Packed row of each source row, −1 where it was left out. */
  readonly rowOf: Int32Array;
}

/**
 * Packs the answers; equal rows become one with their weights added, unless `distinct`.
 * Few rows get small tables, since filling a table costs as much as looking up its rows, and so do very many items or nodes.
 *
 * @cost a pass over the source, two where it does not say what may be missing; memory of one byte a block and 12 bytes a row, and
 *   up to 12 while it runs.
 */
export function packRows(source: RowSource, nodes: number, distinct = false): Packed {
  const { rows, categories, read } = source;
  const items = categories.length;
  const answers = new Uint8Array(items);
  const blocks = planBlocks(categories, source.missing ?? findMissing(source), rows, nodes);
  const width = blocks.length;
  const codes = new Uint8Array(rows * width);
  const weight = new Float64Array(rows);
  const rowOf = new Int32Array(rows).fill(-1);
  let size = 16;
  while (!distinct && size < 1.5 * rows) size *= 2;
  const table = new Int32Array(size).fill(-1);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    const w = read(row, answers);
    if (!(w > 0)) continue;
    const at = used * width;
    encode(blocks, categories, answers, codes, at);
    let place = used;
    if (!distinct) {
      const slot = findSlot(table, codes, width, at);
      if (table[slot] >= 0) place = table[slot];
      else table[slot] = used;
    }
    if (place === used) used++;
    weight[place] += w;
    rowOf[row] = place;
  }
  // Rows that became others leave room behind them; a copy is worth it only where there are many.
  const shrink = used < 0.9 * rows;
  return {
    rows: used,
    categories,
    blocks,
    codes: shrink ? codes.slice(0, used * width) : codes.subarray(0, used * width),
    weight: shrink ? weight.slice(0, used) : weight.subarray(0, used),
    rowOf,
  };
}

function findMissing({ rows, categories, read }: RowSource): Uint8Array {
  const answers = new Uint8Array(categories.length);
  const missing = new Uint8Array(categories.length);
  for (let row = 0; row < rows; row++) {
    if (!(read(row, answers) > 0)) continue;
    for (let j = 0; j < answers.length; j++) if (answers[j] === MISSING) missing[j] = 1;
  }
  return missing;
}

/** The slot of the hash table that holds the code row at `at`, or is free for it. */
function findSlot(table: Int32Array, codes: Uint8Array, width: number, at: number): number {
  let hash = 0x811c9dc5;
  for (let b = 0; b < width; b++) hash = Math.imul(hash ^ codes[at + b], 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 13;
  const mask = table.length - 1;
  let slot = hash & mask;
  for (;;) {
    const row = table[slot];
    if (row < 0) return slot;
    let b = 0;
    const other = row * width;
    while (b < width && codes[other + b] === codes[at + b]) b++;
    if (b === width) return slot;
    slot = (slot + 1) & mask;
  }
}

/** {@link packRows} of answers at hand, row-major `[rows × items]`, each row kept. */
export function packAnswers(
  answers: Uint8Array,
  categories: readonly number[],
  weight: Float64Array,
  nodes: number,
): PackedRows {
  const items = categories.length;
  const packed = packRows(
    {
      rows: weight.length,
      categories,
      read: (row, into) => {
        into.set(answers.subarray(row * items, (row + 1) * items));
        return 1;
      },
    },
    nodes,
    true,
  );
  return { ...packed, weight };
}

function encode(
  blocks: readonly Block[],
  categories: readonly number[],
  answers: Uint8Array,
  codes: Uint8Array,
  at: number,
): void {
  for (let b = 0; b < blocks.length; b++) {
    const { from, to, radix } = blocks[b];
    let code = 0;
    for (let j = to - 1; j >= from; j--) {
      const answer = answers[j];
      code = code * radix[j - from] + (answer === MISSING ? categories[j] : answer);
    }
    codes[at + b] = code;
  }
}

/** Writes the categories of a packed row, or {@link MISSING}, `[items]`. */
export function unpackRow(packed: PackedRows, row: number, into: Uint8Array): void {
  const { blocks, codes, categories } = packed;
  for (let b = 0; b < blocks.length; b++) {
    const { from, to, radix } = blocks[b];
    let code = codes[row * blocks.length + b];
    for (let j = from; j < to; j++) {
      const own = radix[j - from];
      const digit = code % own;
      into[j] = digit === categories[j] ? MISSING : digit;
      code = (code - digit) / own;
    }
  }
}

/** The given rows alone. */
export function selectRows(packed: PackedRows, rows: ArrayLike<number>): PackedRows {
  const width = packed.blocks.length;
  const codes = new Uint8Array(rows.length * width);
  const weight = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    codes.set(packed.codes.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
    weight[i] = packed.weight[rows[i]];
  }
  return { ...packed, rows: rows.length, codes, weight };
}

function planBlocks(
  categories: readonly number[],
  hasMissing: Uint8Array,
  rows: number,
  nodes: number,
): readonly Block[] {
  const radix = categories.map((own, j) => own + hasMissing[j]);
  let blocks: Block[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const limit of [16, 32, 64, 128, 256]) {
    const candidate = group(radix, limit);
    const tableBytes = candidate.length * limit * nodes * 8;
    if (blocks.length > 0 && tableBytes > TABLE_BYTES) break;
    const cost = candidate.reduce((sum, block) => sum + 1.5 * block.codes + rows, 0);
    if (cost < least) {
      least = cost;
      blocks = candidate;
    }
  }
  return blocks;
}

/** Neighbouring items together while their codes stay within the limit; an item past the limit stands alone. */
function group(radix: readonly number[], limit: number): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  while (from < radix.length) {
    let codes = radix[from];
    let to = from + 1;
    while (to < radix.length && codes * radix[to] <= limit) codes *= radix[to++];
    blocks.push({ from, to, radix: radix.slice(from, to), codes });
    from = to;
  }
  return blocks;
}
