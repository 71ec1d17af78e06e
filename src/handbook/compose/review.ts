import type { Item } from '../../data/item-bank.js';
import type { Question, QuestionKind, WrongReview } from '../document.js';
import { amount, clamp, clip, type Facts, levelOf, nameOf } from './facts.js';
import type { ExamQuestion } from './input.js';
import { quote } from './opening.js';

type Slip = WrongReview['questions'][number]['slip'];

/** Lines of answer space by kind of question. */
const LINES: Readonly<Record<QuestionKind, number>> = {
  'single-choice': 3,
  'multiple-choice': 4,
  'true-false': 2,
  blank: 3,
  constructed: 9,
  unknown: 4,
};

/** 错题重做 */
export function wrongReview(facts: Facts): WrongReview {
  const { zh } = facts;
  return {
    kind: 'wrong-review',
    title: zh ? '错题重做' : 'Questions to do again',
    introduction: introduction(facts),
    questions: facts.lost.map((question, at) => {
      const slip = slipOf(question, facts);
      return {
        question: examQuestion(question, facts, facts.lost[at - 1]?.item),
        result: resultOf(question, zh),
        slip: slip.kind,
        diagnosis: slip.words,
      };
    }),
  };
}

function introduction({ zh, answered, lost }: Facts): string {
  if (answered.length === 0) {
    return zh
      ? '这次考试没有作答记录，所以没有错题。请先把原卷做一遍，对照答案订正。'
      : 'There are no answers from this exam, hence nothing to correct. Please do the paper first and check it.';
  }
  if (lost.length === 0) {
    return zh
      ? '这次考试没有失分的题目。可以把解法讲给同学听，讲得清楚才是真懂。'
      : 'No marks were lost in this exam. Explain a solution to a classmate: what you can explain, you have understood.';
  }
  return zh
    ? '先盖住原来的答案，独立重做一遍，写出步骤；再翻到书后对照解析，把原因写在题旁。'
    : 'Cover your old answers and do each question again with all its steps; then compare with the solutions at the end and note the cause beside it.';
}

function resultOf(question: ExamQuestion, zh: boolean): string {
  if (question.points === undefined) return zh ? '未作答' : 'not answered';
  const won = amount(Math.max(question.points, 0));
  return zh ? `得 ${won} / ${amount(question.fullMarks)} 分` : `${won} / ${amount(question.fullMarks)} points`;
}

/** The likely kind of slip: careless where success was expected, else a weak prerequisite, else the point itself. */
export function slipOf(question: ExamQuestion, facts: Facts): { kind: Slip; words: string } {
  const { zh, options } = facts;
  if (question.points === undefined) {
    return {
      kind: 'not-answered',
      words: zh
        ? '没有作答：先试着写出已知条件和第一步。'
        : 'Not answered: begin by writing what is given and a first step.',
    };
  }
  if (question.expected !== undefined && question.expected >= options.careless) {
    return {
      kind: 'careless',
      words: zh
        ? '可能是粗心：这类题你平时把握较大，重做时留意审题、计算和书写。'
        : 'Possibly a slip: you usually manage such questions. Mind the wording, the arithmetic and the writing.',
    };
  }
  for (const point of question.knowledgePoints) {
    for (const before of facts.prerequisites.get(point) ?? []) {
      if (levelOf(facts.masteries.get(before), options) !== 'weak') continue;
      const name = quote(nameOf(facts, before), zh);
      return {
        kind: 'prerequisite',
        words: zh
          ? `先修未掌握：先补上${name}，再回来做这道题。`
          : `A prerequisite is weak: first mend ${name}, then come back.`,
      };
    }
  }
  const point = weakestOf(question.knowledgePoints, facts);
  const part = question.points > 0;
  const name = point === undefined ? undefined : quote(nameOf(facts, point), zh);
  const level = levelOf(point === undefined ? undefined : facts.masteries.get(point), options);
  const half = level === 'partial' || level === 'mastered';
  return { kind: 'not-mastered', words: zh ? lackZh(name, part, half) : lackEn(name, part, half) };
}

function lackZh(name: string | undefined, part: boolean, half: boolean): string {
  const start = part ? '已经做对一部分；' : '';
  if (name === undefined) return `${start}还没有掌握：先看解析，再合上书独立重做。`;
  if (half) return `${start}${name}掌握得还不够牢：先想清楚用什么方法，再独立重做。`;
  return `${start}${name}还没有掌握：先复习这个知识点，再独立重做。`;
}

function lackEn(name: string | undefined, part: boolean, half: boolean): string {
  const start = part ? 'Partly right already. ' : '';
  if (name === undefined) {
    return `${start}Not yet mastered: read the solution, then do it again with the book closed.`;
  }
  if (half) return `${start}Not yet firm: ${name}. Settle on a method first, then do it again on your own.`;
  return `${start}Not yet mastered: ${name}. Review this point, then do it again on your own.`;
}

function weakestOf(points: readonly string[], facts: Facts): string | undefined {
  let weakest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const probability = facts.masteries.get(point)?.probability ?? 1;
    if (probability < least) {
      least = probability;
      weakest = point;
    }
  }
  return weakest;
}

function examQuestion(question: ExamQuestion, facts: Facts, before: Item | undefined): Question {
  const { item } = question;
  const label = clip(question.label, 24);
  if (item !== undefined) {
    return { ...printed(item, label, question.knowledgePoints, facts, before), points: question.fullMarks };
  }
  return {
    label,
    item: question.label,
    kind: 'unknown',
    stem: facts.zh
      ? '（学校没有提供本题题干，请对照原卷重做。）'
      : '(The text of this question was not provided: please use the exam paper.)',
    points: question.fullMarks,
    knowledgePoints: question.knowledgePoints.map((point) => nameOf(facts, point)),
    lines: LINES.unknown,
  };
}

/** An item as a printed question. The text that it asks about comes first, unless the question before it asks about the same. */
export function printed(item: Item, label: string, points: readonly string[], facts: Facts, before?: Item): Question {
  const lines = item.kind === 'constructed' ? Math.round(clampLines(item.points)) : LINES[item.kind];
  return {
    label,
    item: item.id,
    kind: item.kind,
    stem: item.passage === undefined || item.passage.id === before?.passage?.id ? item.stem : withPassage(item),
    ...(item.options === undefined || item.options.length === 0
      ? {}
      : { options: item.options.map(({ key, text }) => ({ key, text })) }),
    points: item.points,
    knowledgePoints: points.map((point) => nameOf(facts, point)),
    lines,
  };
}

function withPassage({ passage, stem }: Item): string {
  return [passage?.title, passage?.text, stem].filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** A constructed question gets about a line a mark, between 6 and 12. */
function clampLines(points: number): number {
  return Number.isFinite(points) ? 6 + 6 * clamp((points - 4) / 10) : LINES.constructed;
}
