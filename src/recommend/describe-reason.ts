import type { Language } from '../data/fault.js';
import type { Reason, Shortage, Tier } from './recommendation.js';

/** Who reads: a learner meets encouragement and no thresholds, a teacher the figures. */
export type Audience = 'learner' | 'teacher';

/** Names of knowledge points and items as people read them, by id; an id without a name stands for itself. */
export interface Names {
  readonly points?: ReadonlyMap<string, string>;
  readonly items?: ReadonlyMap<string, string>;
}

const TIERS: Readonly<Record<Tier, Readonly<Record<Language, string>>>> = {
  basic: { zh: '基础', en: 'basic' },
  consolidate: { zh: '巩固', en: 'consolidation' },
  advance: { zh: '提升', en: 'advanced' },
};

/**
 * The name of a tier.
 *
 * @example
 * describeTier('basic', 'zh'); // '基础'
 */
export function describeTier(tier: Tier, language: Language): string {
  return TIERS[tier][language];
}

/**
 * Words one reason for a learner or a teacher, as plain text: names come in as they are, so a page must escape them.
 *
 * @example
 * describeReason({ code: 'weak-point', point: 'sets', mastery: 0.31 }, 'zh', 'teacher', { points: new Map([['sets', '集合']]) });
 * // '“集合”的掌握概率约 31%，低于要求。'
 */
export function describeReason(reason: Reason, language: Language, audience: Audience, names: Names = {}): string {
  const zh = language === 'zh';
  const quote = (name: string): string => `“${name}”`;
  const point = (id: string): string => quote(names.points?.get(id) ?? id);
  const item = (id: string): string => quote(names.items?.get(id) ?? id);
  const teacher = audience === 'teacher';
  switch (reason.code) {
    case 'weak-point': {
      const name = point(reason.point);
      const share = percent(reason.mastery);
      if (teacher) {
        return zh
          ? `${name}的掌握概率约 ${share}，低于要求。`
          : `${name} is mastered with a probability of about ${share}, below the mark.`;
      }
      return zh ? `${name}还没有练稳，现在练最见效。` : `${name} is not firm yet: practice pays most here.`;
    }
    case 'prerequisite-of': {
      const name = point(reason.point);
      const of = point(reason.of);
      const share = percent(reason.mastery);
      if (teacher) {
        return zh
          ? `${name}是${of}的先修知识，掌握概率约 ${share}，应先补。`
          : `${name} is a prerequisite of ${of} and is mastered with a probability of about ${share}; it comes first.`;
      }
      return zh ? `${of}要用到${name}，先把它补上。` : `${of} rests on ${name}, so this comes first.`;
    }
    case 'stretch': {
      const name = point(reason.point);
      const share = percent(reason.mastery);
      if (teacher) {
        return zh
          ? `${name}已掌握（概率约 ${share}），安排较难的题用于提升。`
          : `${name} is mastered (probability about ${share}); harder questions to grow on.`;
      }
      return zh ? `${name}已经掌握得不错，来点有挑战的。` : `${name} is in good shape: here is something to grow on.`;
    }
    case 'in-band': {
      const share = percent(reason.expectedSuccess);
      if (teacher) {
        const band = `${percent(reason.low)}–${percent(reason.high)}`;
        return zh
          ? `预计得分率 ${share}，在适宜区间 ${band} 内。`
          : `Expected success ${share}, inside the band ${band}.`;
      }
      return zh ? '难度合适：多想一步就能做对。' : 'Just hard enough: one more thought and it is yours.';
    }
    case 'nearest-to-band': {
      const share = percent(reason.expectedSuccess);
      const easy = reason.expectedSuccess > reason.high;
      if (teacher) {
        const band = `${percent(reason.low)}–${percent(reason.high)}`;
        return zh
          ? `预计得分率 ${share}，${easy ? '高' : '低'}于适宜区间 ${band}；题库中没有更合适的题。`
          : `Expected success ${share}, ${easy ? 'above' : 'below'} the band ${band}; the bank has none nearer to it.`;
      }
      if (easy) return zh ? '这题偏容易，用来热身。' : 'An easy one, to warm up.';
      return zh ? '这题有挑战，可以先看例题再做。' : 'A challenge: look at a worked example first if you like.';
    }
    case 'fresh-variant':
      if (teacher)
        return zh
          ? `由题目模板${item(reason.of)}新生成的变式题。`
          : `A fresh variant of the template ${item(reason.of)}.`;
      return zh ? '同一类型，换了数的新题。' : 'The same kind of question with new numbers.';
    case 'new-item':
      return zh ? '没有做过的新题。' : teacher ? 'The learner has not met this item.' : 'A question you have not met.';
    case 'wrong-before':
      if (teacher)
        return zh
          ? `曾做错${item(reason.of)}，用同型题再练。`
          : `${item(reason.of)} was answered wrongly; this is the same kind.`;
      return zh
        ? `和你做错过的${item(reason.of)}同型，再试一次。`
        : `Like ${item(reason.of)}, which went wrong: try again.`;
  }
}

/**
 * Words a shortage for the teacher who keeps the item bank.
 *
 * @example
 * describeShortage({ point: 'sets', wanted: 3, given: 1, why: 'few-items' }, 'en');
 * // '“sets”: 1 of 3 items given; the bank has too few items for this point.'
 */
export function describeShortage(shortage: Shortage, language: Language, names: Names = {}): string {
  const { point, wanted, given, why } = shortage;
  const zh = language === 'zh';
  const name = names.points?.get(point) ?? point;
  return zh
    ? `“${name}”：需要 ${wanted} 题，给出 ${given} 题；${CAUSES[why].zh}。`
    : `“${name}”: ${given} of ${wanted} items given; ${CAUSES[why].en}.`;
}

const CAUSES: Readonly<Record<Shortage['why'], Readonly<Record<Language, string>>>> = {
  'no-items': { zh: '题库中没有这个知识点的题', en: 'the bank has no items for this point' },
  'used-up': { zh: '其余的题已做过、已排除或已安排', en: 'the others were seen, excluded or given already' },
  'too-early': {
    zh: '其余的题还要用到后续的、尚未掌握的知识点',
    en: 'the others need later points that are not ready',
  },
  'main-mastered': {
    zh: '其余的题主要考查已掌握的知识点',
    en: 'the others mainly exercise points that are mastered',
  },
  'few-items': { zh: '题库中这个知识点的题太少', en: 'the bank has too few items for this point' },
};

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
