import type { ComposeInput, ExamQuestion } from '../../src/handbook/compose.js';
import { sampleInput } from './sample.js';

const base = sampleInput(1);

function withPoints(points: (at: number) => number | undefined): readonly ExamQuestion[] {
  return base.questions.map(({ points: _, ...question }, at) => {
    const won = points(at);
    return won === undefined ? question : { ...question, points: won };
  });
}

const sixty: readonly ExamQuestion[] = Array.from({ length: 60 }, (_, at) => ({
  ...base.questions[at % base.questions.length],
  label: String(at + 1),
  points: 0,
}));

const masteries = (probability: number): ComposeInput['masteries'] =>
  base.masteries.map((each) => ({
    ...each,
    ...{ probability, success: probability, low: 0.8 * probability, high: 1 - 0.8 * (1 - probability), answers: 4 },
    trail: [null, probability / 2, probability],
  }));

/** The graph in chapters, one of them with a name far too long. */
const graph: ComposeInput['graph'] = {
  ...base.graph,
  points: base.graph.points.map((point, at) => ({
    ...point,
    chapter: at % 4 === 3 ? `第四章 ${'很长的章名'.repeat(12)}` : `第${(at % 4) + 1}章 章名`,
  })),
};
const trails = { graph, trailExams: ['期中', '期末', '本次'] };

/** Learners who must print sensibly, by what is special about them. */
export const edgeLearners: Readonly<Record<string, ComposeInput>> = {
  'everything right': {
    ...base,
    ...trails,
    questions: withPoints((at) => base.questions[at].fullMarks),
    masteries: masteries(0.95),
    practice: [],
  },
  'everything wrong': { ...base, ...trails, questions: withPoints(() => 0), masteries: masteries(0.1) },
  absent: { ...base, ...trails, questions: withPoints(() => undefined) },
  'a very long name': {
    ...base,
    ...trails,
    name: '阿卜杜热合曼·买买提依明'.repeat(40),
    school: '第一中学'.repeat(60),
    class: 'x'.repeat(500),
    learner: 'S'.repeat(90),
    exam: { title: '考试'.repeat(200), date: '2026-06-25' },
    graph: { ...graph, points: graph.points.map((point) => ({ ...point, name: point.name.repeat(20) })) },
    teacherMessage: '加油'.repeat(2000),
  },
  'a name in Latin letters without a space': { ...base, name: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3) },
  'an exam of 60 items': { ...base, ...trails, questions: sixty },
  'an exam of one item': { ...base, questions: [{ ...sixty[0], label: '1' }] },
  'an item that lacks a solution': {
    ...base,
    questions: base.questions.map((question) => {
      if (question.item === undefined) return question;
      const { solution: _, ...item } = question.item;
      return { ...question, item, points: 0 };
    }),
  },
  'no bank text at all': {
    ...base,
    ...trails,
    questions: withPoints((at) => (at % 2 === 0 ? 0 : undefined)).map(({ item: _, ...question }) => question),
    practice: [],
  },
  'nothing known': { ...base, questions: [], practice: [], masteries: [], history: [] },
};
