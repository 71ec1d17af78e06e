import type { PracticeGroups } from '../../class-document.js';
import type { Answers } from '../../document.js';
import { levelOf, nameOf, percent, quote } from '../facts.js';
import { printed } from '../review.js';
import { askedPoints, type ClassFacts } from './facts.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

type Group = NonNullable<ClassFacts['input']['groups']>[number];

/** 分层练习 and 帮学: groups of like needs with questions for each, and who could help whom. */
export function practiceGroups(facts: ClassFacts): PracticeGroups {
  const { input, zh } = facts;
  const groups = input.groups ?? [];
  return {
    kind: 'practice-groups',
    title: zh ? '分层练习' : 'Practice groups',
    introduction: zh
      ? '按对知识点的掌握情况分组，需要相近的在一组，分组随每次考试调整，不是名次。题目选自题库，成功的把握按全组平均估计，卷上的原题不再出现。'
      : 'Learners of like needs are together. Groups change with every exam and are no ranks. Questions come from the bank; the expected success is the mean of the group; none of the paper’s own questions comes again.',
    groups: groups.map((group, at) => {
      const members = membersOf(group, facts);
      return {
        name: nameOfGroup(at, groups.length, zh),
        members: members.map((learner) => facts.labels[learner]),
        why: whyOf(members, facts),
        questions: group.practice.flatMap(({ recommendations }, g) =>
          recommendations.map((recommendation, index) => {
            const { item, tier, expectedSuccess } = recommendation;
            const label = `${letter(at)}${g + 1}.${index + 1}`;
            return {
              question: { ...printed(item, label, item.knowledgePoints, facts.base), lines: 0 },
              tier,
              outlook: zh ? `全组把握 ${percent(expectedSuccess)}` : `expected success ${percent(expectedSuccess)}`,
            };
          }),
        ),
      };
    }),
    pairsTitle: zh ? '帮学搭配' : 'Who could help whom',
    pairs: pairsOf(facts),
    pairsNote: zh
      ? '左边的同学掌握了右边同学还薄弱的知识点。只是建议，请按同学之间的关系调整。'
      : 'The one on the left holds what the other lacks. A suggestion only: you know who works well together.',
  };
}

function letter(at: number): string {
  return LETTERS[at] ?? `G${at + 1}·`;
}

function nameOfGroup(at: number, groups: number, zh: boolean): string {
  const aims = zh ? ['夯实基础', '巩固提高', '拓展提升'] : ['foundations', 'consolidation', 'extension'];
  // Two groups are the first and the last aim; more than three share the middle one.
  const aim = at === 0 ? aims[0] : at === groups - 1 ? aims[2] : aims[1];
  if (groups === 1) return zh ? 'A 组' : 'Group A';
  return zh ? `${letter(at)} 组 · ${aim}` : `Group ${letter(at)} · ${aim}`;
}

function membersOf(group: Group, facts: ClassFacts): readonly number[] {
  const members = new Set(group.members);
  return facts.input.learners.flatMap(({ learner }, at) => (members.has(learner) ? [at] : []));
}

/** What most of a group lack, and what they hold. */
function whyOf(members: readonly number[], facts: ClassFacts): string {
  const { zh } = facts;
  const counts = askedPoints(facts).map((point) => {
    const levels = members.map((at) => levelOf(facts.own[at].masteries.get(point), facts.options));
    return {
      point,
      weak: levels.filter((level) => level === 'weak').length,
      held: levels.filter((level) => level === 'mastered').length,
    };
  });
  const some = Math.max(1, members.length / 3);
  const weak = counts
    .filter(({ weak: n }) => n >= some)
    .sort((a, b) => b.weak - a.weak || (a.point < b.point ? -1 : 1))
    .slice(0, 3)
    .map(({ point, weak: n }) => `${quote(nameOf(facts.base, point), zh)}${zh ? `（${n} 人）` : ` (${n})`}`);
  const held = counts.filter(({ held: n }) => n >= members.length / 2).length;
  if (weak.length > 0) {
    return zh
      ? `最需要补的：${weak.join('、')}。考查的 ${counts.length} 个知识点中，半数以上组员已掌握的有 ${held} 个。`
      : `Most in need: ${weak.join(', ')}. Of the ${counts.length} points asked, most members hold ${held}.`;
  }
  return zh
    ? `没有多数人薄弱的知识点；考查的 ${counts.length} 个知识点中，半数以上组员已掌握的有 ${held} 个。可以做综合题。`
    : `No point is weak for many; of the ${counts.length} points asked, most members hold ${held}. Set mixed questions.`;
}

function pairsOf(facts: ClassFacts): PracticeGroups['pairs'] {
  const at = new Map(facts.input.learners.map(({ learner }, index) => [learner, index]));
  return (facts.input.pairs ?? []).flatMap(({ helper, learner, points }) => {
    const from = at.get(helper);
    const to = at.get(learner);
    if (from === undefined || to === undefined) return [];
    const about = points.map((point) => nameOf(facts.base, point)).join(facts.zh ? '、' : ', ');
    return [{ helper: facts.labels[from], learner: facts.labels[to], about }];
  });
}

/** 答案与解析 of the paper and of the practice of each group. */
export function classAnswers(facts: ClassFacts): Answers {
  const { zh, input } = facts;
  const none = zh ? '（题库中没有本题，请对照原卷的参考答案）' : '(not in the bank: see the key of the paper)';
  const groups: Answers['groups'][number][] = [];
  if (input.questions.length > 0) {
    groups.push({
      title: zh ? '本次试卷' : 'The paper',
      entries: input.questions.map(({ label, item }) => ({
        label,
        answer: item?.answer ?? none,
        ...(item?.solution === undefined || item.solution.trim() === '' ? {} : { solution: item.solution }),
      })),
    });
  }
  (input.groups ?? []).forEach((group, at, all) => {
    const entries = group.practice.flatMap(({ recommendations }, g) =>
      recommendations.map(({ item }, index) => ({
        label: `${letter(at)}${g + 1}.${index + 1}`,
        answer: item.answer,
        ...(item.solution === undefined ? {} : { solution: item.solution }),
      })),
    );
    if (entries.length > 0) groups.push({ title: nameOfGroup(at, all.length, zh), entries });
  });
  return {
    kind: 'answers',
    title: zh ? '答案与解析' : 'Answers and solutions',
    groups,
  };
}
