/** Shares of each row that belong to the groups of an ordering by score; a tie over a border is shared, so that row order is nothing. */
export function scoreGroups(
  score: Float64Array,
  weight: Float64Array,
  shares: readonly number[],
): readonly Float64Array[] {
  const order = Array.from(score.keys())
    .filter((i) => !Number.isNaN(score[i]))
    .sort((i, k) => score[i] - score[k]);
  const all = order.reduce((sum, i) => sum + weight[i], 0);
  const groups = shares.map(() => new Float64Array(score.length));
  const end: number[] = [];
  shares.reduce((sum, share) => {
    end.push((sum + share) * all);
    return sum + share;
  }, 0);
  let below = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let own = 0;
    while (to < order.length && score[order[to]] === score[order[from]]) own += weight[order[to++]];
    let start = 0;
    groups.forEach((group, g) => {
      const inside = Math.max(0, Math.min(end[g], below + own) - Math.max(start, below));
      start = end[g];
      for (let at = from; at < to; at++) group[order[at]] = inside / own;
    });
    below += own;
    from = to;
  }
  return groups;
}
