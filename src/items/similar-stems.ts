/** Two texts that are nearly the same. */
export interface SimilarPair {
  /** Positions in the list, `first < second`. */
  readonly first: number;
  readonly second: number;
  /** Share of character pairs in common, 0…1. */
  readonly share: number;
}

/**
 * Pairs of texts whose Dice coefficient of character pairs, `2 · common / (pairs of a + pairs of b)`, is at least `least`.
 * Digits count as they are, spaces not at all.
 *
 * @source Dice (1945), Measures of the amount of ecologic association between species, Ecology 26(3).
 * @cost Compares only texts whose lengths allow the share: sorted by length, a sliding window.
 */
export function similarStems(texts: readonly string[], least: number): SimilarPair[] {
  const grams = texts.map(pairsOf);
  const byLength = texts.map((_, i) => i).sort((a, b) => grams[a]!.total - grams[b]!.total);
  const found: SimilarPair[] = [];
  byLength.forEach((i, at) => {
    const a = grams[i]!;
    if (a.total === 0) return;
    for (let k = at + 1; k < byLength.length; k++) {
      const j = byLength[k]!;
      const b = grams[j]!;
      // At most all pairs of the shorter text are in common.
      if ((2 * a.total) / (a.total + b.total) < least) break;
      const share = (2 * common(a.counts, b.counts)) / (a.total + b.total);
      if (share >= least) found.push({ first: Math.min(i, j), second: Math.max(i, j), share });
    }
  });
  return found.sort((a, b) => a.first - b.first || a.second - b.second);
}

function pairsOf(text: string): { readonly counts: ReadonlyMap<string, number>; readonly total: number } {
  const counts = new Map<string, number>();
  const plain = text.replace(/\s+/g, '').slice(0, 5000);
  for (let i = 0; i + 1 < plain.length; i++) {
    const pair = plain.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { counts, total: Math.max(0, plain.length - 1) };
}

function common(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [pair, count] of a) sum += Math.min(count, b.get(pair) ?? 0);
  return sum;
}
