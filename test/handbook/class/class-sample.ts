import type { ClassInput, ClassLearner } from '../../../src/handbook/compose-class.js';
import { graph, items, recommend, sampleInput } from '../sample.js';

/** A simulated class that sat the sample paper; the last learner was absent. */
export function sampleClass(learners = 24, language: 'zh' | 'en' = 'zh'): ClassInput {
  const members = Array.from({ length: learners }, (_, at): ClassLearner => {
    const { questions, masteries } = sampleInput(at + 1, language);
    return {
      learner: `S1-01${String(at + 1).padStart(2, '0')}`,
      name: `模拟生${at + 1}`,
      points: questions.map(({ points }) => (at === learners - 1 ? undefined : points)),
      expected: questions.map(({ expected }) => expected),
      choices: questions.map(({ item, points, fullMarks }) =>
        item?.kind === 'single-choice' && points! < fullMarks ? 'BCD'[at % 2] : undefined,
      ),
      masteries,
    };
  });
  const half = Math.ceil(learners / 2);
  return {
    language,
    subject: language === 'zh' ? '高中数学' : 'Senior mathematics',
    school: '示例县第一中学',
    class: '高三（2）班',
    exam: { title: '高三第一次联考', date: '2025-10-18' },
    date: '2025-10-20',
    questions: sampleInput(1, language).questions.map(({ label, item, fullMarks, knowledgePoints }) => ({
      label,
      ...(item === undefined ? {} : { item }),
      fullMarks,
      knowledgePoints,
    })),
    learners: members,
    comparisons: [
      { label: '本校其他班', share: 0.58, learners: 90 },
      { label: '小班', share: 0.99, learners: 4 },
    ],
    groups: [members.slice(0, half), members.slice(half)].map((part, g) => ({
      members: part.map(({ learner }) => learner),
      practice: [
        {
          knowledgePoint: 'trig',
          mastery: 0.4,
          recommendations: recommend('trig', items[5], 2).map((each) => ({
            ...each,
            item: { ...each.item, id: `${each.item.id}-g${g}` },
          })),
        },
      ],
    })),
    pairs: [{ helper: members[0].learner, learner: members[1].learner, points: ['trig', 'set'] }],
    graph,
    notice: '本册数据为模拟数据，仅作演示。',
  };
}
