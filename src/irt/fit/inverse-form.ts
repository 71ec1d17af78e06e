import { cholesky, choleskyForward } from '../../math/cholesky.js';
import type { ConditionalMoments, MomentLayout } from './moments.js';
import { expectedMoments } from './moments.js';
import { thinFactor } from './thin-factor.js';

/** Squared length, of 1, that a thin factor leaves out of a row at most. */
const TOLERANCE = 1e-10;

/**
 * Forms Bᵀ Ξ⁻¹ B with the covariance Ξ of the moments of one learner's answers, without ever building Ξ.
 *
 * With u = t − E(t | θ) the answers given θ are independent, so that Ξ is what its parts, averaged over θ, add up to:
 *
 * - Cov(u_l u_m) of every pair, a small block D_lm of its own;
 * - Cov of u_l with itself times E(s_m | θ), in the single of l and all its pairs: a thin factor U_l, for as functions of θ
 *   the E(s_m | θ) of all m hardly differ from a dozen;
 * - Cov of the E(· | θ) over θ: a thin factor U_0 for the same reason.
 *
 * Ξ = D + U Uᵀ, D = 0 for the singles. With W = D^−½ U of the pairs, U₁ of the singles, I + WᵀW = L Lᵀ:
 * Bᵀ Ξ⁻¹ B = Y ᵀY − CᵀC + GᵀS⁻¹G, Y = D^−½ B₂, C = L⁻¹ WᵀY, Û = L⁻¹ U₁ᵀ, S = ÛᵀÛ, G = B₁ − ÛᵀC.
 *
 * Returns a function of the columns of B `[columns][moments]` that gives the form row-major, or undefined where Ξ is singular.
 *
 * @cost (items · rank)³ / 3 with a rank of some 10–15, where Cholesky's factor of Ξ takes (items² / 2)³ / 3
 */
export function inverseForm(
  items: readonly ConditionalMoments[],
  layout: MomentLayout,
  prior: Float64Array,
): ((columns: readonly Float64Array[]) => Float64Array | undefined) | undefined {
  const { size: moments, singles, singleAt, pairAt } = layout;
  const width = prior.length;
  const count = items.length;
  const covariances = items.map((item) => pairCovariances(item, width));
  const scale = scales(items, covariances, layout, prior);
  if (scale === undefined) return undefined;

  const between = betweenFactor(items, layout, prior, scale);
  const within = items.map((_, l) => withinFactor(items, layout, prior, scale, l));
  // Columns of U: those of U_0, then of each U_l.
  const at: number[] = [];
  let columns = between.rank;
  for (const { rank } of within) {
    at.push(columns);
    columns += rank;
  }

  // Roots of the blocks D, and W block by block: its rows hold the columns of U_0, U_l, U_m.
  const inner = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) inner[i * columns + i] = 1;
  const blocks: Block[] = [];
  for (let l = 0; l < count; l++) {
    for (let m = l + 1; m < count; m++) {
      const size = items[l].pair * items[m].pair;
      const root = blockRoot(covariances[l], covariances[m], prior, scale.subarray(pairAt(l, m), pairAt(l, m) + size));
      if (root === undefined) return undefined;
      const parts = [
        { first: 0, rank: between.rank, rows: between.rows(pairAt(l, m), size) },
        { first: at[l], rank: within[l].rank, rows: within[l].pairRows(m) },
        { first: at[m], rank: within[m].rank, rows: within[m].pairRows(l) },
      ];
      for (const { rank, rows } of parts) choleskyForward(root, size, rows, rank);
      for (const x of parts) for (const y of parts) if (x.first >= y.first) addProduct(inner, columns, x, y, size);
      blocks.push({ at: pairAt(l, m), size, root, parts });
    }
  }
  const factor = cholesky(inner, columns);
  if (factor === undefined) return undefined;

  const upper = new Float64Array(columns * singles);
  const put = (row: number, first: number, rows: Float64Array): void => {
    for (let c = 0; c < rows.length; c++) upper[(first + c) * singles + row] = rows[c];
  };
  for (let i = 0; i < singles; i++) put(i, 0, between.rows(i, 1));
  items.forEach(({ single }, l) => {
    for (let b = 0; b < single; b++) put(singleAt[l] + b, at[l], within[l].singleRow(b));
  });
  choleskyForward(factor, columns, upper, singles);
  const schur = product(upper, upper, columns, singles, singles);
  const schurFactor = cholesky(schur, singles);
  if (schurFactor === undefined) return undefined;

  return (given) => {
    const n = given.length;
    const scaled = new Float64Array(moments * n);
    given.forEach((column, c) => {
      for (let i = 0; i < moments; i++) scaled[i * n + c] = column[i] * scale[i];
    });
    const c = new Float64Array(columns * n);
    for (const { at: from, size, root, parts } of blocks) {
      const own = scaled.subarray(from * n, (from + size) * n);
      choleskyForward(root, size, own, n);
      for (const { first, rank, rows } of parts) {
        for (let i = 0; i < size; i++) {
          for (let r = 0; r < rank; r++) {
            const w = rows[i * rank + r];
            const to = (first + r) * n;
            for (let k = 0; k < n; k++) c[to + k] += w * own[i * n + k];
          }
        }
      }
    }
    choleskyForward(factor, columns, c, n);
    const g = product(upper, c, columns, singles, n);
    for (let i = 0; i < singles * n; i++) g[i] = scaled[i] - g[i];
    choleskyForward(schurFactor, singles, g, n);
    const out = product(scaled.subarray(singles * n), scaled.subarray(singles * n), moments - singles, n, n);
    const less = product(c, c, columns, n, n);
    const more = product(g, g, singles, n, n);
    for (let i = 0; i < n * n; i++) out[i] += more[i] - less[i];
    return out.every(Number.isFinite) ? out : undefined;
  };

  /** U_0: the moments given θ around their means. */
  function betweenFactor(
    all: readonly ConditionalMoments[],
    places: MomentLayout,
    weights: Float64Array,
    by: Float64Array,
  ): Thin {
    const mean = expectedMoments(all, places, weights);
    const rows = new Float64Array(places.size * width);
    const root = weights.map(Math.sqrt);
    const fill = (i: number, value: (q: number) => number): void => {
      for (let q = 0; q < width; q++) rows[i * width + q] = root[q] * (value(q) - mean[i]) * by[i];
    };
    all.forEach((item, l) => {
      for (let b = 0; b < item.single; b++) fill(places.singleAt[l] + b, (q) => item.mean[b * width + q]);
      for (let m = l + 1; m < count; m++) {
        const other = all[m];
        for (let a = 0; a < item.pair; a++)
          for (let b = 0; b < other.pair; b++)
            fill(
              places.pairAt(l, m) + a * other.pair + b,
              (q) => item.pairMean[a * width + q] * other.pairMean[b * width + q],
            );
      }
    });
    const { rank, factor: thin } = thinFactor(rows, places.size, width, TOLERANCE);
    return { rank, rows: (from, length) => thin.slice(from * rank, (from + length) * rank) };
  }
}

