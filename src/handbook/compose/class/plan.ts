import type { Audience, ExplainPlan } from '../../class-document.js';
import type { Question } from '../../document.js';
import { amount, clip, levelOf, nameOf, percent, quote } from '../facts.js';
import { printed } from '../review.js';
import { type ClassFacts, type Loss, listed, type QuestionFacts } from './facts.js';

/** A question to explain, with its urgency. */
interface Planned {
  readonly facts: QuestionFacts;
  /** Losses that an explanation can mend: all but the careless ones. */
  readonly needing: readonly Loss[];
  readonly lacking: number;
  readonly audience: Audience;
  /** Marks lost a head by those who need it · (1 + weight · share of them who lack a prerequisite). */
  readonly urgency: number;
}

/** 讲评建议, the most urgent first: to the whole class, then to small groups, then to single learners. */
export function explainPlan(facts: ClassFacts): ExplainPlan {
  const { zh } = facts;
  const planned = planQuestions(facts);
  const done = facts.questions.length - planned.length;
  return {
    kind: 'explain-plan',
    title: zh ? '讲评建议' : 'What to explain',
    introduction: zh
      ? '按急需程度排列：人均失分越多、需要讲解的人越多、先修知识缺得越多，越靠前。因粗心失分的不算在内，请他们自己重做。'
      : 'The most urgent first: by the marks lost, by how many need it, and by how many lack a prerequisite. Those who were probably careless do not count: let them redo the question.',
    entries: planned.map((each) => entry(each, facts)),
    ...(done > 0 && facts.present.length > 0
      ? {
          note: zh
            ? `其余 ${done} 题不必讲：没有人失分，或只有粗心失分。`
            : `The other ${done} need no explanation: nobody lost marks, or only by carelessness.`,
        }
      : {}),
  };
}

/** Questions that someone needs explained, by audience and urgency. */
export function planQuestions(facts: ClassFacts): readonly Planned[] {
  const { options, present } = facts;
  const order: readonly Audience[] = ['class', 'group', 'individual'];
  return facts.questions
    .map((each): Planned => {
      const needing = each.losses.filter(({ slip }) => slip !== 'careless');
      const lacking = needing.filter(({ slip }) => slip === 'prerequisite').length;
      const marks = needing.reduce((sum, loss) => sum + loss.marks, 0) / Math.max(1, present.length);
      const share = needing.length / Math.max(1, present.length);
      return {
        facts: each,
        needing,
        lacking,
        audience: share >= options.classShare ? 'class' : needing.length >= options.groupLeast ? 'group' : 'individual',
        urgency: marks * (1 + (options.prerequisiteWeight * lacking) / Math.max(1, needing.length)),
      };
    })
    .filter(({ needing }) => needing.length > 0)
    .sort(
      (a, b) =>
        order.indexOf(a.audience) - order.indexOf(b.audience) || b.urgency - a.urgency || a.facts.index - b.facts.index,
    );
}

function entry(planned: Planned, facts: ClassFacts): ExplainPlan['entries'][number] {
  const { zh, present } = facts;
  const { question, losses, share } = planned.facts;
  const label = clip(question.label, 24);
  const full = planned.audience !== 'individual' && question.item !== undefined;
  const lost = losses.reduce((sum, { marks }) => sum + marks, 0) / Math.max(1, present.length);
  const figures = [
    share === undefined ? undefined : zh ? `得分率 ${percent(share)}` : `share ${percent(share)}`,
    zh ? `失分 ${losses.length} 人` : `${losses.length} lost marks`,
    zh ? `人均失 ${amount(lost)} 分` : `${amount(lost)} marks a head`,
  ];
  return {
    audience: planned.audience,
    to: audienceOf(planned.audience, zh),
    question: questionOf(planned, label, facts),
    full,
    figures: figures.filter((part) => part !== undefined).join(zh ? '，' : ', '),
    reasons: reasons(planned, facts),
    who:
      planned.audience === 'class'
        ? zh
          ? `全班（${planned.needing.length} 人需要）`
          : `the whole class (${planned.needing.length} need it)`
        : listed(
            facts,
            planned.needing.map(({ learner }) => learner),
          ),
  };
}

