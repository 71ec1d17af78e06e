import { type Fault, YincaiError } from '../../data/fault.js';
import { scoreGroups } from './score-groups.js';
import { pairMoments } from './totals.js';

/** What learners chose on items with options. */
export interface ChoiceTable {
  readonly items: readonly string[];
  /** The right option of each item, such as `B`, or `AC` where several are to be chosen `[items]`. */
  readonly key: readonly string[];
  /** Chosen options `[learners][items]`; empty text is no answer, null not given. */
  readonly choices: readonly (readonly (string | null)[])[];
  /** How many learners each row stands for; absent means one each. */
  readonly count?: ArrayLike<number>;
}

/** Options of {@link analyseDistractors}; what is absent is taken from {@link distractorDefaults}. */
export interface DistractorOptions {
  /** Score groups from the weakest to the strongest as shares of the learners, adding up to 1. */
  readonly groups?: readonly number[];
  /** Totals to group by, such as those of the whole paper; default the number of right choices in the table. */
  readonly totals?: ArrayLike<number>;
  /** A wrong option that fewer than this share of the learners choose attracts nobody. */
  readonly leastShare?: number;
}

/** Defaults of {@link analyseDistractors}: the lower 27 %, the middle and the upper 27 %. */
export const distractorDefaults: Required<Omit<DistractorOptions, 'totals'>> = {
  groups: [0.27, 0.46, 0.27],
  leastShare: 0.05,
};

/** What is odd about an option. */
export type OptionFlag = 'unused' | 'attracts-strong' | 'key-suspect';

/** One option of an item. */
export interface OptionStatistics {
  /** Empty text: no answer. */
  readonly option: string;
  readonly isKey: boolean;
  /** Learners who chose it. */
  readonly chosen: number;
  readonly share: number;
  /** Share in each score group, from the weakest `[groups]`. */
  readonly groupShares: readonly number[];
  /** Share in the strongest group less that in the weakest. */
  readonly discrimination: number;
  /** Correlation of choosing it with the total of the other items. */
  readonly pointBiserial: number;
  /** `unused`: a wrong option nearly nobody takes; `attracts-strong`: a wrong one that goes with high totals; `key-suspect`: a wrong one that the strongest prefer to the key. */
  readonly flags: readonly OptionFlag[];
}

/** The options of an item, the key first, then by how often they were chosen. */
export interface DistractorTable {
  readonly item: string;
  readonly key: string;
  readonly learners: number;
  readonly options: readonly OptionStatistics[];
}

/**
 * Distractor analysis: how the options of each item were chosen from the weakest to the strongest learners.
 * Letters of a choice of several are put in order, so `CA` is `AC`; case and spaces do not matter.
 *
 * @throws YincaiError for rows or keys of another length (`bad-format`), an empty key, fewer than two learners.
 * @cost learners × items × options
 * @source Haladyna & Rodriguez (2013), Developing and Validating Test Items, ch. 17.
 * @example
 * const [first] = analyseDistractors({ items: ['q1'], key: ['B'], choices: [['B'], ['C'], ['B'], ['']] });
 * first.options[0]; // { option: 'B', isKey: true, share: 0.5, … }
 */
export function analyseDistractors(table: ChoiceTable, options: DistractorOptions = {}): DistractorTable[] {
  const { groups, leastShare } = { ...distractorDefaults, ...options };
  check(table, groups, options.totals);
  const rows = table.choices.length;
  const weight = Float64Array.from({ length: rows }, (_, i) => table.count?.[i] ?? 1);
  const key = table.key.map(tidy);
  const chosen = table.choices.map((row) => row.map((choice) => (choice === null ? null : tidy(choice))));
  const right = Float64Array.from(chosen, (row) => row.reduce((n, choice, j) => n + (choice === key[j] ? 1 : 0), 0));
  const total = options.totals === undefined ? right : Float64Array.from(options.totals);
  const shares = scoreGroups(total, weight, groups);
  return table.items.map((item, j): DistractorTable => {
    const given = chosen.map((row) => row[j]);
    // Outside totals may or may not hold this item: they stay whole.
    const rest = options.totals === undefined ? total.map((sum, i) => sum - (given[i] === key[j] ? 1 : 0)) : total;
    const names = [...new Set([key[j], ...given.filter((choice): choice is string => choice !== null)])];
    const learners = given.reduce((n, choice, i) => n + (choice === null ? 0 : weight[i]), 0);
    const inGroups = shares.map((share) =>
      given.reduce((n, choice, i) => n + (choice === null ? 0 : weight[i] * share[i]), 0),
    );
    const described = names.map((option) => describe(option, key[j], given, weight, shares, rest, learners, inGroups));
    const ofKey = described[0].groupShares[groups.length - 1];
    return {
      item,
      key: key[j],
      learners,
      options: described
        .map((own) => ({ ...own, flags: flagsOf(own, ofKey, leastShare) }))
        .sort((a, b) => Number(b.isKey) - Number(a.isKey) || b.chosen - a.chosen || (a.option < b.option ? -1 : 1)),
    };
  });
}

