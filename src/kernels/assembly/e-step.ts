// The E-step over packed answers (see ../packing.ts) in WebAssembly SIMD. Addresses are in bytes; `width` is the number
// of doubles in a row, a multiple of 4, padded with zeros. Memory is laid out and grown by the caller.

/** Sums of products below this are raised by its inverse; 2^-200. */
// @ts-ignore: decorators of AssemblyScript
@inline const SMALL: f64 = 6.223015277861142e-61;
// @ts-ignore
@inline const LARGE: f64 = 1.6069380442589903e60;
/** Sums of products below this have lost digits; 2^-960. */
// @ts-ignore
@inline const LOST: f64 = 1.026285e-289;
/** Blocks multiplied before the sum is looked at. */
// @ts-ignore
@inline const GROUP: i32 = 16;
/**
 * A node that underflowed weighs less than 2^-1022 in all; with at most three raisings the likelihood is above 2^-800,
 * so that all such nodes together are beyond its last digit. With more raisings that is not sure.
 */
// @ts-ignore
@inline const RAISES: i32 = 3;

/**
 * Widens a table by one item: its first `size` rows are there; rows `c·size …` become their products with `factor[c]`.
 * Factor rows follow each other; a last digit past `categories` stands for missing and copies.
 */
export function spread(table: usize, size: i32, radix: i32, categories: i32, factor: usize, width: i32): void {
  const bytes = <usize>width << 3;
  const groupBytes = <usize>size * bytes;
  for (let c = radix - 1; c >= 0; c--) {
    const target = table + <usize>c * groupBytes;
    if (c >= categories) {
      memory.copy(target, table, groupBytes);
      continue;
    }
    const f = factor + <usize>c * bytes;
    for (let r: usize = 0; r < groupBytes; r += bytes) {
      for (let q: usize = 0; q < bytes; q += 16) {
        v128.store(target + r + q, f64x2.mul(v128.load(table + r + q), v128.load(f + q)));
      }
    }
  }
}

/**
 * Undoes {@link spread} for counts, the last item first: `count[c]` becomes the sum of the rows `c·size …`,
 * and the first `size` rows the sums over all digits.
 */
export function gather(table: usize, size: i32, radix: i32, categories: i32, count: usize, width: i32): void {
  const bytes = <usize>width << 3;
  const groupBytes = <usize>size * bytes;
  for (let c = 0; c < radix; c++) {
    const source = table + <usize>c * groupBytes;
    if (c < categories) {
      const target = count + <usize>c * bytes;
      for (let q: usize = 0; q < bytes; q += 32) {
        let a = f64x2.splat(0);
        let b = f64x2.splat(0);
        for (let r: usize = 0; r < groupBytes; r += bytes) {
          a = f64x2.add(a, v128.load(source + r + q));
          b = f64x2.add(b, v128.load(source + r + q, 16));
        }
        v128.store(target + q, a);
        v128.store(target + q, b, 16);
      }
    }
    if (c > 0) {
      for (let r: usize = 0; r < groupBytes; r += 16) {
        v128.store(table + r, f64x2.add(v128.load(table + r), v128.load(source + r)));
      }
    }
  }
}

/**
 * Products of the looked-up rows into `out`, raised by 2^200 as often as they get small, and their sum to `sumAt`.
 * Returns how often, or −1 where the result is not sure to the last digits and logarithms are needed.
 */
function multiply(pointers: usize, blocks: i32, out: usize, bytes: usize, sumAt: usize): i32 {
  let raised = 0;
  for (let first = 0; first < blocks; first += GROUP) {
    const start = pointers + (<usize>first << 2);
    const end = pointers + (<usize>min(first + GROUP, blocks) << 2);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    for (let q: usize = 0; q < bytes; q += 32) {
      let p = start;
      let row = <usize>load<u32>(p) + q;
      let a = v128.load(row);
      let b = v128.load(row, 16);
      for (p += 4; p < end; p += 4) {
        row = <usize>load<u32>(p) + q;
        a = f64x2.mul(a, v128.load(row));
        b = f64x2.mul(b, v128.load(row, 16));
      }
      if (first > 0) {
        a = f64x2.mul(a, v128.load(out + q));
        b = f64x2.mul(b, v128.load(out + q, 16));
      }
      s0 = f64x2.add(s0, a);
      s1 = f64x2.add(s1, b);
      v128.store(out + q, a);
      v128.store(out + q, b, 16);
    }
    s0 = f64x2.add(s0, s1);
    let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
    store<f64>(sumAt, 1);
    if (!(sum > LOST)) return -1;
    while (sum < SMALL) {
      if (++raised > RAISES) return -1;
      const up = f64x2.splat(LARGE);
      for (let q: usize = 0; q < bytes; q += 16) v128.store(out + q, f64x2.mul(v128.load(out + q), up));
      sum *= LARGE;
    }
    store<f64>(sumAt, sum);
  }
  return raised;
}

/**
 * For each row: the product of its blocks' table rows goes to `posterior` (advanced by `posteriorStep` bytes a row),
 * its sum to `sums` and the number of raisings to `raises`; where `counts` is not 0, the posterior times the row's weight is
 * added to the count rows of its codes. Rows with −1 raisings are left out. `stride` is the bytes of one block's table; `pointers` has room for 4 bytes
 * a block and 4 more. Where `factors` is not 0 it is a table of one row a row, and multiplies, too.
 */
export function rows(
  codes: usize, count: i32, blocks: i32, table: usize, counts: usize, stride: usize, width: i32,
  weights: usize, sums: usize, raises: usize, posterior: usize, posteriorStep: usize, pointers: usize, factors: usize,
): void {
  const bytes = <usize>width << 3;
  const shift = counts - table;
  const last = pointers + (<usize>blocks << 2);
  for (let n = 0; n < count; n++) {
    let block = table;
    for (let p = pointers; p < last; p += 4) {
      store<u32>(p, <u32>(block + <usize>load<u8>(codes) * bytes));
      codes++;
      block += stride;
    }
    let tables = blocks;
    if (factors != 0) {
      store<u32>(last, <u32>factors);
      factors += bytes;
      tables++;
    }
    const raised = multiply(pointers, tables, posterior, bytes, sums);
    store<i32>(raises, raised);
    if (counts != 0 && raised >= 0) {
      const factor = f64x2.splat(load<f64>(weights) / load<f64>(sums));
      for (let q: usize = 0; q < bytes; q += 32) {
        const a = f64x2.mul(v128.load(posterior + q), factor);
        const b = f64x2.mul(v128.load(posterior + q, 16), factor);
        for (let p = pointers; p < last; p += 4) {
          const row = <usize>load<u32>(p) + shift + q;
          v128.store(row, f64x2.add(v128.load(row), a));
          v128.store(row, f64x2.add(v128.load(row, 16), b), 16);
        }
      }
    }
    weights += 8;
    sums += 8;
    raises += 4;
    posterior += posteriorStep;
  }
}