interface Thin {
  readonly rank: number;
  readonly rows: (from: number, length: number) => Float64Array;
}

interface Part {
  readonly first: number;
  readonly rank: number;
  readonly rows: Float64Array;
}

interface Block {
  readonly at: number;
  readonly size: number;
  readonly root: Float64Array;
  readonly parts: readonly Part[];
}

/** 1 / standard deviation of every moment, so that Ξ is a correlation matrix; undefined where one cannot vary. */
function scales(
  items: readonly ConditionalMoments[],
  covariances: readonly Float64Array[],
  layout: MomentLayout,
  prior: Float64Array,
): Float64Array | undefined {
  const width = prior.length;
  const out = new Float64Array(layout.size);
  const expected = expectedMoments(items, layout, prior);
  items.forEach(({ single, root, mean }, l) => {
    for (let b = 0; b < single; b++) {
      const at = layout.singleAt[l] + b;
      let sum = 0;
      for (let q = 0; q < width; q++) {
        const from = (q * single + b) * single;
        let own = (mean[b * width + q] - expected[at]) ** 2;
        for (let c = 0; c < single; c++) own += root[from + c] ** 2;
        sum += prior[q] * own;
      }
      out[at] = sum;
    }
  });
  for (let l = 0; l < items.length; l++) {
    for (let m = l + 1; m < items.length; m++) {
      for (let a = 0; a < items[l].pair; a++) {
        for (let b = 0; b < items[m].pair; b++) {
          const at = layout.pairAt(l, m) + a * items[m].pair + b;
          let sum = 0;
          for (let q = 0; q < width; q++) {
            const x = items[l].pairMean[a * width + q];
            const y = items[m].pairMean[b * width + q];
            const vx = covariances[l][(q * items[l].pair + a) * items[l].pair + a];
            const vy = covariances[m][(q * items[m].pair + b) * items[m].pair + b];
            sum += prior[q] * (vx * vy + vx * y * y + vy * x * x + (x * y - expected[at]) ** 2);
          }
          out[at] = sum;
        }
      }
    }
  }
  for (let i = 0; i < out.length; i++) {
    if (!(out[i] > 0)) return undefined;
    out[i] = 1 / Math.sqrt(out[i]);
  }
  return out;
}

/** combine · root at a node: a root of Cov(s | node) `[pair × single]`. */
function pairRoot({ single, pair, combine, root }: ConditionalMoments, q: number): Float64Array {
  const out = new Float64Array(pair * single);
  const from = q * single * single;
  for (let a = 0; a < pair; a++) {
    for (let b = 0; b < single; b++) {
      const f = combine[a * single + b];
      if (f !== 0) for (let c = 0; c <= b; c++) out[a * single + c] += f * root[from + b * single + c];
    }
  }
  return out;
}

