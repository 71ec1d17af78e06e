import { YincaiError } from '../../data/fault.js';
import { groupByNeed } from '../group-by-need.js';
import { boundWelfare } from './bound.js';
import { choose, inTableOrder } from './choose.js';
import { type ClassSet, present } from './class-set.js';
import { type ClassProblem, pose } from './problem.js';
import { type ClassSetRequest, type SettledClassRequest, settleClassRequest } from './request.js';
import { type ClassTable, type OrderedTable, orderTable } from './table.js';

/** How a class may be parted. */
export interface DifferentiateOptions {
  /** The most groups, at least 1. */
  readonly groups: number;
  /** The fewest learners of a group, at least 1. */
  readonly least: number;
  /** The most rounds of choosing sets for groups and groups for learners. */
  readonly rounds: number;
}

/** Defaults of {@link differentiate}. */
export const differentiateDefaults: DifferentiateOptions = { groups: 3, least: 3, rounds: 8 };

/** A group and its set. */
export interface GroupSet {
  /** Sorted by id. */
  readonly members: readonly string[];
  readonly set: ClassSet;
}

/** Sets for the groups of a class. */
export interface DifferentiatedSets {
  /** Those whose members' mean expected success over the bank is lowest first. */
  readonly groups: readonly GroupSet[];
  /** The one set for all, to compare with. */
  readonly whole: ClassSet;
  /** The welfare of all gains, each from the learner's own set; at least `whole.value`. */
  readonly value: number;
}

/** A group at work: places of its learners in the ordered class, its set in places of items. */
interface Part {
  readonly members: readonly number[];
  readonly chosen: readonly number[];
}

/**
 * Differentiated practice (分层作业): parts a class into at most `groups` groups of at least `least` learners, each with its own set
 * under the same request, where band, tiers, frustration and what was met are those of the group. No learner gains less by the own set
 * than by the class's one set; where a group has no such set it works with the class's.
 *
 * Begun from groups of like success ({@link groupByNeed} over the knowledge points) and of like level, sets are chosen for groups and
 * groups for learners in turn as long as the welfare rises. Deterministic; the order of learners and items plays no role.
 *
 * @throws YincaiError as `chooseClassSet`; `bad-option` for options that make no sense
 * @cost up to `2 · rounds` times that of `chooseClassSet`; 45 learners and 10,000 items, three groups: some
 *   650 ms of processor time on a busy two-core machine
 * @source Lloyd (1982), Least squares quantization in PCM: alternation; Kleinberg, Papadimitriou & Raghavan (1998), Segmentation problems
 * @example
 * for (const { members, set } of differentiate(table, { count: 8 }, { groups: 3 }).groups) print(members, set.items);
 */
export function differentiate(
  table: ClassTable,
  request: ClassSetRequest = {},
  options: Partial<DifferentiateOptions> = {},
): DifferentiatedSets {
  const settings = { ...differentiateDefaults, ...options };
  check(settings);
  const ordered = orderTable(table);
  const settled = settleClassRequest(request, table.learners.length);
  const n = ordered.learners.length;
  const whole = pose(ordered, ordered.learners, settled);
  const one = choose(whole);
  const bound = boundWelfare(whole, one.pool, one.set.G).best;
  const wholeSet = present(whole, one.set.chosen, bound, inTableOrder(ordered.learners));
  const floor = Float64Array.from(one.set.G);
  const common = [...one.set.chosen].sort((a, b) => a - b);
  const gains = (chosen: readonly number[], l: number): number =>
    chosen.reduce((sum, item) => sum + whole.gain[item * n + l], 0);
  const welfare = (parts: readonly Part[]): number => {
    const G = new Float64Array(n);
    for (const { members, chosen } of parts) for (const l of members) G[l] = gains(chosen, l);
    return whole.measure.of(G);
  };

  let best: readonly Part[] = [{ members: Array.from({ length: n }, (_, l) => l), chosen: common }];
  let value = welfare(best);
  const most = Math.min(settings.groups, Math.floor(n / settings.least));
  if (most > 1 && common.length > 0) {
    for (const start of starts(whole, most, settings.least)) {
      let groups = start;
      let [ownBest, ownValue] = [best, Number.NEGATIVE_INFINITY];
      for (let round = 0; round < settings.rounds; round++) {
        const parts = groups.map((members) => ({ members, chosen: setFor(ordered, settled, members, floor, common) }));
        const worth = welfare(parts);
        if (!(worth > ownValue + 1e-12)) break;
        [ownBest, ownValue] = [parts, worth];
        const next = reassign(parts, n, settings.least, gains);
        if (same(next, groups)) break;
        groups = next;
      }
      if (ownValue > value + 1e-12) [best, value] = [ownBest, ownValue];
    }
  }
  return {
    groups: dress(ordered, settled, merged(best), common, whole),
    whole: wholeSet,
    value: Math.max(value, wholeSet.value),
  };
}

/** The set of a group: never worse for a member than the common one. */
function setFor(
  ordered: OrderedTable,
  request: SettledClassRequest,
  members: readonly number[],
  floor: Float64Array,
  common: readonly number[],
): readonly number[] {
  const places = Int32Array.from(members, (l) => ordered.learners[l]);
  const least = Float64Array.from(members, (l) => floor[l]);
  const problem = pose(ordered, places, request, least);
  const { set, rating } = choose(problem, [common]);
  return rating.below > 0 ? common : [...set.chosen].sort((a, b) => a - b);
}

