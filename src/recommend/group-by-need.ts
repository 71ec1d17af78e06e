/** A learner as grouping sees them: P(mastered) of the same points in the same order for all, 0…1. */
export interface NeedProfile {
  readonly learner: string;
  readonly mastery: readonly number[];
}

/** Options of {@link groupByNeed}. */
export interface GroupOptions {
  /** The most groups, at least 1. */
  readonly groups: number;
  /** The fewest learners of a group, at least 1. */
  readonly least: number;
  /** How much each point matters, at least 0, in the profiles' order; absent: alike. */
  readonly weights?: readonly number[];
}

/** Defaults of {@link groupByNeed}. */
export const groupDefaults: GroupOptions = { groups: 3, least: 3 };

/** Learners who need much the same. */
export interface NeedGroup {
  /** Sorted by id. */
  readonly members: readonly string[];
  /** Mean P(mastered) of each point over the members, in the profiles' order. */
  readonly mastery: readonly number[];
  /** Weighted mean of `mastery`, 0…1. */
  readonly level: number;
}

const ROUNDS = 100;

/**
 * Parts a class into groups of like needs (分层), the neediest first: k-means of the mastery profiles,
 * `Σ_point weights[point] · (mastery[point] − centre[point])²`, begun from equal slices of the class by level and from learners
 * who lie far apart, so that no draw is needed; the closest groups are kept. A round after which a group would be smaller than
 * `least` is not taken.
 * Deterministic; the order of the profiles plays no role.
 *
 * @throws RangeError where profiles differ in length, or options make no sense
 * @cost O(rounds · learners · groups · points)
 * @source Lloyd (1982), Least squares quantization in PCM, IEEE Transactions on Information Theory 28(2);
 *   Gonzalez (1985), Clustering to minimize the maximum intercluster distance, Theoretical Computer Science 38: far apart
 * @example
 * groupByNeed([{ learner: 'a', mastery: [0.2] }, { learner: 'b', mastery: [0.9] }], { groups: 2, least: 1 })
 *   .map(({ members }) => members); // [['a'], ['b']]
 */
export function groupByNeed(profiles: readonly NeedProfile[], options: Partial<GroupOptions> = {}): NeedGroup[] {
  const { groups, least, weights } = { ...groupDefaults, ...options };
  if (!(Number.isInteger(groups) && groups >= 1)) throw new RangeError('groups must be a whole number from 1');
  if (!(Number.isInteger(least) && least >= 1)) throw new RangeError('least must be a whole number from 1');
  if (profiles.length === 0) return [];
  const width = profiles[0].mastery.length;
  const weight = weights ?? new Array<number>(width).fill(1);
  if (weight.length !== width || profiles.some(({ mastery }) => mastery.length !== width)) {
    throw new RangeError('every profile, and the weights, must have the same points');
  }
  const total = weight.reduce((sum, w) => sum + w, 0);
  const levelOf = (mastery: readonly number[]): number =>
    total > 0 ? mastery.reduce((sum, p, at) => sum + weight[at] * p, 0) / total : 0;
  const sorted = profiles
    .map((profile) => ({ ...profile, level: levelOf(profile.mastery) }))
    .sort((a, b) => a.level - b.level || (a.learner < b.learner ? -1 : 1));
  const n = sorted.length;
  const k = Math.max(1, Math.min(groups, Math.floor(n / least)));
  const slices = sorted.map((_, at) => Math.floor((at * k) / n));
  const rows = sorted.map(({ mastery }) => mastery);
  // Slices alone would part by level those whose needs differ in kind and not in size.
  const starts = [slices, spread(rows, k, weight, 0), spread(rows, k, weight, n - 1)];
  const ends = starts
    .filter((start) => largeEnough(start, k, Math.min(least, n)))
    .map((start) => settle(rows, start, k, weight, Math.min(least, n)));
  const { group, centres } = ends.reduce((best, end) => (end.spread < best.spread - 1e-12 ? end : best));
  return centres
    .map((mastery, g) => ({
      members: sorted
        .filter((_, at) => group[at] === g)
        .map(({ learner }) => learner)
        .sort(byCode),
      mastery,
      level: levelOf(mastery),
    }))
    .sort((a, b) => a.level - b.level || byCode(a.members[0], b.members[0]));
}

/** Lloyd's rounds from a start, until nothing moves or a group would become too small. */
function settle(
  rows: readonly (readonly number[])[],
  start: readonly number[],
  k: number,
  weight: readonly number[],
  least: number,
): { readonly group: readonly number[]; readonly centres: readonly (readonly number[])[]; readonly spread: number } {
  let group = start;
  let centres = centresOf(rows, group, k);
  for (let round = 0; round < ROUNDS; round++) {
    const next = rows.map((row, at) => nearest(row, centres, weight, group[at]));
    if (next.every((g, at) => g === group[at]) || !largeEnough(next, k, least)) break;
    group = next;
    centres = centresOf(rows, group, k);
  }
  const spread = rows.reduce((sum, row, at) => sum + distance(row, centres[group[at]], weight), 0);
  return { group, centres, spread };
}

/** Each row with the nearest of `k` rows that lie far apart: `first`, then always the one farthest from those chosen. */
function spread(rows: readonly (readonly number[])[], k: number, weight: readonly number[], first: number): number[] {
  const chosen = [rows[first]];
  while (chosen.length < k) {
    let farthest = 0;
    let most = -1;
    rows.forEach((row, at) => {
      const far = Math.min(...chosen.map((centre) => distance(row, centre, weight)));
      if (far > most) {
        farthest = at;
        most = far;
      }
    });
    chosen.push(rows[farthest]);
  }
  return rows.map((row) => nearest(row, chosen, weight, 0));
}

function largeEnough(group: readonly number[], k: number, least: number): boolean {
  const sizes = new Array<number>(k).fill(0);
  for (const g of group) sizes[g]++;
  return sizes.every((size) => size >= least);
}

function centresOf(rows: readonly (readonly number[])[], group: readonly number[], k: number): number[][] {
  const centres = Array.from({ length: k }, () => new Array<number>(rows[0].length).fill(0));
  const sizes = new Array<number>(k).fill(0);
  rows.forEach((row, at) => {
    sizes[group[at]]++;
    row.forEach((p, point) => {
      centres[group[at]][point] += p;
    });
  });
  return centres.map((centre, g) => centre.map((sum) => sum / sizes[g]));
}

/** The nearest centre; the present one where another is no nearer. */
function nearest(
  row: readonly number[],
  centres: readonly (readonly number[])[],
  weight: readonly number[],
  present: number,
): number {
  let best = present;
  let least = distance(row, centres[present], weight) - 1e-12;
  centres.forEach((centre, g) => {
    const far = distance(row, centre, weight);
    if (far < least) {
      best = g;
      least = far;
    }
  });
  return best;
}

function distance(row: readonly number[], centre: readonly number[], weight: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < row.length; at++) sum += weight[at] * (row[at] - centre[at]) ** 2;
  return sum;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
