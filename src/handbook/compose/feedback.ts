import type { FeedbackCard, FeedbackEntry } from '../feedback/card.js';
import { type CardWords, layoutCard, MAX_PAGES, PAGE_ENTRIES } from '../feedback/layout.js';
import type { Feedback } from '../feedback/section.js';
import { clip, type Facts } from './facts.js';

/** The longest question number that fits beside the bubbles. */
const LABEL = 7;

/** 反馈卡: a row for each question to do again and each of the practice. */
export function feedback(facts: Facts): Feedback {
  const { input, zh } = facts;
  const exam = input.exam.id ?? input.exam.title;
  const wanted = facts.options.sections;
  const redo = (wanted.includes('wrong-review') ? facts.lost : []).map(
    ({ label, item, knowledgePoints }): FeedbackEntry => ({
      label: clip(label, LABEL),
      part: 'redo',
      item: item?.id ?? `${exam}/${label}`,
      knowledgePoints,
    }),
  );
  const practised = (wanted.includes('practice') ? facts.groups : []).flatMap(({ entries }) =>
    entries.map(
      ({ label, recommendation: { item } }): FeedbackEntry => ({
        label: clip(label, LABEL),
        part: 'practice',
        item: item.id,
        knowledgePoints: item.knowledgePoints,
      }),
    ),
  );
  const card: FeedbackCard = {
    exam,
    learner: input.learner,
    entries: [...redo, ...practised].slice(0, MAX_PAGES * PAGE_ENTRIES),
  };
  return { kind: 'feedback', title: zh ? '反馈卡' : 'Feedback card', card, pages: layoutCard(card, wordsOf(facts)) };
}

function wordsOf({ input, zh }: Facts): CardWords {
  const owner = clip(input.learner, 22);
  const exam = clip(input.exam.title, 22);
  return zh
    ? {
        owner: (page, pages) => `学号 ${owner}　第 ${page} / ${pages} 页`,
        lines: [
          exam,
          '每题做完、对过答案以后填涂：用深色笔涂满一个圆圈。',
          '涂错了请擦干净再涂；请不要折叠四角的黑方块。',
        ],
        marks: ['对', '部分对', '错', '没做'],
        letters: ['对', '半', '错', '没'],
        redo: '重做',
        practice: '练习',
      }
    : {
        owner: (page, pages) => `Learner ${owner}   page ${page} of ${pages}`,
        lines: [
          exam,
          'When a question is done and checked, fill one circle of its row',
          'with a dark pen. Do not fold the black squares in the corners.',
        ],
        marks: ['right', 'partly', 'wrong', 'not tried'],
        letters: ['R', 'P', 'W', 'N'],
        redo: 'Redo',
        practice: 'Pr.',
      };
}
