import type { Language } from '../../data/fault.js';
import type { Names } from '../describe-reason.js';
import { type ClassProblem, WISHES, type Wish } from './problem.js';
import type { Quota } from './request.js';
import { type Selection, select } from './selection.js';

/**
 * A wish that could not be held, and how near the set comes. `few-items`: the bank has too few. `limits`: others would break a limit.
 * `contradiction`: more is wanted than the same request allows. `conflict`: this quota and the rest of the request cannot, or could
 * not, be held together.
 */
export type RelaxedWish =
  | {
      readonly wish: 'count';
      readonly wanted: number;
      readonly given: number;
      readonly why: 'few-items' | 'limits';
    }
  /** Not one item fits; `shortest` is the shortest that would help. */
  | { readonly wish: 'minutes'; readonly wanted: number; readonly shortest?: number }
  | {
      readonly wish: 'least';
      readonly by: Quota['by'];
      readonly value: string;
      readonly wanted: number;
      readonly given: number;
      readonly why: 'few-items' | 'contradiction' | 'conflict';
    }
  /** Items of the set that lie beside a wish, by at most `beyond` (a share, or expected success). */
  | { readonly wish: Wish; readonly items: readonly string[]; readonly beyond: number };

/** A set of items for a class or a group. */
export interface ClassSet {
  /** Ids, the easiest for these learners first. */
  readonly items: readonly string[];
  readonly minutes: number;
  /** What each learner gains, in the order of the table; of a group, in the order of its members. */
  readonly gains: readonly number[];
  /** The welfare of the gains. */
  readonly value: number;
  /** No set of the items that pass is worth more, whatever its quotas; `value / bound` is how good the set is for sure. */
  readonly bound: number;
  /** Empty where every wish is held. */
  readonly relaxed: readonly RelaxedWish[];
}

/** A selection for people. @param bound no less than the value is taken for it, so that −∞ says that the set is the best @param order places of the learners in the problem */
export function present(
  problem: ClassProblem,
  chosen: readonly number[],
  bound: number,
  order: readonly number[],
): ClassSet {
  const set = select(
    problem,
    [...chosen].sort((a, b) => a - b),
  );
  const value =
    set.chosen.length === 0 ? problem.measure.of(new Float64Array(order.length)) : problem.measure.of(set.G);
  const idOf = (item: number): string => problem.table.items[problem.items[item]].id;
  return {
    items: [...chosen].sort((a, b) => problem.success[b] - problem.success[a] || a - b).map(idOf),
    minutes: set.minutes(),
    gains: order.map((l) => set.G[l]),
    value,
    bound: Math.max(bound, value),
    relaxed: relaxedWishes(problem, set, idOf),
  };
}

function relaxedWishes(problem: ClassProblem, set: Selection, idOf: (item: number) => string): RelaxedWish[] {
  const { request, limits, limitsOf, offence, offencesOf, useful } = problem;
  const { chosen } = set;
  const relaxed: RelaxedWish[] = [];
  if (request.minutes === Number.POSITIVE_INFINITY && chosen.length < request.count) {
    const more = offence.some((far, item) => far < Number.POSITIVE_INFINITY && useful[item] === 1 && !set.has(item));
    relaxed.push({
      wish: 'count',
      wanted: request.count,
      given: chosen.length,
      why: more ? 'limits' : 'few-items',
    });
  } else if (chosen.length === 0) {
    let shortest = Number.POSITIVE_INFINITY;
    useful.forEach((helps, item) => {
      if (helps === 1 && !request.exclude.has(idOf(item))) shortest = Math.min(shortest, problem.minutes[item]);
    });
    const wish = { wish: 'minutes' as const, wanted: request.minutes };
    relaxed.push(shortest > request.minutes && shortest < Number.POSITIVE_INFINITY ? { ...wish, shortest } : wish);
  }
  limits.forEach(({ by, value, wanted, most }, limit) => {
    const given = chosen.filter((item) => limitsOf[item].includes(limit)).length;
    if (given >= wanted) return;
    let members = 0;
    limitsOf.forEach((under, item) => {
      if (offence[item] < Number.POSITIVE_INFINITY && under.includes(limit)) members++;
    });
    const contradiction = Math.min(most, request.count) < wanted;
    const why = contradiction ? 'contradiction' : members < wanted ? 'few-items' : 'conflict';
    relaxed.push({ wish: 'least', by, value, wanted, given, why });
  });
  for (const wish of WISHES) {
    const beside = chosen.filter((item) => offencesOf(item)[wish] > 0).sort((a, b) => a - b);
    if (beside.length === 0) continue;
    const beyond = Math.max(...beside.map((item) => offencesOf(item)[wish]));
    relaxed.push({ wish, items: beside.map(idOf), beyond });
  }
  return relaxed;
}

