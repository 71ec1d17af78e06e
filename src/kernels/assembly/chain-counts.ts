// Forward and backward of a hidden two-state chain over a tree of answer sequences in WebAssembly SIMD (see ../chain-counts.ts).
// Addresses are in bytes. A node's pair (known, unknown) is one vector. `links` holds for each node the byte offset of its
// parent's pair (low 32 bits) and its code, 0 or 1 (high 32 bits). `table` holds for each code four vectors: the forward
// matrix by columns (from known, from unknown), then the backward one.

/**
 * after[n] = matrix[code] after[parent] for nodes `from` … `to − 1`, of one level or of several in ascending order;
 * `scaled`: brought to sum 1, the factor kept in `inverse`.
 */
export function forward(
  links: usize, from: i32, to: i32, after: usize, behind: usize, inverse: usize, table: usize, scaled: bool,
): void {
  const zero = f64x2.splat(0);
  const end = links + (<usize>to << 3);
  let own = <usize>from << 4;
  inverse += <usize>from << 3;
  for (let link = links + (<usize>from << 3); link < end; link += 8) {
    const pair = load<u64>(link);
    const parent = after + <usize>(<u32>pair);
    const t = table + (<usize>(pair >> 32) << 6);
    let x = f64x2.add(
      f64x2.mul(v128.load64_splat(parent), v128.load(t)),
      f64x2.mul(v128.load64_splat(parent, 8), v128.load(t, 16)),
    );
    if (scaled) {
      const scale = 1 / (f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1));
      x = f64x2.mul(x, f64x2.splat(scale));
      store<f64>(inverse, scale);
      inverse += 8;
    }
    v128.store(after + own, x);
    v128.store(behind + own, zero);
    own += 16;
  }
}

/** behind[n] += count / (sum of after[n]) for each of `count` nodes in which sequences end: pairs of node offset and count. */
export function finish(nodes: usize, counts: usize, count: i32, after: usize, behind: usize): void {
  for (let i = 0; i < count; i++) {
    const node = <usize>load<u32>(nodes);
    const x = v128.load(after + node);
    const sum = f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
    const share = f64x2.splat(load<f64>(counts) / sum);
    v128.store(behind + node, f64x2.add(v128.load(behind + node), share));
    nodes += 4;
    counts += 8;
  }
}

/**
 * For nodes `to − 1` down to `from`: sums += after[parent] ⊗ behind[n] by code, behind[parent] += matrixᵀ behind[n].
 * `sums` holds four vectors: from known and from unknown over all codes, then the same over code 1 alone.
 */
export function backward(
  links: usize, from: i32, to: i32, after: usize, behind: usize, inverse: usize, table: usize, sums: usize, scaled: bool,
): void {
  let allKnown = v128.load(sums);
  let allUnknown = v128.load(sums, 16);
  let oneKnown = v128.load(sums, 32);
  let oneUnknown = v128.load(sums, 48);
  for (let n = to - 1; n >= from; n--) {
    const pair = load<u64>(links + (<usize>n << 3));
    const parent = <usize>(<u32>pair);
    const code = <usize>(pair >> 32);
    let b = v128.load(behind + (<usize>n << 4));
    if (scaled) b = f64x2.mul(b, v128.load64_splat(inverse + (<usize>n << 3)));
    const fromKnown = f64x2.mul(v128.load64_splat(after + parent), b);
    const fromUnknown = f64x2.mul(v128.load64_splat(after + parent, 8), b);
    const mask = i64x2.splat(-(<i64>code));
    allKnown = f64x2.add(allKnown, fromKnown);
    allUnknown = f64x2.add(allUnknown, fromUnknown);
    oneKnown = f64x2.add(oneKnown, v128.and(fromKnown, mask));
    oneUnknown = f64x2.add(oneUnknown, v128.and(fromUnknown, mask));
    const t = table + (code << 6);
    const up = f64x2.add(
      f64x2.mul(i8x16.shuffle(b, b, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7), v128.load(t, 32)),
      f64x2.mul(i8x16.shuffle(b, b, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15), v128.load(t, 48)),
    );
    v128.store(behind + parent, f64x2.add(v128.load(behind + parent), up));
  }
  v128.store(sums, allKnown);
  v128.store(sums, allUnknown, 16);
  v128.store(sums, oneKnown, 32);
  v128.store(sums, oneUnknown, 48);
}

/**
 * One whole E-step. `spans` holds `count` triples of i32: first node, node past the last, 1 where scaled; the first span are
 * the first answers, whose matrices are at `firstTable` and whose sums go to `sums + 64`.
 */
export function step(
  links: usize, spans: usize, count: i32, endNodes: usize, endCounts: usize, ends: i32,
  after: usize, behind: usize, inverse: usize, table: usize, firstTable: usize, sums: usize,
): void {
  memory.fill(sums, 0, 128);
  v128.store(after, f64x2.splat(1));
  v128.store(behind, f64x2.splat(0));
  for (let i = 0; i < count; i++) {
    const span = spans + <usize>(i * 12);
    const t = i == 0 ? firstTable : table;
    if (load<i32>(span, 8) != 0) forward(links, load<i32>(span), load<i32>(span, 4), after, behind, inverse, t, true);
    else forward(links, load<i32>(span), load<i32>(span, 4), after, behind, inverse, t, false);
  }
  finish(endNodes, endCounts, ends, after, behind);
  for (let i = count - 1; i >= 0; i--) {
    const span = spans + <usize>(i * 12);
    const t = i == 0 ? firstTable : table;
    const s = i == 0 ? sums + 64 : sums;
    if (load<i32>(span, 8) != 0) backward(links, load<i32>(span), load<i32>(span, 4), after, behind, inverse, t, s, true);
    else backward(links, load<i32>(span), load<i32>(span, 4), after, behind, inverse, t, s, false);
  }
}
