/**
 * Cholesky factor L (lower triangle, row-major `[size × size]`) of a symmetric matrix A = L Lᵀ, of which the lower
 * triangle is read. Undefined where A is not positive definite to working precision.
 *
 * @cost size³ / 3 multiplications; less where rows begin with zeros, which are passed over.
 * @source George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, ch. 4 (envelope methods)
 * @example
 * cholesky([4, 2, 2, 5], 2); // Float64Array [2, 0, 1, 2]
 */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  // Where each row of A begins to differ from zero: L begins there too, and is zero before.
  const first = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const rowI = i * size;
    let start = 0;
    while (start < i && matrix[rowI + start] === 0) start++;
    first[i] = start;
    for (let j = start; j <= i; j++) {
      const rowJ = j * size;
      let sum = matrix[rowI + j];
      for (let k = Math.max(start, first[j]); k < j; k++) sum -= factor[rowI + k] * factor[rowJ + k];
      if (j < i) {
        factor[rowI + j] = sum / factor[rowJ + j];
      } else {
        if (!(sum > 1e-14 * Math.abs(matrix[rowI + i]))) return undefined;
        factor[rowI + i] = Math.sqrt(sum);
      }
    }
  }
  return factor;
}

/**
 * Solves L Lᵀ x = right for x, given the factor of {@link cholesky}.
 *
 * @example
 * choleskySolve(cholesky([4, 2, 2, 5], 2)!, 2, [8, 12]); // Float64Array [1, 2]
 */
export function choleskySolve(factor: Float64Array, size: number, right: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= factor[i * size + k] * x[k];
    x[i] = sum / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i];
    for (let k = i + 1; k < size; k++) sum -= factor[k * size + i] * x[k];
    x[i] = sum / factor[i * size + i];
  }
  return x;
}

/**
 * Solves L X = B in place, B `[size × width]` row-major with several right sides beside each other: the forward half of
 * {@link choleskySolve}. Where only forms Bᵀ A⁻¹ B = Xᵀ X are wanted the other half is not needed.
 *
 * @cost size² width / 2 multiplications
 * @example
 * const x = Float64Array.of(8, 12);
 * choleskyForward(cholesky([4, 2, 2, 5], 2)!, 2, x, 1); // x is [4, 4]
 */
export function choleskyForward(factor: Float64Array, size: number, right: Float64Array, width: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * width;
    for (let k = 0; k < i; k++) {
      const f = factor[i * size + k];
      if (f === 0) continue;
      const other = k * width;
      for (let c = 0; c < width; c++) right[row + c] -= f * right[other + c];
    }
    const pivot = 1 / factor[i * size + i];
    for (let c = 0; c < width; c++) right[row + c] *= pivot;
  }
}

/**
 * The inverse (L Lᵀ)⁻¹, row-major and symmetric, given the factor of {@link cholesky}.
 *
 * @example
 * choleskyInverse(cholesky([4, 0, 0, 2], 2)!, 2); // about [0.25, 0, 0, 0.5]
 */
export function choleskyInverse(factor: Float64Array, size: number): Float64Array {
  // The inverse of L, lower triangular, then its transpose times itself.
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const pivot = 1 / factor[i * size + i];
    for (let k = 0; k < i; k++) {
      const f = factor[i * size + k];
      if (f === 0) continue;
      for (let j = 0; j <= k; j++) lower[i * size + j] -= f * lower[k * size + j];
    }
    for (let j = 0; j < i; j++) lower[i * size + j] *= pivot;
    lower[i * size + i] = pivot;
  }
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const f = lower[k * size + i];
      for (let j = 0; j <= i; j++) inverse[i * size + j] += f * lower[k * size + j];
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) inverse[j * size + i] = inverse[i * size + j];
  return inverse;
}