/** First groups: of like success in each point, and slices of the class by level. */
function starts(problem: ClassProblem, most: number, least: number): number[][][] {
  const { table, items } = problem;
  const n = problem.learners.length;
  const points = new Map<string, number[]>();
  items.forEach((place) => {
    for (const point of table.items[place].points) {
      const known = points.get(point);
      if (known === undefined) points.set(point, [place]);
      else known.push(place);
    }
  });
  const width = table.items.length;
  const profile = (l: number): number[] => {
    const row = problem.learners[l] * width;
    return [...points.keys()].sort().map((point) => {
      const served = points.get(point)!;
      return served.reduce((sum, item) => sum + table.success[row + item], 0) / served.length;
    });
  };
  const profiles = Array.from({ length: n }, (_, l) => ({ learner: String(l).padStart(6, '0'), mastery: profile(l) }));
  const level = profiles.map(({ mastery }) => mastery.reduce((sum, p) => sum + p, 0));
  const byLevel = profiles.map((_, l) => l).sort((a, b) => level[a] - level[b] || a - b);
  const found: number[][][] = [];
  for (let k = 2; k <= most; k++) {
    found.push(groupByNeed(profiles, { groups: k, least }).map(({ members }) => members.map(Number)));
    const slice = (g: number): number[] => byLevel.filter((_, at) => Math.floor((at * k) / n) === g);
    found.push(Array.from({ length: k }, (_, g) => slice(g).sort((a, b) => a - b)));
  }
  return found;
}

/** Every learner goes to the set that gives most; a group too small is filled with those who lose least by it. */
function reassign(
  parts: readonly Part[],
  n: number,
  least: number,
  gains: (chosen: readonly number[], l: number) => number,
): number[][] {
  const table = parts.map(({ chosen }) => Array.from({ length: n }, (_, l) => gains(chosen, l)));
  const group = new Int32Array(n);
  parts.forEach(({ members }, g) => {
    for (const l of members) group[l] = g;
  });
  for (let l = 0; l < n; l++) {
    table.forEach((row, g) => {
      if (row[l] > table[group[l]][l] + 1e-12) group[l] = g;
    });
  }
  const sizes = new Int32Array(parts.length);
  for (const g of group) sizes[g]++;
  for (;;) {
    const small = sizes.findIndex((size) => size > 0 && size < least);
    if (small < 0) break;
    let [who, loss] = [-1, Number.POSITIVE_INFINITY];
    for (let l = 0; l < n; l++) {
      if (group[l] === small || sizes[group[l]] <= least) continue;
      const lost = table[group[l]][l] - table[small][l];
      if (lost < loss) [who, loss] = [l, lost];
    }
    if (who < 0) break;
    sizes[group[who]]--;
    sizes[small]++;
    group[who] = small;
  }
  return parts.map((_, g) => [...group.keys()].filter((l) => group[l] === g)).filter((members) => members.length > 0);
}

function same(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean {
  const key = (groups: readonly (readonly number[])[]): string =>
    groups
      .map((members) => members.join())
      .sort()
      .join(';');
  return key(a) === key(b);
}

/** Groups of the same set are one. */
function merged(parts: readonly Part[]): Part[] {
  const found = new Map<string, Part>();
  for (const part of parts) {
    const key = part.chosen.join();
    const known = found.get(key);
    const members = [...(known?.members ?? []), ...part.members].sort((a, b) => a - b);
    found.set(key, { members, chosen: part.chosen });
  }
  return [...found.values()];
}

function dress(
  ordered: OrderedTable,
  request: SettledClassRequest,
  parts: readonly Part[],
  common: readonly number[],
  whole: ClassProblem,
): GroupSet[] {
  const key = common.join();
  const groups = parts.map(({ members, chosen }) => {
    const places = Int32Array.from(members, (l) => ordered.learners[l]);
    const own = pose(ordered, places, request);
    // The class's set is judged as the class's.
    const judged =
      chosen.join() === key && members.length < whole.learners.length
        ? {
            ...own,
            limits: whole.limits,
            limitsOf: whole.limitsOf,
            offence: whole.offence,
            offencesOf: whole.offencesOf,
          }
        : own;
    const { pool, set } = choose(own, [chosen]);
    const bound = Math.max(boundWelfare(own, pool, set.G).best);
    return {
      level: own.success.reduce((sum, p) => sum + p, 0),
      group: {
        members: members.map((l) => ordered.table.learners[ordered.learners[l]]),
        set: present(judged, chosen, bound, [...members.keys()]),
      },
    };
  });
  return groups
    .sort((a, b) => a.level - b.level || (a.group.members[0] < b.group.members[0] ? -1 : 1))
    .map(({ group }) => group);
}

function check({ groups, least, rounds }: DifferentiateOptions): void {
  for (const [column, value] of Object.entries({ groups, least, rounds })) {
    if (Number.isInteger(value) && value >= 1 && value <= 1000) continue;
    throw new YincaiError({
      code: 'bad-option',
      column,
      value: String(value),
      expected: 'a whole number from 1 to 1000',
      expectedZh: '1 到 1000 的整数',
    });
  }
}
