import type { Point } from './image.js';

/** A projective map of the plane, row by row; the last entry is 1. */
export type Homography = readonly number[];

/**
 * The projective map that takes four points to four others.
 *
 * @returns undefined where three of the points lie on a line
 * @source Hartley & Zisserman (2004), Multiple View Geometry in Computer Vision, 2nd ed., section 4.1 (with h33 = 1)
 */
export function homography(from: readonly Point[], to: readonly Point[]): Homography | undefined {
  const rows: number[][] = [];
  from.forEach(([x, y], at) => {
    const [u, v] = to[at];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  // Gauss–Jordan with partial pivoting.
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    if (Math.abs(rows[pivot][column]) < 1e-9) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let at = column; at < 9; at++) rows[row][at] -= factor * rows[column][at];
    }
  }
  return [...rows.map((row, at) => row[8] / row[at]), 1];
}

/** Where a point goes. */
export function project(h: Homography, [x, y]: Point): Point {
  const w = h[6] * x + h[7] * y + h[8];
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}
