import { judgeDiscrimination } from '../../../irt/classical.js';
import type { QuestionTable } from '../../class-document.js';
import { amount, clip, nameOf } from '../facts.js';
import { type ClassFacts, listed, type QuestionFacts } from './facts.js';

/** 小题分析: a row a question, in the paper's order. */
export function questionTable(facts: ClassFacts): QuestionTable {
  const { zh } = facts;
  return {
    kind: 'question-table',
    title: zh ? '小题分析' : 'Question by question',
    introduction: zh
      ? '得分率是在场学生得分占满分的平均；区分度是本班高分组（前 27%）与低分组（后 27%）得分率之差，负值请先核对答案。'
      : 'The share is the mean of those present. Discrimination is the share of the upper 27 % of this class less that of the lower 27 %; where it is negative, check the key first.',
    columns: zh
      ? ['题号', '题型', '满分', '得分率', '区分度', '知识点']
      : ['No.', 'Kind', 'Marks', 'Share', 'Discr.', 'Knowledge points'],
    rows: facts.questions.map((each) => ({
      label: clip(each.question.label, 12),
      kind: each.question.item?.kind ?? ('unknown' as const),
      fullMarks: amount(each.question.fullMarks),
      ...(each.share === undefined ? {} : { share: each.share }),
      discrimination: discriminationOf(each, zh),
      knowledgePoints: each.question.knowledgePoints.map((point) => nameOf(facts.base, point)),
      remarks: remarks(each, facts),
    })),
  };
}

function discriminationOf({ discrimination }: QuestionFacts, zh: boolean): string {
  if (discrimination === undefined) return '—';
  const value = (Math.round(discrimination * 100) / 100).toFixed(2).replace('-', '−');
  const { level } = judgeDiscrimination(discrimination);
  if (level === 'negative') return zh ? `${value} 负` : `${value} !`;
  return value;
}

function remarks(each: QuestionFacts, facts: ClassFacts): string[] {
  const { zh, present } = facts;
  const { losses, wrongChoice } = each;
  const lost = losses.map(({ learner }) => learner);
  const texts: string[] = [];
  if (present.length === 0) return texts;
  if (lost.length === 0) texts.push(zh ? '全班满分' : 'Full marks by all');
  // Of a question that most lost, those who did not are the shorter list.
  else if (lost.length > 0.6 * present.length) {
    const without = new Set(lost);
    const right = present.filter((at) => !without.has(at));
    const who = right.length === 0 ? (zh ? '无' : 'nobody') : listed(facts, right);
    texts.push(zh ? `失分 ${lost.length} 人；全对的：${who}` : `${lost.length} lost marks; full marks: ${who}`);
  } else {
    texts.push(
      zh ? `失分 ${lost.length} 人：${listed(facts, lost)}` : `${lost.length} lost marks: ${listed(facts, lost)}`,
    );
  }
  if (wrongChoice !== undefined) {
    texts.push(
      zh
        ? `错选最多：${wrongChoice.key}（${wrongChoice.learners} 人）`
        : `wrong choice met most: ${wrongChoice.key} (${wrongChoice.learners})`,
    );
  }
  return texts;
}