function audienceOf(audience: Audience, zh: boolean): string {
  if (audience === 'class') return zh ? '全班讲' : 'whole class';
  if (audience === 'group') return zh ? '小组讲' : 'small group';
  return zh ? '个别讲' : 'individually';
}

function questionOf({ facts: { question } }: Planned, label: string, facts: ClassFacts): Question {
  if (question.item !== undefined) {
    const shown = printed(question.item, label, question.knowledgePoints, facts.base);
    return { ...shown, points: question.fullMarks, lines: 0 };
  }
  return {
    label,
    item: question.label,
    kind: 'unknown',
    stem: facts.zh ? '（题干请见原卷。）' : '(See the exam paper.)',
    points: question.fullMarks,
    knowledgePoints: question.knowledgePoints.map((point) => nameOf(facts.base, point)),
    lines: 0,
  };
}

function reasons(planned: Planned, facts: ClassFacts): string[] {
  const { zh } = facts;
  const { question, losses } = planned.facts;
  const texts: string[] = [];
  const missing = missingPrerequisites(planned, facts).slice(0, 2);
  if (missing.length > 0) {
    const names = missing.map(({ point, learners }) =>
      zh
        ? `${quote(nameOf(facts.base, point), true)}（${learners} 人）`
        : `${quote(nameOf(facts.base, point), false)} (${learners})`,
    );
    texts.push(
      zh
        ? `先补先修知识${names.join('、')}，再讲本题。`
        : `First mend ${names.join(' and ')}, then explain the question.`,
    );
  }
  const weakest = question.knowledgePoints
    .map((point) => ({
      point,
      weak: planned.needing.filter(
        ({ learner }) => levelOf(facts.own[learner].masteries.get(point), facts.options) === 'weak',
      ).length,
    }))
    .filter(({ weak }) => weak > 0)
    .sort((a, b) => b.weak - a.weak || (a.point < b.point ? -1 : 1));
  for (const { point, weak } of weakest.slice(0, 1)) {
    const name = quote(nameOf(facts.base, point), zh);
    texts.push(
      zh
        ? `其中 ${weak} 人${name}还薄弱：从概念讲起。`
        : `${weak} of them are weak on ${name}: begin with the concept.`,
    );
  }
  if (missing.length === 0 && weakest.length === 0) {
    texts.push(
      zh
        ? '知识点大体掌握，题目没有做对：讲方法的选择和步骤的书写。'
        : 'The points are mostly held, the question was not: speak about the choice of method and about writing the steps.',
    );
  }
  const blank = losses.filter(({ slip }) => slip === 'not-answered').length;
  if (blank >= 3 && blank >= losses.length / 4) {
    texts.push(zh ? `${blank} 人没有作答：讲怎样入手。` : `${blank} left it empty: show how to begin.`);
  }
  const careless = losses.length - planned.needing.length;
  if (careless > 0) {
    texts.push(
      zh ? `另有 ${careless} 人可能是粗心，请自行重做。` : `${careless} more were probably careless: let them redo it.`,
    );
  }
  return texts;
}

/** Weak prerequisites of those who need the question explained, the commonest first. */
function missingPrerequisites(
  { facts: { question }, needing }: Planned,
  facts: ClassFacts,
): readonly { readonly point: string; readonly learners: number }[] {
  const counts = new Map<string, number>();
  const before = new Set(question.knowledgePoints.flatMap((point) => facts.base.prerequisites.get(point) ?? []));
  // What the question asks itself is no prerequisite of it.
  for (const point of question.knowledgePoints) before.delete(point);
  for (const { learner, slip } of needing) {
    if (slip !== 'prerequisite') continue;
    for (const point of before) {
      if (levelOf(facts.own[learner].masteries.get(point), facts.options) !== 'weak') continue;
      counts.set(point, (counts.get(point) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([point, learners]) => ({ point, learners }))
    .sort((a, b) => b.learners - a.learners || (a.point < b.point ? -1 : 1));
}
