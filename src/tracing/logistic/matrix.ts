/** A sparse matrix in compressed rows: row r has `column` and `value` from `start[r]` to `start[r + 1] − 1`. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly value: Float32Array;
}

/** out = X w. */
export function times({ rows, start, column, value }: SparseRows, w: Float64Array, out: Float64Array): void {
  for (let r = 0, i = 0; r < rows; r++) {
    const end = start[r + 1];
    let sum = 0;
    for (; i < end; i++) sum += value[i] * w[column[i]];
    out[r] = sum;
  }
}

/** out += Xᵀ u. */
export function addTransposed({ rows, start, column, value }: SparseRows, u: Float64Array, out: Float64Array): void {
  for (let r = 0, i = 0; r < rows; r++) {
    const end = start[r + 1];
    const of = u[r];
    for (; i < end; i++) out[column[i]] += value[i] * of;
  }
}

/** out += diag(Xᵀ diag(d) X). */
export function addDiagonal({ rows, start, column, value }: SparseRows, d: Float64Array, out: Float64Array): void {
  for (let r = 0, i = 0; r < rows; r++) {
    const end = start[r + 1];
    const of = d[r];
    for (; i < end; i++) out[column[i]] += value[i] * value[i] * of;
  }
}

/** out += Xᵀ diag(d) X v, in one pass over the matrix. */
export function addCurvature(
  { rows, start, column, value }: SparseRows,
  d: Float64Array,
  v: Float64Array,
  out: Float64Array,
): void {
  for (let r = 0; r < rows; r++) {
    const from = start[r];
    const end = start[r + 1];
    let sum = 0;
    for (let i = from; i < end; i++) sum += value[i] * v[column[i]];
    sum *= d[r];
    for (let i = from; i < end; i++) out[column[i]] += value[i] * sum;
  }
}

/** The same matrix in compressed columns (its transpose in compressed rows). */
export function transpose({ rows, columns, start, column, value }: SparseRows): SparseRows {
  const from = new Int32Array(columns + 1);
  const n = start[rows];
  for (let i = 0; i < n; i++) from[column[i] + 1]++;
  for (let c = 0; c < columns; c++) from[c + 1] += from[c];
  const fill = from.slice(0, columns);
  const row = new Int32Array(n);
  const turned = new Float32Array(n);
  for (let r = 0; r < rows; r++) {
    for (let i = start[r]; i < start[r + 1]; i++) {
      const to = fill[column[i]]++;
      row[to] = r;
      turned[to] = value[i];
    }
  }
  return { rows: columns, columns: rows, start: from, column: row, value: turned };
}
