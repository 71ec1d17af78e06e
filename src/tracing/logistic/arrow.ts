import { cholesky, choleskySolve } from '../../math/cholesky.js';
import type { SparseRows } from './matrix.js';

/** Most columns that are solved densely; those beyond are evened by their diagonal alone. */
const MOST_DENSE = 800;

/** Columns of which a row has those of one item only: item i has `first + i · width` … `first + (i + 1) · width − 1`. */
export interface ItemColumns {
  readonly first: number;
  readonly width: number;
}

/**
 * The shape of the curvature Xᵀ D X: items do not meet in a row, so that their part is made of small blocks which can be
 * eliminated; what they border (weights for all, of skills, of combinations) is small and dense.
 */
export interface Arrow {
  readonly matrix: SparseRows;
  readonly items: number;
  /** Of each column: its place among the dense ones, or −1. */
  readonly dense: Int32Array;
  readonly denseColumns: Int32Array;
  /** Of each column: its slot in its item's block, or −1. */
  readonly slot: Int32Array;
  /** Columns of an item's block, item after item, `width` each. */
  readonly itemColumns: Int32Array;
  readonly width: number;
  /** Rows, item after item; item i has `from[i]` … `from[i + 1] − 1`. Rows without an item come last. */
  readonly order: Int32Array;
  readonly from: Int32Array;
  /** Dense columns that meet each item, item after item: item i has `meets[meetsFrom[i]]` … `meets[meetsFrom[i + 1] − 1]`. */
  readonly meets: Int32Array;
  readonly meetsFrom: Int32Array;
  /** Room that each factorisation takes again. */
  readonly room: ArrowRoom;
}

/** What {@link factorArrow} works in. */
interface ArrowRoom {
  /** Curvature of the dense columns, without the items. */
  readonly shared: Float64Array;
  /** Borders of all items, `width` rows each: one array, since an array an item costs more than what it holds. */
  readonly border: Float64Array;
  /** Roots of the items' blocks. */
  readonly factors: Float64Array;
  readonly half: Float64Array;
}

/** Finds the shape. @param blocks of dense candidates, the most important first */
export function arrowOf(
  matrix: SparseRows,
  blocks: readonly { readonly first: number; readonly end: number }[],
  items: number,
  ofItems: readonly ItemColumns[],
): Arrow {
  const { rows, columns, start, column } = matrix;
  const dense = new Int32Array(columns).fill(-1);
  const denseColumns: number[] = [];
  for (const { first, end } of blocks) {
    if (denseColumns.length + end - first > MOST_DENSE) continue;
    for (let c = first; c < end; c++) {
      dense[c] = denseColumns.length;
      denseColumns.push(c);
    }
  }
  const width = ofItems.reduce((sum, one) => sum + one.width, 0);
  const slot = new Int32Array(columns).fill(-1);
  const owner = new Int32Array(columns).fill(-1);
  const itemColumns = new Int32Array(items * width);
  let at = 0;
  for (const one of ofItems) {
    for (let i = 0; i < items; i++) {
      for (let v = 0; v < one.width; v++) {
        const c = one.first + i * one.width + v;
        slot[c] = at + v;
        owner[c] = i;
        itemColumns[i * width + at + v] = c;
      }
    }
    at += one.width;
  }
  const itemOf = new Int32Array(rows).fill(items);
  const from = new Int32Array(items + 2);
  for (let r = 0; r < rows; r++) {
    for (let k = start[r]; k < start[r + 1]; k++) {
      if (slot[column[k]] >= 0) {
        itemOf[r] = owner[column[k]];
        break;
      }
    }
    from[itemOf[r] + 1]++;
  }
  for (let i = 0; i <= items; i++) from[i + 1] += from[i];
  const fill = from.slice();
  const order = new Int32Array(rows);
  for (let r = 0; r < rows; r++) order[fill[itemOf[r]]++] = r;
  const met: number[] = [];
  const meetsFrom = new Int32Array(items + 1);
  const mark = new Int32Array(denseColumns.length).fill(-1);
  for (let i = 0; i < items; i++) {
    for (let o = from[i]; o < from[i + 1]; o++) {
      for (let k = start[order[o]]; k < start[order[o] + 1]; k++) {
        const c = dense[column[k]];
        if (c < 0 || mark[c] === i) continue;
        mark[c] = i;
        met.push(c);
      }
    }
    meetsFrom[i + 1] = met.length;
  }
  return {
    matrix,
    items,
    dense,
    denseColumns: Int32Array.from(denseColumns),
    slot,
    itemColumns,
    width,
    order,
    from,
    meets: Int32Array.from(met),
    meetsFrom,
    room: {
      shared: new Float64Array(denseColumns.length ** 2),
      border: new Float64Array(width * met.length),
      factors: new Float64Array(items * width * width),
      half: new Float64Array(Math.max(1, items * width)),
    },
  };
}

/** Solves M x = r for the curvature M, exact where every column is dense or of an item; evens the others by the diagonal. */
export type Evening = (residual: Float64Array, out: Float64Array) => void;

/**
 * Factors the curvature Xᵀ D X + precision of the arrow's shape by eliminating the items. What it returns holds until the next
 * factorisation of the same arrow, which takes its room.
 *
 * @param diagonal of the whole curvature, precision included
 * @cost O(rows · values per row² + dense³ / 3)
 * @source Golub & Van Loan (2013), Matrix Computations, § 4.2 (block elimination)
 */
