import type { Recommendation } from '../../recommend/recommendation.js';
import type { Answers, Practice } from '../document.js';
import { clip, type Facts, nameOf } from './facts.js';
import { quote } from './opening.js';
import { printed } from './review.js';

const TIERS: Readonly<Record<Recommendation['tier'], number>> = { basic: 0, consolidate: 1, advance: 2 };

/** A recommendation with its printed number. */
interface Numbered {
  readonly label: string;
  readonly recommendation: Recommendation;
}

interface NumberedGroup {
  readonly point: string;
  readonly entries: readonly Numbered[];
}

/** Groups with at least one question, questions from basic to advanced, numbered 1.1, 1.2 … */
function numbered(facts: Facts): readonly NumberedGroup[] {
  return facts.input.practice
    .filter((group) => group.recommendations.length > 0)
    .map((group, at) => ({
      point: group.knowledgePoint,
      entries: [...group.recommendations]
        .sort((a, b) => TIERS[a.tier] - TIERS[b.tier])
        .map((recommendation, index) => ({ label: `${at + 1}.${index + 1}`, recommendation })),
    }));
}

/** 举一反三 */
export function practice(facts: Facts): Practice {
  const { zh } = facts;
  const groups = numbered(facts);
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
      questions: entries.map(({ label, recommendation }, at) => {
        const { item } = recommendation;
        const note = noteOf(recommendation, facts);
        const question = printed(item, label, item.knowledgePoints, facts, entries[at - 1]?.recommendation.item);
        const lines = item.kind === 'constructed' ? question.lines : Math.min(question.lines, 2);
        return {
          question: { ...question, lines },
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

/** 答案与解析: of the lost questions, then of the practice. */
export function answers(facts: Facts): Answers {
  const { zh } = facts;
  const groups: Answers['groups'][number][] = [];
  if (facts.lost.length > 0) {
    groups.push({
      title: zh ? '错题' : 'Questions done again',
      entries: facts.lost.map(({ label, item }) => entry(clip(label, 24), item?.answer, item?.solution, zh)),
    });
  }
  for (const { point, entries } of numbered(facts)) {
    groups.push({
      title: zh ? `举一反三 · ${nameOf(facts, point)}` : `Practice · ${nameOf(facts, point)}`,
      entries: entries.map(({ label, recommendation: { item } }) => entry(label, item.answer, item.solution, zh)),
    });
  }
  return {
    kind: 'answers',
    title: zh ? '答案与解析' : 'Answers and solutions',
    introduction:
      groups.length === 0
        ? zh
          ? '本册没有需要对照的题目。'
          : 'There are no questions to check in this handbook.'
        : zh
          ? '做完再看。对照时用另一种颜色的笔订正，写清错在哪一步。'
          : 'Look only when you have finished. Correct with another pen and note the step that went wrong.',
    groups,
  };
}

function entry(
  label: string,
  answer: string | undefined,
  solution: string | undefined,
  zh: boolean,
): Answers['groups'][number]['entries'][number] {
  if (answer === undefined) {
    return { label, answer: zh ? '（请对照原卷的参考答案）' : '(see the key of the exam paper)' };
  }
  const solved =
    solution !== undefined && solution.trim() !== ''
      ? solution
      : zh
        ? '（暂无解析：写下自己的解法，请老师看一看。）'
        : '(No worked solution yet: write your own and show it to your teacher.)';
  return { label, answer, solution: solved };
}
