import type { DifSample } from './sample.js';

/** What learners are matched by; see {@link matcher}. */
export type MatchRule = 'total' | 'rest';

/** Scores finer than this are equal: single precision leaves totals of decimal points apart by rounding. */
const FINEST = 1e4;

/**
 * A function that gives the scores by which learners are matched on item j: totals of the matching items. Of a learner who lacks
 * some, the share won of those given times their full marks together; NaN where none was given.
 *
 * @param matching true for items that count; item j itself counts always by `total`, never by `rest`
 * @source Holland & Thayer (1988): the studied item belongs to the criterion, or items without DIF look as if they had some.
 */
export function matcher(sample: DifSample, matching: Uint8Array, rule: MatchRule): (j: number) => Float64Array {
  const { matrix } = sample;
  const { points, fullMarks } = matrix;
  const width = matrix.items.length;
  const rows = matrix.learners.length;
  const won = new Float64Array(rows);
  const offered = new Float64Array(rows);
  let full = 0;
  for (let i = 0; i < width; i++) if (matching[i] === 1) full += fullMarks[i];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const x = points[row * width + i];
      if (matching[i] === 0 || Number.isNaN(x)) continue;
      won[row] += x;
      offered[row] += fullMarks[i];
    }
  }
  return (j) => {
    // What item j adds to the totals, or takes from them.
    const change = Number(rule === 'total') - matching[j];
    const all = full + change * fullMarks[j];
    return won.map((sum, row) => {
      const x = points[row * width + j];
      const known = Number.isNaN(x) ? 0 : change;
      const given = offered[row] + known * fullMarks[j];
      if (!(given > 0)) return Number.NaN;
      const own = known === 0 ? sum : sum + known * x;
      return Math.round((given === all ? own : (own / given) * all) * FINEST) / FINEST;
    });
  };
}

/** A stratum of matched learners of one item: numbers by group and category, row-major `[groups × categories]`. */
export interface Stratum {
  /** Mean score of its learners. */
  readonly score: number;
  readonly counts: Float64Array;
}

/**
 * Numbers of learners by stratum, group and category of item j. Every score is a stratum; where there are more than
 * `most`, neighbouring scores join so that strata hold about as many learners each.
 */
export function strataOf(sample: DifSample, j: number, scores: Float64Array, most: number): Stratum[] {
  const width = sample.matrix.items.length;
  const categories = sample.cuts[j].length + 1;
  const size = sample.groups.length * categories;
  const byScore = new Map<number, Float64Array>();
  for (let row = 0; row < scores.length; row++) {
    const k = sample.category[row * width + j];
    if (k < 0 || sample.weight[row] === 0 || Number.isNaN(scores[row])) continue;
    let own = byScore.get(scores[row]);
    if (own === undefined) {
      own = new Float64Array(size);
      byScore.set(scores[row], own);
    }
    own[sample.groupOf[row] * categories + k] += sample.weight[row];
  }
  const sorted = [...byScore].sort(([a], [b]) => a - b).map(([score, counts]): Stratum => ({ score, counts }));
  return sorted.length <= most ? sorted : join(sorted, most);
}

function join(strata: readonly Stratum[], most: number): Stratum[] {
  const sum = (counts: Float64Array): number => counts.reduce((all, n) => all + n, 0);
  const all = strata.reduce((total, { counts }) => total + sum(counts), 0);
  const out: Stratum[] = [];
  let below = 0;
  let slot = -1;
  let weight = 0;
  for (const { score, counts } of strata) {
    const own = sum(counts);
    const at = Math.min(most - 1, Math.floor(((below + own / 2) / all) * most));
    below += own;
    const last = out[out.length - 1];
    if (at !== slot || last === undefined) {
      slot = at;
      weight = own;
      out.push({ score, counts: counts.slice() });
      continue;
    }
    out[out.length - 1] = {
      score: (last.score * weight + score * own) / (weight + own),
      counts: last.counts.map((n, i) => n + counts[i]),
    };
    weight += own;
  }
  return out;
}

/** Whether an item is flagged, given the items that count for matching. */
export type FlagItems = (matching: Uint8Array) => boolean[];

/**
 * Purification: flagged items leave the matching score, until the flags stay as they are.
 *
 * @source Candell & Drasgow (1988), Applied Psychological Measurement 12(3).
 */
export function purify(
  items: number,
  flag: FlagItems,
  mostRounds: number,
): { matching: Uint8Array; rounds: number; settled: boolean } {
  let matching = new Uint8Array(items).fill(1);
  for (let round = 1; round <= mostRounds; round++) {
    const flags = flag(matching);
    // With no item left there is nothing to match by: then the first round's score is as good as any.
    if (flags.every(Boolean)) return { matching: new Uint8Array(items).fill(1), rounds: round, settled: false };
    const next = Uint8Array.from(flags, (flagged) => (flagged ? 0 : 1));
    if (next.every((own, j) => own === matching[j])) return { matching, rounds: round, settled: true };
    matching = next;
  }
  return { matching, rounds: mostRounds, settled: false };
}