function describe(
  option: string,
  key: string,
  given: readonly (string | null)[],
  weight: Float64Array,
  shares: readonly Float64Array[],
  rest: Float64Array,
  learners: number,
  inGroups: readonly number[],
): Omit<OptionStatistics, 'flags'> {
  let chosen = 0;
  const own = shares.map(() => 0);
  given.forEach((choice, i) => {
    if (choice !== option) return;
    chosen += weight[i];
    shares.forEach((share, g) => {
      own[g] += weight[i] * share[i];
    });
  });
  const groupShares = own.map((n, g) => n / inGroups[g]);
  const indicator = (i: number): number => (given[i] === null ? Number.NaN : given[i] === option ? 1 : 0);
  return {
    option,
    isKey: option === key,
    chosen,
    share: chosen / learners,
    groupShares,
    discrimination: groupShares[groupShares.length - 1] - groupShares[0],
    pointBiserial: pairMoments(indicator, rest, weight).correlation,
  };
}

function flagsOf(own: Omit<OptionStatistics, 'flags'>, ofKey: number, leastShare: number): OptionFlag[] {
  if (own.isKey || own.option === '') return [];
  const flags: OptionFlag[] = [];
  if (own.share < leastShare) flags.push('unused');
  else if (own.discrimination > 0 && own.pointBiserial > 0) flags.push('attracts-strong');
  if (own.groupShares[own.groupShares.length - 1] > ofKey) flags.push('key-suspect');
  return flags;
}

function tidy(choice: string): string {
  const plain = choice
    .normalize('NFKC')
    .replace(/[\s,、;]/g, '')
    .toUpperCase();
  return /^[A-Z]+$/.test(plain) ? [...new Set(plain)].sort().join('') : plain;
}

function check(table: ChoiceTable, groups: readonly number[], totals: ArrayLike<number> | undefined): void {
  const width = table.items.length;
  const faults: Fault[] = [];
  if (table.key.length !== width) {
    faults.push({
      code: 'bad-format',
      column: 'key',
      value: `${table.key.length} keys`,
      expected: `${width} keys, one an item`,
      expectedZh: `每题一个答案，共 ${width} 个`,
    });
  }
  table.key.forEach((key, j) => {
    if (key.trim() === '') {
      faults.push({
        code: 'bad-value',
        column: table.items[j] ?? 'key',
        value: key,
        expected: 'a key',
        expectedZh: '正确选项',
      });
    }
  });
  table.choices.forEach((row, i) => {
    if (row.length !== width) {
      faults.push({
        code: 'bad-format',
        row: i + 1,
        value: `${row.length} choices`,
        expected: `${width} choices, one an item`,
        expectedZh: `每题一个选项，共 ${width} 个`,
      });
    }
  });
  const sum = groups.reduce((all, share) => all + share, 0);
  if (groups.length < 2 || groups.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-9) {
    faults.push({
      code: 'bad-option',
      column: 'groups',
      value: groups.join(', '),
      expected: 'two or more shares above 0 that add up to 1',
      expectedZh: '两个或更多大于 0、和为 1 的比例',
    });
  }
  if (totals !== undefined && totals.length !== table.choices.length) {
    faults.push({
      code: 'bad-option',
      column: 'totals',
      value: `${totals.length} totals`,
      expected: 'a total for each row',
    });
  }
  if (faults.length === 0 && table.choices.length < 2) {
    faults.push({ code: 'not-enough-data', expected: 'at least two learners', expectedZh: '至少两名学生' });
  }
  if (faults.length > 0) throw new YincaiError(faults);
}