/**
 * Words a wish that was relaxed, for the teacher who asked, as plain text.
 *
 * @example
 * describeRelaxed({ wish: 'least', by: 'point', value: 'sets', wanted: 3, given: 1, why: 'few-items' }, 'en');
 * // 'At least 3 items on “sets” were wanted, 1 given: the bank has too few.'
 */
export function describeRelaxed(relaxed: RelaxedWish, language: Language, names: Names = {}): string {
  const zh = language === 'zh';
  switch (relaxed.wish) {
    case 'count': {
      const { wanted, given, why } = relaxed;
      const few = why === 'few-items';
      return zh
        ? `需要 ${wanted} 题，给出 ${given} 题：${few ? '题库中再没有对本班有用的题' : '其余的题会超出限制'}。`
        : `${wanted} items were wanted, ${given} given: ${few ? 'the bank has no more that would help' : 'any other would break a limit'}.`;
    }
    case 'minutes': {
      const { wanted, shortest } = relaxed;
      if (shortest === undefined) {
        return zh ? '没有能用的题。' : 'There is no item that can be given.';
      }
      return zh
        ? `${wanted} 分钟内没有做得完的题：最短的一题需 ${shortest} 分钟。`
        : `No item can be done in ${wanted} minutes: the shortest takes ${shortest}.`;
    }
    case 'least': {
      const { by, value, wanted, given, why } = relaxed;
      const name = by === 'point' ? (names.points?.get(value) ?? value) : (WORDS.get(value)?.[language] ?? value);
      return zh
        ? `“${name}”至少要 ${wanted} 题，给出 ${given} 题：${WHY[why].zh}。`
        : `At least ${wanted} items on “${name}” were wanted, ${given} given: ${WHY[why].en}.`;
    }
    default: {
      const { wish, items, beyond } = relaxed;
      const list = items.map((id) => names.items?.get(id) ?? id);
      const far = beyond < 0.005 ? '<1%' : `${Math.round(100 * beyond)}%`;
      return zh
        ? `合适的题不够，放宽了“${BESIDE[wish].zh}”（最多超出 ${far}）：${list.join('、')}。`
        : `Too few items pass, so ${BESIDE[wish].en} was relaxed (by ${far} at most): ${list.join(', ')}.`;
    }
  }
}

const WHY: Readonly<Record<'few-items' | 'contradiction' | 'conflict', Readonly<Record<Language, string>>>> = {
  'few-items': { zh: '题库中不够', en: 'the bank has too few' },
  contradiction: { zh: '与同一要求中的上限矛盾', en: 'the same request allows no more' },
  conflict: { zh: '与其他要求不能同时满足', en: 'not to be had together with the rest of the request' },
};

const BESIDE: Readonly<Record<Wish, Readonly<Record<Language, string>>>> = {
  band: { zh: '全班预计得分率的范围', en: 'the band of expected success' },
  frustration: { zh: '预计做不出的学生比例', en: 'the share of learners who are expected to fail' },
  seen: { zh: '做过的学生比例', en: 'the share of learners who have met the item' },
  exposure: { zh: '曝光率', en: 'the exposure' },
};

const WORDS: ReadonlyMap<string, Readonly<Record<Language, string>>> = new Map([
  ['basic', { zh: '基础', en: 'basic' }],
  ['consolidate', { zh: '巩固', en: 'consolidation' }],
  ['advance', { zh: '提升', en: 'advanced' }],
  ['single-choice', { zh: '单选', en: 'single choice' }],
  ['multiple-choice', { zh: '多选', en: 'multiple choice' }],
  ['true-false', { zh: '判断', en: 'true or false' }],
  ['blank', { zh: '填空', en: 'blank' }],
  ['constructed', { zh: '解答', en: 'constructed answer' }],
]);
