/**
 * Sum with the rounding errors carried along, so that the order of the terms hardly matters.
 *
 * @source Neumaier (1974), ZAMM 54(1).
 * @example
 * sum([1, 1e100, 1, -1e100]); // 2
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    const next = total + x;
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  // Past an infinity or a NaN the correction has no meaning.
  return Number.isFinite(total) ? total + lost : total;
}
