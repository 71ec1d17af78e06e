import type { Recommendation } from '../../recommend/recommendation.js';
import type { Practice } from '../document.js';
import { clip, type Facts, nameOf, quote } from './facts.js';
import { printed } from './review.js';

/** 举一反三 */
export function practice(facts: Facts): Practice {
  const { zh, groups } = facts;
  return {
    kind: 'practice',
    title: zh ? '举一反三' : 'Practice',
    introduction:
      groups.length === 0
        ? zh
          ? '这一次没有需要安排的练习题。'
          : 'There is no practice to set this time.'
        : zh
          ? '按知识点分组，由易到难：基础题求会，巩固题求熟，提升题求通。每组做完再对答案。'
          : 'Grouped by knowledge point, from easy to hard. Finish a group before you look at its answers.',
    groups: groups.map(({ point, entries }) => ({
      point: nameOf(facts, point),
      why: whyOf(
        point,
        entries.map((entry) => entry.recommendation),
        facts,
      ),
      questions: entries.map(({ label, anchor, recommendation }, at) => {
        const { item } = recommendation;
        const note = noteOf(recommendation, facts);
        const before = entries[at - 1]?.recommendation.item;
        const question = printed(item, label, item.knowledgePoints, facts, before);
        const lines = item.kind === 'constructed' ? question.lines : Math.min(question.lines, 2);
        return {
          question: { ...question, anchor, lines },
          tier: recommendation.tier,
          expectedSuccess: recommendation.expectedSuccess,
          outlook: outlookOf(recommendation.expectedSuccess, zh),
          ...(note === undefined ? {} : { note }),
        };
      }),
    })),
  };
}

/** Why a group is there, from the reasons that came with its recommendations. */
function whyOf(point: string, recommendations: readonly Recommendation[], facts: Facts): string {
  const { zh } = facts;
  const name = quote(nameOf(facts, point), zh);
  for (const { reasons } of recommendations) {
    for (const reason of reasons) {
      if (reason.code !== 'prerequisite-of') continue;
      const of = quote(nameOf(facts, reason.of), zh);
      return zh
        ? `${name}是${of}的先修知识，还没有掌握牢，先补上它，后面就顺了。`
        : `${name} is needed for ${of} and is not yet secure. Mend it first.`;
    }
  }
  for (const { reasons } of recommendations) {
    for (const reason of reasons) {
      if (reason.code === 'stretch')
        return zh ? `${name}掌握得不错，来几道更有挑战的。` : `${name} is in good shape: here is something to grow on.`;
      if (reason.code !== 'weak-point') continue;
      return zh ? `${name}还没有掌握牢，是现在值得练的地方。` : `${name} is not yet secure: practice pays here.`;
    }
  }
  return zh ? `围绕${name}再练几道，把方法用熟。` : `A few more questions on ${name}, to make the method your own.`;
}

/** Expected success in gentle words; the number is for the teacher. */
function outlookOf(expected: number, zh: boolean): string {
  if (expected >= 0.8) return zh ? '很有把握' : 'you will manage';
  if (expected >= 0.65) return zh ? '多半能做对' : 'likely within reach';
  if (expected >= 0.45) return zh ? '想一想能做对' : 'within reach with thought';
  return zh ? '有挑战，先试试看' : 'a challenge: give it a try';
}

function noteOf(recommendation: Recommendation, { zh, labels }: Facts): string | undefined {
  for (const reason of recommendation.reasons) {
    if (reason.code !== 'fresh-variant' && reason.code !== 'wrong-before') continue;
    const label = labels.get(reason.of);
    if (label === undefined) continue;
    return zh ? `与原卷第 ${clip(label, 24)} 题同型` : `like question ${clip(label, 24)} of the paper`;
  }
  return undefined;
}
