/**
 * A thin factor F `[rows × rank]` of a matrix X `[rows × columns]` with F Fᵀ = X Xᵀ up to the tolerance: the longest row that is
 * left gives the next direction (Gram and Schmidt with pivots), until no row is longer than the root of `tolerance`. X is used up.
 *
 * @cost 2 rows · columns · rank
 * @source Golub & Van Loan (2013), Matrix Computations, 5.4.2: orthogonal factors with column pivoting.
 */
export function thinFactor(
  matrix: Float64Array,
  rows: number,
  columns: number,
  tolerance: number,
): { readonly rank: number; readonly factor: Float64Array } {
  const left = new Float64Array(rows);
  const square = (i: number): number => {
    let sum = 0;
    for (let c = i * columns; c < (i + 1) * columns; c++) sum += matrix[c] * matrix[c];
    return sum;
  };
  for (let i = 0; i < rows; i++) left[i] = square(i);
  const directions: Float64Array[] = [];
  const direction = new Float64Array(columns);
  for (;;) {
    let longest = 0;
    for (let i = 1; i < rows; i++) if (left[i] > left[longest]) longest = i;
    if (!(left[longest] > tolerance) || directions.length === Math.min(rows, columns)) break;
    const by = 1 / Math.sqrt(left[longest]);
    for (let c = 0; c < columns; c++) direction[c] = matrix[longest * columns + c] * by;
    const along = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const from = i * columns;
      let dot = 0;
      for (let c = 0; c < columns; c++) dot += matrix[from + c] * direction[c];
      along[i] = dot;
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const x = matrix[from + c] - dot * direction[c];
        matrix[from + c] = x;
        sum += x * x;
      }
      left[i] = sum;
    }
    directions.push(along);
  }
  const rank = directions.length;
  const factor = new Float64Array(rows * rank);
  directions.forEach((along, r) => {
    for (let i = 0; i < rows; i++) factor[i * rank + r] = along[i];
  });
  return { rank, factor };
}