/** U_l: rows of the singles of item l and of its pairs with every other, as seen from item l. */
function withinFactor(
  items: readonly ConditionalMoments[],
  layout: MomentLayout,
  prior: Float64Array,
  scale: Float64Array,
  l: number,
): {
  readonly rank: number;
  readonly singleRow: (b: number) => Float64Array;
  /** Rows of the block of the pair with m. */
  readonly pairRows: (m: number) => Float64Array;
} {
  const item = items[l];
  const width = prior.length;
  const { single, pair, root } = item;
  const across = width * single;
  const firstRow: number[] = [];
  let count = single;
  items.forEach((other, m) => {
    firstRow.push(count);
    if (m !== l) count += pair * other.pair;
  });
  const rows = new Float64Array(count * across);
  for (let q = 0; q < width; q++) {
    const w = Math.sqrt(prior[q]);
    for (let b = 0; b < single; b++) {
      const by = w * scale[layout.singleAt[l] + b];
      for (let c = 0; c < single; c++) rows[b * across + q * single + c] = by * root[(q * single + b) * single + c];
    }
    const own = pairRoot(item, q);
    items.forEach((other, m) => {
      if (m === l) return;
      for (let a = 0; a < pair; a++) {
        for (let b = 0; b < other.pair; b++) {
          // A block's places run over the functions of its first item, then of its second.
          const place = l < m ? a * other.pair + b : b * pair + a;
          const by = w * scale[layout.pairAt(Math.min(l, m), Math.max(l, m)) + place] * other.pairMean[b * width + q];
          const row = (firstRow[m] + place) * across + q * single;
          for (let c = 0; c < single; c++) rows[row + c] = by * own[a * single + c];
        }
      }
    });
  }
  const { rank, factor } = thinFactor(rows, count, across, TOLERANCE);
  return {
    rank,
    singleRow: (b) => factor.slice(b * rank, (b + 1) * rank),
    pairRows: (m) => factor.slice(firstRow[m] * rank, (firstRow[m] + pair * items[m].pair) * rank),
  };
}

/** Cholesky's root of D_lm = Σ_q prior Cov(s_l | q) ⊗ Cov(s_m | q), scaled. */
function blockRoot(
  one: Float64Array,
  other: Float64Array,
  prior: Float64Array,
  scale: Float64Array,
): Float64Array | undefined {
  const width = prior.length;
  const p = Math.sqrt(one.length / width);
  const n = Math.sqrt(other.length / width);
  const size = p * n;
  const block = new Float64Array(size * size);
  for (let q = 0; q < width; q++) {
    const x = q * p * p;
    const y = q * n * n;
    for (let a = 0; a < p; a++) {
      for (let c = 0; c <= a; c++) {
        const f = prior[q] * one[x + a * p + c];
        for (let b = 0; b < n; b++)
          for (let d = 0; d < n; d++) block[(a * n + b) * size + c * n + d] += f * other[y + b * n + d];
      }
    }
  }
  for (let i = 0; i < size; i++) for (let k = 0; k <= i; k++) block[i * size + k] *= scale[i] * scale[k];
  return cholesky(block, size);
}

/** Cov(s | node) `[nodes × pair × pair]`. */
function pairCovariances(item: ConditionalMoments, width: number): Float64Array {
  const { pair, single } = item;
  const out = new Float64Array(width * pair * pair);
  for (let q = 0; q < width; q++) {
    const root = pairRoot(item, q);
    for (let a = 0; a < pair; a++)
      for (let b = 0; b < pair; b++)
        for (let c = 0; c < single; c++) out[(q * pair + a) * pair + b] += root[a * single + c] * root[b * single + c];
  }
  return out;
}

/** Adds xᵀ y of two parts' rows to the place of their columns, of which only the lower triangle is wanted. */
function addProduct(matrix: Float64Array, columns: number, x: Part, y: Part, rows: number): void {
  for (let i = 0; i < rows; i++) {
    for (let r = 0; r < x.rank; r++) {
      const f = x.rows[i * x.rank + r];
      const to = (x.first + r) * columns + y.first;
      const from = i * y.rank;
      for (let s = 0; s < y.rank; s++) matrix[to + s] += f * y.rows[from + s];
    }
  }
}

/** xᵀ y of `[rows × p]` and `[rows × n]`. */
function product(x: Float64Array, y: Float64Array, rows: number, p: number, n: number): Float64Array {
  const out = new Float64Array(p * n);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < p; a++) {
      const f = x[i * p + a];
      if (f === 0) continue;
      const from = i * n;
      const to = a * n;
      for (let b = 0; b < n; b++) out[to + b] += f * y[from + b];
    }
  }
  return out;
}
