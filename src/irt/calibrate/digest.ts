import type { ResponseMatrix } from '../../data/response-matrix.js';

/** What a look at the bytes of a matrix tells. */
export interface Digest {
  /** FNV-1a over items, points, counts and groups, in two halves with different seeds; 16 hexadecimal digits. */
  readonly digest: string;
  /** Pairs of items with the same points of every learner, by index. */
  readonly twins: readonly (readonly [number, number])[];
}

/** Digest of the data, the same for the same data on every machine, and items whose answers are copies of another's. */
export function digestOf(matrix: ResponseMatrix, groups?: readonly string[]): Digest {
  const { items, points, count } = matrix;
  const width = items.length;
  const words = new Int32Array(points.buffer, points.byteOffset, points.length);
  const columns = new Int32Array(width).fill(0x811c9dc5);
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  const take = (word: number): void => {
    low = Math.imul(low ^ word, 0x01000193);
    high = Math.imul(high ^ word ^ (high >>> 15), 0x85ebca6b);
  };
  let j = 0;
  for (let i = 0; i < words.length; i++) {
    // NaN has many bit patterns, missing only one meaning.
    const word = Number.isNaN(points[i]) ? 0x7fc00000 : words[i];
    take(word);
    columns[j] = Math.imul(columns[j] ^ word ^ (columns[j] >>> 13), 0x01000193);
    if (++j === width) j = 0;
  }
  for (const text of [...items, ...(groups ?? [])]) {
    for (let i = 0; i < text.length; i++) take(text.charCodeAt(i));
    take(-1);
  }
  if (count !== undefined) {
    const parts = new Int32Array(count.slice().buffer);
    for (let i = 0; i < parts.length; i++) take(parts[i]);
  }
  const twins: [number, number][] = [];
  const first = new Map<number, number>();
  for (let k = 0; k < width; k++) {
    const before = first.get(columns[k]);
    if (before === undefined) first.set(columns[k], k);
    else if (sameColumn(points, width, before, k)) twins.push([before, k]);
  }
  const hex = (x: number): string => (x >>> 0).toString(16).padStart(8, '0');
  return { digest: hex(high) + hex(low), twins };
}

function sameColumn(points: Float32Array, width: number, a: number, b: number): boolean {
  for (let from = 0; from < points.length; from += width) {
    const x = points[from + a];
    const y = points[from + b];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}
