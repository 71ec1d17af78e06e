import type { HeatMap } from '../../class-document.js';
import { levelOf, nameOf } from '../facts.js';
import { askedPoints, type ClassFacts } from './facts.js';

const RANK = { weak: 0, partial: 1, mastered: 2, unknown: 1 } as const;

/** 知识点掌握图: the exam's points, the weakest for most first, by learners in the order of the class. */
export function heatMap(facts: ClassFacts): HeatMap {
  const { zh, options, own } = facts;
  const points = askedPoints(facts)
    .map((point, at) => {
      const levels = own.map((each) => levelOf(each.masteries.get(point), options));
      const weak = levels.filter((level) => level === 'weak').length;
      return { point, at, levels, weak, sum: levels.reduce((sum, level) => sum + RANK[level], 0) };
    })
    .filter(({ levels }) => levels.some((level) => level !== 'unknown'))
    .sort((a, b) => b.weak - a.weak || a.sum - b.sum || a.at - b.at);
  const shown = points.slice(0, options.maxMapRows);
  const learners = facts.input.learners.map((_, at) => at);
  const count = Math.ceil(learners.length / options.maxColumns);
  const size = Math.ceil(learners.length / Math.max(1, count));
  const blocks = Array.from({ length: count }, (_, block) => {
    const part = learners.slice(block * size, (block + 1) * size);
    return {
      learners: part.map((at) => facts.labels[at]),
      rows: shown.map(({ point, levels }) => ({
        name: nameOf(facts.base, point),
        levels: part.map((at) => levels[at]),
      })),
    };
  });
  return {
    kind: 'heat-map',
    title: zh ? '知识点掌握图' : 'Mastery of the class',
    explanation: zh
      ? '每行一个知识点，薄弱的人越多越靠上；每列一名学生，按名册的次序。'
      : 'A row a knowledge point, those weak for most on top; a column a learner, in the order of the roster.',
    blocks: shown.length === 0 ? [] : blocks,
    ...(points.length > shown.length
      ? {
          note: zh
            ? `共 ${points.length} 个知识点，这里列出最需要加强的 ${shown.length} 个。`
            : `Of ${points.length} points, the ${shown.length} weakest are shown.`,
        }
      : {}),
  };
}
