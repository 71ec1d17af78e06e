import { type CodedRows, MISSING } from './coded-rows.js';

/**
 * Answers packed into bytes. A block holds neighbouring items; its byte is a number in mixed radix, one digit an item,
 * the first item the least. The digit is the category; items with missing cells have one digit more for them.
 * Eight complete binary items so make one byte, as in the method of the four Russians.
 */
export interface Packing {
  readonly blocks: readonly Block[];
  /** Row-major `[rows × blocks]`. */
  readonly codes: Uint8Array;
  /** Rows reserved for each block's table: the largest number of codes of any block. */
  readonly codesPerBlock: number;
}

export interface Block {
  /** First item and the one past the last. */
  readonly from: number;
  readonly to: number;
  /** Digits of each item: its categories, and one more where cells are missing. */
  readonly radix: readonly number[];
  /** Product of the digits, at most 256. */
  readonly codes: number;
}

/** Bytes that the tables of all blocks together should not pass. */
const TABLE_BYTES = 64 * 1024 * 1024;

/**
 * Packs the answers. Few rows get small tables, since filling a table costs as much as looking up its rows,
 * and so do very many items, for memory's sake.
 */
export function pack(data: CodedRows, nodes: number): Packing {
  const { rows, answers } = data;
  const items = data.categories.length;
  const hasMissing = new Uint8Array(items);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < items; j++) if (answers[row * items + j] === MISSING) hasMissing[j] = 1;
  }
  const radix = data.categories.map((categories, j) => categories + hasMissing[j]);
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
  const codes = new Uint8Array(rows * blocks.length);
  for (let b = 0; b < blocks.length; b++) {
    const block = blocks[b];
    for (let row = 0; row < rows; row++) {
      let code = 0;
      for (let j = block.to - 1; j >= block.from; j--) {
        const answer = answers[row * items + j];
        code = code * block.radix[j - block.from] + (answer === MISSING ? data.categories[j] : answer);
      }
      codes[row * blocks.length + b] = code;
    }
  }
  return { blocks, codes, codesPerBlock: Math.max(1, ...blocks.map((block) => block.codes)) };
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
