import type { Item, Passage } from '../../data/item-bank.js';
import type { Question, QuestionKind, WrongReview } from '../document.js';
import { amount, anchorsOf, clamp, clip, type Facts, nameOf } from './facts.js';
import type { ExamQuestion } from './input.js';
import { diagnosisOf, slipOf } from './slip.js';

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
        question: {
          ...examQuestion(question, facts, facts.lost[at - 1]?.item),
          anchor: anchorsOf(at).redo,
        },
        result: resultOf(question, zh),
        ...(facts.options.sections.includes('explanations') ? { explanation: anchorsOf(at).why } : {}),
        slip: slip.kind,
        diagnosis: diagnosisOf(slip, question, facts),
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
    ? '先盖住原来的答案，独立重做一遍，写出步骤；再翻到“错因与讲解”对照，把原因写在题旁。'
    : 'Cover your old answers and do each question again with all its steps; then compare with the explanations that follow and note the cause beside it.';
}

/** Points won, and the option chosen where it is known. */
export function resultOf({ points, fullMarks, chosen }: ExamQuestion, zh: boolean): string {
  if (points === undefined) return zh ? '未作答' : 'not answered';
  const won = amount(Math.max(points, 0));
  const result = zh ? `得 ${won} / ${amount(fullMarks)} 分` : `${won} / ${amount(fullMarks)} points`;
  if (chosen === undefined || chosen.trim() === '') return result;
  return zh ? `${result}，选了 ${clip(chosen, 12)}` : `${result}, chose ${clip(chosen, 12)}`;
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
  const { passage } = item;
  const lines = item.kind === 'constructed' ? Math.round(clampLines(item.points)) : LINES[item.kind];
  return {
    label,
    item: item.id,
    kind: item.kind,
    ...(passage === undefined || passage.id === before?.passage?.id ? {} : { passage: passageOf(passage) }),
    stem: item.stem,
    ...(item.options === undefined || item.options.length === 0
      ? {}
      : { options: item.options.map(({ key, text }) => ({ key, text })) }),
    points: item.points,
    knowledgePoints: points.map((point) => nameOf(facts, point)),
    lines,
  };
}

function passageOf({ title, text }: Passage): NonNullable<Question['passage']> {
  return { ...(title === undefined || title.trim() === '' ? {} : { title: clip(title, 120) }), text };
}

/** A constructed question gets about a line a mark, between 6 and 12. */
function clampLines(points: number): number {
  return Number.isFinite(points) ? 6 + 6 * clamp((points - 4) / 10) : LINES.constructed;
}