export function factorArrow(arrow: Arrow, d: Float64Array, precision: Float64Array, diagonal: Float64Array): Evening {
  const { matrix, items, dense, denseColumns, slot, itemColumns, width, order, from, meets, meetsFrom } = arrow;
  const { start, column, value } = matrix;
  const size = denseColumns.length;
  const { shared, border, factors, half } = arrow.room;
  shared.fill(0);
  for (let c = 0; c < size; c++) shared[c * size + c] = precision[denseColumns[c]];
  const place = new Int32Array(size);
  const denseAt = new Int32Array(4096);
  const denseValue = new Float64Array(4096);
  const slots = new Int32Array(width);
  const slotValue = new Float64Array(width);
  const block = new Float64Array(width * width);
  border.fill(0);
  for (let i = 0; i <= items; i++) {
    const met = i < items ? meetsFrom[i] : meets.length;
    const m = (i < items ? meetsFrom[i + 1] : meets.length) - met;
    for (let c = 0; c < m; c++) place[meets[met + c]] = c;
    const edge = width * met;
    block.fill(0);
    for (let o = from[i]; o < from[i + 1]; o++) {
      const r = order[o];
      let n = 0;
      let s = 0;
      for (let k = start[r]; k < start[r + 1]; k++) {
        const c = dense[column[k]];
        if (c >= 0) {
          denseAt[n] = c;
          denseValue[n++] = value[k];
        } else if (slot[column[k]] >= 0) {
          slots[s] = slot[column[k]];
          slotValue[s++] = value[k];
        }
      }
      for (let a = 0; a < n; a++) {
        const x = d[r] * denseValue[a];
        const row = denseAt[a];
        for (let b = 0; b <= a; b++) {
          const of = denseAt[b];
          shared[of <= row ? row * size + of : of * size + row] += x * denseValue[b];
        }
      }
      for (let a = 0; a < s; a++) {
        const x = d[r] * slotValue[a];
        const row = edge + slots[a] * m;
        for (let b = 0; b < n; b++) border[row + place[denseAt[b]]] += x * denseValue[b];
        for (let b = 0; b < s; b++) block[slots[a] * width + slots[b]] += x * slotValue[b];
      }
    }
    if (i === items || width === 0) continue;
    for (let a = 0; a < width; a++) block[a * width + a] += precision[itemColumns[i * width + a]];
    const factor = cholesky(block, width) ?? diagonalRoot(block, width);
    factors.set(factor, i * width * width);
    // Border ← L⁻¹ border, so that the Schur complement loses borderᵀ border.
    for (let a = 0; a < width; a++) {
      for (let b = 0; b < a; b++) {
        const f = factor[a * width + b];
        if (f !== 0) for (let c = 0; c < m; c++) border[edge + a * m + c] -= f * border[edge + b * m + c];
      }
      const pivot = 1 / factor[a * width + a];
      for (let c = 0; c < m; c++) border[edge + a * m + c] *= pivot;
    }
    for (let a = 0; a < width; a++) {
      for (let c = 0; c < m; c++) {
        const x = border[edge + a * m + c];
        if (x === 0) continue;
        const row = meets[met + c];
        for (let b = 0; b < m; b++) {
          const of = meets[met + b];
          if (of <= row) shared[row * size + of] -= x * border[edge + a * m + b];
        }
      }
    }
  }
  const whole = cholesky(shared, size);
  return (residual, out) => {
    for (let c = 0; c < out.length; c++) out[c] = residual[c] / diagonal[c];
    if (whole === undefined) return;
    const t = Float64Array.from(denseColumns, (c) => residual[c]);
    for (let i = 0; i < items && width > 0; i++) {
      const met = meetsFrom[i];
      const m = meetsFrom[i + 1] - met;
      const edge = width * met;
      const own = i * width * width;
      for (let a = 0; a < width; a++) {
        let sum = residual[itemColumns[i * width + a]];
        for (let b = 0; b < a; b++) sum -= factors[own + a * width + b] * half[i * width + b];
        sum /= factors[own + a * width + a];
        half[i * width + a] = sum;
        for (let c = 0; c < m; c++) t[meets[met + c]] -= border[edge + a * m + c] * sum;
      }
    }
    const x = choleskySolve(whole, size, t);
    for (let c = 0; c < size; c++) out[denseColumns[c]] = x[c];
    for (let i = 0; i < items && width > 0; i++) {
      const met = meetsFrom[i];
      const m = meetsFrom[i + 1] - met;
      const edge = width * met;
      const own = i * width * width;
      for (let a = width - 1; a >= 0; a--) {
        let sum = half[i * width + a];
        for (let c = 0; c < m; c++) sum -= border[edge + a * m + c] * x[meets[met + c]];
        for (let b = a + 1; b < width; b++) sum -= factors[own + b * width + a] * out[itemColumns[i * width + b]];
        out[itemColumns[i * width + a]] = sum / factors[own + a * width + a];
      }
    }
  };
}

function diagonalRoot(block: Float64Array, width: number): Float64Array {
  const root = new Float64Array(width * width);
  for (let a = 0; a < width; a++) root[a * width + a] = Math.sqrt(Math.max(block[a * width + a], 1e-12));
  return root;
}
