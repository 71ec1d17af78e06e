import { type CodedRows, MISSING } from '../kernels/coded-rows.js';

/** Different answer rows with how many learners gave each; rows that lack the same cells stand together. */
export interface Patterns extends CodedRows {
  /** Pattern of each learner row, −1 where the learner answered nothing or stands for nobody. */
  readonly patternOf: Int32Array;
  /** First pattern of each set that lacks the same cells, and the number of patterns at the end. */
  readonly groups: Int32Array;
  /** Learners with at least one answer, counts included. */
  readonly learners: number;
}

/** Collapses equal rows. `answers` is row-major `[rows × items]`; `count` absent means one learner a row. */
export function collapse(
  answers: Uint8Array,
  rows: number,
  categories: readonly number[],
  count: ArrayLike<number> | undefined,
): Patterns {
  const items = categories.length;
  const patternOf = new Int32Array(rows).fill(-1);
  let size = 16;
  while (size < 2 * rows) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const firstRow: number[] = [];
  const weights: number[] = [];
  let someMissing = false;
  for (let row = 0; row < rows; row++) {
    const from = row * items;
    let hash = 0x811c9dc5;
    let answered = 0;
    for (let j = 0; j < items; j++) {
      const answer = answers[from + j];
      hash = Math.imul(hash ^ answer, 0x01000193);
      if (answer !== MISSING) answered++;
    }
    const w = count === undefined ? 1 : count[row];
    if (answered === 0 || !(w > 0)) continue;
    if (answered < items) someMissing = true;
    hash ^= hash >>> 15;
    let slot = hash & (size - 1);
    while (table[slot] >= 0 && !equal(answers, firstRow[table[slot]] * items, from, items))
      slot = (slot + 1) & (size - 1);
    if (table[slot] < 0) {
      table[slot] = firstRow.length;
      firstRow.push(row);
      weights.push(0);
    }
    weights[table[slot]] += w;
    patternOf[row] = table[slot];
  }
  const { order, groups } = someMissing
    ? byMissing(answers, firstRow, items)
    : { order: firstRow.map((_, p) => p), groups: Int32Array.of(0, firstRow.length) };
  const place = new Int32Array(order.length);
  const packed = new Uint8Array(order.length * items);
  const weight = new Float64Array(order.length);
  let learners = 0;
  order.forEach((p, at) => {
    place[p] = at;
    weight[at] = weights[p];
    learners += weights[p];
    packed.set(answers.subarray(firstRow[p] * items, (firstRow[p] + 1) * items), at * items);
  });
  for (let row = 0; row < rows; row++) if (patternOf[row] >= 0) patternOf[row] = place[patternOf[row]];
  return { rows: order.length, categories, answers: packed, weight, patternOf, groups, learners };
}

function equal(answers: Uint8Array, a: number, b: number, length: number): boolean {
  for (let j = 0; j < length; j++) if (answers[a + j] !== answers[b + j]) return false;
  return true;
}

function byMissing(
  answers: Uint8Array,
  firstRow: readonly number[],
  items: number,
): { order: number[]; groups: Int32Array } {
  const sets = new Map<string, number[]>();
  firstRow.forEach((row, p) => {
    let key = '';
    for (let j = 0; j < items; j++) key += answers[row * items + j] === MISSING ? '.' : 'x';
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [p]);
    else set.push(p);
  });
  const starts = [0];
  const order: number[] = [];
  for (const set of sets.values()) {
    for (const p of set) order.push(p);
    starts.push(order.length);
  }
  return { order, groups: Int32Array.from(starts) };
}
